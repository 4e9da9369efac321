"""Why a number is missing, in both languages. The statistics give the reason in English; Japanese is made from it."""

from __future__ import annotations

import re
from functools import cache

from study.statistics.estimate import NotEstimable

# What the reasons speak of.
NOUNS = {
    "raters": "参加者",
    "rater": "参加者",
    "stimuli": "刺激",
    "stimulus": "刺激",
    "clips": "クリップ",
    "response time": "反応時間",
    "accuracy": "正答率",
    "recogniser's probability": "認識器の確率",
    "completed sessions": "完了したセッション",
    "clips of known duration": "長さのわかるクリップ",
    "answers": "回答",
    "response times": "反応時間",
    "cells": "セルの値",
    "cells off the diagonal": "対角線以外のセルの値",
}
WHO = {
    "answered": "回答した参加者",
    "answered in both conditions": "両条件に回答した参加者",
    "answered in both conditions with a response time": "両条件で反応時間のある回答をした参加者",
    "has both correct and wrong answers with a response time": "反応時間のある正答と誤答の両方をもつ参加者",
    "saw it": "それを見た参加者",
}
PATTERNS: tuple[tuple[str, str], ...] = (
    (r"there are no responses", "回答がない"),
    (r"there is one rater only", "参加者が1名のみである"),
    (r"there is one stimulus only", "刺激が1つのみである"),
    (r"there is one rating only", "評定が1つのみである"),
    (r"there are no ratings", "評定がない"),
    (r"there are no response times above zero", "正の反応時間がない"),
    (r"the study has one condition only", "条件が1つのみである"),
    (r"the mixed models of these answers have not been fitted yet", "混合効果モデルがまだ推定されていない"),
    (r"there are answers to one condition only", "回答のある条件が1つのみである"),
    (r"no answer has a response time", "反応時間のある回答がない"),
    (r"each (.+) is always right or always wrong \(separation\)", "どの{0}でも全問正答または全問誤答である（分離）"),
    (
        r"nearly all (raters|stimuli) are always right or always wrong \(SD of (\d+) log odds\)",
        "ほぼすべての{0}で全問正答または全問誤答である（対数オッズの標準偏差{1}）",
    ),
    (r"the stimuli's mean ratings differ less than chance would have it", "刺激間の平均評定の差が偶然の範囲より小さい"),
    (r"all raters have the same accuracy", "全参加者の正答率が同じである"),
    (r"all raters have the same mean", "全参加者の平均が同じである"),
    (r"all raters transmit the same", "全参加者の伝達情報量が同じである"),
    (r"all raters used it equally often", "全参加者の使用頻度が同じである"),
    (r"all answers are the same", "回答がすべて同じである"),
    (r"all raters agree equally in all stimuli", "どの刺激でも全参加者の一致の程度が同じである"),
    (
        r"without one of the raters or stimuli there is nothing to compare",
        "参加者または刺激を1つ除くと、比較するものがなくなる",
    ),
    (r"all raters gave each stimulus the same rating", "各刺激に対する評定が全参加者で同じである"),
    (
        r"so few and so different raters bound it to no side",
        "参加者が少なくばらつきも大きいため、区間がいずれの側にも定まらない",
    ),
    (r"clips of an emotion were answered by one rater only", "ある感情のクリップに回答した参加者が1名のみである"),
    (r"without any one rater it is the same", "どの参加者を除いても値が変わらない"),
    (r"so few answers differ by chance as much as people's cells do", "回答が少なく、セル間の差が偶然の範囲を出ない"),
    (r"all ratings are the same", "評定がすべて同じである"),
    (r"all response times are the same", "反応時間がすべて同じである"),
    (r"the difference is the same in all raters", "差が全参加者で同じである"),
    (r"the unbiased hit rate is the same in all raters", "不偏的中率が全参加者で同じである"),
    (r"no rater could have been right or wrong by chance", "偶然に正答または誤答しうる参加者がいない"),
    (r"without one of the raters or clips there is no such figure", "参加者またはクリップを1つ除くと算出できない"),
    (r"halves of the raters have too few clips in common", "参加者を二分すると共通のクリップが少なすぎる"),
    (
        r"clips differ by no more than chance among so few raters",
        "参加者が少なく、クリップ間の差が偶然の範囲を出ない",
    ),
    (r"it was never shown", "一度も提示されていない"),
    (r"it was never chosen", "一度も選択されていない"),
    (r"one emotion only was shown", "提示された感情が1種類のみである"),
    (r"without one of the raters, one emotion only was shown", "参加者1名を除くと、提示された感情が1種類のみになる"),
    (r"no rater answered more than once", "2回以上回答した参加者がいない"),
    (r"no stimulus was (?:answered|rated) (?:more than once|twice)", "2回以上回答された刺激がない"),
    (r"the model's equations have no single solution in these data", "このデータではモデルの解が一意に定まらない"),
    (
        r"the fit did not converge \(largest slope of the deviance (.+)\)",
        "推定が収束しなかった（逸脱度の最大勾配 {0}）",
    ),
    (r"no rater has as many response times as there are bins", "区分数以上の反応時間をもつ参加者がいない"),
    (r"all answers of a rater lie on one line", "参加者内の回答がすべて一直線上にある"),
    (r"all (.+) lie on one line", "{0}がすべて一直線上にある"),
    (r"all (.+) have the same order in (.+) and (.+)", "{0}の順序が{1}と{2}で一致する"),
    (r"no rater's (.+) varies", "{0}が変動する参加者がいない"),
    (r"no rater (.+)", "{0}がいない"),
    (r"one rater only (.+)", "{0}が1名のみである"),
    (r"there are no answers to (.+)", "{0}への回答がない"),
    (r"there are no answers with (.+) and (.+)", "{0}と{1}のある回答がない"),
    (r"the (.+) is the same in all (.+)", "{0}がすべての{1}で同じである"),
    (r"there are fewer than (\d+) (.+) \((\d+)\)", "{1}が{0}未満である（{2}）"),
    (r"there is one of the (.+) only", "{0}が1つのみである"),
    (r"there are ratings of (\d+) (.+)", "評定のある{1}が{0}のみである"),
    (r"there are (\d+) answers with a response time only", "反応時間のある回答が{0}件のみである"),
    (r"there are (\d+) stimuli with two ratings or more", "2つ以上の評定がある刺激が{0}のみである"),
    (r"every answer to (.+) is correct \(perfect separation\)", "{0}への回答がすべて正答である（完全分離）"),
    (r"every answer to (.+) is wrong \(perfect separation\)", "{0}への回答がすべて誤答である（完全分離）"),
    (r"(\d+) answers of (\d+) raters leave (\d+) degrees of freedom", "参加者{1}名の回答{0}件では自由度が{2}である"),
    (r"(\d+) raters x (\d+) stimuli are more than (\d+) pairs", "参加者{0}名×刺激{1}の組が{2}を超える"),
    (r"clips of (\d+) emotions only were answered", "回答されたクリップの感情が{0}種類のみである"),
    (r"people's (.+) are all the same", "人の{0}がすべて同じである"),
    (r"the recogniser's (.+) are all the same", "認識器の{0}がすべて同じである"),
    (r"there are no (.+)", "{0}がない"),
)


def reason_in(missing: NotEstimable, language: str) -> str:
    """The reason alone: it completes "not estimable, because …". One that has no Japanese yet stays English."""
    return _japanese(missing.reason) if language == "ja" else missing.reason


def not_estimable_in(missing: NotEstimable, language: str) -> str:
    """The whole remark, as it stands in a table."""
    return f"算出不可：{reason_in(missing, language)}ため" if language == "ja" else str(missing)


@cache
def _japanese(reason: str) -> str:
    for pattern, japanese in PATTERNS:
        if found := re.fullmatch(pattern, reason):
            return japanese.format(*(NOUNS.get(part) or WHO.get(part) or part for part in found.groups()))
    return reason

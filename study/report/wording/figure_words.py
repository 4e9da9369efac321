"""Captions, axes and labels of the report's figures."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "fig_accuracy": {
        "en": "Accuracy by condition and intended emotion; thin lines: Wilson intervals at 95%; dashed: chance.",
        "ja": "条件と意図された感情ごとの正答率。細線：95% Wilson 信頼区間、破線：チャンスレベル。",
    },
    "fig_confusion": {
        "en": "Answers to each intended emotion, in per cent of the row; bold: the three most frequent of each row; "
        "framed: correct answers.",
        "ja": "意図された感情ごとの回答（行に対する％）。太字：各行の上位3つ、枠：正答。",
    },
    "fig_confusion_recogniser": {
        "en": "The recogniser: mean probability of each label, in per cent of the row; bold: the three largest of each "
        "row; framed: the intended emotion.",
        "ja": "認識器：各ラベルの平均確率（行に対する％）。太字：各行の上位3つ、枠：意図された感情。",
    },
    "fig_response_time_accuracy": {
        "en": "Mean response time and accuracy, one point per rater; dashed: chance.",
        "ja": "参加者ごとの平均反応時間と正答率。破線：チャンスレベル。",
    },
    "fig_response_times": {"en": "Distribution of response times.", "ja": "反応時間の分布。"},
    "fig_alignment": {
        "en": "The recogniser’s probability of the intended emotion and people’s accuracy, one point per clip.",
        "ja": "意図された感情に対する認識器の確率と人の正答率（点はクリップ）。",
    },
    "never_answered": {"en": "{n} never answered", "ja": "うち未回答{n}"},
    "fig_exposure": {"en": "How often each clip was answered.", "ja": "クリップごとの回答数。"},
    "fig_ratings": {
        "en": "Second questions: mean by condition, with 95% intervals.",
        "ja": "追加の評定：条件ごとの平均と95%信頼区間。",
    },
    "fig_flow": {"en": "Participants from start to analysis.", "ja": "開始から分析までの参加者の流れ。"},
    "fig_conditional_accuracy": {
        "en": "Accuracy of each rater’s faster and slower answers, with 95% intervals; dashed: chance.",
        "ja": "各参加者の速い回答から遅い回答までの正答率と95%信頼区間。破線：チャンスレベル。",
    },
    "axis_intended": {"en": "Intended emotion", "ja": "意図された感情"},
    "axis_share": {"en": "Share of the row", "ja": "行に対する割合"},
    "axis_rt_rater": {"en": "Mean response time of the rater (s)", "ja": "参加者の平均反応時間（秒）"},
    "axis_accuracy_rater": {"en": "Accuracy of the rater", "ja": "参加者の正答率"},
    "axis_rt": {
        "en": "Response time from the first frame (s, logarithmic); tick: median",
        "ja": "最初のフレームからの反応時間（秒、対数目盛）；縦線：中央値",
    },
    "axis_rt_bin": {"en": "Mean response time of the fifth (s)", "ja": "各五分位の平均反応時間（秒）"},
    "axis_probability": {
        "en": "Recogniser’s probability of the intended emotion",
        "ja": "意図された感情に対する認識器の確率",
    },
    "axis_accuracy_clip": {"en": "Accuracy of people", "ja": "人の正答率"},
    "axis_clip": {"en": "Clips, most answered first", "ja": "クリップ（回答数の多い順）"},
    "chance_small": {"en": "chance", "ja": "チャンスレベル"},
    "n_raters": {"en": "n = {n} raters", "ja": "n = {n}名"},
    "n_answers": {"en": "n = {n} answers", "ja": "n = {n}件"},
    "n_both": {"en": "n = {raters}, {answers}", "ja": "n = {raters}、{answers}"},
    "n_all": {
        "en": "n = {clips}, {raters}, {answers}",
        "ja": "n = {clips}、{raters}、{answers}",
    },
    "n_clips": {"en": "n = {n} clips", "ja": "n = {n}クリップ"},
    "mean_rating": {"en": "Mean rating", "ja": "評定の平均"},
}

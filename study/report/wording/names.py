"""What conditions, emotions and groups of answers are called."""

from __future__ import annotations

from generation.labels import LabelSet
from study.design.countries import countries
from study.design.questions import Question

CONDITIONS: dict[str, dict[str, str]] = {
    "correct": {"en": "Correctly classified", "ja": "正分類"},
    "misclassified": {"en": "Misclassified", "ja": "誤分類"},
    "mean_latent": {"en": "Mean latent", "ja": "平均潜在変数"},
    "bias_vector": {"en": "Bias vector", "ja": "バイアスベクトル"},
    "interpolated": {"en": "Interpolated", "ja": "補間"},
    "real": {"en": "Recorded motion", "ja": "収録モーション"},
}
GROUPS: dict[str, dict[str, str]] = {
    "all answers": {"en": "All answers", "ja": "全回答"},
    "correct answers": {"en": "Correct answers", "ja": "正答"},
    "wrong answers": {"en": "Wrong answers", "ja": "誤答"},
}
COEFFICIENTS: dict[str, dict[str, str]] = {
    "Fleiss' kappa": {"en": "Fleiss’ κ", "ja": "Fleiss の κ"},
    "Krippendorff's alpha": {"en": "Krippendorff’s α", "ja": "Krippendorff の α"},
}
ALL = {"en": "All conditions", "ja": "全条件"}
# Marks on answers (`study.statistics.flags`).
FLAGS: dict[str, dict[str, str]] = {
    "fast": {"en": "fast", "ja": "速すぎ"},
    "slow": {"en": "slow", "ja": "遅すぎ"},
    "same": {"en": "same answer in a row", "ja": "同一回答の連続"},
    "check": {"en": "failed check", "ja": "注意確認の不合格"},
    "hidden": {"en": "page hidden", "ja": "ページ非表示"},
    "stalled": {"en": "stalled", "ja": "再生停止"},
    "dropped": {"en": "frames dropped", "ja": "フレーム落ち"},
    "replayed": {"en": "shown again", "ja": "再提示"},
    "clock": {"en": "coarse clock", "ja": "粗い計時"},
    "unseen": {"en": "answered before the end", "ja": "終了前の回答"},
}
# How a sentence speaks of a condition's clips.
CLIPS_OF: dict[str, dict[str, str]] = {
    "correct": {"en": "correctly classified clips", "ja": "正分類クリップ"},
    "misclassified": {"en": "misclassified clips", "ja": "誤分類クリップ"},
    "mean_latent": {"en": "mean latent clips", "ja": "平均潜在変数クリップ"},
    "bias_vector": {"en": "bias vector clips", "ja": "バイアスベクトルクリップ"},
    "interpolated": {"en": "interpolated clips", "ja": "補間クリップ"},
    "real": {"en": "clips of recorded motion", "ja": "収録モーションクリップ"},
}


def option_in(name: str, question: Question, language: str) -> str:
    """An answer to a question about the rater, as raters read it."""
    if question.kind == "country":
        return dict(countries(language)).get(name, name)
    return next((choice.text.in_(language) for choice in question.choices if choice.name == name), name)


def condition_in(condition: str | None, language: str) -> str:
    """None is all of them."""
    return CONDITIONS[condition][language] if condition else ALL[language]


def group_in(group: str, language: str) -> str:
    """A condition, or which answers."""
    return GROUPS[group][language] if group in GROUPS else condition_in(group, language)


def clips_in(condition: str, language: str) -> str:
    return CLIPS_OF[condition][language]


def flag_in(name: str, language: str) -> str:
    return FLAGS[name][language]


def label_in(name: str, labels: LabelSet, language: str) -> str:
    label = labels.labels[labels.index(name)]
    return label.ja if language == "ja" else label.en


def coefficient_in(name: str, language: str) -> str:
    """What has no other name is called as it is: ICC(A,1)."""
    return COEFFICIENTS.get(name, {}).get(language, name)

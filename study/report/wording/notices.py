"""What must be said beside the figures: that raters or motions are not real, and whether the paper compares."""

from __future__ import annotations

from study.report.results import Results
from study.report.wording.words import words_in
from study.report.written import grouped
from study.statistics import published

WARNINGS = {
    "SIMULATED RATERS": {"en": "SIMULATED RATERS", "ja": "シミュレーション参加者"},
    "SYNTHETIC CORPUS": {"en": "SYNTHETIC CORPUS", "ja": "合成コーパス"},
}


def warnings_in(results: Results, language: str) -> tuple[str, ...]:
    """The shortest form, for figures."""
    return tuple(WARNINGS[text][language] for text in results.warnings)


def notices(results: Results, language: str = "en") -> tuple[str, ...]:
    """What stands at the top of the page, in full sentences."""
    said = []
    if results.simulated:
        said.append(_simulated(results, language))
    if results.study.synthetic:
        said.append(
            {
                "en": "SYNTHETIC CORPUS: the motion generator learned from procedurally made motion, not from people. "
                "These figures say nothing about how recorded emotion is perceived.",
                "ja": "合成コーパス：動作生成器は、人の動作ではなく手続き的に合成された動作から学習しています。"
                "これらの数値は、収録された感情表現がどう知覚されるかについては何も示しません。",
            }[language]
        )
    return tuple(said)


def _simulated(results: Results, language: str) -> str:
    programs, raters = results.flow.simulated_raters, results.flow.raters
    if language == "ja":
        return (
            f"シミュレーション参加者：参加者{raters}名のうち{programs}名は、あらかじめ設定された正答率と反応時間"
            "（既定値は論文のもの）で回答するプログラムです。論文の値に近い場合も、そのように設定されているためです。"
            "ソフトウェアの検証用であり、人については何も示しません。"
        )
    are = "is a program that answers" if programs == 1 else "are programs that answer"
    of = f"{programs} of {raters} {'rater' if raters == 1 else 'raters'}"
    return (
        f"SIMULATED RATERS: {of} {are} with planted accuracies and response times, by default the paper's own. Where "
        "these figures come near the paper's, they were made to. They test the software; they say nothing about people."
    )


def comparability(results: Results, language: str = "en") -> str:
    """Whether the paper's figures may be compared with ours, and why not."""
    return _comparability_ja(results) if language == "ja" else _comparability_en(results)


def _comparability_en(results: Results) -> str:
    paper = f"The paper ({published.SOURCE}) had {published.STIMULI}, rated by {published.RATERS} people"
    if results.published is None:
        return f"{paper} among 13 emotions. This study asks for other labels, so the paper's figures are not shown."
    reasons = []
    if results.simulated:
        reasons.append("raters here are programs, by default with the paper's own accuracies planted,")
    if results.study.synthetic:
        reasons.append("the clips here come from a synthetic corpus")
    if reasons:
        return f"NOT COMPARABLE: {' and '.join(reasons)}. {paper}. Its figures stand here for the layout only."
    return f"{paper}. Compare with care: clips, body, raters and instructions differ from this study's."


def _comparability_ja(results: Results) -> str:
    paper = (
        f"論文（{published.SOURCE}）では、DIEM-Aで学習した生成器による65クリップを{published.RATERS}名が評定しました。"
    )
    if results.published is None:
        return f"{paper}感情は13種類です。本研究の選択肢は異なるため、論文の数値は示していません。"
    reasons = []
    if results.simulated:
        reasons.append("参加者はプログラムであり（既定では論文の正答率を設定）")
    if results.study.synthetic:
        reasons.append("クリップは合成コーパスに基づくもの")
    if reasons:
        return f"比較不可：本研究の{'、'.join(reasons)}です。{paper}論文の数値は体裁の確認のために示しています。"
    return f"{paper}クリップ、身体モデル、参加者、教示が本研究とは異なるため、比較には注意が必要です。"


def n_in_words(results: Results, language: str, clips: int | None = None) -> str:
    """How many raters and answers the analysis has, and clips if these are told, for figures."""
    analysis = results.analysis
    counts = {"raters": analysis.raters_with_answers, "answers": analysis.responses, "clips": clips or 0}
    said = {name: _counted(n, name, language) for name, n in counts.items()}
    return words_in(language)["n_both" if clips is None else "n_all"].format(**said)


def _counted(n: int, name: str, language: str) -> str:
    """1 rater, 2 raters"""
    if language == "ja":
        return {"raters": "{}名", "answers": "回答{}件", "clips": "{}クリップ"}[name].format(grouped(n))
    return f"{grouped(n)} {name.removesuffix('s') if n == 1 else name}"


def own_figures(results: Results, language: str = "en") -> str:
    """What our own figures are of, where that is not people who saw recorded emotion: for the heads of tables."""
    return ", ".join(text.lower() for text in warnings_in(results, language))

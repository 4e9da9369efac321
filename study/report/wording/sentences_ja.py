"""Results in Japanese sentences, built from the numbers. What is missing says why."""

from __future__ import annotations

from study.report.results import Results
from study.report.wording.names import clips_in, label_in
from study.report.wording.reasons import not_estimable_in
from study.report.wording.sentences_en import ALPHA, by_programs_only, recognised
from study.report.written import bounded, bounded_bracketed, bracketed, decimal, grouped, p_equals, percent
from study.statistics.accuracy import Accuracy, Contrast
from study.statistics.estimate import Interval, NotEstimable, Number, Range, first_missing
from study.statistics.mixed.model import ModelContrast


def paragraphs(results: Results) -> tuple[str, ...]:
    """One paragraph per topic. Results without an answer have none."""
    if not results.analysis.responses:
        return ()
    made = (
        "".join((_overall(results), *_against_chance(results))),
        "".join(_contrasts(results)),
        "".join(_models(results)),
        _emotions(results),
        _agreement(results),
        _recogniser(results),
        "".join(_times(results)),
    )
    return tuple(text for text in made if text)


def _missing(*values: Number) -> str:
    """Why the first of them that is missing is."""
    return f"（{not_estimable_in(first_missing(*values), 'ja')}）"


def _overall(results: Results) -> str:
    analysis = results.analysis
    kept = "事前に定めた基準による除外後の、" if results.after else ""
    who = "シミュレーション参加者" if by_programs_only(results) else "参加者"
    mixed = "（シミュレーション参加者を含む）" if results.simulated and not by_programs_only(results) else ""
    return (
        f"分析対象は、{kept}{who}{grouped(analysis.raters_with_answers)}名{mixed}による{grouped(analysis.responses)}件の"
        "回答である。"
    )


def _against_chance(results: Results) -> list[str]:
    """Conditions that fared alike in one sentence."""
    fared: dict[str, list[str]] = {}
    missing = []
    chance = percent(results.chance)
    for row in results.analysis.by_condition:
        clips = clips_in(row.cell[0], "ja")
        if isinstance(row.accuracy, NotEstimable):
            missing.append(f"{clips}の正答率は算出できなかった{_missing(row.accuracy)}。")
            continue
        mean = f"M = {percent(row.accuracy)}，{_best(row)}"
        if isinstance(row.t, NotEstimable) or isinstance(row.t_p_holm, NotEstimable):
            reason = _missing(row.t, row.t_p_holm)
            missing.append(f"{clips}の正答率（{mean}）とチャンスレベル（{chance}）の比較は行えなかった{reason}。")
            continue
        how = _verdict(row.t, row.t_p_holm)
        test = f"t({row.raters - 1}) = {decimal(row.t)}，p {p_equals(row.t_p_holm)}"
        fared.setdefault(how, []).append(f"{clips}（{mean}，{test}）")
    said = [
        f"正答率は、{'、'.join(which)}でチャンスレベル（{chance}）{how}（参加者を単位とするt検定，Holm法による補正）。"
        for how, which in fared.items()
    ]
    return [*said, *missing]


def _verdict(t: float, p: float) -> str:
    if p >= ALPHA:
        return "と有意に異ならなかった"
    return "を有意に上回った" if t > 0 else "を有意に下回った"


def _best(row: Accuracy) -> str:
    """The interval that knows of raters, where there is one."""
    if isinstance(row.clustered, Interval):
        return _interval(row.clustered, 100, 1)
    return f"Wilsonの{_interval(row.wilson, 100, 1)}"


def _contrasts(results: Results) -> list[str]:
    if len(results.study.conditions) < 2:
        return ["条件が1つのみであるため、条件間の比較は行えない。"]
    return [_contrast(row) for row in results.analysis.contrasts]


def _contrast(row: Contrast) -> str:
    first, second = clips_in(row.first, "ja"), clips_in(row.second, "ja")
    if isinstance(row.p_holm, NotEstimable) or isinstance(row.effect_size, NotEstimable):
        return f"{first}と{second}の正答率の差の検定は行えなかった{_missing(row.p_holm, row.effect_size)}。"
    assert isinstance(row.difference, float) and isinstance(row.interval, Interval) and isinstance(row.t, float)
    size = f"{decimal(abs(row.difference) * 100, 1)}ポイント"
    test = (
        f"{_interval(row.interval, 100, 1)}，t({row.raters - 1}) = {decimal(row.t)}，Holm法による補正後 "
        f"p {p_equals(row.p_holm)}，d_z = {decimal(row.effect_size)}"
    )
    if row.p_holm >= ALPHA:
        signed = f"{decimal(row.difference * 100, 1)}ポイント"
        return f"{first}と{second}の正答率に有意な差は認められなかった（差 {signed}，{test}）。"
    return f"{first}の正答率は{second}より{size}{'高かった' if row.difference > 0 else '低かった'}（{test}）。"


def _models(results: Results) -> list[str]:
    """What each mixed model says, or why it says nothing."""
    if results.models is None or len(results.study.conditions) < 2:
        return []
    models = (
        (results.models.accuracy, "正答のロジスティック混合効果モデル", "正答のオッズ"),
        (results.models.response_time, "対数反応時間の線形混合効果モデル", "反応時間"),
    )
    said = []
    for model, what, outcome in models:
        if isinstance(model, NotEstimable):
            said.append(f"{what}は推定できなかった{_missing(model)}。")
            continue
        ratios = "、".join(_ratio(row) for row in model.contrasts)
        said.append(f"参加者と刺激のランダム切片を含む{what}では、{outcome}は、{ratios}であった。")
    return said


def _ratio(row: ModelContrast) -> str:
    p = _missing(row.p_holm) if isinstance(row.p_holm, NotEstimable) else f"p {p_equals(row.p_holm)}"
    return (
        f"{clips_in(row.first, 'ja')}が{clips_in(row.second, 'ja')}の{decimal(row.ratio)}倍"
        f"（{_interval(row.ratio_interval, 1, 2)}，z = {decimal(row.z)}，{p}）"
    )


def _emotions(results: Results) -> str:
    rows = [(row.accuracy, row) for row in results.analysis.by_emotion if isinstance(row.accuracy, float)]
    if len(rows) < 2:
        return ""
    best, worst = max(rows, key=lambda each: each[0]), min(rows, key=lambda each: each[0])
    if best[0] == worst[0]:
        return f"正答率はすべての感情で同じであった（{percent(best[0])}）。"
    return (
        f"{_how_many(recognised(results), len(rows))}（不偏的中率，Mantel–Haenszel検定，Holm法による補正）。正答率は"
        f"{_emotion(best, results)}で最も高く、{_emotion(worst, results)}で最も低かった。{_bias(results)}"
    )


def _how_many(above: int, emotions: int) -> str:
    if not above:
        return f"{emotions}感情のうち、回答の偏りによる分を超えて有意に認識されたものはなかった"
    which = "のすべて" if above == emotions else f"のうち{above}感情"
    return f"{emotions}感情{which}が、回答の偏りによる分を超えて有意に認識された"


def _emotion(found: tuple[float, Accuracy], results: Results) -> str:
    name = label_in(found[1].cell[0], results.study.labels, "ja")
    return f"「{name}」（M = {percent(found[0])}，{_best(found[1])}）"


def _bias(results: Results) -> str:
    shares = [(row.share, row) for row in results.analysis.bias if isinstance(row.share, float)]
    share, row = max(shares, key=lambda each: each[0])
    name = label_in(row.label, results.study.labels, "ja")
    often = f"全回答の{percent(share)}；均等に使用された場合は{percent(row.even)}"
    return f"最も多く選ばれた回答は「{name}」であった（{often}）。"


def _agreement(results: Results) -> str:
    kappa, alpha = results.analysis.agreement
    if isinstance(kappa.value, NotEstimable) or isinstance(alpha.value, NotEstimable):
        return f"評定者間一致度は算出できなかった{_missing(kappa.value, alpha.value)}。"
    text = (
        f"評定者間一致度は、Fleissのκ = {bounded(kappa.value)}（{_bounded(kappa.interval)}）、"
        f"Krippendorffのα = {bounded(alpha.value)}（{_bounded(alpha.interval)}）であった。"
    )
    information = results.analysis.information[0]
    if isinstance(information.corrected, NotEstimable):
        return f"{text}伝達情報量は算出できなかった{_missing(information.corrected)}。"
    assert isinstance(information.maximum, float)
    return (
        f"{text}回答あたりの伝達情報量は、最大{decimal(information.maximum)}ビットのうち"
        f"{decimal(information.corrected)}ビットであった（{_interval(information.interval, 1, 2)}）。"
    )


def _recogniser(results: Results) -> str:
    found = results.analysis.alignment[0].pearson
    if isinstance(found.p, NotEstimable) or isinstance(found.r, NotEstimable):
        return f"クリップごとの認識器の確率と人の正答率の相関は算出できなかった{_missing(found.p, found.r)}。"
    reliably = "有意な相関が認められた" if found.p < ALPHA else "有意な相関は認められなかった"
    within = [
        f"{clips_in(row.condition, 'ja')}でr({row.pearson.n - 2}) = {bounded(row.pearson.r)}"
        for row in results.analysis.alignment[1:]
        if row.condition and isinstance(row.pearson.r, float)
    ]
    apart = f"条件間の差を含まない条件ごとの相関は、{'、'.join(within)}であった。" if len(within) > 1 else ""
    return (
        f"クリップごとに見ると、意図された感情に対する認識器の確率と人の正答率の間に{reliably}"
        f"（r({found.n - 2}) = {bounded(found.r)}，{_bounded(found.interval)}，p {p_equals(found.p)}）。{apart}"
    )


def _times(results: Results) -> list[str]:
    found = results.analysis.speed_accuracy.across_raters
    said = []
    if isinstance(found.p, NotEstimable) or isinstance(found.r, NotEstimable):
        said.append(f"参加者間の反応時間と正答率の相関は算出できなかった{_missing(found.p, found.r)}。")
    else:
        reliably = "有意な相関が認められた" if found.p < ALPHA else "有意な相関は認められなかった"
        said.append(
            f"参加者の平均反応時間と正答率の間に{reliably}（r({found.n - 2}) = {bounded(found.r)}，"
            f"{_bounded(found.interval)}，p {p_equals(found.p)}）。"
        )
    return [*said, _correct_against_wrong(results)]


def _correct_against_wrong(results: Results) -> str:
    found = results.analysis.correct_against_wrong
    if isinstance(found.p, NotEstimable) or isinstance(found.ratio, NotEstimable):
        return f"正答と誤答の反応時間の比は算出できなかった{_missing(found.p, found.ratio)}。"
    test = f"比 {decimal(found.ratio)}，{_interval(found.interval, 1, 2)}，p {p_equals(found.p)}"
    if found.p >= ALPHA:
        return f"参加者内の正答と誤答の反応時間に有意な差は認められなかった（{test}）。"
    how, clips = ("短かった", "容易な") if found.ratio < 1 else ("長かった", "難しい")
    return (
        f"参加者内の反応時間は、正答のほうが誤答より{how}（{test}）。ただし、{clips}クリップの影響を含む可能性がある。"
    )


def _interval(interval: Range, scale: float, digits: int) -> str:
    if isinstance(interval, NotEstimable):
        return f"95% CI {not_estimable_in(interval, 'ja')}"
    return f"95% CI {bracketed(interval, scale, digits)}"


def _bounded(interval: Range) -> str:
    if isinstance(interval, NotEstimable):
        return f"95% CI {not_estimable_in(interval, 'ja')}"
    return f"95% CI {bounded_bracketed(interval)}"

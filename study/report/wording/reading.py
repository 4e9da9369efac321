"""How to read the tables: what each interval and test is, and whose."""

from __future__ import annotations

from study.report.results import Results
from study.report.written import grouped


def reading_notes(results: Results, language: str) -> tuple[str, ...]:
    """One note each, with the study's own numbers and hashes."""
    return _japanese(results) if language == "ja" else _english(results)


def _english(results: Results) -> tuple[str, ...]:
    counted = (
        "What the declared rules leave out is marked, not deleted; the tables are of what they keep, and stand once "
        "more for all answers."
        if results.after
        else "All answers to main trials count, those of sessions not completed too; practice trials do not."
    )
    return (
        counted,
        "Clips are taken as given, except in the mixed models, the agreement of raters and the figures clip by clip: "
        "other intervals and tests speak of other raters of these clips, not of other clips. In comparisons and "
        "correlations each rater counts once, however many answers there are.",
        "Wilson intervals (Wilson 1927; Newcombe 1998) take every answer as independent. Intervals by rater draw whole "
        f"raters with replacement ({grouped(results.resamples)} times, seed {results.seed}; percentiles widened for "
        "few raters, Hesterberg 2015): where the two differ, trust these.",
        f"p against chance: two-sided exact binomial test against 1/{len(results.study.labels)}. Holm (1979) and BH "
        "(Benjamini & Hochberg 1995) correct within one table.",
        "H_u (Wagner 1993): correct answers², over times shown × times chosen. κ: Fleiss (1971). α: Krippendorff "
        "(2011); intervals by a jackknife over raters and stimuli. Information: Miller & Nicely (1955), less its "
        "small-sample bias. Ceiling: root of clips’ split-half reliability (Spearman 1910; Brown 1910).",
        "Correlations across raters are of mean response time and accuracy, with Fisher’s z interval; ranks are "
        "Spearman’s ρ. Within raters: repeated-measures correlation (Bakdash & Marusich 2017), of log response time.",
        "Odds ratios are for a typical rater and clip; intervals and tests of the mixed models are Wald’s.",
        "Completion time runs from the start button to the last answer, with consent, instructions, practice and "
        "breaks.",
        f"Terms of use of the stimuli: {results.study.terms}",
        f"Stimulus set: manifest sha256 {results.study.manifest_sha256}",
    )


def _japanese(results: Results) -> tuple[str, ...]:
    counted = (
        "事前に定めた基準による除外は削除ではなく標識によります。表は除外後の回答によるもので、除外前の表も併せて示します。"
        if results.after
        else "本試行のすべての回答（未完了のセッションを含む）を数えます。練習試行は含みません。"
    )
    return (
        counted,
        "混合効果モデル、評定者間一致度、クリップごとの対応を除き、クリップは固定とみなします。信頼区間と検定は、同じクリップを別の参加者が見た場合についての"
        "ものです。比較と相関では、回答数によらず各参加者を1件と数えます。",
        "Wilson の信頼区間（Wilson, 1927; Newcombe, 1998）は回答を互いに独立とみなします。参加者単位の信頼区間は"
        f"参加者を復元抽出したもので（{grouped(results.resamples)}回、シード {results.seed}；少人数の補正は "
        "Hesterberg, 2015）、両者が異なる場合は後者を参照してください。",
        f"チャンスとの比較：1/{len(results.study.labels)} に対する両側の正確二項検定。Holm（1979）と BH（Benjamini & "
        "Hochberg, 1995）の補正は表ごとに行います。",
        "H_u（Wagner, 1993）：正答数²／（提示数×選択数）。κ：Fleiss（1971）。α：Krippendorff（2011）。"
        "一致度の信頼区間は参加者と刺激のジャックナイフ法によります。"
        "伝達情報量：Miller & Nicely（1955）、小標本の偏りを補正。"
        "上限：クリップ正答率の折半法信頼性（Spearman, 1910; Brown, 1910）の平方根。",
        "参加者間の相関は平均反応時間と正答率によるもので、信頼区間は Fisher の z 変換、順位は Spearman の ρ です。"
        "参加者内：反復測定相関（Bakdash & Marusich, 2017）、対数反応時間。",
        "オッズ比は典型的な参加者・クリップについての値です。混合効果モデルの信頼区間と検定は Wald 法によります。",
        "所要時間は、開始ボタンから最後の回答まで（同意、教示、練習、休憩を含む）です。",
        f"刺激の利用条件：{results.study.terms}",
        f"刺激セット：manifest sha256 {results.study.manifest_sha256}",
    )

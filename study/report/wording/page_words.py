"""Heads, captions and labels of the report's page and figures."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    # The page
    "results": {"en": "results", "ja": "結果"},
    "study": {"en": "Study", "ja": "研究"},
    "every_number": {
        "en": "Every number on this page is in report.json; each figure is there as svg, png and pdf.",
        "ja": "すべての数値は report.json に収められています。図は svg・png・pdf 形式で取得できます。",
    },
    "raters": {"en": "Raters", "ja": "参加者"},
    "answers": {"en": "Answers", "ja": "回答数"},
    "accuracy": {"en": "Accuracy", "ja": "正答率"},
    "chance": {"en": "Chance", "ja": "チャンスレベル"},
    "one_of": {"en": "one of {n} answers", "ja": "{n}択"},
    "interval": {"en": "95% interval", "ja": "95%信頼区間"},
    "interval_wilson": {"en": "95% interval, Wilson", "ja": "95%信頼区間（Wilson）"},
    "interval_clustered": {"en": "95% interval, by rater", "ja": "95%信頼区間（参加者単位）"},
    "hits_of": {"en": "Correct / answers", "ja": "正答数 / 回答数"},
    "p_chance": {"en": "p against chance (Holm)", "ja": "チャンスとの比較 p（Holm）"},
    "p_bh": {"en": "p (BH)", "ja": "p（BH）"},
    "p_holm": {"en": "p (Holm)", "ja": "p（Holm）"},
    "p": {"en": "p", "ja": "p"},
    "paper": {"en": "Paper", "ja": "論文"},
    "paper_note": {"en": "people, other clips", "ja": "人、別のクリップ"},
    "not_comparable": {"en": "not comparable", "ja": "比較不可"},
    "not_given": {"en": "not given", "ja": "記載なし"},
    "this_study": {"en": "This study", "ja": "本研究"},
    "all_conditions": {"en": "All conditions", "ja": "全条件"},
    "condition": {"en": "Condition", "ja": "条件"},
    "intended": {"en": "Intended", "ja": "意図された感情"},
    "chosen": {"en": "Chosen", "ja": "回答"},
    "figure_numbers": {"en": "The numbers are in the tables.", "ja": "数値は表に示しています。"},
    # The researcher's page
    "leave_simulated_out": {"en": "Leave simulated raters out", "ja": "シミュレーション参加者を除く"},
    "include_simulated": {"en": "Include simulated raters", "ja": "シミュレーション参加者を含める"},
    "csv": {"en": "Answers as csv", "ja": "回答データ（csv）"},
    "computing": {
        "en": "The results are being computed. This page looks again by itself.",
        "ja": "結果を計算しています。このページは自動的に更新されます。",
    },
    "as_of": {"en": "As of", "ja": "集計時点："},
    "newer": {
        "en": "What came since, and models not fitted yet, are being computed; this page looks again by itself.",
        "ja": "その後の回答と未推定のモデルを計算しています。このページは自動的に更新されます。",
    },
    "newer_there": {"en": "Newer results are there: show them", "ja": "新しい結果があります（表示する）"},
    "no_answers": {"en": "No answers of human raters yet.", "ja": "参加者の回答はまだありません。"},
    "show_simulated": {"en": "Show results of simulated raters", "ja": "シミュレーション参加者の結果を表示"},
    # Sentences
    "sentences_title": {"en": "In sentences", "ja": "文章による結果"},
    "sentences_note": {"en": "To paste into a results section.", "ja": "結果の節にそのまま引用できます。"},
    # Accuracy
    "by_condition_title": {"en": "Accuracy by condition", "ja": "条件別の正答率"},
    "by_condition_caption": {
        "en": "Share of answers that name the intended emotion",
        "ja": "意図された感情が選択された割合",
    },
    "contrasts_title": {"en": "Conditions compared", "ja": "条件間の比較"},
    "contrasts_caption": {
        "en": "Difference in accuracy within raters, in percentage points: paired t test",
        "ja": "参加者内の正答率の差（パーセントポイント）：対応のある t 検定",
    },
    "ranks_title": {"en": "The same without a normal distribution", "ja": "正規分布を仮定しない比較"},
    "ranks_caption": {
        "en": "Signed ranks (Wilcoxon) and signs flipped at random, across raters",
        "ja": "符号付順位検定（Wilcoxon）と符号反転による並べ替え検定（参加者間）",
    },
    "pair": {"en": "Pair", "ja": "比較"},
    "difference": {"en": "Difference", "ja": "差"},
    "effect_size": {"en": "Cohen’s d_z", "ja": "Cohen の d_z"},
    "median_difference": {"en": "Median difference", "ja": "差の中央値"},
    "wilcoxon": {"en": "p (signed ranks)", "ja": "p（符号付順位）"},
    "flips": {"en": "p (flips, Holm)", "ja": "p（符号反転、Holm）"},
    "rank_biserial": {"en": "Rank-biserial r", "ja": "順位双列相関 r"},
    "by_emotion_title": {"en": "Accuracy by emotion", "ja": "感情別の正答率"},
    "by_emotion_caption": {
        "en": "All conditions together. H_u is Wagner’s unbiased hit rate: it falls when a label is used too often",
        "ja": "全条件の合計。H_u は Wagner の不偏的中率（選択肢が過剰に使われると低下する）",
    },
    "hu": {"en": "H_u", "ja": "H_u"},
    "hu_chance": {"en": "H_u by chance", "ja": "偶然による H_u"},
    "unbiased_caption": {
        "en": "Unbiased hit rate of each rater, averaged, against that rater’s own chance level",
        "ja": "参加者ごとの不偏的中率の平均と、その参加者のチャンスレベルとの比較",
    },
    "unbiased_title": {"en": "Unbiased hit rate across raters", "ja": "参加者間の不偏的中率"},
    "by_cell_title": {"en": "Accuracy by condition and emotion", "ja": "条件×感情別の正答率"},
    # Models
    "models_title": {"en": "Mixed models", "ja": "混合効果モデル"},
    "models_waiting": {
        "en": "The mixed models of these answers have not been fitted yet.",
        "ja": "この回答に対する混合効果モデルはまだ推定されていません。",
    },
    "model_accuracy": {
        "en": "Logistic model of correct answers: correct ~ condition + (1 | rater) + (1 | stimulus)",
        "ja": "正答のロジスティック混合効果モデル：正答 ~ 条件 + (1 | 参加者) + (1 | 刺激)",
    },
    "model_time": {
        "en": "Linear model of log response time: log RT ~ condition + (1 | rater) + (1 | stimulus)",
        "ja": "対数反応時間の線形混合効果モデル：log RT ~ 条件 + (1 | 参加者) + (1 | 刺激)",
    },
    "odds_ratio": {"en": "Odds ratio", "ja": "オッズ比"},
    "time_ratio": {"en": "Ratio of times", "ja": "時間の比"},
    "estimate": {"en": "Estimate (SE)", "ja": "推定値（SE）"},
    "z": {"en": "z", "ja": "z"},
    "typical": {"en": "Typical rater and clip", "ja": "典型的な参加者・クリップでの値"},
    "random_sd": {
        "en": "SD of the random intercepts: raters {rater}, stimuli {stimulus}.",
        "ja": "ランダム切片の標準偏差：参加者 {rater}、刺激 {stimulus}。",
    },
    "residual_sd": {"en": "Residual SD: {sd}.", "ja": "残差の標準偏差：{sd}。"},
    "model_fit": {
        "en": "{n} answers, {raters} raters, {stimuli} stimuli; deviance {deviance}, AIC {aic}; converged.",
        "ja": "回答{n}件、参加者{raters}名、刺激{stimuli}；逸脱度 {deviance}、AIC {aic}；収束。",
    },
    "singular": {
        "en": "The fit is singular: one random effect is estimated as zero.",
        "ja": "特異な適合：ランダム効果の一つが0と推定された。",
    },
    # Confusions
    "confusions_title": {"en": "Confusions", "ja": "混同"},
    "mistakes_title": {"en": "Most frequent mistakes", "ja": "最も多い誤答"},
    "taken_for": {"en": "Taken for", "ja": "誤って選択"},
    "share": {"en": "Share", "ja": "割合"},
    "none": {"en": "None.", "ja": "なし。"},
    "confusions_each": {"en": "Confusions of each condition", "ja": "条件別の混同行列"},
    "bias_title": {"en": "Which answers are favoured", "ja": "回答の偏り"},
    "bias_caption": {
        "en": "How often each answer was given; p against even use",
        "ja": "各選択肢が選ばれた割合；p は均等使用との比較",
    },
    "even": {"en": "Even use", "ja": "均等使用"},
    "shown": {"en": "Shown", "ja": "提示"},
    "information_title": {"en": "Information transmitted", "ja": "伝達情報量"},
    "information_caption": {
        "en": "Bits per answer, corrected for small samples",
        "ja": "回答あたりのビット数（小標本補正後）",
    },
    "bits": {"en": "Bits", "ja": "ビット"},
    "bits_most": {"en": "At most", "ja": "最大"},
    "relative": {"en": "Share of it", "ja": "割合"},
    # Recogniser
    "recogniser": {"en": "Recogniser", "ja": "認識器"},
    "recogniser_title": {"en": "The recogniser and people", "ja": "認識器と人の比較"},
    "similarity_caption": {
        "en": "Confusion matrices of people and recogniser, over the same clips; the intervals are of what many such "
        "raters would give",
        "ja": "同じクリップに対する人と認識器の混同行列の比較（信頼区間は、参加者が十分に多い場合の値についてのもの）",
    },
    "without_noise": {"en": "For many raters", "ja": "参加者多数での値"},
    "all_cells": {"en": "Correlation of all cells, r", "ja": "全セルの相関 r"},
    "off_diagonal": {"en": "Correlation of the mistakes, r", "ja": "誤答セルの相関 r"},
    "divergence": {"en": "Jensen–Shannon divergence, bits", "ja": "Jensen–Shannon ダイバージェンス（ビット）"},
    "alignment_title": {"en": "Clip by clip", "ja": "クリップごとの対応"},
    "alignment_caption": {
        "en": "The recogniser’s probability of the intended emotion against people’s accuracy, over clips. Ceiling: "
        "the highest r to be had with so few raters",
        "ja": "意図された感情に対する認識器の確率と人の正答率の関係（クリップ単位）。"
        "上限：この参加者数で得られる最大の r",
    },
    "ceiling": {"en": "Ceiling", "ja": "上限"},
    "r_without_noise": {"en": "r, many raters", "ja": "参加者多数での r"},
    "slope": {"en": "Slope", "ja": "傾き"},
    "spearman": {"en": "Spearman’s ρ", "ja": "Spearman の ρ"},
    "pearson": {"en": "Pearson’s r", "ja": "Pearson の r"},
    "clips": {"en": "Clips", "ja": "クリップ数"},
    # Agreement
    "agreement_title": {"en": "Agreement of raters", "ja": "評定者間一致度"},
    "agreement_caption": {
        "en": "In what was chosen, whatever was intended; intervals draw stimuli",
        "ja": "意図された感情によらない回答の一致；信頼区間は刺激の再抽出による",
    },
    "coefficient": {"en": "Coefficient", "ja": "係数"},
    "value": {"en": "Value", "ja": "値"},
    "ratings": {"en": "Ratings", "ja": "評定数"},
    "stimuli": {"en": "Stimuli", "ja": "刺激数"},
    # Response time
    "times_title": {"en": "Response time", "ja": "反応時間"},
    "correlations_caption": {"en": "Response time against accuracy", "ja": "反応時間と正答率の関係"},
    "across_raters": {"en": "Across raters", "ja": "参加者間"},
    "across_stimuli": {"en": "Across stimuli", "ja": "刺激間"},
    "within_raters": {"en": "Within raters", "ja": "参加者内"},
    "ranks": {"en": "ranks", "ja": "順位"},
    "n": {"en": "n", "ja": "n"},
    "times_caption": {
        "en": "From the first frame of the clip to the answer",
        "ja": "クリップの最初のフレームから回答まで",
    },
    "median": {"en": "Median", "ja": "中央値"},
    "lower_quartile": {"en": "Lower quartile", "ja": "第1四分位数"},
    "upper_quartile": {"en": "Upper quartile", "ja": "第3四分位数"},
    "mean": {"en": "Mean", "ja": "平均"},
    "trimmed": {"en": "Trimmed mean", "ja": "刈込平均"},
    "geometric": {"en": "Geometric mean", "ja": "幾何平均"},
    "timed": {"en": "Answers timed", "ja": "計時された回答数"},
    "ratios_caption": {
        "en": "Ratios of response times within raters (geometric means)",
        "ja": "参加者内の反応時間の比（幾何平均）",
    },
    "correct_over_wrong": {"en": "Correct / wrong answers", "ja": "正答 / 誤答"},
    "ratio": {"en": "Ratio", "ja": "比"},
    "bins_caption": {
        "en": "Accuracy of each rater’s faster and slower answers",
        "ja": "各参加者の速い回答・遅い回答ごとの正答率",
    },
    "bins_title": {"en": "Faster and slower answers", "ja": "回答の速さと正答率"},
    "part": {"en": "Part of a rater’s answers", "ja": "参加者内の区分"},
    # Second questions
    "ratings_title": {"en": "Second questions", "ja": "追加の評定"},
    "valence": {"en": "valence", "ja": "感情価"},
    "arousal": {"en": "arousal", "ja": "覚醒度"},
    "sd": {"en": "SD", "ja": "SD"},
    "range": {"en": "range {least} to {most}", "ja": "範囲 {least}～{most}"},
    # Clips
    "clips_title": {"en": "Clips", "ja": "クリップ"},
    "clip": {"en": "Clip", "ja": "クリップ"},
    "clips_caption": {
        "en": "Accuracy of each clip; Wilson’s interval",
        "ja": "クリップごとの正答率（Wilson の信頼区間）",
    },
    "recogniser_probability": {"en": "Recogniser’s probability", "ja": "認識器の確率"},
    "every_clip": {"en": "Every clip", "ja": "全クリップ"},
    # Participants
    "participants_title": {"en": "Participants", "ja": "参加者の流れ"},
    "flow_caption": {"en": "From the first page to the analysis, in sessions", "ja": "開始から分析までのセッション数"},
    "step": {"en": "Step", "ja": "段階"},
    "begun": {"en": "Started", "ja": "開始"},
    "declined": {"en": "Declined before consent", "ja": "同意前に辞退"},
    "consented": {"en": "Consented", "ja": "同意"},
    "screened_out": {"en": "Screened out", "ja": "参加条件により終了"},
    "failed_checks": {"en": "Failed attention checks", "ja": "注意確認に不合格"},
    "timed_out": {"en": "Timed out", "ja": "時間切れ"},
    "withdrawn": {"en": "Withdrawn, data deleted", "ja": "撤回（データ削除済み）"},
    "under_way": {"en": "Not finished", "ja": "未完了"},
    "completed": {"en": "Completed", "ja": "完了"},
    "not_consented": {"en": "No consent given", "ja": "同意せず"},
    "excluded_completed": {"en": "Excluded by declared rules", "ja": "事前に定めた基準により除外"},
    "nothing_left": {"en": "No answer left to analyse", "ja": "分析対象の回答なし"},
    "analysed": {"en": "Analysed", "ja": "分析対象"},
    "analysed_incomplete": {"en": "of these, not completed", "ja": "うち未完了"},
    "sessions": {"en": "Sessions", "ja": "セッション数"},
    "about_caption": {"en": "What raters said of themselves", "ja": "参加者の属性"},
    "no_answer": {"en": "no answer", "ja": "無回答"},
    "durations_caption": {"en": "Durations", "ja": "所要時間とクリップの長さ"},
    "completion_mean": {"en": "Completion time, mean", "ja": "所要時間の平均"},
    "completion_sd": {"en": "Completion time, SD", "ja": "所要時間の標準偏差"},
    "completion_median": {"en": "Completion time, median", "ja": "所要時間の中央値"},
    "clips_rated": {"en": "Clips rated", "ja": "評定されたクリップ数"},
    "clip_mean": {"en": "Clip duration, mean", "ja": "クリップ長の平均"},
    "clip_sd": {"en": "Clip duration, SD", "ja": "クリップ長の標準偏差"},
    "video_minutes": {"en": "All clips together", "ja": "クリップの総時間"},
    "raters_with_answers": {"en": "Raters with answers", "ja": "回答のある参加者"},
    "of_incomplete": {"en": "Answers of sessions not completed", "ja": "未完了セッションの回答"},
    "practised": {"en": "Answers to clips seen in practice", "ja": "練習で見たクリップへの回答"},
    "min": {"en": "min", "ja": "分"},
    "s": {"en": "s", "ja": "秒"},
    # Exclusions
    "exclusions_title": {"en": "Before and after exclusions", "ja": "除外前と除外後"},
    "no_rules": {
        "en": "No exclusion rule was declared: all answers count.",
        "ja": "除外基準は定められていないため、すべての回答を分析対象としています。",
    },
    "rules_caption": {"en": "Declared rules and what they applied to", "ja": "事前に定めた基準と該当数"},
    "rule": {"en": "Rule", "ja": "基準"},
    "criterion": {"en": "Leaves out", "ja": "除外の条件"},
    "rule_alone": {"en": "By this rule alone", "ja": "この基準のみによる"},
    "before": {"en": "Before", "ja": "除外前"},
    "after": {"en": "After", "ja": "除外後"},
    "compared_caption": {"en": "Main results before and after exclusions", "ja": "主な結果（除外前・除外後）"},
    "measure": {"en": "Measure", "ja": "指標"},
    "all_before": {"en": "All tables before exclusions", "ja": "除外前のすべての表"},
    "odds_of": {"en": "Odds ratio", "ja": "オッズ比"},
    # Method
    "method_title": {"en": "Method", "ja": "方法"},
    "method_note": {
        "en": "Filled in from the study’s own records.",
        "ja": "研究の記録から自動的に作成されています。",
    },
    "reading_title": {"en": "How to read this", "ja": "この結果の読み方"},
    "no_font": {
        "en": "",
        "ja": "この計算機には日本語フォントがないため、図は英語で表示しています。",
    },
    # Figures
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
    "axis_accuracy": {"en": "Accuracy", "ja": "正答率"},
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
    "axis_answers": {"en": "Answers", "ja": "回答数"},
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


def words_in(language: str) -> dict[str, str]:
    """By key."""
    return {key: words[language] for key, words in WORDS.items()}


def sessions_begun_in(n: int, language: str) -> str:
    if language == "ja":
        return f"開始されたセッションは{n}件です。"
    return f"{n} session{'' if n == 1 else 's'} begun."


def simulated_left_out_in(n: int, language: str) -> str:
    if language == "ja":
        return f"シミュレーション参加者の回答が{n}件ありますが、指定しない限り集計に含めません。"
    are = "is 1 answer" if n == 1 else f"are {n} answers"
    return f"There {are} of simulated raters, left out unless you ask for them."

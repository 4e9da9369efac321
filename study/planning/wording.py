"""The words of planning, in English and Japanese: the page, the figure, and what a form's value should have been."""

from __future__ import annotations

from study.report.wording.names import CONDITIONS

WORDS: dict[str, dict[str, str]] = {
    "planning": {"en": "planning", "ja": "計画"},
    "plan_question": {
        "en": "How many raters does this study take to tell its conditions apart? With its own {clips} clips and "
        "{labels} answers.",
        "ja": "条件間の正答率の差を検出するには、何名の参加者が必要でしょうか。この研究のクリップ{clips}本、"
        "選択肢{labels}個について計算します。",
    },
    "plan_nothing": {
        "en": "This study has no clips for main trials; there is nothing to plan.",
        "ja": "この研究には本試行用のクリップがないため、計画するものがありません。",
    },
    # Where the form's values come from
    "plan_from_answers": {
        "en": "The form starts from this study’s own mixed models: {answers} answers of {raters} raters to {stimuli} "
        "clips.",
        "ja": "初期値は、この研究の回答に対する混合効果モデルの推定値です（参加者{raters}名、クリップ{stimuli}本、"
        "回答{answers}件）。",
    },
    "plan_from_defaults": {
        "en": "The form starts from the paper’s accuracies, carried over to {labels} answers, and from guessed spreads "
        "of raters and clips.",
        "ja": "初期値は、論文の正答率を{labels}択に換算した値と、参加者・クリップのばらつきの仮の値です。",
    },
    "plan_guessed": {
        "en": "Estimated as zero, which so few answers often are, and left at a guess: {fields}.",
        "ja": "0と推定されたため（少数の回答ではよく起こります）、仮の値のままとしたもの：{fields}。",
    },
    "plan_why_defaults": {
        "en": "The study’s own answers do not serve yet: {reason}.",
        "ja": "この研究の回答はまだ使えません：{reason}。",
    },
    "plan_use_defaults": {"en": "Start from defaults", "ja": "既定値から始める"},
    "plan_use_answers": {"en": "Start from this study’s answers", "ja": "この研究の回答から始める"},
    "plan_fault": {
        "en": "{field}: {stated} is no number from {least} to {most}. The starting value is used instead.",
        "ja": "「{field}」の値 {stated} は {least} から {most} までの数ではありません。初期値を使用しています。",
    },
    # The form
    "plan_accuracy": {"en": "{condition}: accuracy, %", "ja": "{condition}：正答率（%）"},
    "plan_raters": {"en": "Raters", "ja": "参加者数"},
    "plan_rater_sd": {"en": "Raters differ by (SD, log odds)", "ja": "参加者間の標準偏差（対数オッズ）"},
    "plan_clip_sd": {"en": "Clips differ by (SD, log odds)", "ja": "クリップ間の標準偏差（対数オッズ）"},
    "plan_calculate": {"en": "Calculate", "ja": "計算"},
    # Power
    "plan_figure": {"en": "Power of each contrast, alone at 5%.", "ja": "各対比の検定力（個別に有意水準5%）。"},
    "plan_figure_alt": {
        "en": "Power of each pair of conditions against the number of raters; the numbers are in the table below.",
        "ja": "参加者数に対する各条件対の検定力。数値は下の表に示しています。",
    },
    "plan_difference": {"en": "Difference, points", "ja": "差（ポイント）"},
    "plan_power_with": {"en": "Power with {n} raters", "ja": "参加者{n}名での検定力"},
    "plan_raters_for": {"en": "Raters for {power}", "ja": "検定力{power}に必要な参加者数"},
    "plan_clips_for": {
        "en": "Clips for 80% with {n} raters",
        "ja": "参加者{n}名で検定力80%に必要なクリップ数",
    },
    "plan_no_number": {
        "en": "no number: at most {ceiling} with these clips",
        "ja": "到達不可：このクリップ数では最大{ceiling}",
    },
    "plan_more_than": {"en": "more than × 1000", "ja": "1000倍を超える"},
    "plan_one_condition": {
        "en": "The study has one condition only; there is nothing to compare.",
        "ja": "条件が1つのみであるため、比較するものがありません。",
    },
    # Precision
    "plan_precision": {"en": "Precision with {n} raters", "ja": "参加者{n}名での推定精度"},
    "plan_planned": {"en": "Planned accuracy", "ja": "想定する正答率"},
    "plan_width": {"en": "Width of the 95% interval, these clips", "ja": "95%信頼区間の幅（これらのクリップ）"},
    "plan_width_typical": {"en": "Width, a typical clip of the kind", "ja": "同（この種の典型的なクリップ）"},
    # How to read
    "plan_reading": {"en": "How to read this", "ja": "この表の読み方"},
    "plan_note_spread": {
        "en": "Accuracies are over all raters and all clips of the kind. The paper (arXiv 2606.28769) does not tell "
        "how much raters and clips differ; a pilot’s mixed model does, and once at least {least} raters have answered "
        "at least {least} clips the form starts from it. Simulated raters are never taken for a pilot.",
        "ja": "正答率は、あらゆる参加者とこの種のあらゆるクリップにわたるものです。参加者間・クリップ間のばらつきは論文"
        "（arXiv 2606.28769）に記載がなく、予備調査の混合効果モデルから得られます。{least}名以上の参加者が"
        "{least}本以上のクリップに回答すると、その推定値が初期値になります。シミュレーション参加者の回答は用いません。",
    },
    "plan_note_clips": {
        "en": "Raters and clips are both samples. What the clips leave uncertain does not fall with more raters: where "
        "the table says that no number will do, the study needs more clips.",
        "ja": "参加者とクリップはどちらも標本です。クリップに由来する不確かさは、参加者を増やしても減りません。"
        "「到達不可」とある場合は、クリップを増やす必要があります。",
    },
    "plan_note_formula": {
        "en": "The numbers are by formula, for the mixed model’s contrasts on the log odds scale. In 1,000 simulations "
        "of the paper’s design at each of 5, 10, 20, 40 and 80 raters the power was within 4 percentage points of the "
        "formula’s, and within 2 from 10 raters on. This simulates:",
        "ja": "数値は、対数オッズ尺度での混合効果モデルの対比に対する計算式によります。論文の計画について参加者5、10、"
        "20、40、80名の各1,000回のシミュレーションを行ったところ、検定力の差は4ポイント以内（10名以上では2ポイント以内）"
        "でした。シミュレーションを行うコマンド：",
    },
    "plan_note_holm": {
        "en": "Each contrast is taken alone at 5%. Holm’s correction for several contrasts lowers the power; the "
        "simulation gives both.",
        "ja": "各対比は個別に有意水準5%で検定するものとしています。複数の対比に対する Holm 法の補正を行うと検定力は"
        "下がります。シミュレーションでは両方を示します。",
    },
    # The figure
    "plan_axis_raters": {"en": "Raters (logarithmic)", "ja": "参加者数（対数目盛）"},
    "plan_axis_power": {"en": "Power at 5%, two-sided", "ja": "検定力（両側5%）"},
    "plan_marked": {"en": "{n} raters", "ja": "{n}名"},
    "plan_by_formula": {
        "en": "By formula; {clips} clips, SD of raters {raters} and of clips {clips_sd} log odds",
        "ja": "計算式による；クリップ{clips}本、標準偏差（対数オッズ）：参加者 {raters}、クリップ {clips_sd}",
    },
    "plan_by_simulation": {
        "en": "Mixed model; {clips} clips, SD of raters {raters} and of clips {clips_sd} log odds; {studies} simulated "
        "studies per point",
        "ja": "混合効果モデル；クリップ{clips}本、標準偏差（対数オッズ）：参加者 {raters}、クリップ {clips_sd}；"
        "各点{studies}回のシミュレーション",
    },
}


def planning_words(language: str) -> dict[str, str]:
    """By key."""
    return {key: words[language] for key, words in WORDS.items()}


def condition_title(name: str, language: str) -> str:
    """A plan may have conditions of its own, which have no other name."""
    return CONDITIONS[name][language] if name in CONDITIONS else name.replace("_", " ")


def contrast_title(pair: tuple[str, str], language: str) -> str:
    return f"{condition_title(pair[0], language)} − {condition_title(pair[1], language)}"

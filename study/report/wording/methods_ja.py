"""The method in Japanese, filled in from the study's own facts."""

from __future__ import annotations

from study.report.people import AboutRaters
from study.report.results import Results
from study.report.wording.names import clips_in, option_in
from study.report.written import decimal, grouped, percent
from study.statistics.clusters import FEWEST_TO_DRAW
from study.statistics.estimate import NotEstimable

RECRUITERS = {
    "none": "リンクを知る者は誰でも参加できた。",
    "prolific": "参加者はProlificを通じて募集した。",
    "sona": "参加者はSonaの参加者プールから募集した。",
    "mturk": "参加者はAmazon Mechanical Turkを通じて募集した。",
    "codes": "参加者は一回限りの参加コードを用いて参加した。",
}
MEANINGS = {
    "correct": "生成サンプルのうち認識器が意図どおりに分類したもの",
    "misclassified": "認識器が別の感情に分類したもの",
    "mean_latent": "感情ごとの平均潜在ベクトルから復号したもの",
    "bias_vector": "感情ごとの生成器のバイアスベクトルから復号したもの",
    "interpolated": "二つの潜在ベクトルの間から復号したもの",
    "real": "収録された動作",
}
DISPLAYS = {"body": "表情と手指の動きのない身体モデル", "points": "光点表示", "stick": "棒人間"}
VIEWS = {"frontal": "正面", "three-quarter": "斜め前"}
PROJECTIONS = {"orthographic": "平行投影", "perspective": "透視投影"}
QUESTIONS = {
    "age": "年齢",
    "gender": "性別",
    "country": "育った国",
    "first_language": "母語",
}
OUTCOMES = (
    ("declined", "同意前に辞退"),
    ("not_consented", "同意なし"),
    ("screened_out", "参加条件により終了"),
    ("failed_checks", "注意確認の不合格により終了"),
    ("timed_out", "時間切れ"),
    ("withdrawn", "参加の撤回（データは削除）"),
    ("under_way", "未完了"),
)


def paragraphs(results: Results) -> tuple[str, ...]:
    """Participants, stimuli, procedure, timing, analysis."""
    return (_participants(results), _stimuli(results), _procedure(results), _timing(results), _analysis(results))


def _participants(results: Results) -> str:
    flow, people = results.flow, results.participation
    who = f"{grouped(flow.raters)}名が回答した。"
    if flow.simulated_raters:
        who = (
            f"{grouped(flow.raters)}名（うち{grouped(flow.simulated_raters)}名はシミュレーション参加者、すなわちプログラム）が"
            "回答した。"
        )
    recruited = RECRUITERS[results.study.protocol.recruiter.kind]
    lost = [f"{what}{grouped(getattr(people, name))}件" for name, what in OUTCOMES if getattr(people, name)]
    rest = f"（その他の内訳：{'、'.join(lost)}）" if lost else ""
    begun = f"開始された{grouped(people.begun)}セッションのうち{grouped(people.completed)}セッションが完了した{rest}。"
    return who + recruited + begun + "".join(_about(each, results) for each in results.about_raters)


def _about(about: AboutRaters, results: Results) -> str:
    name = QUESTIONS.get(about.question, f"「{about.question}」")
    if about.spread is not None:
        found = about.spread
        if isinstance(found.mean, NotEstimable) or isinstance(found.low, NotEstimable):
            return f"{name}への回答はなかった。"
        assert isinstance(found.high, float)
        sd = f"，SD = {decimal(found.sd, 1)}" if isinstance(found.sd, float) else ""
        return (
            f"{name}には{grouped(about.asked)}名中{grouped(found.n)}名が回答した（{found.low:g}～{found.high:g}，"
            f"M = {decimal(found.mean, 1)}{sd}）。"
        )
    question = next(each for each in results.study.protocol.questionnaire if each.name == about.question)
    given = [
        f"{option_in(option.name, question, 'ja') if option.name else '無回答'} {grouped(option.raters)}名"
        for option in about.options[:8]
    ]
    more = f"、ほか{len(about.options) - 8}種" if len(about.options) > 8 else ""
    return f"{name}の内訳は、{'、'.join(given)}{more}であった。" if given else ""


def _stimuli(results: Results) -> str:
    study, flow = results.study, results.flow
    labels = "、".join(label.ja for label in study.labels)
    total = sum(row.clips for row in study.clips) or flow.clips
    parts = [f"刺激は、{len(study.labels)}種類の感情（{labels}）を表す無音の動画クリップ{grouped(total)}本であった。"]
    if study.clips:
        parts.append(f"内訳は、{'、'.join(_clips(results, name) for name in study.conditions)}であった。")
    if study.synthetic:
        parts.append("生成器は、人の動作ではなく合成コーパスから学習したものである。")
    length = flow.clip_seconds
    if isinstance(length.mean, float) and isinstance(length.sd, float):
        parts.append(
            f"評定されたクリップの長さは平均{decimal(length.mean)}秒であった（SD = {decimal(length.sd)}，範囲 "
            f"{decimal(float(length.low))}～{decimal(float(length.high))}秒）。"  # type: ignore[arg-type]
        )
    return "".join((*parts, _presentation(results)))


def _clips(results: Results, condition: str) -> str:
    counts = [row.clips for row in results.study.clips if row.condition == condition]
    each = f"{counts[0]}" if min(counts) == max(counts) else f"{min(counts)}～{max(counts)}"
    return f"{clips_in(condition, 'ja')}{sum(counts)}本（{MEANINGS[condition]}；各感情{each}本）"


def _presentation(results: Results) -> str:
    record = results.study.rendering
    shown = record.get("presentation") or {}
    if not shown:
        return "刺激セットには動画の作成方法が記録されていない。"
    body = (record.get("body") or {}).get("name")
    what = DISPLAYS[shown["display"]] + (f"（{body}）" if body else "")
    floor = "床あり" if shown.get("floor") else "床なし"
    camera = "身体を追う" if shown.get("follow") else "固定"
    text = (
        f"動画は{what}を{VIEWS[shown['view']]}から{PROJECTIONS[shown['projection']]}で示し、大きさは{shown['size']} × "
        f"{shown['size']}画素、毎秒{record['fps']}フレーム、色は{shown['body_colour']}（背景{shown['background']}、{floor}）、"
        f"カメラは{camera}とした。"
    )
    holds = [(shown.get("hold_first"), "最初"), (shown.get("hold_last"), "最後")]
    said = [f"{which}のフレームを{seconds:g}秒" for seconds, which in holds if seconds]
    return f"{text}{'、'.join(said)}静止させた。" if said else text


def _procedure(results: Results) -> str:
    protocol = results.study.protocol
    steps = ["同意"]
    steps += ["質問紙"] if protocol.questionnaire else []
    steps += ["機器の確認"] if protocol.device.check else []
    steps += ["教示"]
    if protocol.practice.trials:
        feedback = "練習用クリップではフィードバックあり" if protocol.practice.feedback else "フィードバックなし"
        steps.append(f"練習{grouped(protocol.practice.trials)}試行（{feedback}）")
    when = "クリップの終了後" if protocol.answers.when == "after_clip" else "クリップの最初のフレーム以降"
    order = "参加者ごとに無作為な配置" if protocol.answers.order == "per_rater" else "全参加者で同じ配置"
    again = f"{protocol.answers.replays}回まで再視聴できた" if protocol.answers.replays else "再視聴はできなかった"
    parts = [
        f"{'、'.join(steps)}の後、実験用の全クリップを参加者ごとの無作為な順序で提示した（途中で終えた参加者には一部）"
        f"（同じ感情・条件が長く続かないように制約；シード {results.study.order_seed}）。",
        f"参加者は{len(results.study.labels)}個のボタン（{order}）から感情を一つ選んだ（強制選択）。"
        f"回答は{when}に受け付け、クリップの{again}。",
        _blocks(results),
        _checks(results),
        _questions(results),
    ]
    return "".join(parts)


def _blocks(results: Results) -> str:
    blocks = results.study.protocol.blocks
    if not blocks.trials:
        return ""
    rest = f"{grouped(blocks.rest_seconds)}秒以上の" if blocks.rest_seconds else ""
    return f"試行は最大{grouped(blocks.trials)}試行のブロックに分け、間に{rest}休憩を設けた。"


def _checks(results: Results) -> str:
    attention = results.study.protocol.attention
    told = f"回答を指示する注意確認試行を{grouped(attention.instructed)}試行含めた。" if attention.instructed else ""
    if attention.allowed_failures is None:
        return told
    return f"{told}注意確認の不合格が{grouped(attention.allowed_failures)}回を超えた時点でセッションを終了した。"


def _questions(results: Results) -> str:
    questions = results.study.protocol.questions
    if not questions:
        return ""
    asked = [f"「{question.text.ja}」（{_kind(question.kind, question.points)}）" for question in questions]
    return f"各選択の後に次の質問をした：{'、'.join(asked)}。"


def _kind(kind: str, points: int) -> str:
    names = {
        "scale": f"{points}件法",
        "slider": "スライダー",
        "affect_grid": "アフェクトグリッド",
        "text": "自由記述",
    }
    return names[kind]


def _timing(results: Results) -> str:
    text = "反応時間は、クリップの最初のフレームの提示から回答の押下までを、ブラウザの単調時計で計測した。"
    counted = {row.clock: row.answers for row in results.clocks}
    total = sum(counted.values())
    if not total:
        return text
    said = [
        f"{how}が{percent(counted[clock] / total)}"
        for clock, how in (
            ("frame", "フレームの提示時刻（requestVideoFrameCallback）によるもの"),
            ("playing", "再生の開始（playing イベント）によるもの"),
            ("simulated", "シミュレーションによるもの"),
        )
        if counted.get(clock)
    ]
    return f"{text}提示時刻の内訳は、{'、'.join(said)}であった。"


def _analysis(results: Results) -> str:
    versions = "、".join(f"{name} {version}" for name, version in results.versions)
    return (
        f"{_exclusions(results)}正答率は意図された感情が選択された割合であり、チャンスレベルは{percent(results.chance)}である。"
        f"正答率の95%信頼区間は、参加者を単位とするブートストラップ法（{grouped(results.resamples)}回、シード "
        f"{results.seed}；参加者が{FEWEST_TO_DRAW}名未満の場合はt分布）により求めた。チャンスレベルとの比較と条件間の比較"
        "には参加者を単位とするt検定を、感情ごとの認識の有無には不偏的中率に関するMantel–Haenszel検定を用い、"
        "いずれもHolm法で補正した。混合効果モデルには参加者と刺激の交差したランダム切片を含めた。分析には"
        f"{versions}を用いた（刺激セット {results.study.manifest_sha256[:12]}、研究定義 "
        f"{results.study.protocol.sha256[:12]}）。"
    )


def _exclusions(results: Results) -> str:
    declared = results.study.declared
    if not declared.any:
        return "除外基準は定めておらず、除外した回答はない。"
    when = "参加者の募集に先立って" if declared.in_time else f"{grouped(declared.sessions_before)}セッションの開始後に"
    left = results.before.responses - results.analysis.responses
    rules = "；".join(f"{row.rule}（{row.criterion}）" for row in results.exclusions)
    return (
        f"除外基準は{when}定めた（第{declared.version}版、sha256 {declared.rules.sha256[:12]}）：{rules}。"
        f"これにより{grouped(results.before.responses)}件の回答のうち{grouped(left)}件（全体が除外された"
        f"{grouped(results.participation.excluded)}セッションを含む）を除外した。{_by_accuracy(results)}"
    )


def _by_accuracy(results: Results) -> str:
    if not results.study.declared.by_accuracy:
        return ""
    return "正答率に基づく基準は成績のよい参加者を残すため、除外後の正答率は高めに偏る。"

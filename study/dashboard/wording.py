"""The words of the researcher's pages around the results: studies, signing in, exports, raters."""

from __future__ import annotations

from study.planning.wording import planning_words
from study.report.facts import Declared
from study.report.wording import words_in

WORDS: dict[str, dict[str, str]] = {
    # Every page
    "skip": {"en": "Skip to content", "ja": "本文へ移動"},
    "site": {"en": "Site", "ja": "サイト"},
    "language_choice": {"en": "Language", "ja": "言語"},
    "studies": {"en": "Studies", "ja": "研究一覧"},
    "records": {"en": "Records", "ja": "データ管理"},
    "sign_out": {"en": "Sign out", "ja": "ログアウト"},
    # Signing in
    "sign_in": {"en": "Sign in", "ja": "ログイン"},
    "for_researchers": {
        "en": "For researchers. Raters need no account: open the study link you were given.",
        "ja": "研究者用のページです。実験に参加する方はログイン不要です。案内されたリンクを開いてください。",
    },
    "wrong_password": {
        "en": "Name and password do not match. Please try again.",
        "ja": "名前またはパスワードが正しくありません。もう一度入力してください。",
    },
    "name": {"en": "Name", "ja": "名前"},
    "password": {"en": "Password", "ja": "パスワード"},
    # Studies
    "study_state": {"en": "State", "ja": "状態"},
    "state_open": {"en": "open", "ja": "募集中"},
    "state_closed": {"en": "closed", "ja": "募集終了"},
    "sessions_begun": {"en": "Sessions begun", "ja": "開始"},
    "sessions_completed": {"en": "Completed", "ja": "完了"},
    "sessions_simulated": {"en": "Simulated", "ja": "シミュレーション"},
    "pages": {"en": "Pages", "ja": "ページ"},
    "results_page": {"en": "Results", "ja": "結果"},
    "planning_page": {"en": "Planning", "ja": "計画"},
    "raters_page": {"en": "Rater’s page", "ja": "参加者用ページ"},
    "synthetic_corpus": {"en": "synthetic corpus", "ja": "合成コーパス"},
    "recorded_corpus": {"en": "recorded corpus", "ja": "収録コーパス"},
    "of_people": {
        "en": "Sessions begun and completed are of people; simulated raters are counted apart.",
        "ja": "開始・完了のセッション数は実際の参加者のものです。シミュレーション参加者は別に数えています。",
    },
    "no_studies": {
        "en": "No studies yet. One is made from a stimulus set by",
        "ja": "研究はまだありません。刺激セットから次のコマンドで作成します：",
    },
    # Results
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
    # Data and reports
    "data_title": {"en": "Data and reports", "ja": "データと報告書"},
    "data_note": {
        "en": "Files of what this page shows, and the commands that write the rest on the server.",
        "ja": "このページの内容のファイルと、その他の出力をサーバー上で作成するコマンドです。",
    },
    "what": {"en": "What", "ja": "内容"},
    "how": {"en": "Where", "ja": "入手方法"},
    "answers_csv": {
        "en": "Answers, one row each, with timing, flags and versions",
        "ja": "回答データ（1行1回答；計時、標識、版を含む）",
    },
    "raters_csv": {"en": "Raters, one row each", "ja": "参加者ごとの表"},
    "clips_csv": {"en": "Clips, one row each", "ja": "クリップごとの表"},
    "numbers_json": {"en": "Every number of the results", "ja": "結果のすべての数値"},
    "dataset": {
        "en": "Psych-DS dataset with codebook (en, ja), parquet, BIDS events, and snippets for R and Python",
        "ja": "Psych-DS データセット（コードブック（日英）、parquet、BIDS イベント、R・Python の読み込みコード）",
    },
    "written_report": {
        "en": "Report in English and Japanese: html, and figures as svg, pdf and png",
        "ja": "日英の報告書（html、図は svg・pdf・png）",
    },
    "simulated_plan": {
        "en": "Power of a next study by simulation",
        "ja": "シミュレーションによる次の研究の検定力",
    },
    # Exclusion rules in force
    "rules_in_force": {
        "en": "Exclusion rules in force: version {version}, sha256 {sha256}, declared {when}.",
        "ja": "適用中の除外基準：第{version}版、sha256 {sha256}、{when}に登録。",
    },
    "rules_in_time": {"en": "before anybody took part", "ja": "参加者の募集前"},
    "rules_late": {"en": "after {n} sessions had begun", "ja": "{n}セッションの開始後"},
    # Raters
    "every_rater": {"en": "Every rater", "ja": "全参加者"},
    "raters_caption": {
        "en": "Each rater’s answers before exclusions. The names are random and tell nothing of the person; the "
        "exported data have the same.",
        "ja": "参加者ごとの回答（除外前）。記号は無作為なもので個人を特定しません。出力データと同じ記号です。",
    },
    "rater": {"en": "Rater", "ja": "参加者"},
    "outcome": {"en": "Session", "ja": "セッション"},
    "minutes": {"en": "Minutes", "ja": "所要時間（分）"},
    "median_rt": {"en": "Median response time", "ja": "反応時間の中央値"},
    "flagged": {"en": "Flagged answers", "ja": "標識のある回答数"},
    "flags": {"en": "Flags", "ja": "標識"},
    "simulated_rater": {"en": "simulated", "ja": "シミュレーション"},
    "checks_failed": {"en": "Failed checks", "ja": "注意確認の不合格"},
    "left_out": {"en": "Answers left out", "ja": "除外された回答数"},
    "why": {"en": "By which rule", "ja": "除外の基準"},
    "whole": {"en": "whole session:", "ja": "セッション全体："},
    "raters_shown": {
        "en": "The first {shown} of {n} raters, those left out or flagged most first; all are in the csv.",
        "ja": "全{n}名のうち、除外・標識の多い順に{shown}名を表示しています。全員の表は csv にあります。",
    },
    "sort_by": {"en": "Sort by", "ja": "並べ替え："},
}


def page_words(language: str) -> dict[str, str]:
    """Everything that the researcher's pages say, by key."""
    return words_in(language) | planning_words(language) | {key: words[language] for key, words in WORDS.items()}


def rules_in_force_in(declared: Declared, language: str) -> str:
    """Version and hash of the exclusion rules, and whether they were there in time; "" without rules."""
    if not declared.any:
        return ""
    words = page_words(language)
    late = words["rules_late"].format(n=f"{declared.sessions_before:,}")
    return words["rules_in_force"].format(
        version=declared.version,
        sha256=declared.rules.sha256,
        when=words["rules_in_time"] if declared.in_time else late,
    )


def raters_left_out_in(shown: int, n: int, language: str) -> str:
    """That not all raters are on the page; "" where they are."""
    return page_words(language)["raters_shown"].format(shown=f"{shown:,}", n=f"{n:,}") if shown < n else ""


def sessions_begun_in(n: int, language: str) -> str:
    if language == "ja":
        return f"開始されたセッションは{n}件です。"
    return f"{n} session{'' if n == 1 else 's'} begun."


def simulated_left_out_in(n: int, language: str) -> str:
    if language == "ja":
        return f"シミュレーション参加者の回答が{n}件ありますが、指定しない限り集計に含めません。"
    are = "is 1 answer" if n == 1 else f"are {n} answers"
    return f"There {are} of simulated raters, left out unless you ask for them."

"""Words of the pages before and after the clips. ``{name}`` is filled in by the page."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    # On every page
    "language": {"en": "Language", "ja": "言語"},
    "simulated": {"en": "Simulated rater: not a person's answers", "ja": "シミュレーション：人の回答ではありません"},
    "skip": {"en": "Skip to content", "ja": "本文へ"},
    "step": {"en": "Step {number} of {of}", "ja": "ステップ {number} / {of}"},
    "next": {"en": "Continue", "ja": "次へ"},
    "withdraw_link": {"en": "Withdraw from this study", "ja": "参加を取り消す"},
    # Welcome and consent
    "minutes": {"en": "It takes about {minutes} minutes.", "ja": "所要時間は約{minutes}分です。"},
    "start": {"en": "Begin", "ja": "はじめる"},
    "consent_title": {"en": "Consent", "ja": "参加への同意"},
    "consent_button": {"en": "Agree and continue", "ja": "同意して進む"},
    "consent_missing": {"en": "Please tick the box to take part.", "ja": "参加するには、チェックを入れてください。"},
    # Questionnaire
    "questionnaire_title": {"en": "About you", "ja": "あなたについて"},
    "optional": {"en": "optional", "ja": "任意"},
    "all_optional": {
        "en": "You can leave open any question that you would rather not answer.",
        "ja": "答えたくない質問には、お答えいただかなくてもかまいません。",
    },
    "some_optional": {
        "en": "Questions marked as optional can be left open.",
        "ja": "「任意」と書かれた質問には、お答えいただかなくてもかまいません。",
    },
    "choose": {"en": "Please choose", "ja": "選んでください"},
    "no_answer": {"en": "No answer", "ja": "回答しない"},
    "number_between": {"en": "A number from {least} to {most}", "ja": "{least}から{most}までの数値"},
    "problem_title": {"en": "Please check your answers", "ja": "回答をご確認ください"},
    "problem_prefix": {"en": "Please check", "ja": "ご確認ください"},
    "answer_missing": {"en": "Please answer this question.", "ja": "この質問にお答えください。"},
    "answer_not_listed": {"en": "Please choose one of the answers.", "ja": "選択肢の中から選んでください。"},
    "answer_out_of_range": {
        "en": "Please give a number from {least} to {most}.",
        "ja": "{least}から{most}までの数値を入力してください。",
    },
    "answer_too_long": {"en": "Please use at most {most} characters.", "ja": "{most}文字以内で入力してください。"},
    # Instructions
    "instructions_title": {"en": "What to do", "ja": "進め方"},
    "options": {"en": "You choose between these {count} answers:", "ja": "次の{count}個の選択肢から選びます："},
    "outlook_title": {"en": "What comes next", "ja": "これからの流れ"},
    "practice_first": {
        "en": "Practice comes first, with {clips}.",
        "ja": "はじめに、{clips}で練習します。",
    },
    "clips_follow": {
        "en": "The study itself follows, with {clips}.",
        "ja": "続いて本番です。{clips}をご覧いただきます。",
    },
    "clips_in_parts": {
        "en": "The study itself follows, with {clips} in {parts} parts and breaks between them.",
        "ja": "続いて本番です。{clips}を全{parts}部に分けてご覧いただき、間に休憩があります。",
    },
    "clip_once": {"en": "{count} clip", "ja": "{count}本の映像"},
    "clips": {"en": "{count} clips", "ja": "{count}本の映像"},
    "come_back": {
        "en": "If you have to stop, open the study link again on this device within {span}: you go on where you were.",
        "ja": "途中で中断しても、{span}以内にこの端末で調査のリンクを開くと、続きから再開できます。",
    },
    "hours": {"en": "{hours} hours", "ja": "{hours}時間"},
    "days": {"en": "{days} days", "ja": "{days}日"},
    "to_clips": {"en": "Go to the clips", "ja": "映像に進む"},
    # The end
    "done_title": {"en": "All done", "ja": "お疲れさまでした"},
    "code": {"en": "Your completion code", "ja": "完了コード"},
    "code_hint": {
        "en": "Copy this code if you were asked for one.",
        "ja": "コードの入力を求められている場合は、これを控えてください。",
    },
    "copy": {"en": "Copy", "ja": "コピー"},
    "copied": {"en": "Copied", "ja": "コピーしました"},
    "way_back": {"en": "Return and finish", "ja": "戻って完了する"},
    "way_back_hint": {
        "en": "With this button you return to where you came from, so that your participation is registered there.",
        "ja": "このボタンで元のサイトに戻ると、参加が登録されます。",
    },
    "code_of_outcome": {"en": "Your code", "ja": "コード"},
    "screened_out_title": {"en": "Your participation ends here", "ja": "ご参加はここまでです"},
    "failed_checks_title": {"en": "Your participation ends here", "ja": "ご参加はここまでです"},
    "timed_out_title": {"en": "Your participation has ended", "ja": "ご参加は終了しています"},
    "closed_title": {"en": "This study is closed", "ja": "この調査は終了しました"},
    "closed": {
        "en": "It takes no new participants. Thank you for your interest.",
        "ja": "新しい参加者は募集していません。ご関心をお寄せいただきありがとうございます。",
    },
}

"""Words of the pages before and after the clips."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "language": {"en": "Language", "ja": "言語"},
    "simulated": {"en": "Simulated rater: not a person's answers", "ja": "シミュレーション：人の回答ではありません"},
    "skip": {"en": "Skip to content", "ja": "本文へ"},
    "minutes": {"en": "It takes about {minutes} minutes.", "ja": "所要時間は約{minutes}分です。"},
    "start": {"en": "Begin", "ja": "はじめる"},
    "consent_title": {"en": "Consent", "ja": "参加への同意"},
    "consent_yes": {
        "en": "I am 18 or older, I have read this, and I agree to take part.",
        "ja": "私は18歳以上で、上記を読み、参加に同意します。",
    },
    "consent_button": {"en": "Agree and continue", "ja": "同意して進む"},
    "consent_missing": {"en": "Please tick the box to take part.", "ja": "参加するには、チェックを入れてください。"},
    "consent_no": {
        "en": "If you do not agree, just close this page.",
        "ja": "同意されない場合は、このままページを閉じてください。",
    },
    "instructions_title": {"en": "What to do", "ja": "進め方"},
    "options": {"en": "You choose between these {count} answers:", "ja": "次の{count}個の選択肢から選びます："},
    "practice_first": {
        "en": "We begin with {count} practice clips.",
        "ja": "はじめに、練習の映像が{count}本あります。",
    },
    "to_clips": {"en": "Go to the clips", "ja": "映像に進む"},
    "done_title": {"en": "Finished", "ja": "終了"},
    "code": {"en": "Your completion code", "ja": "完了コード"},
    "code_hint": {
        "en": "Copy this code if you were asked for one.",
        "ja": "コードの入力を求められている場合は、これを控えてください。",
    },
    "copy": {"en": "Copy", "ja": "コピー"},
    "copied": {"en": "Copied", "ja": "コピーしました"},
    "closed_title": {"en": "This study is closed", "ja": "この調査は終了しました"},
    "closed": {
        "en": "It takes no new participants. Thank you for your interest.",
        "ja": "新しい参加者は募集していません。ご関心をお寄せいただきありがとうございます。",
    },
}

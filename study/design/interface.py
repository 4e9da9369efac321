"""The words of the pages themselves: buttons, headings, messages."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "language": {"en": "Language", "ja": "言語"},
    "simulated": {"en": "Simulated rater: not a person's answers", "ja": "シミュレーション：人の回答ではありません"},
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
    "practice": {"en": "Practice", "ja": "練習"},
    "clip": {"en": "Clip", "ja": "映像"},
    "of": {"en": "of", "ja": "/"},
    "progress": {"en": "Progress", "ja": "進み具合"},
    "question": {"en": "Which emotion does the movement express?", "ja": "この動きはどの感情を表していますか？"},
    "wait": {"en": "Watch the clip to its end, then answer.", "ja": "最後まで見てからお答えください。"},
    "play": {"en": "Play the clip", "ja": "映像を再生"},
    "play_hint": {"en": "The clips start by themselves from here on.", "ja": "この後の映像は自動的に再生されます。"},
    "practice_over": {
        "en": "Practice is over. From now on your answers count.",
        "ja": "練習は終わりです。ここからが本番です。",
    },
    "loading": {"en": "Loading the clip …", "ja": "映像を読み込んでいます…"},
    "saved": {"en": "Saved.", "ja": "保存しました。"},
    "saving": {"en": "Saving your answer …", "ja": "回答を保存しています…"},
    "retry": {"en": "Try again", "ja": "もう一度試す"},
    "clip_failed": {
        "en": "The clip could not be loaded. Please check your connection.",
        "ja": "映像を読み込めませんでした。接続を確認してください。",
    },
    "decode_failed": {
        "en": "Your browser could not play the clip.",
        "ja": "お使いのブラウザで映像を再生できませんでした。",
    },
    "stalled": {"en": "The clip has stopped before its end.", "ja": "映像が途中で止まりました。"},
    "send_failed": {
        "en": "Your answer is not saved yet: no connection. It is sent again by itself.",
        "ja": "接続できないため、回答がまだ保存されていません。自動的に再送します。",
    },
    "session_lost": {
        "en": "This session cannot be continued here. Please open the study link again.",
        "ja": "このセッションはここでは続けられません。もう一度、調査のリンクを開いてください。",
    },
    "no_script": {
        "en": "This study needs JavaScript. Please switch it on and reload the page.",
        "ja": "この調査にはJavaScriptが必要です。有効にして、ページを再読み込みしてください。",
    },
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
    "skip": {"en": "Skip to content", "ja": "本文へ"},
}


def words(language: str) -> dict[str, str]:
    """All of a page's words in one language."""
    return {name: word[language] for name, word in WORDS.items()}

"""Words of the rating page."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
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
}

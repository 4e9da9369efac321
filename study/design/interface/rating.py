"""Words of the rating page. ``{name}`` is filled in by the page."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    # Where the rater is
    "practice": {"en": "Practice", "ja": "練習"},
    "clip": {"en": "Clip", "ja": "映像"},
    "counter": {"en": "Clip {number} of {of}", "ja": "映像 {number} / {of}"},
    "starting": {"en": "Loading the page …", "ja": "ページを読み込んでいます…"},
    "starting_late": {
        "en": "This takes longer than it should. If nothing changes, reload the page, or try another browser.",
        "ja": "時間がかかっています。このまま変わらない場合は、再読み込みするか、別のブラウザをお試しください。",
    },
    "starting_go": {"en": "Reload", "ja": "再読み込み"},
    "progress": {"en": "Progress", "ja": "進み具合"},
    # The clip and the choice
    "play": {"en": "Play the clip", "ja": "映像を再生"},
    "play_hint": {"en": "The clips start by themselves from here on.", "ja": "この後の映像は自動的に再生されます。"},
    "loading": {"en": "Loading the clip …", "ja": "映像を読み込んでいます…"},
    "wait": {"en": "Watch the clip to its end, then answer.", "ja": "最後まで見てからお答えください。"},
    "answer_now": {"en": "You can answer now.", "ja": "お答えください。"},
    "answered": {"en": "Your answer: {label}", "ja": "あなたの回答：{label}"},
    "replay": {"en": "Watch again ({left} left)", "ja": "もう一度見る（あと{left}回）"},
    # Second questions
    "question_optional": {"en": "optional", "ja": "任意"},
    "not_given": {"en": "not set yet", "ja": "未回答"},
    "valence": {"en": "How pleasant?", "ja": "快・不快"},
    "valence_low": {"en": "unpleasant", "ja": "不快"},
    "valence_high": {"en": "pleasant", "ja": "快"},
    "arousal": {"en": "How excited?", "ja": "興奮・落ち着き"},
    "arousal_low": {"en": "calm", "ja": "穏やか"},
    "arousal_high": {"en": "excited", "ja": "興奮"},
    "grid_hint": {
        "en": "Choose a point in the square, or a place on each of the two lines.",
        "ja": "枠の中の位置を選ぶか、二本の線の上の位置をそれぞれ選んでください。",
    },
    "slider_hint": {"en": "Choose a place on the line.", "ja": "線の上の位置を選んでください。"},
    "grid_keys": {"en": "Arrow keys move the point.", "ja": "矢印キーで点を動かせます。"},
    "question_missing": {"en": "Please answer this question.", "ja": "この質問にお答えください。"},
    "question_next": {"en": "Continue", "ja": "次へ"},
    # Practice, breaks
    "feedback_right": {"en": "That is right: {intended}", "ja": "正解です：{intended}"},
    "feedback_wrong": {
        "en": "The movement was meant to express: {intended}\nYou chose: {chosen}",
        "ja": "この動きが表していた感情：{intended}\nあなたの回答：{chosen}",
    },
    "next_clip": {"en": "Next clip", "ja": "次の映像へ"},
    "practice_end_title": {"en": "Now the study begins", "ja": "本番をはじめます"},
    "practice_end_go": {"en": "Begin", "ja": "はじめる"},
    "break_title": {"en": "Part {done} of {of} is done", "ja": "全{of}部のうち、第{done}部が終わりました"},
    "break_go": {"en": "Go on", "ja": "続ける"},
    "break_wait": {"en": "You can go on in {time}.", "ja": "あと{time}で続けられます。"},
    "break_ready": {"en": "Go on when you are ready.", "ja": "準備ができたら続けてください。"},
    # Saving
    "saved": {"en": "Saved", "ja": "保存済み"},
    "saving": {"en": "Saving …", "ja": "保存中…"},
    "unsaved": {"en": "Not saved yet: {count}", "ja": "未保存：{count}件"},
    "send_failed": {
        "en": "No connection. Your answers are kept on this device and sent once it is back.",
        "ja": "接続できません。回答はこの端末に保存され、接続が戻ると送信されます。",
    },
    "send_failed_unkept": {
        "en": "No connection. Please leave this page open: your answers are sent once it is back.",
        "ja": "接続できません。回答は接続が戻ると送信されますので、このページを開いたままにしてください。",
    },
    "send_again": {"en": "The connection is back.", "ja": "接続が戻りました。"},
    "waiting": {"en": "Waiting for the server …", "ja": "サーバーの応答を待っています…"},
    # What can go wrong with a clip
    "retry": {"en": "Try again", "ja": "もう一度試す"},
    "clip_failed": {
        "en": "The clip could not be loaded. Please check your connection.",
        "ja": "映像を読み込めませんでした。接続を確認してください。",
    },
    "not_found": {"en": "The server does not find this clip.", "ja": "この映像がサーバーに見つかりません。"},
    "server_failed": {
        "en": "The server could not send the clip. Please wait a moment.",
        "ja": "サーバーが映像を送信できませんでした。少しお待ちください。",
    },
    "wrong_bytes": {"en": "The clip did not arrive as it should.", "ja": "映像が正しく届きませんでした。"},
    "decode_failed": {
        "en": "Your browser could not play the clip.",
        "ja": "お使いのブラウザで映像を再生できませんでした。",
    },
    "stalled": {"en": "The clip has stopped before its end.", "ja": "映像が途中で止まりました。"},
    "refused": {"en": "Your browser plays clips only after a tap.", "ja": "再生するには、ボタンを押してください。"},
    "hidden": {
        "en": "The page was out of sight while the clip was running. It starts from the beginning.",
        "ja": "再生中にページが隠れたため、映像をはじめから再生します。",
    },
    # What ends the page
    "other_tab_title": {"en": "This session goes on in another tab", "ja": "別のタブで続いています"},
    "other_tab_text": {
        "en": "You can close this tab, or go on here instead.",
        "ja": "このタブは閉じてかまいません。こちらで続けることもできます。",
    },
    "other_tab_go": {"en": "Go on here", "ja": "このタブで続ける"},
    "session_lost_title": {"en": "This session cannot be continued here", "ja": "ここでは続けられません"},
    "session_lost_text": {
        "en": "The answers that were saved are safe. Please open the study link again.",
        "ja": "保存済みの回答は失われません。もう一度、調査のリンクを開いてください。",
    },
    "session_lost_go": {"en": "Reload", "ja": "再読み込み"},
    "broken_title": {"en": "Something went wrong", "ja": "問題が発生しました"},
    "broken_text": {
        "en": "Reload the page to go on where you were.",
        "ja": "ページを再読み込みすると、続きから再開できます。",
    },
    "broken_go": {"en": "Reload", "ja": "再読み込み"},
    "no_script": {
        "en": "This study needs JavaScript. Please switch it on and reload the page.",
        "ja": "この調査にはJavaScriptが必要です。有効にして、ページを再読み込みしてください。",
    },
}

"""Words of the device check. ``{name}`` is filled in by the page."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "device_title": {"en": "A short check", "ja": "動作の確認"},
    "device_clip": {"en": "Test clip: a moving disc", "ja": "テスト映像：動く円"},
    "device_start": {"en": "Start the check", "ja": "確認を始める"},
    "device_again": {"en": "Check again", "ja": "もう一度確認する"},
    "device_checking": {"en": "Checking …", "ja": "確認しています…"},
    "device_problem": {"en": "Something needs to be changed", "ja": "変更が必要です"},
    "device_no_video": {
        "en": "The test clip could not be shown. Please try once more, or open the study link in another browser "
        "(a current Chrome, Edge, Firefox or Safari).",
        "ja": "テスト映像を表示できませんでした。もう一度試すか、別のブラウザ"
        "（最新のChrome、Edge、Firefox、Safariなど）で調査のリンクを開いてください。",
    },
    "device_hidden": {
        "en": "This page has to stay visible during the check: keep its tab and window in front.",
        "ja": "確認の間は、このページが見えている必要があります。タブやウィンドウを前面に表示したままにしてください。",
    },
    "device_small": {
        "en": "The window is too small: it must be at least {min_size} and is {size}. Please make it larger, turn your "
        "device, or zoom out.",
        "ja": "ウィンドウが小さすぎます。{min_size}以上が必要ですが、現在は{size}です。"
        "ウィンドウを広げるか、端末の向きを変えるか、表示を縮小してください。",
    },
    "device_phone": {
        "en": "This study cannot be done on a phone. Please open the study link on a computer or a tablet.",
        "ja": "この調査はスマートフォンでは参加できません。パソコンまたはタブレットで調査のリンクを開いてください。",
    },
    "device_unread": {
        "en": "The check did not come to an end. Please start it again.",
        "ja": "確認が最後まで行われませんでした。もう一度始めてください。",
    },
    "device_no_script": {
        "en": "This study needs JavaScript. Please switch it on and reload the page, or open the study link in another "
        "browser.",
        "ja": "この調査にはJavaScriptが必要です。有効にしてページを再読み込みするか、"
        "別のブラウザで調査のリンクを開いてください。",
    },
    "device_leave_text": {
        "en": "If this cannot be changed, you can end your participation here.",
        "ja": "変更できない場合は、ここで参加を終了できます。",
    },
    "device_leave": {"en": "End my participation", "ja": "参加を終了する"},
}

"""Words of coming from a recruiter, of being sent back, and of leaving."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    # No way in
    "recruited_title": {"en": "Please come through your invitation", "ja": "招待のリンクからお入りください"},
    "recruited_only": {
        "en": "This study can only be opened through the link in your invitation. This address is not complete, so it "
        "does not tell us where you come from. Nothing has begun yet.",
        "ja": "この調査には、招待に記載されたリンクからのみ参加できます。このアドレスは完全ではないため、"
        "どこから参加されたのかを確認できません。調査はまだ始まっていません。",
    },
    "recruited_prolific": {
        "en": "Go to Prolific and open the study from there once more.",
        "ja": "Prolificに戻り、そこからもう一度この調査を開いてください。",
    },
    "recruited_sona": {
        "en": "Go to SONA and open the study from there once more.",
        "ja": "SONAに戻り、そこからもう一度この調査を開いてください。",
    },
    "recruited_mturk": {
        "en": "Go to Mechanical Turk, accept the HIT and open the study from there.",
        "ja": "Mechanical Turkに戻り、HITを受諾（Accept）してから、そこで調査を開いてください。",
    },
    # Here before
    "took_part_title": {"en": "You have taken part already", "ja": "すでに参加されています"},
    "took_part": {
        "en": "Thank you: this study can be done once, and you are through with it. If you still need your code or "
        "the way back, open the study link on the device on which you took part.",
        "ja": "ご協力ありがとうございました。この調査に参加できるのは一度だけで、あなたはすでに終えられています。"
        "コードや元のサイトに戻るリンクが必要な場合は、参加に使った端末で調査のリンクを開いてください。",
    },
    "elsewhere_title": {"en": "You began on another device", "ja": "別の端末で開始されています"},
    "elsewhere": {
        "en": "You began on another device, or in another browser. Please open the study link there: you go on where "
        "you were. Nothing has been lost.",
        "ja": "あなたは、別の端末または別のブラウザで開始されています。そちらで調査のリンクを開くと、"
        "続きから再開できます。回答は失われていません。",
    },
    "elsewhere_lost": {
        "en": "If it was this browser, and its cookies have been cleared since, it cannot be recognised any more. "
        "Please write to whoever asked you to take part.",
        "ja": "このブラウザで開始したあとにクッキーを削除された場合は、続きから再開することができません。"
        "参加を依頼した方にお問い合わせください。",
    },
    # A code to type
    "code_title": {"en": "Your access code", "ja": "参加コードの入力"},
    "code_label": {"en": "Access code", "ja": "参加コード"},
    "code_example": {"en": "Eight letters and digits, like 7QXM-4KTD", "ja": "英数字8文字（例：7QXM-4KTD）"},
    "code_go": {"en": "Continue", "ja": "次へ"},
    "code_unknown": {
        "en": "This code is not known here. Please compare it with the one that you were given.",
        "ja": "このコードは登録されていません。お手元のコードをもう一度ご確認ください。",
    },
    "code_used": {
        "en": "This code has been used already. If you used it yourself, open the study link on the device on which "
        "you began: you go on there.",
        "ja": "このコードはすでに使われています。ご自身で使われた場合は、開始した端末で調査のリンクを開くと、"
        "続きから再開できます。",
    },
    "code_too_often": {
        "en": "Too many wrong codes came from your network. Please try again in ten minutes.",
        "ja": "お使いのネットワークから、誤ったコードが何度も入力されました。10分後にもう一度お試しください。",
    },
    # In the frame of Mechanical Turk
    "mturk_preview_title": {"en": "This is a preview", "ja": "プレビュー表示です"},
    "mturk_preview": {
        "en": "Please accept the HIT first. The study opens after that.",
        "ja": "先にHITを受諾（Accept）してください。その後、調査を開くことができます。",
    },
    "mturk_open": {
        "en": "The study opens in a new tab. Keep this tab open: you come back to it with your code.",
        "ja": "調査は新しいタブで開きます。最後にコードを入力しますので、このタブは開いたままにしてください。",
    },
    "mturk_open_button": {"en": "Open the study", "ja": "調査を開く"},
    "mturk_then": {
        "en": "At the end of the study you get a code. Type it here to submit the HIT.",
        "ja": "調査の最後に表示されるコードをここに入力し、HITを提出してください。",
    },
    "mturk_code": {"en": "Code", "ja": "コード"},
    "mturk_submit": {"en": "Submit the HIT", "ja": "HITを提出"},
    "mturk_back": {
        "en": "Copy this code, go back to the tab of Mechanical Turk, and submit the HIT with it.",
        "ja": "このコードをコピーし、Mechanical Turkのタブに戻って入力し、HITを提出してください。",
    },
    # Leaving
    "decline_button": {"en": "I do not agree", "ja": "同意しない"},
    "declined_title": {"en": "You are not taking part", "ja": "ご検討ありがとうございました"},
    "leave_prolific": {
        "en": "Please tell Prolific too: choose “Cancel participation” there, on the page of the study.",
        "ja": "Prolificの調査ページで「Cancel participation」を選び、参加の取り消しをお知らせください。",
    },
    "leave_sona": {
        "en": "Please tell SONA too: cancel your sign-up there, under “My Schedule”.",
        "ja": "SONAの「My Schedule」で、参加登録をキャンセルしてください。",
    },
    "leave_mturk": {
        "en": "Please go back to the tab of Mechanical Turk and choose “Return”, so that the HIT is free again.",
        "ja": "Mechanical Turkのタブに戻り、「Return」を選んでHITを返却してください。",
    },
    "withdraw_title": {"en": "Withdraw from the study", "ja": "参加の取り消し"},
    "withdraw_what": {
        "en": "All that you have answered and everything else that was recorded of you in this study is then "
        "deleted at once and for good. We keep only that somebody withdrew, on which day and at which step.",
        "ja": "取り消すと、これまでの回答をはじめ、この調査で記録された情報はすべて直ちに削除され、元に戻すことは"
        "できません。残るのは、取り消しがあったことと、その日付および段階の記録だけです。",
    },
    "withdraw_kept_out": {
        "en": "As you could not take part to the end, the keyed hash by which you are recognised is kept as well, by "
        "itself, so that nobody begins a second time.",
        "ja": "最後まで参加いただけない結果となったため、再度の参加を防ぐ目的で、あなたを認識するための"
        "鍵付きハッシュ値も、それだけを残します。",
    },
    "withdraw_own_code": {
        "en": "Your completion code is deleted too, so that nobody can confirm it any more. If you were asked for it, "
        "hand it in first.",
        "ja": "完了コードも削除され、その後は照合できなくなります。提出を求められている場合は、先に提出してください。",
    },
    "withdraw_until": {
        "en": "You can withdraw until {day} (UTC).",
        "ja": "取り消しは{day}（協定世界時）まで可能です。",
    },
    "withdraw_button": {"en": "Withdraw and delete my data", "ja": "取り消してデータを削除する"},
    "withdraw_stay": {"en": "Back to the study", "ja": "調査に戻る"},
    "withdraw_late_title": {"en": "Withdrawing is no longer possible", "ja": "取り消しの期限が過ぎています"},
    "withdraw_late": {
        "en": "It was possible until {day} (UTC), as the consent text says. Since then the data may be in use.",
        "ja": "同意の際にお示しした期限は{day}（協定世界時）でした。データはすでに使用されている可能性があります。",
    },
    "withdraw_code_ask": {
        "en": "This browser does not know you in this study. If you have finished, type the withdrawal code from your "
        "last page.",
        "ja": "このブラウザには、この調査に参加された記録がありません。最後まで参加された場合は、"
        "最後のページに表示された取り消しコードを入力してください。",
    },
    "withdraw_code_same": {
        "en": "It is the same as your completion code.",
        "ja": "取り消しコードは、完了コードと同じです。",
    },
    "withdraw_code_other": {
        "en": "It is not the completion code, but stands below it.",
        "ja": "完了コードとは別のもので、完了コードの下に表示されています。",
    },
    "withdraw_code": {"en": "Withdrawal code", "ja": "取り消しコード"},
    "withdraw_code_else": {
        "en": "If you did not get to the end, open this page on the device on which you took part.",
        "ja": "途中で終えられた場合は、参加に使った端末でこのページを開いてください。",
    },
    "withdraw_code_unknown": {
        "en": "This code is not known here, and nothing has been deleted. Please compare it with the one on your last "
        "page, or open this page on the device on which you took part.",
        "ja": "このコードは登録されていません。データは削除されていません。最後のページのコードと見比べるか、"
        "参加に使った端末でこのページを開いてください。",
    },
    "withdraw_code_shared": {
        "en": "This is the completion code, which is the same for everybody, and nothing has been deleted. Please type "
        "your withdrawal code: it stands below the completion code on your last page.",
        "ja": "これは全員に共通の完了コードです。データは削除されていません。"
        "最後のページで完了コードの下に表示された取り消しコードを入力してください。",
    },
    "withdrawn_title": {"en": "Your data have been deleted", "ja": "データを削除しました"},
    "withdraw_note": {
        "en": "You can have your data deleted until {day} (UTC).",
        "ja": "{day}（協定世界時）まで、データの削除を求めることができます。",
    },
    "withdraw_note_code": {
        "en": "On another device you need your withdrawal code for it:",
        "ja": "別の端末で行う場合は、次の取り消しコードが必要です：",
    },
    "withdraw_note_same": {
        "en": "On another device you need your withdrawal code for it, which is the same as your completion code.",
        "ja": "別の端末で行う場合は、取り消しコードが必要です。取り消しコードは、完了コードと同じです。",
    },
    "withdrawn_way": {
        "en": "If you have not used your way back yet, it is still here.",
        "ja": "元のサイトでの参加の登録がまだの場合は、こちらをお使いください。",
    },
    # Another person at the same device
    "another_link": {
        "en": "Will another person take part on this device?",
        "ja": "この端末で別の方が参加される場合",
    },
    "another_title": {"en": "Another person takes part", "ja": "別の方が参加される場合"},
    "another_forgets": {
        "en": "This browser then forgets the participation that has ended here, and the study begins anew for the next "
        "person. The answers that were given stay saved.",
        "ja": "このブラウザに残っている、終了した参加の記録を消し、次の方が最初から参加できるようにします。"
        "保存済みの回答はそのまま残ります。",
    },
    "another_code": {
        "en": "Who has finished here, and may want to have the data deleted later, needs this withdrawal code for it:",
        "ja": "参加を終えた方が、後でデータの削除を希望される場合は、次の取り消しコードが必要です：",
    },
    "another_no_code": {
        "en": "Who was here before, and wants to have the data deleted, has to do so now: afterwards this browser no "
        "longer knows whose they are.",
        "ja": "先に参加された方がデータの削除を希望される場合は、いま行ってください。"
        "記録を消した後は、どのデータかわからなくなります。",
    },
    "another_button": {"en": "Begin with the next person", "ja": "次の方がはじめる"},
    "another_stay": {"en": "Back to the last page", "ja": "最後のページに戻る"},
    "day": {"en": "{day} {month} {year}", "ja": "{year}年{month}月{day}日"},
    "months": {
        "en": "January February March April May June July August September October November December",
        "ja": "1 2 3 4 5 6 7 8 9 10 11 12",
    },
}

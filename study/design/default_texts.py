"""What raters read where a study brings no words of its own: plain paragraphs, in all languages.

Words in braces are filled from the study's protocol (`study.design.placeholders`).
"""

from __future__ import annotations

Texts = dict[str, dict[str, str]]

BEFORE: Texts = {
    "title": {"en": "Emotion in body movement", "ja": "体の動きから読み取る感情"},
    "welcome": {
        "en": "In this study you watch short clips of a moving figure. The figure has no face and makes no sound: "
        "you only see how the body moves. After each clip you say which emotion the movement expresses.\n\n"
        "You need no special knowledge. Please sit somewhere quiet where you will not be interrupted.",
        "ja": "この研究では、動く人型の短い映像をご覧いただきます。人型には顔も音声もなく、"
        "見えるのは体の動きだけです。映像ごとに、その動きがどの感情を表しているかをお答えください。\n\n"
        "特別な知識は必要ありません。中断されない静かな場所でご参加ください。",
    },
    "code": {
        "en": "Please type the code that you were given. It can be used once.",
        "ja": "お手元の参加コードを入力してください。コードは一度だけ使えます。",
    },
    "consent": {
        "en": "Taking part is voluntary. You can stop at any time, without giving a reason, by closing this page. The "
        "answers you have given until then are kept and may be used, unless you withdraw.\n\n"
        "We record your answers to the clips and, where the study asks them, to questions about yourself; how long "
        "each answer took; when you took part; the language of the pages; and technical details of your device and of "
        "how the clips were played (for example the size of the window, whether you answered by keyboard, mouse or "
        "touch, and dropped frames).\n\n"
        "We do not ask for your name, and we do not keep your internet address. If you come from a recruiting service "
        "or with a one-time code, we recognise you by it so that nobody takes part twice: it is kept in a table apart "
        "from your answers, and only as a keyed hash, from which it cannot be read. If a code is made for you at the "
        "end, it is kept with your answers, so that you can withdraw with it, or whoever asked you to take part can "
        "confirm that you did; it is never published.\n\n"
        "You can withdraw at any time while you take part, and for {days} after you have ended: open the study link "
        "again on this device and choose to withdraw, or withdraw with the withdrawal code that the last page shows. "
        "Everything recorded of you in this study is then deleted. All that is kept is that somebody withdrew, on "
        "which day and at which step; and the keyed hash, if the study had ended early for you because of your "
        "answers, so that nobody begins a second time.\n\n"
        "Two cookies are kept on this device for up to {cookies} after you last open a page of this study: one lets "
        "you continue where you left off, the other protects what you send. If you come from a recruiting service or "
        "with a one-time code, a third one remembers that, for as long. Answers that cannot be sent at once, for "
        "example without a connection, wait in this browser's own storage (IndexedDB) and are removed from it when "
        "they have arrived. None of this serves any other purpose.\n\n"
        "The answers are analysed for research, and may be published and shared with other researchers in this "
        "anonymous form.\n\n"
        "The clips show movements that may express unpleasant emotions such as anger or fear. They contain no "
        "violence.",
        "ja": "参加は任意です。いつでも、理由を述べることなく、このページを閉じて参加をやめることができます。"
        "その場合も、参加を取り消さないかぎり、それまでの回答は保存され、研究に使用されることがあります。\n\n"
        "記録するのは、映像への回答、ご自身に関する質問への回答（質問がある場合）、回答までの時間、参加日時、"
        "表示言語、および端末と映像の再生に関する技術的な情報（画面の大きさ、キーボード・マウス・タッチの"
        "どれで回答したか、コマ落ちなど）です。\n\n"
        "お名前はうかがいません。IPアドレスも保存しません。"
        "募集サービスを通じて、または一回限りのコードで参加される場合は、同じ方が二度参加することのないように、"
        "そのIDやコードを、元の値を読み取れない形（鍵付きハッシュ値）に変換し、回答とは別の表に保存します。"
        "最後にあなた専用のコードが発行される場合、そのコードは、参加の取り消しや、参加を依頼した方による"
        "参加の確認に使えるように、回答とともに保存しますが、公開することはありません。\n\n"
        "参加中はいつでも、また終了後も{days}以内であれば、参加を取り消すことができます。この端末で調査のリンクを"
        "もう一度開いて参加の取り消しを選ぶか、最後のページに表示される取り消しコードを使って取り消してください。"
        "この調査で記録されたあなたの情報はすべて削除されます。"
        "残るのは、参加の取り消しがあったことと、その日付および段階の記録だけです。"
        "ただし、ご回答の内容により途中で終了となっていた場合は、再度の参加を防ぐため、上記の鍵付きハッシュ値も残します。\n\n"
        "最後にこの調査のページを開いてから最長{cookies}間、この端末に二つのクッキーを保存します。一つは途中から再開するため、もう一つは"
        "送信内容を保護するためのものです。募集サービスを通じて、または一回限りのコードで参加される場合は、"
        "そのことを記憶する三つ目のクッキーを同じ期間保存します。接続が切れているなどの理由ですぐに送信できない回答は、このブラウザの"
        "保存領域（IndexedDB）に一時的に保管し、送信が完了すると削除します。"
        "いずれも、それ以外の目的には使いません。\n\n"
        "回答は研究のために分析し、匿名のまま論文などで発表したり、他の研究者と共有したりすることがあります。\n\n"
        "映像には、怒りや恐れなど不快な感情を表す動きが含まれることがあります。暴力的な場面はありません。",
    },
    "agreement": {
        "en": "{age}I have read this, and I agree to take part.",
        "ja": "{age}上記を読み、参加に同意します。",
    },
    "declined": {
        "en": "You have chosen not to take part. That is perfectly all right, and no answers have been recorded.\n\n"
        "You can close this page now.",
        "ja": "参加されないことを承りました。回答は一切記録されていません。\n\n"
        "このページは閉じていただいてかまいません。",
    },
    "questionnaire": {
        "en": "First, a few questions about yourself. They help us to describe who took part, and to see whether this "
        "study is meant for you. We do not use them to find out who you are.",
        "ja": "はじめに、あなたご自身についていくつかうかがいます。参加者全体の特徴を示し、"
        "この研究の対象に当てはまるかどうかを確認するためのもので、個人を特定するためには使いません。",
    },
    "device": {
        "en": "Before we begin, we check that the clips can be shown well on this device. You will see a short test "
        "clip, which is not part of the study.",
        "ja": "始める前に、この端末で映像が正しく表示されるかどうかを確認します。"
        "短いテスト映像が表示されますが、これは本番には含まれません。",
    },
    "instructions": {
        "en": "You will see short clips of a moving figure. Watch the movement of the whole body, then choose the one "
        "emotion that you think it expresses. {replays} {when}\n\n"
        "Some clips are hard. There is no time limit, but go with your first impression: if you are unsure, choose "
        "the emotion that comes closest.\n\n"
        "You answer by choosing one of the buttons. Where a button shows a key, you can press that key instead.",
        "ja": "動く人型の短い映像が表示されます。体全体の動きをよく見て、その動きが表していると思う感情を一つ選んで"
        "ください。{replays}{when}\n\n"
        "難しい映像もあります。制限時間はありませんが、第一印象でお答えください。"
        "迷ったときは、最も近いと思う感情を選んでください。\n\n"
        "ボタンを選んでお答えください。ボタンにキーが表示されている場合は、そのキーを押して答えることもできます。",
    },
}

BETWEEN: Texts = {
    "question": {
        "en": "Which emotion does the movement express?",
        "ja": "この動きはどの感情を表していますか？",
    },
    "instructed": {
        "en": "For this clip, please choose “{label}”, whatever the movement.",
        "ja": "この映像では、動きに関係なく「{label}」を選んでください。",
    },
    "practice_end": {
        "en": "Practice is over. From now on your answers count, and you are not told whether they are as intended.",
        "ja": "練習は終わりです。ここからが本番です。本番では、回答の正誤は表示されません。",
    },
    "break": {
        "en": "Time for a short break. Look away from the screen for a moment, and take as long as you like. Continue "
        "when you are ready.",
        "ja": "ここで少し休憩しましょう。画面から目を離して、ゆっくりお休みください。"
        "準備ができたら、続きに進んでください。",
    },
}

AFTER: Texts = {
    "debrief": {
        "en": "Thank you. All your answers have been saved.\n\n"
        "The movements you saw were made by, or for, a computer model that learns how emotions are expressed with the "
        "body. Your answers show how well people can read such movements, and help to make them clearer.",
        "ja": "ご協力ありがとうございました。回答はすべて保存されました。\n\n"
        "ご覧いただいた動きは、体による感情表現を学習するコンピューターモデルが作り出したもの、"
        "またはその学習のために用意されたものです。"
        "あなたの回答から、人がこのような動きからどの程度感情を読み取れるかがわかり、"
        "動きをよりわかりやすくするために役立てられます。",
    },
    "screened_out": {
        "en": "Thank you for your interest. This study is for a particular group of people, and going by your answers "
        "you do not belong to it, so it ends here for you. There was nothing wrong with your answers.",
        "ja": "ご関心をお寄せいただき、ありがとうございます。この研究は特定の条件に当てはまる方を対象としています。"
        "ご回答の内容から対象に含まれないことがわかりましたので、ここで終了となります。"
        "回答に問題があったわけではありません。",
    },
    "unfit_device": {
        "en": "Thank you for your interest. This study needs a device on which its clips show well, and you have "
        "chosen to end here.\n\n"
        "If you have another device on which it may work: withdraw below, so that you can begin anew, and open the "
        "study link there.",
        "ja": "ご関心をお寄せいただき、ありがとうございます。この研究には、映像が正しく表示される端末が必要なため、"
        "ご選択のとおり、ここで終了となります。\n\n"
        "別の端末で参加される場合は、下のリンクからいったん参加を取り消したうえで、"
        "その端末で調査のリンクを開き、はじめからご参加ください。",
    },
    "failed_checks": {
        "en": "Some clips in this study check whether the task is followed with attention. Not enough of these were "
        "answered as expected, so the study does not go on for you.\n\n"
        "Thank you for your time. If you think that this is a mistake, please write to whoever asked you to take part.",
        "ja": "この研究には、注意して課題に取り組まれているかどうかを確認する映像が含まれています。"
        "その回答が、継続に必要な基準に達しませんでした。\n\n"
        "お時間をいただき、ありがとうございました。"
        "誤りだと思われる場合は、参加を依頼した方にお問い合わせください。",
    },
    "timed_out": {
        "en": "Good to see you again. The time within which you could go on has passed. The answers you had given are "
        "saved.\n\nThank you for taking part.",
        "ja": "お戻りいただき、ありがとうございます。再開できる期間を過ぎたため、続きからの回答はできません。"
        "それまでの回答は保存されています。\n\n"
        "お時間をいただき、ありがとうございました。",
    },
    "withdrawn": {
        "en": "You have withdrawn. Your answers and everything else that was recorded of you in this study have been "
        "deleted. All that is kept is that somebody withdrew, on which day and at which step.\n\n"
        "Thank you for your time. You can close this page now.",
        "ja": "参加を取り消しました。回答をはじめ、この調査で記録されたあなたの情報はすべて削除されました。"
        "残るのは、参加の取り消しがあったことと、その日付および段階の記録だけです。\n\n"
        "お時間をいただき、ありがとうございました。このページは閉じていただいてかまいません。",
    },
}

DEFAULT_TEXTS: Texts = {**BEFORE, **BETWEEN, **AFTER}

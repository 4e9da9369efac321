"""The texts a study owns: defaults in English and Japanese, versions, and the hash that consent refers to."""

from __future__ import annotations

import hashlib

from django.db import transaction

from generation.errors import MiburiError
from generation.files import json_bytes
from study.models import Language, Study, TextVersion

Texts = dict[str, dict[str, str]]

DEFAULT_TEXTS: Texts = {
    "title": {"en": "Emotion in body movement", "ja": "体の動きから読み取る感情"},
    "welcome": {
        "en": "In this study you watch short clips of a moving figure. The figure has no face and makes no sound: "
        "you only see how the body moves. After each clip you say which emotion the movement expresses.\n\n"
        "You need no special knowledge. Please sit somewhere quiet where you will not be interrupted.",
        "ja": "この研究では、動く人型の短い映像をご覧いただきます。人型には顔も音声もなく、"
        "見えるのは体の動きだけです。映像ごとに、その動きがどの感情を表しているかをお答えください。\n\n"
        "特別な知識は必要ありません。中断されない静かな場所でご参加ください。",
    },
    "consent": {
        "en": "Taking part is voluntary. You can stop at any time, without giving a reason, by closing this page. The "
        "answers you have given until then are kept and may be used.\n\n"
        "We record your answers, how long each answer took, when you took part, the language of the pages, and "
        "technical details of how the clips were played (for example dropped frames and the size of the window). We "
        "do not ask for your name, and we keep neither your internet address nor anything else that identifies you. "
        "At the end you get a completion code. It is kept with your answers, so that whoever asked you to take part "
        "can confirm that you did; it is never published.\n\n"
        "Two cookies are kept on this device for up to 30 days: one lets you continue where you left off, the other "
        "protects what you send. They serve no other purpose.\n\n"
        "The answers are analysed for research, and may be published and shared with other researchers in this "
        "anonymous form.\n\n"
        "The clips show movements that may express unpleasant emotions such as anger or fear. They contain no "
        "violence.",
        "ja": "参加は任意です。いつでも、理由を述べることなく、このページを閉じて参加をやめることができます。"
        "その場合も、それまでの回答は保存され、研究に使用されることがあります。\n\n"
        "記録するのは、あなたの回答、回答までの時間、参加日時、表示言語、および映像の再生に関する技術的な情報"
        "（コマ落ちや画面の大きさなど）です。お名前はうかがいません。"
        "IPアドレスなど、あなたを特定できる情報も保存しません。"
        "最後に表示される完了コードは、参加を依頼した方が参加の事実を確認できるように、回答とともに保存しますが、"
        "公開することはありません。\n\n"
        "この端末には、最長30日間、二つのクッキーを保存します。一つは途中から再開するため、もう一つは"
        "送信内容を保護するためのもので、それ以外の目的には使いません。\n\n"
        "回答は研究のために分析し、匿名のまま論文などで発表したり、他の研究者と共有したりすることがあります。\n\n"
        "映像には、怒りや恐れなど不快な感情を表す動きが含まれることがあります。暴力的な場面はありません。",
    },
    "instructions": {
        "en": "Each clip is shown once. Watch the movement of the whole body, then choose the one emotion that you "
        "think it expresses.\n\n"
        "Some clips are hard. There is no time limit, but go with your first impression: if you are unsure, choose "
        "the emotion that comes closest.\n\n"
        "You answer with a tap or click on a button, or with the key shown on it.",
        "ja": "それぞれの映像は一度だけ表示されます。体全体の動きをよく見て、"
        "その動きが表していると思う感情を一つ選んでください。\n\n"
        "難しい映像もあります。制限時間はありませんが、第一印象でお答えください。"
        "迷ったときは、最も近いと思う感情を選んでください。\n\n"
        "ボタンをタップまたはクリックするか、ボタンに表示されているキーを押してお答えください。",
    },
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
}


def texts_sha256(texts: Texts) -> str:
    """Hash of all texts; the same words give the same hash."""
    return hashlib.sha256(json_bytes(texts)).hexdigest()


def consent_sha256(version: TextVersion, language: str) -> str:
    """Hash of the consent text that a rater of this language sees."""
    return hashlib.sha256(version.text("consent", language).encode()).hexdigest()


@transaction.atomic
def publish_texts(study: Study, texts: Texts) -> TextVersion:
    """Make ``texts`` what new sessions see; the same words again are the same version."""
    _refuse_gaps(texts)
    digest = texts_sha256(texts)
    if known := study.text_versions.filter(sha256=digest).first():
        return known
    version = study.text_versions.count() + 1
    return TextVersion.objects.create(study=study, version=version, texts=texts, sha256=digest)


def _refuse_gaps(texts: Texts) -> None:
    for name in DEFAULT_TEXTS:
        for language in Language.values:
            if not texts.get(name, {}).get(language, "").strip():
                raise MiburiError(
                    f"study texts: {name!r} has no words in {language!r}; give every text in all languages"
                )

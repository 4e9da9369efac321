import pytest

from generation.errors import MiburiError
from generation.labels import EMOTIONS, LabelSet


def test_the_default_labels_are_the_papers_13_with_neutral_last():
    assert len(EMOTIONS) == 13
    assert EMOTIONS.names[-1] == "neutral"
    assert all(label.ja and label.en for label in EMOTIONS)


def test_labels_survive_json():
    assert LabelSet.from_json(EMOTIONS.to_json()) == EMOTIONS


def test_a_corpus_brings_its_own_labels_and_known_styles_get_their_translation():
    labels = LabelSet.of_names(["happy", "zero-gravity"])
    assert [(label.en, label.ja) for label in labels] == [("happy", "嬉しい"), ("zero gravity", "zero-gravity")]


def test_one_label_is_no_choice():
    with pytest.raises(MiburiError, match="at least 2 labels, got 1: joy"):
        LabelSet.of_names(["joy"])


def test_a_label_stands_once():
    with pytest.raises(MiburiError, match="must not repeat"):
        LabelSet.of_names(["joy", "joy"])


def test_an_unknown_label_is_named_with_the_known_ones():
    with pytest.raises(MiburiError, match="unknown label 'happyness'; expected one of joy, shame"):
        LabelSet.of_names(["joy", "shame"]).index("happyness")

"""Whether the paper's figures may stand beside a run's, and what must be said of a run's own."""

from __future__ import annotations

from generation.corpus.store import Corpus
from generation.labels import EMOTIONS
from generation.reproduction import paper

BY_CLIP = "split by clip"
BY_CONTENT, BY_PERFORMER = "split by content: none is in two splits", "split by performer: none is in two splits"


def warnings(corpus: Corpus, quick: bool) -> tuple[str, ...]:
    """What stands on every figure, shortest form."""
    return (("SYNTHETIC CORPUS",) if corpus.synthetic else ()) + (("SMOKE TEST",) if quick else ())


def notices(corpus: Corpus, quick: bool) -> tuple[str, ...]:
    """What stands at the top of the page, in full sentences."""
    said = []
    if corpus.synthetic:
        said.append(
            "SYNTHETIC CORPUS: the clips were made by a program, not recorded from people. These figures say how "
            "well the method works on such clips; they say nothing about recorded emotion."
        )
    if quick:
        said.append(
            "SMOKE TEST: --quick cuts training and samples so far down that no figure here means anything. It shows "
            "that every stage runs."
        )
    return tuple(said)


def differences(corpus: Corpus, quick: bool) -> tuple[str, ...]:
    """Why the paper's figures do not compare with this run's; empty where they may, with care."""
    reasons = []
    if corpus.synthetic:
        reasons.append("this corpus is synthetic")
    if set(corpus.labels.names) != set(EMOTIONS.names):
        reasons.append(f"its {len(corpus.labels)} labels are not the paper's {len(EMOTIONS)}, so that chance differs")
    if split_of(corpus) != BY_CLIP:
        reasons.append("it is not split by clip, as the paper's is")
    if quick:
        reasons.append("this is a smoke test")
    return tuple(reasons)


def comparability(corpus: Corpus, quick: bool) -> str:
    """One paragraph on it."""
    theirs = f"The paper ({paper.SOURCE}) measured {paper.CORPUS}"
    reasons = differences(corpus, quick)
    if reasons:
        return f"NOT COMPARABLE: {'; '.join(reasons)}. {theirs}. Its figures stand here for the layout only."
    return (
        f"{theirs}. Compare with care: whether this corpus is that subset cannot be told from the files, and body, "
        "features, losses and recogniser sizes that its text leaves out are Miburi's own choice."
    )


def split_of(corpus: Corpus) -> str:
    """How the splits differ, by the clips themselves: what no two splits share."""
    for column, name in (("scenario", BY_CONTENT), ("performer", BY_PERFORMER)):
        values = corpus.clips.groupby("split")[column].agg(set)
        known = all(value for split in values for value in split)
        if known and len(values) > 1 and sum(map(len, values)) == len(set().union(*values)):
            return name
    return BY_CLIP

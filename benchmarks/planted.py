"""Studies with all that a study has: emotions that are mistaken for each other, favourite answers, a recogniser that
mistakes as people do but not quite, second questions. What is planted is known, or told by very many raters.

The log odds that a rater answers a clip so are, for each label,

    hit · (it is the intended one) + likeness[intended, label] + taste[rater, label] + look[clip, label]

and the recogniser's are the same without a taste, with noise of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import softmax

from study.statistics.planning.simulation import categories, label_names

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

LABELS = label_names(13)
CONDITIONS = ("correct", "misclassified")
PER_EMOTION = (3, 2)  # clips of each emotion in each condition: 65 in all, as in the paper
HIT = (1.6, 0.9)  # log odds of the intended answer against another, by condition
LIKENESS_SD, TASTE_SD, LOOK_SD, NOISE_SD = 0.7, 0.5, 0.6, 0.7
ABILITY_SD, EASE_SD = 0.4, 0.6  # of raters and clips, in the intended answer's log odds
SLOW_MS, RATER_PACE, CLIP_PACE, ANSWER_PACE = 9.6, 0.3, 0.15, 0.5  # log ms
SURE_IS_FAST = 0.25  # log ms less for a clip that is one log odds easier
STRENGTH, STRENGTH_OF_CLIPS, STRENGTH_OF_RATERS, STRENGTH_OF_ANSWERS = 4.0, 0.8, 0.6, 1.0  # a scale of 1 to 7


@dataclass(frozen=True)
class World:
    """The clips that are shown: condition and intended label (clips,), the log odds of each answer by a rater without
    tastes, those of the recogniser (clips, labels), and each clip's pace and strength (clips,)."""

    condition: Codes
    intended: Codes
    people: Floats
    recogniser: Floats
    pace: Floats
    strength: Floats


def likeness() -> Floats:
    """How much each label resembles each: (labels, labels), the same in every world."""
    drawn = LIKENESS_SD * np.random.default_rng(2606).standard_normal((len(LABELS), len(LABELS)))
    alike: Floats = (drawn + drawn.T) / np.sqrt(2)
    np.fill_diagonal(alike, 0.0)
    return alike


def draw_world(rng: np.random.Generator, factor: int = 1) -> World:
    """Other clips of the same kind at every call; ``factor`` times as many."""
    condition = np.repeat(np.arange(2), [factor * each * len(LABELS) for each in PER_EMOTION])
    intended = np.arange(len(condition)) % len(LABELS)
    clips = len(condition)
    ease = EASE_SD * rng.standard_normal(clips)
    people = likeness()[intended] + LOOK_SD * rng.standard_normal((clips, len(LABELS)))
    people[np.arange(clips), intended] += np.array(HIT)[condition] + ease
    return World(
        condition=condition,
        intended=intended,
        people=people,
        recogniser=people + NOISE_SD * rng.standard_normal(people.shape),
        pace=CLIP_PACE * rng.standard_normal(clips) - SURE_IS_FAST * ease,
        strength=STRENGTH_OF_CLIPS * rng.standard_normal(clips),
    )


def blind(world: World) -> World:
    """The same clips, in which nobody sees anything: raters answer by their tastes."""
    return replace(world, people=np.zeros_like(world.people))


def with_a_stranger(world: World, rng: np.random.Generator) -> World:
    """The same clips beside a recogniser whose mistakes, and whose certainty of a clip, are none of people's."""
    drawn = rng.standard_normal((len(LABELS), len(LABELS)))
    odds = drawn[world.intended] + NOISE_SD * rng.standard_normal(world.people.shape)
    odds[np.arange(len(odds)), world.intended] += HIT[0]
    return replace(world, recogniser=odds)


def recogniser_shares(world: World) -> Floats:
    """Its probabilities: (clips, labels)."""
    return _softmax(world.recogniser)


def recognised(world: World, raters: int = 400) -> tuple[Floats, float]:
    """The share of all raters who would recognise each clip, (clips,), and the variance of what raters recognise on the
    average; from so many of them, without drawing their answers."""
    rng = np.random.default_rng(0)
    clips = np.arange(len(world.intended))
    shares = []
    for _ in range(raters):
        odds = world.people + TASTE_SD * rng.standard_normal(len(LABELS))
        odds[clips, world.intended] += ABILITY_SD * rng.standard_normal()
        shares.append(_softmax(odds)[clips, world.intended])
    return np.mean(shares, axis=0), float(np.mean(shares, axis=1).var())


def draw_study(
    world: World,
    raters: int,
    rng: np.random.Generator,
    *,
    each_sees: float = 1.0,
    taste_sd: float = TASTE_SD,
    ability_sd: float = ABILITY_SD,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tidy table of other raters at every call, who see each clip with the chance ``each_sees``; and the
    recogniser's probabilities, (clips, labels)."""
    clips = len(world.intended)
    rater, clip = np.nonzero(rng.random((raters, clips)) < each_sees)
    taste = taste_sd * rng.standard_normal((raters, len(LABELS)))
    ability = ability_sd * rng.standard_normal(raters)
    odds = world.people[clip] + taste[rater]
    odds[np.arange(len(clip)), world.intended[clip]] += ability[rater]
    chosen = np.argmax(odds + rng.gumbel(size=odds.shape), axis=1)  # draws from their softmax
    correct = chosen == world.intended[clip]
    pace = RATER_PACE * rng.standard_normal(raters)
    logs = SLOW_MS + pace[rater] + world.pace[clip] + ANSWER_PACE * rng.standard_normal(len(clip))
    lenience = STRENGTH_OF_RATERS * rng.standard_normal(raters)
    strength = STRENGTH + world.strength[clip] + lenience[rater] + STRENGTH_OF_ANSWERS * rng.standard_normal(len(clip))
    shares = recogniser_shares(world)
    names = [f"clip{place:05d}" for place in range(clips)]
    responses = pd.DataFrame(
        {
            "participant": categories(rater, [f"p{place:05d}" for place in range(raters)]),
            "stimulus": categories(clip, names),
            "condition": categories(world.condition[clip], CONDITIONS),
            "intended": categories(world.intended[clip], LABELS),
            "chosen": categories(chosen, LABELS),
            "correct": correct,
            "predicted": categories(shares.argmax(axis=1)[clip], LABELS),
            "probability_intended": shares[clip, world.intended[clip]],
            "rt_ms": np.exp(logs),
            "rating_strength": strength,
        }
    )
    return responses, pd.DataFrame(shares, index=names, columns=list(LABELS))


def _softmax(odds: Floats) -> Floats:
    shares: Floats = softmax(odds, axis=1)
    return shares

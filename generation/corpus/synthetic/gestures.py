"""A vocabulary of gestures: strokes of arms and trunk, as actors in acted-emotion databases use them.

Arms are where the wrist goes; trunk channels are added to the posture. Times are seconds at an unhurried tempo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generation.corpus.synthetic.arms import wrist_at
from generation.corpus.synthetic.channels import Pose

# Places of the left hand: wrist, the point the elbow goes towards, where the palm faces. Metres in rest position,
# x outwards; shoulders at y = 0.15, chin 0.31, eyes 0.41, iliac crest -0.13.
DOWN, OUTSIDE, BY_FACE = (0.28, -0.1, 0.02), (0.45, 0.1, 0.0), (0.26, 0.0, 0.22)
IN, UP, BACK, AHEAD = (-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0), (0.0, 0.0, 1.0)
HIP = wrist_at(0.24, -0.14, 0.03, (0.42, -0.02, -0.08), (-0.7, 0.0, -0.7), flex=-20.0, to_hip=1.0)
POCKET = wrist_at(0.23, -0.235, 0.07, (0.3, -0.08, -0.12), IN, flex=8.0, to_hip=0.9)
LAP = wrist_at(0.17, -0.22, 0.28, (0.28, -0.08, 0.08), BACK, to_hip=1.0)
BEHIND = wrist_at(0.07, -0.26, -0.15, (0.28, -0.08, -0.2), AHEAD, flex=10.0, to_hip=0.7)
LOW_FRONT = wrist_at(0.075, -0.25, 0.18, (0.28, -0.08, 0.0), BACK, flex=8.0, to_hip=0.5)
BELLY = wrist_at(0.09, -0.06, 0.19, DOWN, BACK, flex=12.0)
HEART = wrist_at(0.1, 0.05, 0.18, DOWN, BACK, flex=12.0)
PRAYER = wrist_at(0.075, 0.08, 0.27, DOWN, IN, flex=-38.0)
CLASP = wrist_at(0.085, 0.0, 0.26, DOWN, IN, flex=-12.0)
CHEST_FIST = wrist_at(0.19, 0.07, 0.28, DOWN, IN, flex=5.0)
FOREARMS_UP = wrist_at(0.27, 0.1, 0.26, DOWN, (-0.6, 0.5, 0.3), flex=-8.0)
TALKING = wrist_at(0.26, -0.03, 0.27, DOWN, (-0.8, 0.6, 0.0))
OPEN_LOW = wrist_at(0.36, -0.1, 0.24, (0.26, -0.12, -0.05), UP, flex=-8.0, shrug=3.0)
SHRUG = wrist_at(0.4, -0.01, 0.18, (0.27, -0.1, 0.0), UP, flex=-22.0, shrug=18.0)
OPEN_WIDE = wrist_at(0.54, 0.18, 0.2, (0.4, 0.0, 0.05), (0.0, 0.7, 0.7), flex=-15.0, shrug=3.0)
OPEN_FRONT = wrist_at(0.24, 0.06, 0.4, DOWN, (-0.5, 0.8, 0.0), flex=-8.0)
OFFER = wrist_at(0.16, -0.03, 0.38, DOWN, UP)
VEE = wrist_at(0.42, 0.48, 0.08, (0.45, 0.25, 0.1), (-0.4, 0.0, 0.9), shrug=8.0)
OVERHEAD = wrist_at(0.26, 0.58, 0.08, (0.4, 0.4, 0.12), (-0.5, 0.0, 0.8), shrug=10.0)
FIST_HIGH = wrist_at(0.3, 0.4, 0.12, (0.42, 0.18, 0.08), (-0.5, 0.0, 0.8), flex=8.0, shrug=6.0)
FIST_SHOULDER = wrist_at(0.3, 0.26, 0.18, (0.36, 0.0, 0.1), (-0.6, 0.0, 0.6), flex=8.0, shrug=5.0)
STRIKE = wrist_at(0.2, 0.0, 0.42, (0.28, -0.05, 0.1), (-0.8, -0.6, 0.0), flex=8.0)
POINT = wrist_at(0.12, 0.16, 0.44, (0.3, 0.0, 0.1), (-0.6, -0.8, 0.0))
POINT_ASIDE = wrist_at(0.48, 0.14, 0.28, (0.35, 0.0, 0.0), (0.0, -0.9, 0.4))
PUSH = wrist_at(0.15, 0.12, 0.41, (0.32, 0.0, 0.1), (-0.2, -0.8, 0.3), flex=-58.0)
PUSH_ASIDE = wrist_at(0.44, 0.08, 0.3, (0.36, 0.0, 0.0), (0.2, -0.8, 0.3), flex=-55.0)
GUARD = wrist_at(0.13, 0.25, 0.31, (0.3, 0.0, 0.16), AHEAD, flex=-20.0, shrug=12.0)
GUARD_HIGH = wrist_at(0.1, 0.4, 0.25, (0.34, 0.16, 0.2), AHEAD, flex=-8.0, shrug=14.0)
HUG = wrist_at(-0.01, 0.03, 0.2, (0.25, -0.1, 0.12), BACK, flex=18.0, shrug=6.0)
FOLD_OVER = wrist_at(0.0, 0.0, 0.235, (0.28, -0.06, 0.1), (0.0, -0.5, -0.9), flex=5.0)
FOLD_UNDER = wrist_at(0.01, -0.035, 0.185, (0.28, -0.08, 0.08), (0.0, -0.5, -0.9), flex=5.0)
FACE = wrist_at(0.075, 0.31, 0.2, BY_FACE, BACK, flex=8.0, to_head=1.0)
EYES = wrist_at(0.085, 0.35, 0.185, BY_FACE, BACK, flex=14.0, to_head=1.0)
MOUTH = wrist_at(0.085, 0.28, 0.19, BY_FACE, (-0.4, 0.0, -0.9), flex=18.0, to_head=1.0)
CHIN = wrist_at(0.07, 0.22, 0.18, (0.25, -0.08, 0.18), (-0.7, 0.4, -0.6), to_head=0.9)
BROW = wrist_at(0.1, 0.38, 0.18, (0.3, 0.06, 0.24), (-0.4, 0.0, -0.9), flex=16.0, to_head=1.0)
CHEEKS = wrist_at(0.115, 0.29, 0.15, BY_FACE, (-0.9, 0.0, -0.4), flex=4.0, to_head=1.0)
HEAD_TOP = wrist_at(0.15, 0.44, 0.09, (0.38, 0.3, 0.18), (-0.8, -0.5, 0.0), flex=30.0, to_head=1.0, shrug=6.0)
NAPE = wrist_at(0.11, 0.31, 0.06, (0.33, 0.28, 0.24), (-0.6, 0.0, 0.2), flex=25.0, to_head=0.8, shrug=6.0)
EAR = wrist_at(0.16, 0.34, 0.1, (0.36, 0.16, 0.2), (-0.9, 0.0, 0.0), flex=14.0, to_head=1.0)
WATCH = wrist_at(0.1, 0.02, 0.28, (0.3, -0.02, 0.08), (0.0, -0.9, -0.4))
WAVE = wrist_at(0.33, 0.31, 0.2, (0.32, -0.02, 0.1), AHEAD, flex=-8.0)
FLICK_IN = wrist_at(0.12, 0.06, 0.28, (0.34, 0.0, 0.1), (-0.3, -0.8, -0.4), flex=25.0)
FLICK_OUT = wrist_at(0.42, 0.05, 0.3, (0.32, -0.05, 0.0), (-0.3, -0.9, 0.0), flex=-25.0)
SIDE_TENSE = wrist_at(0.3, -0.25, 0.03, (0.36, -0.04, -0.1), (-0.8, 0.0, -0.5), flex=10.0, shrug=5.0)


@dataclass(frozen=True)
class Stroke:
    """One movement to a pose: the working arm's and the other arm's, and what the trunk adds."""

    arm: Pose | None = None
    other: Pose | None = None
    trunk: Pose = field(default_factory=dict)
    seconds: float = 0.7
    hold: float = 0.3


@dataclass(frozen=True)
class Gesture:
    """Strokes in order; from ``loop`` on they may be repeated. ``beats``: oscillation while the last stroke is held.

    two_handed: the other arm does what the working arm does. contact: the hand goes to a place on the body, so that
    a smaller gesture is a rarer, not a shorter one.
    """

    strokes: tuple[Stroke, ...]
    two_handed: bool = False
    contact: bool = False
    loop: int | None = None
    repeats: tuple[int, int] = (1, 1)
    beats: Mapping[str, float] = field(default_factory=dict)
    hertz: float = 1.5


def _held(arm: Pose, seconds: float = 0.8, hold: float = 1.2, other: Pose | None = None, two_handed: bool = False,
          contact: bool = True, hertz: float = 1.5, beats: Mapping[str, float] | None = None,
          **trunk: float) -> Gesture:  # fmt: skip
    stroke = Stroke(arm, other, trunk, seconds, hold)
    return Gesture((stroke,), two_handed, contact, beats=beats or {}, hertz=hertz)


def _both(arm: Pose, seconds: float = 0.8, hold: float = 1.2, contact: bool = True, hertz: float = 1.5,
          beats: Mapping[str, float] | None = None, **trunk: float) -> Gesture:  # fmt: skip
    return _held(arm, seconds, hold, None, True, contact, hertz, beats, **trunk)


def _trunk(seconds: float = 0.7, hold: float = 0.8, **trunk: float) -> Gesture:
    return Gesture((Stroke(trunk=trunk, seconds=seconds, hold=hold),))


def _bow(depth: float, arm: Pose, hold: float, seconds: float = 0.9) -> Gesture:
    bent = Stroke(arm, None, {"pitch": 0.55 * depth, "bend": 0.45 * depth, "nod": 0.25 * depth}, seconds, hold)
    return Gesture((Stroke(arm, None, {"nod": -3.0}, 0.6, 0.1), bent), two_handed=True, contact=True)


GESTURES: Mapping[str, Gesture] = {
    # raised and opened arms
    "arms_up": _both(VEE, 0.55, 0.7, contact=False, beats={"up": 0.05}, hertz=2.2, nod=-12.0, bend=-8.0),
    "cheer": Gesture((Stroke(CHEST_FIST, None, {"crouch": 0.06, "bend": 6.0}, 0.4, 0.02),
                      Stroke(OVERHEAD, None, {"heels": 14.0, "nod": -12.0, "bend": -8.0}, 0.32, 0.35)),
                     two_handed=True, loop=0, repeats=(1, 3)),
    "fist_pump": Gesture((Stroke(FIST_HIGH, None, {"nod": -5.0, "twist": -6.0}, 0.4, 0.05),
                          Stroke(CHEST_FIST, None, {"crouch": 0.03, "bend": 6.0}, 0.25, 0.15)),
                         loop=0, repeats=(1, 3)),
    "clap": _both(PRAYER, 0.6, 1.6, beats={"out": 0.075}, hertz=2.6, nod=-4.0),
    "open_arms": _both(OPEN_WIDE, 0.7, 0.9, contact=False, nod=-8.0, bend=-7.0),
    "wave": _held(WAVE, 0.6, 1.3, contact=False, beats={"out": 0.08}, hertz=2.0, tilt=-5.0),
    "present": _both(OPEN_FRONT, 0.7, 0.8, contact=False, pitch=4.0),
    # strikes, threats
    "strike": Gesture((Stroke(FIST_HIGH, None, {"bend": -7.0, "twist": -8.0, "nod": -6.0}, 0.42, 0.03),
                       Stroke(STRIKE, None, {"bend": 14.0, "pitch": 5.0, "twist": 10.0, "crouch": 0.03}, 0.22, 0.12)),
                      loop=0, repeats=(1, 4)),
    "strike_both": Gesture((Stroke(FIST_SHOULDER, None, {"bend": -8.0}, 0.4, 0.04),
                            Stroke(STRIKE, None, {"bend": 15.0, "pitch": 5.0, "crouch": 0.05}, 0.22, 0.15)),
                           two_handed=True, loop=0, repeats=(1, 3)),
    "point": Gesture((Stroke(FIST_SHOULDER, None, {"twist": -8.0}, 0.4, 0.05),
                      Stroke(POINT, None, {"pitch": 6.0, "twist": 10.0, "nod": 4.0}, 0.28, 0.5)),
                     beats={"up": 0.04}, hertz=2.4, loop=1, repeats=(1, 3)),
    "point_aside": _held(POINT_ASIDE, 0.6, 0.9, contact=False, look=24.0, twist=10.0),
    "fists_low": _both(SIDE_TENSE, 0.6, 1.4, contact=False, beats={"up": 0.015}, hertz=3.5, bend=5.0),
    "fists_chest": _both(CHEST_FIST, 0.5, 1.0, contact=False, beats={"up": 0.02}, hertz=3.2, bend=8.0),
    "throw_down": Gesture((Stroke(FIST_SHOULDER, None, {"twist": -10.0}, 0.45, 0.04),
                           Stroke(SIDE_TENSE, None, {"bend": 10.0, "twist": 12.0, "nod": 6.0}, 0.25, 0.4))),
    # holding off, shielding
    "push_away": Gesture((Stroke(CHEST_FIST, None, {"pitch": -2.0}, 0.45, 0.05),
                          Stroke(PUSH, None, {"pitch": -6.0, "look": 24.0, "nod": 4.0}, 0.4, 0.7)),
                         loop=0, repeats=(1, 2)),
    "push_both": Gesture((Stroke(CHEST_FIST, None, {}, 0.4, 0.05),
                          Stroke(PUSH, None, {"pitch": -8.0, "look": 20.0}, 0.38, 0.8)), two_handed=True),
    "push_aside": _held(PUSH_ASIDE, 0.55, 0.8, contact=False, look=-26.0, twist=-10.0, pitch=-4.0),
    "guard": _both(GUARD, 0.35, 1.2, contact=False, pitch=-7.0, bend=10.0, crouch=0.05, nod=6.0),
    "guard_high": _both(GUARD_HIGH, 0.35, 1.1, contact=False, pitch=-5.0, bend=20.0, crouch=0.09, nod=18.0, look=18.0),
    "cower": _both(HEAD_TOP, 0.5, 1.6, bend=26.0, crouch=0.2, nod=22.0, shift_z=-0.03),
    "start_back": Gesture((Stroke(FOREARMS_UP, None, {"pitch": -8.0, "bend": -4.0, "nod": -8.0}, 0.24, 0.5),),
                          two_handed=True),
    "startle": Gesture((Stroke(OPEN_WIDE, None, {"bend": -9.0, "pitch": -4.0, "nod": -10.0, "heels": 8.0}, 0.24, 0.6),),
                       two_handed=True),
    # self-touch, closing
    "hug": _both(HUG, 0.8, 2.0, beats={"up": 0.02}, hertz=0.9, bend=12.0, nod=8.0),
    "fold_arms": Gesture((Stroke(FOLD_OVER, FOLD_UNDER, {}, 0.9, 2.6),), contact=True),
    "cover_face": _both(FACE, 0.8, 1.8, bend=14.0, nod=14.0),
    "cover_eyes": _held(EYES, 0.7, 1.3, bend=8.0, nod=14.0, look=-8.0),
    "wipe_eyes": _held(EYES, 0.8, 1.0, beats={"out": 0.025}, hertz=1.3, nod=10.0),
    "hand_to_brow": _held(BROW, 0.8, 1.4, beats={"out": 0.015}, hertz=0.8, nod=14.0, bend=6.0),
    "hand_to_mouth": _held(MOUTH, 0.5, 1.2, nod=2.0),
    "hands_to_mouth": _both(MOUTH, 0.42, 1.2, nod=-2.0, bend=4.0),
    "hands_to_cheeks": _both(CHEEKS, 0.5, 1.2, nod=-2.0),
    "hand_to_chin": _held(CHIN, 0.8, 1.8, tilt=6.0, nod=6.0),
    "hands_on_head": _both(HEAD_TOP, 0.6, 1.2, nod=-2.0),
    "rub_nape": _held(NAPE, 0.8, 1.2, beats={"up": 0.02}, hertz=1.4, nod=14.0, tilt=6.0),
    "hand_on_heart": _held(HEART, 0.8, 1.4, nod=6.0),
    "hands_on_heart": _both(HEART, 0.8, 1.4, nod=8.0, bend=4.0),
    "clutch_belly": _both(BELLY, 0.7, 1.2, bend=14.0, nod=8.0),
    "wring_hands": _both(CLASP, 0.7, 1.8, beats={"up": 0.02, "fore": 0.012}, hertz=1.3, nod=8.0),
    "hands_low": _both(LOW_FRONT, 0.8, 2.2),
    "hands_behind": _both(BEHIND, 0.9, 2.2),
    "hands_on_thighs": _both(LAP, 0.8, 1.2, pitch=16.0, bend=18.0, crouch=0.05, nod=10.0),
    # standing tall
    "akimbo": _both(HIP, 0.7, 2.2, bend=-5.0, nod=-4.0),
    "one_hand_on_hip": _held(HIP, 0.7, 2.0, shift_x=0.02),
    "beat_chest": _held(HEART, 0.6, 1.0, beats={"fore": 0.035}, hertz=2.2, bend=-8.0, nod=-6.0),
    "raise_fist": _held(OVERHEAD, 0.6, 0.9, contact=False, bend=-7.0, nod=-8.0),
    # thanks
    "bow": _bow(42.0, LOW_FRONT, 0.7),
    "deep_bow": _bow(68.0, LAP, 1.1, 1.1),
    "small_bow": _bow(24.0, LOW_FRONT, 0.4, 0.7),
    "pray": _both(PRAYER, 0.7, 1.4, pitch=6.0, bend=8.0, nod=12.0),
    "offer": _both(OFFER, 0.8, 0.9, contact=False, pitch=7.0, nod=6.0),
    "take_hand": _both(CLASP, 0.6, 1.2, contact=False, beats={"up": 0.03}, hertz=1.8, pitch=6.0, nod=5.0),
    "plead": _both(OPEN_FRONT, 0.8, 1.0, contact=False, pitch=6.0, bend=6.0, tilt=6.0),
    # dismissing
    "flick": Gesture((Stroke(FLICK_IN, None, {"look": -6.0}, 0.5, 0.08),
                      Stroke(FLICK_OUT, None, {"look": 18.0, "tilt": 6.0, "nod": -5.0}, 0.32, 0.4)),
                     loop=0, repeats=(1, 3)),
    "shrug": _both(SHRUG, 0.55, 0.7, contact=False, tilt=7.0, nod=-3.0),
    "half_shrug": _held(SHRUG, 0.55, 0.7, contact=False, tilt=9.0, look=-10.0),
    "open_low": _both(OPEN_LOW, 0.6, 0.8, contact=False),
    # head and trunk alone
    "look_away": _trunk(0.8, 1.4, look=40.0, nod=6.0, twist=10.0),
    "look_down": _trunk(0.9, 1.5, nod=20.0, bend=5.0),
    "look_up": _trunk(0.9, 1.0, nod=-20.0, bend=-4.0),
    "look_aside_down": _trunk(0.9, 1.5, look=28.0, nod=18.0, bend=4.0),
    "glance": Gesture((Stroke(trunk={"look": 38.0, "twist": 6.0}, seconds=0.4, hold=0.7),
                       Stroke(trunk={"look": -6.0}, seconds=0.5, hold=0.3))),
    "glance_both": Gesture((Stroke(trunk={"look": 42.0, "twist": 12.0, "crouch": 0.02}, seconds=0.4, hold=0.4),
                            Stroke(trunk={"look": -42.0, "twist": -12.0, "crouch": 0.02}, seconds=0.5, hold=0.4))),
    "shake_head": Gesture((Stroke(trunk={"look": 16.0, "nod": 6.0}, seconds=0.35, hold=0.02),
                           Stroke(trunk={"look": -16.0, "nod": 6.0}, seconds=0.4, hold=0.02)), loop=0, repeats=(2, 4)),
    "nod_head": Gesture((Stroke(trunk={"nod": 13.0}, seconds=0.3, hold=0.04),
                         Stroke(trunk={"nod": -3.0}, seconds=0.32, hold=0.04)), loop=0, repeats=(1, 4)),
    "sigh": Gesture((Stroke(trunk={"bend": -6.0, "nod": -4.0}, seconds=0.9, hold=0.1),
                     Stroke(trunk={"bend": 11.0, "nod": 10.0}, seconds=1.0, hold=0.8))),
    "retch": Gesture((Stroke(MOUTH, BELLY, {"bend": 18.0, "nod": 12.0, "crouch": 0.04}, 0.5, 1.0),), contact=True,
                     beats={"up": 0.015}, hertz=1.6),
    "sink": _both(LAP, 1.4, 1.8, bend=20.0, crouch=0.2, nod=16.0, pitch=8.0),
    "squat": _both(FACE, 1.3, 1.6, bend=26.0, crouch=0.33, nod=16.0, pitch=12.0, heels=10.0),
    # everyday
    "scratch_head": _held(EAR, 0.8, 1.0, beats={"up": 0.015}, hertz=2.6, tilt=6.0),
    "check_watch": _held(WATCH, 0.7, 1.0, nod=16.0, look=8.0),
    "hands_in_pockets": _both(POCKET, 0.9, 2.6),
    "hand_in_pocket": _held(POCKET, 0.9, 2.6),
    "look_around": Gesture((Stroke(trunk={"look": 32.0, "twist": 5.0}, seconds=0.9, hold=0.7),
                            Stroke(trunk={"look": -28.0, "twist": -5.0}, seconds=1.1, hold=0.6))),
    "explain": Gesture((Stroke(FOREARMS_UP, TALKING, {"nod": 3.0}, 0.6, 0.2),
                        Stroke(TALKING, OPEN_LOW, {"tilt": 3.0}, 0.6, 0.3)), loop=0, repeats=(1, 2)),
    "stretch": _both(OVERHEAD, 1.2, 1.0, contact=False, bend=-8.0, nod=-8.0),
    "touch_face": _held(CHEEKS, 0.7, 0.9, tilt=4.0),
    "adjust_sleeve": Gesture((Stroke(WATCH, CLASP, {"nod": 14.0}, 0.7, 1.0),), contact=True, beats={"out": 0.015},
                             hertz=1.4),
}  # fmt: skip

"""What each of the 13 emotions does with the body: posture, gestures, steps and dynamics, with where it is known from.

Neighbouring emotions share much of it, as they do in acted databases: what tells them apart is how often and how.

Sources, by the name used below:
Wallbott (1998) Bodily expression of emotion, Eur. J. Soc. Psychol. 28, 879-896.
de Meijer (1989) The contribution of general features of body movement to the attribution of emotions,
    J. Nonverbal Behav. 13, 247-268.
Dael, Mortillaro & Scherer (2012) Emotion expression in body action and posture, Emotion 12, 1085-1101.
Coulson (2004) Attributing emotion to static body postures, J. Nonverbal Behav. 28, 117-139.
Roether, Omlor, Christensen & Giese (2009) Critical features for the perception of emotion from gait, J. Vision 9(6):15.
Tracy & Robins (2004) Show your pride, Psychol. Sci. 15, 194-197.
Keltner & Buswell (1997) Embarrassment: its distinct form and appeasement functions, Psychol. Bull. 122, 250-270.
Tracy & Matsumoto (2008) The spontaneous expression of pride and shame, PNAS 105, 11655-11660.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generation.corpus.synthetic.channels import Pose


@dataclass(frozen=True)
class Emotion:
    """One emotion at full intensity.

    posture: what is added to the performer's own, degrees and metres; ``shrug``, ``spread``, ``elbows`` stand for both
    arms. gestures, moves: how often, relative to each other. tempo: duration of a movement against an unhurried one.
    pause, rest: mean seconds between gestures and between moves. size: of gestures. tremble: degrees. bounce: metres.
    duration: mean length of a clip against the corpus's.
    """

    posture: Pose
    gestures: Mapping[str, float]
    moves: Mapping[str, float]
    neighbours: tuple[str, ...]
    tempo: float = 1.0
    pause: float = 1.5
    rest: float = 2.5
    size: float = 1.0
    tremble: float = 0.0
    bounce: float = 0.0
    duration: float = 1.0


# What anyone does in between, whatever is acted.
IDLE: Mapping[str, float] = {
    "explain": 1.0, "hands_low": 0.6, "hands_behind": 0.5, "hand_to_chin": 0.6, "fold_arms": 0.4, "open_low": 0.8,
    "nod_head": 0.8, "one_hand_on_hip": 0.4, "look_down": 0.6, "point_aside": 0.3, "sigh": 0.4, "look_away": 0.5,
    "shrug": 0.4, "touch_face": 0.5, "look_around": 0.5, "scratch_head": 0.3, "hand_in_pocket": 0.2, "glance": 0.3,
    "shake_head": 0.3,
}  # fmt: skip

REPERTOIRE: Mapping[str, Emotion] = {
    # Elated joy: arms stretched out, upwards or frontal, shoulders up, head back, many and high-dynamics movements
    # (Wallbott 1998); upward and forward, fast and light (de Meijer 1989); jumping, clapping, head back and arms raised
    # above the shoulder (Coulson 2004 for the arms); larger and faster gait (Roether et al. 2009).
    "joy": Emotion(
        {"bend": -6.0, "nod": -6.0, "spread": 6.0, "elbows": 6.0},
        {"arms_up": 1.5, "cheer": 1.5, "fist_pump": 1.2, "clap": 1.6, "open_arms": 1.1, "wave": 0.6,
         "hands_to_mouth": 0.3, "hands_on_heart": 0.4, "nod_head": 0.5, "explain": 0.5, "hands_to_cheeks": 0.3},
        {"hop": 1.6, "jump": 1.0, "step_forward": 0.8, "wander": 0.7, "turn": 0.7, "sway": 0.8, "shift": 0.5},
        ("pride", "surprise", "gratitude"), tempo=0.75, pause=0.6, rest=1.0, size=1.05, bounce=0.02, duration=0.95),
    # Sadness: collapsed upper body, head hanging, few, slow and small movements, arms at the sides (Wallbott 1998);
    # downward, backward, weak and slow (de Meijer 1989); reduced speed and smaller joint amplitudes, inclined head
    # (Roether et al. 2009); head and chest bent forward, arms at the side (Coulson 2004).
    "sadness": Emotion(
        {"bend": 15.0, "nod": 20.0, "spread": -3.0, "shrug": -3.0, "crouch": 0.01, "pitch": 2.0},
        {"look_down": 1.6, "wipe_eyes": 1.2, "cover_face": 1.0, "hand_to_brow": 1.0, "sigh": 1.2, "shake_head": 0.6,
         "hug": 0.5, "sink": 0.6, "squat": 0.3, "hands_low": 0.6, "cover_eyes": 0.6, "hand_on_heart": 0.4,
         "hands_on_thighs": 0.25},
        {"stand": 2.0, "shift": 1.2, "wander": 0.5, "step_back": 0.4, "turn_away": 0.5, "sway": 0.5},
        ("guilt", "shame", "fear"), tempo=1.55, pause=2.0, rest=3.0, size=0.85, duration=1.2),
    # Hot anger: shoulders lifted, arms stretched frontal, lateralised hand movements, high dynamics (Wallbott 1998);
    # forward, strong, fast and direct, trunk bowed (de Meijer 1989); forearm strikes down and towards the other (Dael
    # et al. 2012, Coulson 2004); faster, larger gait with more elbow flexion (Roether et al. 2009).
    "anger": Emotion(
        {"pitch": 6.0, "bend": 7.0, "nod": 2.0, "shrug": 7.0, "spread": 8.0, "elbows": 14.0},
        {"strike": 1.7, "strike_both": 1.2, "point": 1.5, "fists_low": 1.1, "fists_chest": 1.0, "throw_down": 1.2,
         "akimbo": 0.5, "push_both": 0.4, "hands_on_head": 0.4, "flick": 0.4, "shake_head": 0.4, "fold_arms": 0.3},
        {"stamp": 1.5, "step_forward": 1.4, "pace": 1.3, "turn": 0.5, "shift": 0.5, "stand": 0.4},
        ("jealousy", "contempt", "disgust"), tempo=0.66, pause=0.6, rest=0.9, size=1.05, tremble=0.5, duration=0.95),
    # Surprise: straight trunk and backward step, hands raised quickly (de Meijer 1989: straight trunk, backward, fast);
    # head and chest backward with arms raised and straight forearms (Coulson 2004); hands to the head or mouth.
    "surprise": Emotion(
        {"bend": -6.0, "pitch": -3.0, "nod": -6.0, "shrug": 4.0, "spread": 4.0},
        {"startle": 1.8, "start_back": 1.6, "hands_to_mouth": 1.2, "hand_to_mouth": 0.8, "hands_on_head": 0.6,
         "open_arms": 0.5, "hands_to_cheeks": 0.8, "look_up": 0.4, "glance": 0.6, "point": 0.4, "hand_on_heart": 0.6},
        {"start_step_back": 2.0, "stand": 1.2, "step_back": 0.8, "hop": 0.4, "step_forward": 0.4, "turn": 0.4},
        ("fear", "joy", "disgust"), tempo=0.62, pause=1.3, rest=1.8, duration=0.75),
    # Fear: arms sideways or before the body, shoulders forward (Wallbott 1998); backward, with a bowed trunk and tense
    # (de Meijer 1989); arms raised in defence, weight backward (Coulson 2004); rigid, small steps.
    "fear": Emotion(
        {"pitch": -4.0, "bend": 12.0, "nod": 3.0, "shrug": 11.0, "crouch": 0.045, "elbows": 22.0, "spread": -2.0},
        {"guard": 1.8, "guard_high": 1.3, "hug": 1.1, "cower": 0.9, "glance_both": 1.2, "glance": 0.8,
         "hands_to_mouth": 0.8, "start_back": 0.9, "cover_face": 0.4, "push_both": 0.7, "clutch_belly": 0.3,
         "wring_hands": 0.4, "shake_head": 0.3},
        {"step_back": 2.0, "start_step_back": 1.0, "shuffle": 1.0, "turn_away": 0.6, "stand": 0.7, "turn": 0.4},
        ("surprise", "sadness", "disgust"), tempo=0.78, pause=0.9, rest=1.3, size=0.95, tremble=1.5, duration=1.05),
    # Disgust: shoulders forward, head down, inexpansive, arms crossed or close (Wallbott 1998); turning away, pushing
    # off with the hand, backward (Coulson 2004; de Meijer 1989: bowed trunk, downward, backward).
    "disgust": Emotion(
        {"pitch": -4.0, "bend": 8.0, "look": 12.0, "tilt": 4.0, "shrug": 5.0, "twist": 5.0, "nod": 2.0},
        {"push_away": 1.6, "push_aside": 1.3, "look_away": 1.5, "hand_to_mouth": 1.3, "retch": 1.1, "flick": 0.6,
         "shake_head": 0.9, "push_both": 0.7, "clutch_belly": 0.5, "fold_arms": 0.3, "cover_eyes": 0.4},
        {"step_back": 1.4, "turn_away": 1.6, "step_aside": 0.8, "stand": 0.9, "shift": 0.4},
        ("contempt", "fear", "anger"), tempo=0.95, pause=1.1, rest=1.8),
    # Contempt: leaning back, head lifted or tilted and turned from the other, arms folded, low-key and small movements
    # (Dael et al. 2012 on arms crossed and lean; Wallbott 1998: few and inexpansive movements).
    "contempt": Emotion(
        {"pitch": -3.5, "bend": -3.5, "nod": -6.0, "tilt": 4.0, "look": 8.0, "shift_x": 0.02, "twist": 3.0},
        {"fold_arms": 1.8, "flick": 1.6, "half_shrug": 1.1, "shrug": 0.7, "one_hand_on_hip": 1.1, "akimbo": 0.7,
         "look_away": 1.0, "shake_head": 0.8, "point": 0.4, "hand_to_chin": 0.5, "sigh": 0.4, "open_low": 0.4,
         "hands_in_pockets": 0.4, "push_aside": 0.5},
        {"stand": 1.5, "shift": 1.2, "turn_away": 1.2, "step_back": 0.4, "wander": 0.4, "step_forward": 0.4},
        ("disgust", "pride", "anger"), tempo=1.1, pause=1.3, rest=2.3, size=0.95),
    # Gratitude: no agreed pattern in that literature; Japanese performers bow, with hands to the front or the chest,
    # nod and offer the hand. Posture and tempo between joy and neutral.
    "gratitude": Emotion(
        {"pitch": 3.0, "bend": 4.0, "nod": 6.0, "spread": -2.0},
        {"bow": 1.6, "small_bow": 1.4, "deep_bow": 0.8, "hands_on_heart": 1.2, "hand_on_heart": 0.8, "pray": 1.2,
         "take_hand": 0.9, "nod_head": 1.0, "clap": 0.4, "open_arms": 0.4, "offer": 0.6, "wipe_eyes": 0.3,
         "hands_low": 0.4},
        {"stand": 1.5, "step_forward": 1.3, "shift": 0.6, "sway": 0.3, "wander": 0.3},
        ("guilt", "joy", "pride"), tempo=1.05, pause=0.9, rest=2.2),
    # Guilt: close to shame, with reparative action (Keltner & Buswell 1997 on distinguishing these): head down, bows
    # of apology, pleading, hands that rub the neck or each other, restless steps.
    "guilt": Emotion(
        {"bend": 10.0, "nod": 16.0, "look": 4.0, "shrug": 2.0, "spread": -3.0, "pitch": 2.0},
        {"rub_nape": 1.4, "wring_hands": 1.4, "look_down": 1.1, "look_aside_down": 1.0, "bow": 0.8, "deep_bow": 0.5,
         "plead": 0.9, "pray": 0.7, "hand_to_brow": 0.8, "cover_face": 0.6, "hands_on_head": 0.5, "hand_on_heart": 0.5,
         "shake_head": 0.5, "sigh": 0.7, "hands_low": 0.5, "offer": 0.3},
        {"stand": 1.2, "shift": 1.1, "pace": 0.6, "step_forward": 0.6, "turn_away": 0.5, "step_back": 0.4},
        ("shame", "sadness", "gratitude"), tempo=1.2, pause=1.2, rest=2.0, size=0.9),
    # Jealousy: no agreed pattern; here between anger and sadness: arms held tight, looks to the side at the rival and
    # away, fists, restless turning and pacing.
    "jealousy": Emotion(
        {"bend": 6.0, "nod": 5.0, "look": 11.0, "shrug": 5.0, "elbows": 8.0, "twist": 4.0, "tilt": 2.0},
        {"fold_arms": 1.4, "glance": 1.4, "look_away": 0.9, "fists_low": 1.0, "fists_chest": 0.7, "point_aside": 0.9,
         "hand_to_chin": 0.6, "hand_to_mouth": 0.5, "hand_to_brow": 0.5, "throw_down": 0.6, "strike": 0.5, "sigh": 0.5,
         "akimbo": 0.6, "flick": 0.5, "hug": 0.4, "shake_head": 0.5, "wring_hands": 0.4},
        {"pace": 1.2, "turn_away": 0.9, "stamp": 0.6, "stand": 1.0, "shift": 0.8, "step_forward": 0.4, "turn": 0.4},
        ("anger", "contempt", "sadness"), tempo=0.92, pause=1.0, rest=1.6),
    # Shame: slumped shoulders and narrowed chest (Tracy & Matsumoto 2008), head down, gaze averted, face touched or
    # covered (Keltner & Buswell 1997); collapsed upper body (Wallbott 1998).
    "shame": Emotion(
        {"bend": 17.0, "nod": 22.0, "look": 6.0, "shrug": 4.0, "spread": -4.0, "crouch": 0.02},
        {"cover_face": 1.8, "look_aside_down": 1.5, "look_down": 1.1, "cover_eyes": 0.9, "hug": 0.8, "squat": 0.5,
         "sink": 0.6, "cower": 0.4, "rub_nape": 0.7, "hand_to_brow": 0.7, "shake_head": 0.5, "wring_hands": 0.5,
         "hands_low": 0.7, "hands_to_cheeks": 0.5, "bow": 0.3},
        {"stand": 1.4, "turn_away": 1.2, "step_back": 0.9, "shift": 0.8, "shuffle": 0.4},
        ("guilt", "sadness", "fear"), tempo=1.25, pause=1.3, rest=2.3, size=0.9, duration=1.1),
    # Pride: expanded posture, head tilted slightly back, hands on the hips or raised above the head with fists (Tracy &
    # Robins 2004; Tracy & Matsumoto 2008: chest expanded); arms crossed in front (Wallbott 1998).
    "pride": Emotion(
        {"bend": -11.0, "nod": -10.0, "shrug": 1.0, "spread": 9.0, "pitch": -1.0, "elbows": 5.0},
        {"akimbo": 2.0, "fold_arms": 1.0, "raise_fist": 1.0, "fist_pump": 0.8, "beat_chest": 1.0, "arms_up": 0.8,
         "hand_on_heart": 0.6, "open_arms": 0.9, "one_hand_on_hip": 0.7, "look_up": 0.7, "nod_head": 0.7, "cheer": 0.3,
         "present": 0.5, "hands_behind": 0.5},
        {"stand": 1.4, "step_forward": 1.0, "wander": 1.0, "shift": 0.8, "turn": 0.4, "hop": 0.15},
        ("joy", "contempt", "neutral"), tempo=1.0, pause=1.0, rest=2.0),
    # Neutral: idle standing and everyday actions.
    "neutral": Emotion(
        {},
        {"look_around": 1.4, "hands_in_pockets": 1.0, "hand_in_pocket": 0.9, "check_watch": 1.1, "scratch_head": 0.9,
         "adjust_sleeve": 1.2, "touch_face": 0.5, "stretch": 0.4, "hands_behind": 0.5, "hands_low": 0.4,
         "hand_to_chin": 0.3, "explain": 0.3},
        {"stand": 2.0, "shift": 1.6, "wander": 1.1, "turn": 0.4, "step_forward": 0.3},
        ("contempt", "pride", "sadness"), tempo=1.1, pause=1.8, rest=2.6, size=0.9),
}  # fmt: skip

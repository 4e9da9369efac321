"""The generator's and recogniser's figures in the paper, to stand beside a run's.

"Generative Learning as a Tool to Improve Perception of Emotional Body Motion Expressions", arXiv 2606.28769: ACTOR and
an LSTM recogniser trained on a subset of DIEM-A. What its text leaves out (the rest of Table I, loss weights, sizes,
epochs) is left out here too. The figures compare with a run only where its corpus is DIEM-A's, split by clip;
``comparability`` says so wherever they are shown.
"""

from __future__ import annotations

from typing import Any

SOURCE = "arXiv 2606.28769"
CORPUS = "a DIEM-A subset: 49 performers, 5,439 recorded clips, 13.6 h, 13 labels"

CLIPS = 5439
PERFORMERS = 49
HOURS = 13.6
LABELS = 13
CHANCE = 0.0769
SPLIT = (0.8, 0.1, 0.1)  # by sequence

REAL_ACCURACY = 0.3428
GENERATED_ACCURACY = 0.2280  # of 2,000 generated clips
RATIO = 0.665  # the second over the first
MESH_ERROR_BELOW_CM = 4.0

SAMPLES = 2600  # real and generated clips each behind FID
REPEATS = 20
AUGMENTED_ACCURACY = 0.423  # 2,000 clips added once, supervised
AUGMENTED_SIZE = 2000
AUGMENTATION_GAIN = 0.23  # relative, from 34.2 to 42.3 %
WRITTEN = {REAL_ACCURACY: "34.28 %", GENERATED_ACCURACY: "22.80 %", AUGMENTED_ACCURACY: "42.3 %"}
PLATEAU = 1200  # added clips after which accuracy no longer rises


def to_json() -> dict[str, Any]:
    """All of them, for report.json."""
    return {
        "source": SOURCE,
        "corpus": CORPUS,
        "clips": CLIPS,
        "performers": PERFORMERS,
        "hours": HOURS,
        "labels": LABELS,
        "chance": CHANCE,
        "split": list(SPLIT),
        "real_accuracy": REAL_ACCURACY,
        "generated_accuracy": GENERATED_ACCURACY,
        "ratio": RATIO,
        "mesh_error_below_cm": MESH_ERROR_BELOW_CM,
        "samples": SAMPLES,
        "repeats": REPEATS,
        "augmented_accuracy": AUGMENTED_ACCURACY,
        "augmented_size": AUGMENTED_SIZE,
        "augmentation_gain": AUGMENTATION_GAIN,
        "plateau": PLATEAU,
    }

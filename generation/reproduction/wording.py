"""What the report says about how it was made."""

from __future__ import annotations

METHOD = (
    "One recogniser, trained on real training clips alone, judges everything; both generators are measured with it.",
    "Reconstruction takes the encoder’s mean, without noise. Angular error is the mean geodesic angle of the 24 local "
    "joint rotations; joint and mesh errors have the pelvis at the origin, as ACTOR’s vertex loss does; the mesh is "
    "Miburi’s open body, not SMPL’s.",
    "FID (Heusel et al. 2017), diversity and multimodality (Guo et al. 2020) are taken in the space of the "
    "recogniser’s last layer. Sampled forms draw 200 pairs, and 20 per label; beside them stand all pairs. Each "
    "repeat draws half of each pool, so that the interval speaks of other clips of the same "
    "kind, not of another training.",
    "Accuracies of one set of clips have Wilson’s (1927) interval, ratios of two that of Katz et al. (1978). Means "
    "over trainings have Student’s t-interval; means over clips are resampled.",
    "One-time augmentation chooses all clips at once, iterative augmentation batch by batch with the recogniser "
    "trained so far; supervised keeps clips that are recognised as meant, unsupervised takes them at random. Every "
    "training starts anew, is stopped early on real validation clips and is tested once on real test clips.",
    "Foot skating is the speed of heels and toes near the floor, weighted by their height (Zhang et al. 2018). Ratios "
    "to what real clips hardly show are not given.",
    "ECE: expected calibration error in 15 bins of equal width (Guo et al. 2017), and in bins of equal numbers of "
    "clips. The temperature is one number, fitted on the validation clips.",
    "Results to reach are of the generator with vertex loss and of the test split; the gain by augmentation is that of "
    "the largest number of clips, added once, supervised. A result is met where the figure itself reaches it, whatever "
    "its interval.",
)

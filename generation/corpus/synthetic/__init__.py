"""Synthetic corpus: acted emotional body motion, composed from the body-expression literature, of nobody's body.

In the order of the flow: ``repertoire`` (what each emotion does) and ``performer`` (how one person does it) give a
``score`` of gestures and steps; ``channels`` and ``feet`` turn it into curves;
``body``, ``arms`` and ``limbs`` pose the skeleton.
"""

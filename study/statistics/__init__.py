"""Statistics of recognition studies: pure functions over tidy tables, each citing its source.

The tables are those of ``study.responses``: one row per response, one row per session. No function changes its input,
reads a database or draws a number from anything but the seed it is given. What cannot be estimated is returned as
``NotEstimable``, with the reason, never as nan.
"""

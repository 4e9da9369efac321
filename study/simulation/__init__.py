"""Simulated raters: what they would answer, and their way through a study over HTTP."""

"""Stimuli to ratings to statistics. Never imports torch."""

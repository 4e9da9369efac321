"""The rater's pages, one module per step. Each shows itself only to a session that is at its step."""

"""From a run to a stimulus set."""

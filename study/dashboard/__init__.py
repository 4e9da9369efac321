"""The researcher's pages: studies, and the results of each."""

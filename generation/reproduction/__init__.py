"""Everything that the paper reports, on any corpus: the stages, their results as one object, figures and report."""

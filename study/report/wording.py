"""The words of the report: names of conditions, and what must be said beside the figures."""

from __future__ import annotations

from study.report.results import Results
from study.statistics import published

CONDITION_NAMES = {
    "correct": "Correctly classified",
    "misclassified": "Misclassified",
    "mean_latent": "Mean latent",
    "bias_vector": "Bias vector",
    "interpolated": "Interpolated",
    "real": "Recorded motion",
}


def notices(results: Results) -> tuple[str, ...]:
    """What stands at the top of the page, in full sentences."""
    said = []
    if results.simulated:
        said.append(
            f"SIMULATED RATERS: {results.flow.simulated_raters} of {results.flow.raters} raters are programs that "
            "answer with planted accuracies and response times, by default the paper's own. Where these figures come "
            "near the paper's, they were made to. They test the software; they say nothing about people."
        )
    if results.study.synthetic:
        said.append(
            "SYNTHETIC CORPUS: the motion generator learned from procedurally made motion, not from people. "
            "These figures say nothing about how recorded emotion is perceived."
        )
    return tuple(said)


def comparability(results: Results) -> str:
    """Whether the paper's figures may be compared with ours, and why not."""
    paper = f"The paper ({published.SOURCE}) had {published.STIMULI}, rated by {published.RATERS} people"
    if results.published is None:
        return f"{paper} among 13 emotions. This study asks for other labels, so the paper's figures are not shown."
    reasons = []
    if results.simulated:
        reasons.append("raters here are programs, by default with the paper's own accuracies planted,")
    if results.study.synthetic:
        reasons.append("the clips here come from a synthetic corpus")
    if reasons:
        return f"NOT COMPARABLE: {' and '.join(reasons)}. {paper}. Its figures stand here for the layout only."
    return f"{paper}. Compare with care: clips, body, raters and instructions differ from this study's."


def own_figures(results: Results) -> str:
    """What our own figures are of, where that is not people who saw recorded emotion: for the heads of tables."""
    return ", ".join(text.lower() for text in results.warnings)

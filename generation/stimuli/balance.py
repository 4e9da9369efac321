"""How alike the conditions of a set are in what may confound them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from rich.table import Table

from generation.errors import MiburiError
from generation.stimuli.choosing import Chosen
from generation.stimuli.design import COVARIATES, Design
from generation.stimuli.manifest import CONDITIONS, TRIAL
from generation.stimuli.matching import standardised_difference

UNITS = {"duration": "s", "speed": "m/s", "confidence": ""}


@dataclass(frozen=True)
class Difference:
    """Of two conditions in one covariate, over all trials; ``standardised`` None: nothing varies, or no clips.
    matched: the design asks for them to be alike."""

    covariate: str
    first: str
    second: str
    n: tuple[int, int]
    means: tuple[float | None, float | None]
    standardised: float | None
    matched: bool

    def to_json(self) -> dict[str, Any]:
        return {
            "covariate": self.covariate,
            "conditions": [self.first, self.second],
            "n": list(self.n),
            "means": [None if mean is None else round(mean, 6) for mean in self.means],
            "standardised_difference": None if self.standardised is None else round(self.standardised, 6),
            "matched": self.matched,
        }


def balance(design: Design, chosen: Sequence[Chosen]) -> list[Difference]:
    """Every covariate for every two conditions of the design."""
    trials = [each for each in chosen if each.role == TRIAL]
    found = []
    for name in COVARIATES:
        values = {
            condition: np.array([each.candidate.covariates[name] for each in trials if each.condition == condition])
            for condition in CONDITIONS
            if condition in design.quotas
        }
        for first, second in combinations(values, 2):
            pair = values[first], values[second]
            means = tuple(float(value.mean()) if len(value) else None for value in pair)
            matching = design.matching
            matched = matching is not None and all(matching.applies(name, each) for each in (first, second))
            n = (len(pair[0]), len(pair[1]))
            found.append(
                Difference(name, first, second, n, (means[0], means[1]), standardised_difference(*pair), matched)
            )
    return found


def refuse_unmatched(design: Design, differences: Sequence[Difference]) -> None:
    """MiburiError when the design says that a set which is not matched shall fail."""
    matching = design.matching
    if matching is None or matching.if_worse != "fail":
        return
    found = [each for each in differences if over_limit(each.to_json(), matching.largest_difference)]
    if found:
        worst = max(found, key=lambda each: abs(each.standardised or np.inf))
        size = "without bounds" if worst.standardised is None else f"{abs(worst.standardised):.2f} standard deviations"
        raise MiburiError(
            f"{design.origin}: [matching] {worst.first} and {worst.second} differ in {worst.covariate} by {size}, "
            f"more than largest_difference = {matching.largest_difference}; raise pool and budget, narrow "
            'confidence, or write if_worse = "warn"; nothing was written'
        )


def over_limit(row: dict[str, Any], limit: float) -> bool:
    """Of a row as a manifest keeps it: matched, but not alike."""
    size = row["standardised_difference"]
    return bool(row["matched"] and min(row["n"]) and (size is None or abs(size) > limit))


def balance_table(differences: Sequence[dict[str, Any]], limit: float) -> Table:
    """What a manifest keeps of ``balance``, as a table."""
    table = Table(title="standardised mean differences between conditions")
    for column in ("", "conditions", "means", "difference", "matched"):
        table.add_column(column, justify="right" if column in ("means", "difference") else "left")
    for row in differences:
        size = row["standardised_difference"]
        means = " / ".join("-" if mean is None else f"{mean:.2f}" for mean in row["means"])
        shown = "-" if size is None else f"{size:+.2f}"
        table.add_row(
            f"{row['covariate']} {UNITS[row['covariate']]}".strip(),
            " / ".join(row["conditions"]),
            means,
            f"[bold red]{shown}[/bold red]" if over_limit(row, limit) else shown,
            "yes" if row["matched"] else "no",
        )
    return table

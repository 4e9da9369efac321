"""How many stimuli of each condition a set holds per label, and what a candidate may be used for."""

from __future__ import annotations

from dataclasses import dataclass

from generation.errors import MiburiError


@dataclass(frozen=True)
class Quotas:
    """Stimuli per label; the paper's set is 2 + 2 + 1."""

    correct: int
    misclassified: int
    mean_latent: int

    def __post_init__(self) -> None:
        if min(self.correct, self.misclassified, self.mean_latent) < 0:
            raise MiburiError(
                "quotas must not be negative, got "
                f"--correct {self.correct} --misclassified {self.misclassified} --mean-latent {self.mean_latent}"
            )
        if not self.correct + self.misclassified + self.mean_latent:
            raise MiburiError("all quotas are 0: ask for at least one stimulus per label")

    @property
    def sampled(self) -> dict[str, int]:
        """Conditions that are filled from sampled candidates."""
        return {"correct": self.correct, "misclassified": self.misclassified}


def condition_of(label: int, predicted: int) -> str:
    """The condition that a sampled motion of ``label`` can serve."""
    return "correct" if predicted == label else "misclassified"

"""``python -m benchmarks BENCHMARK``: how fast Miburi is, measured against plain ways of doing the same."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from benchmarks.measure import Metrics, print_metrics
from generation.errors import MiburiError

BENCHMARKS = {
    "training": "steps of training, against ACTOR written plainly",
    "sampling": "decoding of sampled latents, against ACTOR written plainly",
    "rendering": "from poses to finished videos, against pyrender used plainly",
    "timing": "onset and response time as the rating page measures them, against what was on the screen",
    "page": "how light the rater's pages are, and how smooth while clips are fetched on a slow line",
    "export": "an export of a million responses, against one database object for each row",
    "statistics": "whether intervals and tests recover what was planted, and all statistics of a million answers",
    "faults": "answers lost, doubled or misattributed on a faulty line, at a server that is killed",
    "extrapolation": "how long the paper preset takes on this machine, from measured steps",
}


class Benchmark(Protocol):
    """What a module of ``benchmarks`` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> Metrics: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Run one benchmark, or list them; returns the exit status: 0 done, 2 error, 130 interrupted."""
    words = sys.argv[1:] if argv is None else list(argv)
    if not words:
        print("\n".join(f"python -m benchmarks {name:14} {summary}" for name, summary in BENCHMARKS.items()))
        return 0
    try:
        options = _parse(words)
        print_metrics(_benchmark(options.benchmark).run(options))
    except MiburiError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return 0


def _parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = parser.add_subparsers(dest="benchmark", required=True, metavar="BENCHMARK")
    for name, summary in BENCHMARKS.items():
        benchmark = names.add_parser(name, help=summary, description=summary)
        if words[:1] == [name]:  # only the one that runs is loaded
            _benchmark(name).add_arguments(benchmark)
    return parser.parse_args(words)


def _benchmark(name: str) -> Benchmark:
    return cast(Benchmark, importlib.import_module(f"benchmarks.{name}"))


if __name__ == "__main__":
    sys.exit(main())

"""Where work is done, on a command line."""

from __future__ import annotations

import argparse

EXECUTORS = ("local", "ray")


def add_executor_arguments(parser: argparse.ArgumentParser) -> None:
    """``--executor`` and ``--ray-address``."""
    group = parser.add_argument_group("machines")
    group.add_argument(
        "--executor",
        choices=EXECUTORS,
        default="local",
        help="this machine, or all machines of a Ray cluster that runs already (default: local)",
    )
    group.add_argument(
        "--ray-address",
        default="auto",
        metavar="HOST:PORT",
        help="of the cluster's head (default: the cluster that this machine belongs to)",
    )

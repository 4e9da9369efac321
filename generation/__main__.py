"""``python -m generation COMMAND``: from motion to rendered stimulus sets."""

from __future__ import annotations

import argparse
import errno
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from generation import __version__
from generation.errors import MiburiError
from generation.interrupts import ctrl_c_comes_through

COMMANDS = {
    "synthesize": "make a synthetic corpus in the structure of an acted-emotion database",
    "import": "read motion files (BVH) into a corpus",
    "train": "train generator and recogniser on a corpus",
    "evaluate": "measure reconstruction, generation, recognition and quality of motion of a run",
    "augment": "measure what generated clips do for the recogniser",
    "interpolate": "decode mean latents, bias vectors and what lies between two clips",
    "reproduce": "run all that the paper reports, stage by stage, and write the report",
    "stimuli": "select a stimulus set from a run",
    "render": "render the videos of a stimulus set",
    "strip": "draw evenly spaced poses of a set's clips in one picture",
}
MODULES = {"import": "import_motion"}  # `import` is a Python keyword
WAYS_OUT = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "free some space or choose another folder"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "change its permissions or choose another folder"),
    **dict.fromkeys(
        (errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP), "check the path or choose another"
    ),
    errno.EIO: "check the disk",
}


class Command(Protocol):
    """What a module of ``generation.commands`` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 done with a stated shortfall, 2 error, 130 interrupted."""
    try:
        with ctrl_c_comes_through():
            options = _parse(sys.argv[1:] if argv is None else list(argv))
            if getattr(options, "seed", 0) < 0:
                raise MiburiError(f"--seed must be at least 0, got {options.seed}")
            return _command(options.command).run(options)
    except MiburiError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        print("interrupted; nothing half-written is left: run the same command again", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno not in WAYS_OUT:
            raise
        return _fail(f"{error.filename or 'writing the output'}: {error.strerror}; {WAYS_OUT[error.errno]}")


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m generation", description=__doc__)
    parser.add_argument("--version", action="version", version=f"miburi {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if arguments[:1] == [name]:  # only the command that runs is loaded: torch takes seconds
            _command(name).add_arguments(command)
    return parser.parse_args(arguments)


def _fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    return 2


def _command(name: str) -> Command:
    return cast(Command, importlib.import_module(f"generation.commands.{MODULES.get(name, name)}"))


if __name__ == "__main__":
    sys.exit(main())

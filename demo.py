"""``make demo``: the whole main job, stage by stage, then the site.

Every stage is a command that a researcher may run alone; it is printed before it runs. What is already there is
reused, and an interrupted demo goes on where it stopped.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent
GENERATION = (sys.executable, "-m", "generation")
MANAGE = (sys.executable, "manage.py")
PERFORMERS, RATERS = 49, 20
console = Console(highlight=False)


class DemoStopped(Exception):
    """A stage failed; its own message is already on the screen."""


@dataclass
class Demo:
    """One demo: its folder under var/, its study, and the seconds that each stage took."""

    folder: Path
    study: str
    port: int
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, stage: str, *command: str | Path) -> None:
        """Run one command of a stage, showing its output; its time adds to the stage's."""
        words = [str(word) for word in command]
        shown = " ".join("python" if word == sys.executable else word for word in words)
        console.print(f"\n[bold]{stage}[/bold]  [dim]{shown}[/dim]")
        start = time.perf_counter()
        status = subprocess.run(words, cwd=ROOT, check=False).returncode
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start
        if status:
            raise DemoStopped(f"stopped in stage '{stage}' (exit status {status}); `make demo` goes on from there")


def main() -> int:
    options = parse()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a killed demo takes its stage and its site along
    var = Path(os.environ.get("MIBURI_VAR", ROOT / "var"))
    name = "demo" if options.corpus is None else f"demo-{slug(options.corpus)}"
    demo = Demo(folder=var / name, study=name, port=options.port)
    try:
        refuse_a_port_in_use(demo.port)
        corpus = prepare_corpus(demo, options.corpus, options.labels)
        make_stimuli(demo, corpus)
        report = run_study(demo)
        print_times(demo)
        console.print(f"\nreport: {report / 'report.html'}")
        if options.serve:
            serve(demo)
    except DemoStopped as stop:
        print(f"error: {stop}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ninterrupted; `make demo` goes on from here", file=sys.stderr)
        return 130
    return 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument(
        "--corpus", type=Path, help="a corpus, or a folder or zip of BVH files; default: a synthetic one"
    )
    parser.add_argument("--labels", help="comma-separated labels to keep of the motion files")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", dest="serve", action="store_false", help="stop after the report")
    return parser.parse_args()


def slug(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")


def refuse_a_port_in_use(port: int) -> None:
    """Better now than after the training."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise DemoStopped(
                f"port {port} cannot be used ({error.strerror}); choose another: make demo PORT=8001"
            ) from None


def prepare_corpus(demo: Demo, source: Path | None, labels: str | None) -> Path:
    """Synthesize, import, or take a corpus as it is; returns its folder."""
    corpus = demo.folder / "corpus"
    if source is None:
        demo.run("synthesize", *GENERATION, "synthesize", corpus, "--performers", str(PERFORMERS), "--seed", "0")
        return corpus
    if (source / "corpus.json").is_file():
        return source.resolve()
    chosen = ("--labels", labels) if labels else ()
    demo.run("import", *GENERATION, "import", source.resolve(), corpus, *chosen, "--seed", "0")
    return corpus


def make_stimuli(demo: Demo, corpus: Path) -> None:
    """Train on the corpus, select the paper's stimulus set, render it."""
    run, stimuli = demo.folder / "run", demo.folder / "stimuli"
    demo.run("train", *GENERATION, "train", corpus, run, "--preset", "small", "--seed", "0", "--resume")
    quotas = ("--correct", "2", "--misclassified", "2", "--mean-latent", "1")
    demo.run("stimuli", *GENERATION, "stimuli", run, stimuli, *quotas, "--seed", "0", "--allow-shortfall")
    demo.run("render", *GENERATION, "render", stimuli)


def run_study(demo: Demo) -> Path:
    """Open a study of the set, let simulated raters answer over HTTP, write the report; returns its folder."""
    report = demo.folder / "report"
    demo.run("study", *MANAGE, "migrate", "--verbosity", "0")
    demo.run("study", *MANAGE, "import_stimuli", demo.folder / "stimuli", "--study", demo.study)
    with site(demo):
        raters = ("--raters", str(RATERS), "--seed", "0", "--url", demo.site)
        demo.run("raters", *MANAGE, "simulate_raters", demo.study, *raters)
    demo.run("report", *MANAGE, "write_report", demo.study, report, "--include-simulated")
    return report


@contextmanager
def site(demo: Demo) -> Iterator[subprocess.Popen[bytes]]:
    """The site on its port, until the block ends."""
    server = subprocess.Popen([*MANAGE, "serve", "--port", str(demo.port)], cwd=ROOT)
    try:
        wait_until_up(server, demo.site)
        yield server
    finally:
        server.terminate()
        server.wait()


def wait_until_up(server: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise DemoStopped(f"the site stopped at its start (exit status {server.returncode})")
        try:
            urllib.request.urlopen(url, timeout=1)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise DemoStopped(f"the site did not answer on {url} within 30 seconds")


def print_times(demo: Demo) -> None:
    table = Table("stage", "seconds", box=None)
    table.columns[1].justify = "right"
    for stage, seconds in demo.seconds.items():
        table.add_row(stage, f"{seconds:.1f}")
    table.add_row("[bold]all[/bold]", f"[bold]{sum(demo.seconds.values()):.1f}[/bold]")
    console.print()
    console.print(table)


def serve(demo: Demo) -> None:
    """Serve until Ctrl-C, with a link for a rater and one for the researcher."""
    with site(demo) as server:
        subprocess.run([*MANAGE, "links", demo.study, "--url", demo.site], cwd=ROOT, check=True)
        console.print("Ctrl-C stops the site.")
        with suppress(KeyboardInterrupt):
            server.wait()


if __name__ == "__main__":
    sys.exit(main())

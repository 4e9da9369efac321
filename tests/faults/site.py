"""The real server as a process of its own, on a database of its own; killed with SIGKILL and started again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import imageio_ffmpeg

from generation.files import sha256_of
from generation.labels import EMOTIONS, LabelSet
from generation.stimuli.manifest import Manifest, Stimulus, video_path, write_manifest

ROOT = Path(__file__).parents[2]
LABELS = LabelSet(EMOTIONS.labels[:4])
FRAMES, FPS = 4, 20
START_SECONDS = 120.0
DEFINITION = """
schema = "miburi.study/1"
[practice]
trials = 2
[blocks]
trials = 10
[device]
check = false
[resting]
hours = 720
"""


class Site:
    """A server's folder and process. ``port`` stays the same from start to start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.kills = 0
        self._process: asyncio.subprocess.Process | None = None
        folder.mkdir(parents=True)
        self.set_clock(0.0)

    @property
    def database(self) -> Path:
        return self.folder / "db.sqlite3"

    @property
    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "study.settings",
            "MIBURI_VAR": str(self.folder),
            "OMP_NUM_THREADS": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def add_study(self, slug: str, clips: int) -> None:
        """Open a study of so many tiny clips (a multiple of the labels), with two of them for practice before."""
        stimuli = self.folder / f"set-{slug}"
        make_set(stimuli, clips)
        definition = self.folder / "study.toml"
        definition.write_text(DEFINITION)
        command = ["manage.py", "import_stimuli", str(stimuli), "--study", slug, "--definition", str(definition)]
        subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self._environment, check=True, stdout=subprocess.DEVNULL
        )

    def set_clock(self, seconds: float) -> None:
        """How far the server's clock is from the true one, from now on."""
        partial = self.folder / "clock.partial"
        partial.write_text(str(seconds))
        partial.replace(self.folder / "clock")

    async def start(self) -> None:
        """Returns when the server takes requests."""
        with (self.folder / "server.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.faults.serve", "--port", str(self.port),
                cwd=ROOT, env=self._environment, stdout=log, stderr=log,
            )  # fmt: skip
        async with asyncio.timeout(START_SECONDS):
            while not await self._answers():
                if self._process.returncode is not None:
                    code, told = self._process.returncode, (self.folder / "server.log").read_text()[-2000:]
                    raise RuntimeError(f"the server ended with {code}:\n{told}")
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """SIGKILL, in the midst of whatever it does."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        self.kills += 1

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True


def free_port() -> int:
    """Below those that systems give to outgoing connections: none of them takes it while the server is dead."""
    for port in random.sample(range(20_000, 32_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("no free port between 20000 and 32000")


def make_set(folder: Path, clips: int) -> None:
    """A rendered set of clips of a fifth of a second, each with bytes of its own."""
    (folder / "videos").mkdir(parents=True)
    tiny = folder / "tiny.mp4"
    source = f"testsrc=size=64x64:rate={FPS}:duration={FRAMES / FPS}"
    options = ["-c:v", "libx264", "-movflags", "+faststart", "-pix_fmt", "yuv420p", "-bitexact", "-v", "error"]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-f", "lavfi", "-i", source, *options, tiny], check=True)
    stimuli = [stimulus(number) for number in range(clips)]
    manifest = Manifest(LABELS, tuple(stimuli), {"synthetic": True, "terms": "made for tests", "seed": 0})
    for number, each in enumerate(stimuli):
        atom = (12).to_bytes(4, "big") + b"free" + number.to_bytes(4, "big")  # players skip it
        video_path(folder, each).write_bytes(tiny.read_bytes() + atom)
        manifest = manifest.with_video(each.id, sha256_of(video_path(folder, each)))
    write_manifest(folder, manifest)


def stimulus(number: int) -> Stimulus:
    label = LABELS.names[number % len(LABELS)]
    return Stimulus(
        id=f"stimulus-{number:04d}",
        condition="correct",
        label=label,
        predicted=label,
        probabilities={name: 0.7 if name == label else 0.1 for name in LABELS.names},
        source="made for a test",
        seed=number,
        frames=FRAMES,
        fps=FPS,
        motion_sha256=f"{number:064x}",
    )

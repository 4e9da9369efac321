"""All of it at once: raters, a faulty line, and a server that is killed and whose clock jumps."""

from __future__ import annotations

import asyncio
import random
import tempfile
import threading
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from generation.progress import progress_bar
from tests.faults.bots import Bot
from tests.faults.chromium import Browsing, judged, rate_in_chromium
from tests.faults.ledger import Judgement, Ledger, judge, unfinished
from tests.faults.line import FaultyLine
from tests.faults.site import Site

BOTS_AT_ONCE = 16
PRACTICE = 2
# All within the 720 hours that a session of these studies may rest: one that began while the clock was back goes on.
CLOCK = (-400 * 3600.0, 48 * 3600.0)


@dataclass(frozen=True)
class Storm:
    """How much of what. ``trials`` includes those of practice; all times in seconds."""

    bots: int
    bot_trials: int = 102
    browsers: int = 1
    browser_trials: int = 26
    between_kills: tuple[float, float] = (4.0, 12.0)
    bots_offline: tuple[float, ...] = (3.0,)
    browser_offline: float = 30.0
    seed: int = 0


@dataclass
class Report:
    """What happened, and how it was judged."""

    judgement: Judgement
    unfinished: list[str]
    wrong: list[str]
    seconds: float
    faults: Counter[str]


async def raise_storm(storm: Storm) -> Report:
    """Let all raters take part; the server is killed a last time before the database is judged."""
    with tempfile.TemporaryDirectory(prefix="miburi-faults-") as name:
        folder = Path(name)
        site = Site(folder / "var")
        site.add_study("bots", storm.bot_trials - PRACTICE)
        site.add_study("browsers", storm.browser_trials - PRACTICE)
        await site.start()
        begun = time.monotonic()
        try:
            ledger, lines, browsing = await _rate(storm, site, folder)
        finally:
            await site.kill()
        return _report(storm, site, ledger, lines, browsing, time.monotonic() - begun)


async def _rate(storm: Storm, site: Site, folder: Path) -> tuple[Ledger, list[FaultyLine], list[Browsing]]:
    ledger, rng = Ledger(), random.Random(storm.seed)
    for_bots, for_browsers = (FaultyLine(site.port, storm.seed + number) for number in range(2))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(for_bots.running())
        await stack.enter_async_context(for_browsers.running())
        async with asyncio.TaskGroup() as group:
            weather = group.create_task(_weather(storm, site, for_bots, ledger, rng))
            bots = group.create_task(_all_bots(storm, for_bots, ledger))
            browsers = group.create_task(_all_browsers(storm, for_browsers, folder))
            await asyncio.wait({bots, browsers})
            weather.cancel()
        return ledger, [for_bots, for_browsers], browsers.result()


async def _all_bots(storm: Storm, line: FaultyLine, ledger: Ledger) -> None:
    at_once = asyncio.Semaphore(BOTS_AT_ONCE)

    async def one(number: int) -> None:
        async with at_once:
            await Bot(line.port, "bots", ledger, storm.seed * 10_000 + number).take_part()
        bar.advance(shown)

    with progress_bar("bots", estimated_over=300.0) as bar:
        shown = bar.add_task("in the storm", total=storm.bots, note="")
        async with asyncio.TaskGroup() as group:
            for number in range(storm.bots):
                group.create_task(one(number))


async def _all_browsers(storm: Storm, line: FaultyLine, folder: Path) -> list[Browsing]:
    """One after the other; in each session the line is gone once for a while."""
    loop, done, is_over = asyncio.get_running_loop(), [], threading.Event()

    def go_offline() -> None:
        asyncio.run_coroutine_threadsafe(line.be_offline(storm.browser_offline), loop)

    try:
        for number in range(storm.browsers):
            site = f"http://127.0.0.1:{line.port}"
            seed = storm.seed * 10_000 + number
            profile = folder / f"profile-{number}"
            rating = asyncio.to_thread(rate_in_chromium, profile, site, "browsers", seed, go_offline, is_over)
            done.append(await rating)
    finally:
        is_over.set()  # a thread does not hear that the task which waits for it is cancelled
    return done


async def _weather(storm: Storm, site: Site, line: FaultyLine, ledger: Ledger, rng: random.Random) -> None:
    """Until it is cancelled."""
    offline = list(storm.bots_offline)
    while True:
        await asyncio.sleep(rng.uniform(*storm.between_kills))
        await site.kill()
        site.set_clock(rng.uniform(*CLOCK))
        ledger.done["clock jumped"] += 1
        await asyncio.sleep(rng.uniform(0.0, 1.0))
        await site.start()
        if offline and rng.random() < 0.5:
            await line.be_offline(offline.pop())
        await asyncio.sleep(rng.uniform(*storm.between_kills) / 2)
        site.set_clock(rng.uniform(*CLOCK))
        ledger.done["clock jumped"] += 1


def _report(
    storm: Storm, site: Site, ledger: Ledger, lines: list[FaultyLine], browsing: list[Browsing], seconds: float
) -> Report:
    faults = sum((line.faults for line in lines), Counter(ledger.done))
    for each in browsing:
        faults += each.done
    faults |= {"server killed": site.kills, "requests": sum(line.requests for line in lines)}
    judgements = [judge(ledger, site.database, "bots"), *(judged(each, site.database) for each in browsing)]
    total = sum(judgements[1:], judgements[0])
    sessions = {given.session for given in ledger.given} | {each.session for each in browsing}
    return Report(total, unfinished(site.database, sessions), ledger.wrong, seconds, faults)

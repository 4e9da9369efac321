"""``python -m benchmarks page SET``: how light the pages are, and how smooth the rating page stays on a slow line.

Chromium plays a stimulus set through the site while its line is throttled. The page notes each animation frame and when
a clip is being fetched; what a presentation was like is read from the answers, as a study would keep it.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Metrics, processor
from benchmarks.scratch_study import begin_database
from generation.errors import MiburiError

LATENCY_MS = 50
SECONDS_PER_TRIAL = 60  # before the page is given up
# Notes when animation frames come and when clips are on their way; answers each clip once it has ended.
RATER = """
window.frames_ = [];
window.fetches_ = [];
const note = (at) => { window.frames_.push(at); requestAnimationFrame(note); };
requestAnimationFrame(note);
const get = window.fetch;
window.fetch = async (address, ...rest) => {
  if (!/media/.test(address)) return get(address, ...rest);
  const span = [performance.now(), Infinity];
  window.fetches_.push(span);
  const response = await get(address, ...rest);
  const whole = response.arrayBuffer.bind(response);
  response.arrayBuffer = () => whole().finally(() => (span[1] = performance.now()));
  return response;
};
setInterval(() => {
  const over = document.querySelector("#clip")?.ended;
  const canPress = (each) => each.checkVisibility() && each.getAttribute("aria-disabled") !== "true";
  const buttons = [...document.querySelectorAll("#cover-button, #panel-button, .answer")];
  buttons.find((each) => canPress(each) && (over || !each.matches(".answer")))?.click();
}, 500);
"""
SIZE = """
const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
return all.filter(({name}) => !/media/.test(name)).reduce((sum, {transferSize}) => sum + transferSize, 0);
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("set", type=Path, help="a rendered stimulus set")
    parser.add_argument("--mbit", type=float, default=2.0, help="of the line, per second (default: 2)")
    parser.add_argument("--trials", type=int, default=12, help="clips to watch (default: 12)")


def run(arguments: argparse.Namespace) -> Metrics:
    print(f"page: {arguments.trials} clips on a line of {arguments.mbit:g} Mbit/s, {processor()}")
    with tempfile.TemporaryDirectory() as folder:
        begin_database(Path(folder))
        study, site = _study(arguments.set)
        with site() as address, _chromium(Path(folder) / "profile", arguments.mbit) as window:
            window.get(f"{address}/s/page/")
            first = window.execute_script(SIZE)
            _begin(window, study, address)
            told = _watch(window, study, arguments.trials)
            rating = window.execute_script(SIZE)
        return {"page_first_kb": first / 1000, "page_rating_kb": rating / 1000} | told | _answers(study)


def _study(folder: Path) -> tuple[Any, Any]:
    """The set as a study of the database, and what serves it. Django reads its settings when it is imported."""
    from study.design.importing import import_set, open_study
    from study.simulation.raters import own_site

    study = open_study(import_set(folder), "page", None, 0, "en")
    study.definition = {"device": {"check": False}, "practice": {"trials": 0}}
    study.save()
    return study, own_site


def _begin(window: Any, study: Any, address: str) -> None:
    """On to the first clip, past the pages before it."""
    from django.utils import timezone

    from study.models import Session
    from study.session.plan import begin_session
    from study.session.steps import begin_rating, give_consent

    session = begin_session(study, "en", timezone.now())
    give_consent(session, "en", timezone.now())
    begin_rating(session, timezone.now())
    if session.state != Session.State.RATING:
        raise MiburiError(f"page: the session is {session.state}, not at its first clip")
    window.add_cookie({"name": "rater", "value": session.token, "path": "/s/page/"})
    window.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": RATER})
    window.get(f"{address}/s/page/trials")


def _watch(window: Any, study: Any, trials: int) -> Metrics:
    """Animation frames of the page while clips were fetched, and while none was."""
    from study.models import Response

    until = time.monotonic() + SECONDS_PER_TRIAL * trials
    while Response.objects.count() < trials:
        if time.monotonic() > until:
            raise MiburiError(f"page: {Response.objects.count()} of {trials} clips answered, then none")
        time.sleep(0.5)
    frames, fetches = window.execute_script("return [frames_, fetches_.map(([a, b]) => [a, Math.min(b, 1e9)])]")
    times = np.array(frames)
    middles, gaps = (times[1:] + times[:-1]) / 2, np.diff(times)
    fetching = np.zeros(len(gaps), bool)
    for begun, over in fetches:
        fetching |= (begun <= middles) & (middles <= over)
    return _smoothness("fetching", gaps[fetching]) | _smoothness("idle", gaps[~fetching])


def _smoothness(name: str, gaps: np.ndarray[Any, Any]) -> Metrics:
    if len(gaps) == 0:
        return {f"page_{name}_frames": 0}
    return {
        f"page_{name}_frames": len(gaps),
        f"page_{name}_fps": 1000 / float(gaps.mean()),
        f"page_{name}_gap_p95_ms": float(np.percentile(gaps, 95)),
        f"page_{name}_gaps_over_50_ms": int((gaps > 50).sum()),
    }


def _answers(study: Any) -> Metrics:
    """What the answers tell of their clips."""
    from study.models import Response

    timing = [response.timing for response in Response.objects.filter(trial__session__study=study)]
    return {
        "page_clips": len(timing),
        "page_clip_load_ms": float(np.median([each["load_ms"] for each in timing])),
        "page_clips_stalled": sum(each["stalls"] > 0 for each in timing),
        "page_clips_that_waited_for_data": sum(each["waits"] > 0 for each in timing),
        "page_dropped_share": sum(each["dropped_frames"] or 0 for each in timing)
        / max(1, sum((each["dropped_frames"] or 0) + (each["presented_frames"] or 0) for each in timing)),
    }


@contextmanager
def _chromium(profile: Path, mbit: float) -> Iterator[Any]:
    from selenium import webdriver

    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        raise MiburiError("chromium or chromedriver: not found; on Debian: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    flags = f"--headless=new --no-sandbox --disable-gpu --no-first-run --user-data-dir={profile} --window-size=1280,900"
    for flag in flags.split():
        options.add_argument(flag)
    window = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        line = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": mbit * 125_000, "uploadThroughput": -1}
        window.execute_cdp_cmd("Network.enable", {})
        window.execute_cdp_cmd("Network.emulateNetworkConditions", line)
        yield window
    finally:
        window.quit()

"""The files that the encoder writes, played by a real browser."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from selenium.webdriver.remote.webdriver import WebDriver

from generation.rendering.encode import write_video
from tests.browser.engines import both_engines

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), both_engines]
SIZE, FPS, FRAMES = 128, 20, 30

PLAY = """
const [source, place, done] = arguments;
const video = Object.assign(document.createElement("video"), {muted: true, src: source});
video.onerror = () => done({error: video.error.message});
video.onloadeddata = () => { video.currentTime = place; };
const look = () => {
  const canvas = Object.assign(document.createElement("canvas"), {width: video.videoWidth, height: video.videoHeight});
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0);
  const pixels = Array.from(context.getImageData(0, 0, canvas.width, canvas.height).data);
  if (pixels[0] === 0) return void setTimeout(look, 20); // the frame was found, and is not there to be drawn yet
  video.onseeked = null;
  video.onended = () => done({
    duration: video.duration, size: [video.videoWidth, video.videoHeight], pixels,
  });
  video.currentTime = 0;
  video.play();
};
video.onseeked = look;
"""


def colours(frame: int) -> NDArray[np.uint8]:
    """Sixteen patches: greys that grow lighter with every frame, and four colours."""
    patches = np.repeat(np.linspace(16, 140, 16).astype(np.uint8)[:, None], 3, 1) + np.uint8(3 * frame)
    patches[12:] = [[200, 60, 60], [60, 200, 60], [60, 60, 200], [230, 200, 120]]
    return np.kron(patches.reshape(4, 4, 3), np.ones((SIZE // 4, SIZE // 4, 1), np.uint8))


@pytest.mark.parametrize("suffix", ["mp4", "webm"])
def test_a_browser_plays_a_clip_to_its_end_and_shows_its_greys_and_colours(
    browser: WebDriver, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"clip.{suffix}"
    write_video(path, [colours(frame) for frame in range(FRAMES)], SIZE, FPS)
    source = f"data:video/{suffix};base64,{base64.b64encode(path.read_bytes()).decode()}"
    browser.get("about:blank")
    shown = browser.execute_async_script(PLAY, source, 20.5 / FPS)
    assert "error" not in shown, shown
    assert shown["size"] == [SIZE, SIZE]
    assert shown["duration"] == pytest.approx(FRAMES / FPS, abs=0.001)
    picture = np.array(shown["pixels"]).reshape(SIZE, SIZE, 4)[..., :3]
    middles = slice(SIZE // 8, None, SIZE // 4)
    off = np.abs(picture[middles, middles] - colours(20)[middles, middles].astype(int))
    assert off[:3].max() <= 1  # and so it is frame 20: its neighbours are 3 levels away
    assert off[3].max() <= 10  # Chromium's own sums for bt709 are off by 8 in blue; another matrix, by 20 and more

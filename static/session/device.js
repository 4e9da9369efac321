// The device check: plays a small test clip and posts what was seen. The server judges it.
import { Clip, PlaybackError } from "./clip.js";
import { playable } from "./format.js";
import { refreshRate } from "./presentation.js";

const form = document.querySelector("#check");
const video = form.querySelector("video");
const button = form.querySelector("button");
const status = form.querySelector("[role=status]");
const TIMING = ["format", "onset_source", "presented_frames", "dropped_frames", "stalls", "stall_ms"];

async function testClip() {
  const { mp4, webm } = form.dataset;
  const { name, type, video: address } = playable({ video: mp4, webm: { video: webm } });
  const begun = performance.now();
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) throw new PlaybackError("clip_failed");
  return { blob: new Blob([await response.arrayBuffer()], { type }), format: name, loadMs: performance.now() - begun };
}

/** What playing the test clip showed; `failure` if it did not play to its end. */
async function played() {
  const clip = new Clip(video);
  try {
    await clip.load(await testClip());
    const { clock } = await clip.play();
    await clip.ended;
    const timing = clip.timing();
    return { clock, ...Object.fromEntries(TIMING.map((name) => [name, timing[name]])) };
  } catch (error) {
    if (!(error instanceof PlaybackError)) throw error;
    return { failure: error.kind };
  } finally {
    clip.stop();
  }
}

async function check() {
  button.setAttribute("aria-disabled", "true");
  status.textContent = status.dataset.checking;
  const facts = {
    ...(await played()),
    refresh_hz: await refreshRate(), // after the clip: the page is idle then
    viewport_width: Math.round(innerWidth),
    viewport_height: Math.round(innerHeight),
    screen_width: Math.max(1, Math.round(screen.width)),
    screen_height: Math.max(1, Math.round(screen.height)),
    pixel_ratio: devicePixelRatio,
    coarse_pointer: matchMedia("(pointer: coarse)").matches,
    hidden: document.hidden,
  };
  form.elements.facts.value = JSON.stringify(facts);
  form.submit();
}

button.hidden = false;
button.addEventListener("click", () => button.getAttribute("aria-disabled") === "true" || check());

// The device check: plays a small test clip and posts what was seen. The server judges it.
import { Clip, PlaybackError } from "./clip.js";
import { Prefetch } from "./prefetch.js";
import { refreshRate } from "./presentation.js";

const form = document.querySelector("#check");
const video = form.querySelector("video");
const button = form.querySelector("button");
const status = form.querySelector("[role=status]");
const TIMING = ["format", "onset_source", "presented_frames", "dropped_frames", "stalls", "stall_ms"];

/** What playing the test clip showed; `failure` if it did not play to its end. */
async function played() {
  const clip = new Clip(video);
  const { mp4, webm } = form.dataset;
  try {
    await clip.load(await new Prefetch().take({ key: "check", video: mp4, webm: { video: webm } }));
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

document.querySelector("#starting").remove();
button.hidden = false;
button.addEventListener("click", check, { once: true });

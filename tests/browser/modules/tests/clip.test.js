import { Clip, PlaybackError } from "/static/session/clip.js";
import { equal, look, rejection, test, wait } from "./runner.js";

const file = { blob: new Blob(["clip"], { type: "video/mp4" }), format: "mp4", loadMs: 12.3, verified: true };

/** A video of half a second that loads at once, and plays as the test tells it. */
class FakeVideo extends EventTarget {
  duration = 0.5;
  currentTime = 0;
  error = null;
  played = 0;
  paused = true;
  refusal = null;
  #callback = null;

  set src(address) {
    queueMicrotask(() => this.onloadeddata?.(new Event("loadeddata")));
  }

  async play() {
    this.played += 1;
    this.paused = false;
    if (this.refusal) throw new DOMException("no", this.refusal);
  }

  pause() {
    this.paused = true;
  }

  requestVideoFrameCallback(callback) {
    this.#callback = callback;
    return 1;
  }

  cancelVideoFrameCallback() {
    this.#callback = null;
  }

  /** The frame at the place `mediaMs` is displayed now. */
  show(mediaMs, presentedFrames) {
    const now = performance.now();
    this.currentTime = mediaMs / 1000;
    this.#callback?.(now, { expectedDisplayTime: now, mediaTime: mediaMs / 1000, presentedFrames });
  }

  /** The frames from 1 on, each at its time. */
  async run(count = 12) {
    const start = performance.now();
    for (let number = 1; number <= count; number += 1) {
      await wait(Math.max(0, start + 40 * number - performance.now()));
      this.show(40 * number, number + 1);
    }
  }

  end() {
    this.currentTime = this.duration;
    this.dispatchEvent(new Event("ended"));
  }
}

/** A clip that is loaded and whose video was told to play. */
async function playing(video = new FakeVideo()) {
  const clip = new Clip(video);
  await clip.load(file);
  const onset = clip.play();
  onset.catch(() => {});
  for (let tries = 0; video.played === 0 && tries < 100; tries += 1) await wait(20);
  return { clip, video, onset };
}

const kindOf = async (promise) => {
  const error = await rejection(promise);
  return error instanceof PlaybackError ? error.kind : String(error);
};

test("a clip that plays has an onset and an end, and was seen to it", async () => {
  const { clip, video, onset } = await playing();
  await video.run();
  const { at, clock, source } = await onset;
  equal([clock, source, Number.isFinite(at)], ["frame", "expected", true]);
  video.end();
  await clip.ended;
  const timing = clip.timing();
  equal([timing.seen_to_end, timing.format, timing.load_ms, timing.clip_ms], [true, "mp4", 12, 500]);
  equal(timing.verified, true);
  equal(timing.presented_frames + timing.dropped_frames, 13);
  equal(clip.endedAt > at, true);
});

test("it does not run before what covered it has been off the screen for a refresh", async () => {
  const video = new FakeVideo();
  const clip = new Clip(video);
  await clip.load(file);
  let refreshes = 0;
  const count = () => {
    refreshes += 1;
    if (video.played === 0) requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  clip.play().catch(() => {});
  while (video.played === 0) await wait(5);
  equal(refreshes >= 2, true, `${refreshes} refreshes: it`);
  clip.stop();
});

test("a clip that the page was hidden in has to be shown again", async () => {
  const { clip, video, onset } = await playing();
  await video.run(3);
  await onset;
  look(true);
  equal([await kindOf(clip.ended), await kindOf(clip.failed), video.paused], ["hidden", "hidden", true]);
  equal(await kindOf(clip.play()), "hidden");
  look(false);
});

test("a page that is hidden after the clip's end fails nothing, and the time is told", async () => {
  const { clip, video, onset } = await playing();
  await video.run();
  await onset;
  video.end();
  await clip.ended;
  look(true);
  await wait(50);
  look(false);
  equal(await Promise.race([clip.failed, wait(50).then(() => "fine")]), "fine");
  equal(clip.timing().hidden_ms >= 45, true);
});

test("a browser that wants a tap, and one that cannot decode, are told apart", async () => {
  for (const [refusal, kind] of [["NotAllowedError", "refused"], ["NotSupportedError", "decode_failed"]]) {
    const video = Object.assign(new FakeVideo(), { refusal });
    const { onset } = await playing(video);
    equal(await kindOf(onset), kind);
  }
});

test("a clip that breaks while it runs fails, whoever waits for it", async () => {
  const { clip, video, onset } = await playing();
  await video.run(2);
  await onset;
  video.error = { message: "broken" };
  video.onerror(new Event("error"));
  equal([await kindOf(clip.ended), await kindOf(clip.failed)], ["decode_failed", "decode_failed"]);
});

test("a clip that ends without a frame was not shown", async () => {
  const { clip, video, onset } = await playing();
  video.end();
  equal([await kindOf(onset), await kindOf(clip.ended)], ["stalled", "stalled"]);
});

test("a clip that goes no further for four seconds has stalled", async () => {
  const { clip, video, onset } = await playing();
  await video.run(2);
  await onset;
  const before = performance.now();
  equal(await kindOf(clip.ended), "stalled");
  equal(performance.now() - before > 3500, true);
});

test("a file that cannot be decoded is told when it is loaded", async () => {
  const video = new FakeVideo();
  Object.defineProperty(video, "src", {
    set() {
      queueMicrotask(() => this.onerror(new Event("error")));
    },
  });
  equal(await kindOf(new Clip(video).load(file)), "decode_failed");
});

test("a second showing begins at the start, and is measured by itself", async () => {
  const { clip, video, onset } = await playing();
  await video.run();
  const first = (await onset).at;
  video.end();
  await clip.ended;
  const again = clip.play();
  await wait(20);
  equal(video.currentTime, 0);
  video.onseeked();
  while (video.played < 2) await wait(5);
  video.show(480, 14); // told late, of the first showing
  await wait(60);
  await video.run(5);
  equal((await again).at > first + 500, true);
  equal(clip.timing().seen_to_end, false);
});

test("a clip that is stopped while it starts neither runs nor fails", async () => {
  const video = new FakeVideo();
  const clip = new Clip(video);
  await clip.load(file);
  const onset = clip.play();
  clip.stop();
  equal(await Promise.race([onset, wait(300).then(() => "nothing")]), "nothing");
  equal(video.played, 0);
});

import { account, Presentation, pressTime, rateOf, refreshRate } from "/static/session/presentation.js";
import { equal, look, range, test, wait } from "./runner.js";


/** A video whose frames are told by the test. */
class FakeVideo extends EventTarget {
  duration = 1;
  currentTime = 0;
  seeking = false;
  #callback = null;

  requestVideoFrameCallback(callback) {
    this.#callback = callback;
    return 1;
  }

  cancelVideoFrameCallback() {
    this.#callback = null;
  }

  /** A frame at the place `mediaMs`, to be displayed at `at`. */
  tell(at, mediaMs, presentedFrames = 2, now = performance.now()) {
    const callback = this.#callback;
    this.#callback = null;
    callback?.(now, { expectedDisplayTime: at, mediaTime: mediaMs / 1000, presentedFrames });
  }

  end(at) {
    this.dispatchEvent(Object.defineProperty(new Event("ended"), "timeStamp", { value: at }));
  }
}

/** The same, of a browser that tells nothing of frames. */
class ShyVideo extends FakeVideo {}
Object.defineProperty(ShyVideo.prototype, "requestVideoFrameCallback", { value: undefined });
const shy = () => {
  const video = new ShyVideo();
  return new Proxy(video, {
    has: (target, name) => name !== "requestVideoFrameCallback" && name in target,
    get: (target, name) => (typeof target[name] === "function" ? target[name].bind(target) : target[name]),
    set: (target, name, value) => Reflect.set(target, name, value),
  });
};

/** Frames 0, 1, 2 ... at `fps`, shown `shownAt` by their numbers; null where a frame is dropped. */
function frames(fps, shownAt) {
  let count = 0;
  return shownAt.flatMap((at, n) => (at === null ? [] : [{ at, mediaMs: (1000 * n) / fps, count: (count += 1) }]));
}
const onTime = (fps, count, start = 1000) => range(count).map((n) => start + (1000 * n) / fps);

test("every frame of a clip is accounted for, whatever its frame rate", () => {
  for (const fps of [23.976, 29.97, ...range(41).map((n) => 20 + n)]) {
    const exact = frames(fps, onTime(fps, 100));
    const rounded = exact.map((frame) => ({ ...frame, mediaMs: Math.round(frame.mediaMs) })); // as in WebM
    for (const all of [exact, rounded]) {
      const { frameMs, presented, dropped, stalls, toEnd } = account(all, 1000 + 100000 / fps, 0, 100000 / fps);
      equal([presented, dropped, stalls, toEnd], [100, 0, 0, true], `${fps} fps`);
      equal(Math.abs(frameMs - 1000 / fps) < 0.02, true, `${fps} fps`);
    }
  }
});

test("frames that were skipped are counted as dropped, and a short gap is no stall", () => {
  const shown = onTime(25, 50).map((at, n) => (n === 7 || n === 8 || n === 30 ? null : at));
  const { presented, dropped, stalls } = account(frames(25, shown), 3000, 0, 2000);
  equal([presented, dropped, stalls], [47, 3, 0]);
});

test("frames that the page was too busy to be told of were presented all the same", () => {
  const told = frames(25, onTime(25, 50)).filter((_, n) => n < 10 || n > 20);
  const { presented, dropped, stalls } = account(told, 3000, 0, 2000);
  equal([presented, dropped, stalls], [50, 0, 0]);
});

test("a clip that stands still for longer than its frames explain has stalled for the rest of the gap", () => {
  const shown = onTime(25, 50).map((at, n) => at + (n > 20 ? 250 : 0) + (n > 40 ? 90 : 0));
  const { dropped, stalls, stallMs } = account(frames(25, shown), 3340, 0, 2000);
  equal([dropped, stalls, Math.round(stallMs)], [0, 1, 250]);
});

test("a clip that has stopped and goes no further stalls until now", () => {
  const { stalls, stallMs, toEnd } = account(frames(25, onTime(25, 10)), null, 1000 + 9 * 40 + 540, 2000);
  equal([stalls, Math.round(stallMs), toEnd], [1, 500, true]);
});

test("a clip whose last frames never came was not seen to its end, though the browser says that it ended", () => {
  const { dropped, toEnd, stalls } = account(frames(25, onTime(25, 30)), 3000, 0, 2000);
  equal([dropped, toEnd, stalls], [20, false, 1]);
});

test("the first frame counts as shown where it was painted before the clip ran and is told of by nobody", () => {
  const told = frames(25, onTime(25, 50)).slice(1);
  equal([account(told, 3000, 0, 2000).presented, account(told, 3000, 0, 2000).dropped], [50, 0]);
});

test("the onset is led back from the first frame that moves", async () => {
  const video = new FakeVideo();
  const shown = new Presentation(video, performance.now());
  await wait(60);
  const at = performance.now() - 10;
  video.tell(at - 40, 0, 1);
  video.tell(at, 40, 2);
  video.tell(at + 40, 80, 3);
  equal(await shown.onset, { at: at - 40, source: "expected", mediaMs: 40 });
  shown.close();
});

test("the onset is never told before it has come", async () => {
  const video = new FakeVideo();
  const shown = new Presentation(video, performance.now());
  video.tell(performance.now() + 80, 16, 2);
  const { at } = await shown.onset;
  equal(performance.now() >= at - 0.2, true); // browsers round their clocks
  shown.close();
});

test("a frame of the presentation before, told late, is no onset", async () => {
  const video = new FakeVideo();
  const shown = new Presentation(video, performance.now());
  video.tell(performance.now() + 10, 960, 80);
  video.tell(NaN, NaN, 80);
  await wait(60);
  const at = performance.now();
  video.tell(at, 40, 81);
  equal((await shown.onset).at, at - 40);
  shown.close();
});

test("a browser whose display times are on another clock is timed by the frame's callback, and that is told", async () => {
  const video = new FakeVideo();
  const shown = new Presentation(video, performance.now());
  for (const strange of [performance.timeOrigin + performance.now(), 0, NaN, undefined]) {
    video.tell(strange, 0, 1);
  }
  await wait(60);
  const now = performance.now();
  video.tell(1e12, 40, 2, now);
  equal(await shown.onset, { at: now - 40, source: "callback", mediaMs: 40 });
  equal(shown.timing().onset_source, "callback");
  shown.close();
});

test("a clip of one frame has its onset when that frame came", async () => {
  const video = new FakeVideo();
  video.duration = 0.04;
  const shown = new Presentation(video, performance.now());
  const at = performance.now();
  video.tell(at, 0, 1);
  video.end(at + 40);
  equal((await shown.onset).at, at);
  await shown.ended;
  equal([shown.timing().seen_to_end, shown.timing().presented_frames], [true, 1]);
  shown.close();
});

test("a clip whose own times do not begin at 0 is still shown", async () => {
  const video = new FakeVideo();
  const shown = new Presentation(video, performance.now());
  const at = performance.now();
  for (const n of [0, 1, 2]) video.tell(at + 40 * n, 500 + 40 * n, n + 1);
  video.end(at + 120);
  equal((await shown.onset).at, at);
  shown.close();
});

test("a clip that ended without any frame has no onset and was not seen", async () => {
  const video = new FakeVideo();
  const shown = new Presentation(video, performance.now());
  video.end(performance.now());
  await shown.ended;
  equal([shown.first, shown.timing().seen_to_end, shown.timing().presented_frames], [null, false, null]);
  shown.close();
});

test("without frame times the onset is led back from currentTime, and the clock says so", async () => {
  const video = shy();
  const shown = new Presentation(video, performance.now());
  video.dispatchEvent(new Event("playing"));
  const start = performance.now();
  const running = setInterval(() => (video.currentTime = (performance.now() - start) / 1000), 1);
  const { at, source } = await shown.onset;
  clearInterval(running);
  equal([shown.clock, source, Math.abs(at - start) < 50], ["playing", "polled", true]);
  shown.close();
});

test("where currentTime tells nothing either, the onset is the event of playing", async () => {
  const video = shy();
  const shown = new Presentation(video, performance.now());
  const playing = new Event("playing");
  video.dispatchEvent(playing);
  video.end(performance.now());
  equal(await shown.onset, { at: playing.timeStamp, source: "playing", mediaMs: null });
  shown.close();
});

test("time out of sight is added up, also if it lasts until the answer", async () => {
  const shown = new Presentation(new FakeVideo(), performance.now());
  const before = performance.now();
  look(true);
  await wait(30);
  look(false);
  const between = performance.now() - before;
  await wait(30);
  equal(Math.abs(shown.timing().hidden_ms - between) < 5, true);
  look(true);
  await wait(20);
  equal(shown.timing().hidden_ms >= between + 15, true);
  shown.close();
});

test("nothing is measured after a presentation is closed", async () => {
  const video = new FakeVideo();
  const shown = new Presentation(video, performance.now());
  await wait(50);
  video.tell(performance.now(), 40, 2);
  await shown.onset;
  shown.close();
  const before = shown.timing();
  video.tell(performance.now(), 80, 3);
  video.dispatchEvent(new Event("waiting"));
  await wait(150);
  equal(shown.timing(), before);
});

test("all that is told is a number, a word or nothing, and never NaN", async () => {
  const video = new FakeVideo();
  video.duration = NaN;
  const shown = new Presentation(video, performance.now());
  await wait(50);
  video.tell(performance.now(), 40, 2);
  for (const [name, value] of Object.entries(shown.timing())) {
    const isPlain = value === null || typeof value === "boolean" || typeof value === "string" || Number.isFinite(value);
    equal(isPlain, true, name);
  }
  shown.close();
});

test("a press has its own time where that is on this clock, else its handler's, and that is told", () => {
  equal(pressTime({ timeStamp: 900 }, 1000), { at: 900, eventClock: "event" });
  for (const strange of [1e12, 1010, NaN, undefined, -1e6]) {
    equal(pressTime({ timeStamp: strange }, 1000), { at: 1000, eventClock: "handler" });
  }
});

test("the refresh rate is that of most refreshes, however many were missed", () => {
  const times = range(60).map((n) => (n * 1000) / 60 + (n > 30 ? 500 : 0) + (n > 40 ? 16.7 : 0));
  equal(rateOf(times), 60);
  equal(rateOf([0, 16, 32]), null);
});

test("the refresh rate of this very browser can be told", async () => {
  const hz = await refreshRate(300);
  equal(hz === null || (hz > 5 && hz < 500), true, hz);
});

// What was measured while a clip was presented once. All times in milliseconds on the clock of performance.now().
const GAP_MS = 100; // a gap between presented frames, beyond what the clip's frame interval explains, is a stall
const EARLY_MS = 50; // a frame may be shown a refresh before its time; one that leads back further is an older clip's
const FAR_MS = 2000; // a time further than that from now is not on this clock
const PAINT_MS = 250; // no refresh takes so long, but in a page that is not painted at all

/** To a tenth; null for what is no number. */
export const round = (ms) => (Number.isFinite(ms) ? Math.round(ms * 10) / 10 : null);

/** The time of a press on this clock, and where it comes from: the event itself, or else this handler's now. */
export function pressTime(event, now = performance.now()) {
  const early = now - event.timeStamp;
  return early >= -1 && early < 60_000 ? { at: event.timeStamp, eventClock: "event" } : { at: now, eventClock: "handler" };
}

/** Refreshes per second, from the median gap of animation frames over an idle second; null where none come. */
export async function refreshRate(ms = 1000) {
  const times = [await refreshed()];
  while (times.at(-1) - times[0] < ms) times.push(await refreshed());
  return rateOf(times);
}

/** Resolves when what was changed until now has been on the screen for a refresh or so, with about the time it came. */
export async function painted() {
  await refreshed();
  const at = await refreshed();
  await refreshed();
  return at;
}

/** The time of the next animation frame; a hidden page gets none, and waits a while. */
function refreshed() {
  return new Promise((resolve) => {
    setTimeout(() => resolve(performance.now()), PAINT_MS);
    requestAnimationFrame(resolve);
  });
}

export function rateOf(times) {
  const gaps = times.slice(1).map((at, index) => at - times[index]).filter((gap) => gap >= 1).sort((a, b) => a - b);
  return gaps.length < 10 ? null : round(1000 / gaps[gaps.length >> 1]);
}

/**
 * Presented and dropped frames, stalls, and whether the last frame was shown, from what the browser told of frames:
 * {at, mediaMs, count (presented until then)}. A frame that was presented while the page was too busy to be told of it
 * is in the count all the same. Frame 0 is on the screen before the clip runs.
 */
export function account(frames, endedAt, now, lengthMs) {
  const [first, last] = [frames[0], frames.at(-1)];
  const pairs = frames.slice(1).map((frame, index) => [frames[index], frame]);
  const steps = [first.mediaMs, ...pairs.map(([one, two]) => two.mediaMs - one.mediaMs)].filter((step) => step > 0);
  const least = Math.min(...steps);
  const passed = steps.reduce((sum, step) => sum + Math.round(step / least), 0);
  const frameMs = steps.length ? last.mediaMs / passed : lengthMs; // file times are rounded: not the least step
  const places = (ms) => Math.round(ms / frameMs);
  let presented = 1 + Math.min(places(first.mediaMs), Math.max(1, first.count - 1));
  const gaps = [];
  for (const [one, two] of pairs) {
    const shown = Math.max(1, Math.min(two.count - one.count, places(two.mediaMs - one.mediaMs)));
    presented += shown;
    gaps.push(two.at - one.at - shown * frameMs);
  }
  gaps.push((endedAt ?? now) - last.at - frameMs);
  const stalls = gaps.filter((gap) => gap > GAP_MS);
  const left = endedAt === null || !Number.isFinite(lengthMs) ? 0 : Math.max(0, places(lengthMs - last.mediaMs) - 1);
  return {
    frameMs,
    presented,
    dropped: Math.max(0, places(last.mediaMs) + 1 + left - presented),
    stalls: stalls.length,
    stallMs: stalls.reduce((sum, gap) => sum + gap, 0),
    toEnd: left * frameMs <= GAP_MS,
  };
}

const qualityOf = (video) => video.getVideoPlaybackQuality?.() ?? {};

/**
 * `onset` resolves with {at, source, mediaMs}: when the first frame of the running clip was on the screen. A browser
 * may paint frame 0 before it plays, and tell of it then or never; so the onset is led back from the first later frame
 * by that frame's place in the clip. Without requestVideoFrameCallback it is led back in the same way from currentTime,
 * polled once per refresh; failing that too, it is the `playing` event.
 */
export class Presentation {
  constructor(video, uncoveredAt) {
    this.video = video;
    this.uncoveredAt = uncoveredAt;
    this.begun = performance.now();
    this.frames = []; // {at, mediaMs, count}: what the browser told of presented frames
    this.endedAt = null;
    this.closedAt = null;
    this.first = null;
    this.waits = 0;
    this.hiddenMs = 0;
    this.hiddenSince = document.hidden ? this.begun : null;
    this.before = qualityOf(video);
    this.onset = new Promise((resolve) => (this.resolveOnset = resolve));
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
    this.listeners = new AbortController();
    const on = (target, kind, act) => target.addEventListener(kind, act, { signal: this.listeners.signal });
    on(document, "visibilitychange", () => this.#visibility(performance.now()));
    on(video, "waiting", () => (this.waits += this.first ? 1 : 0));
    on(video, "ended", (event) => this.#end(pressTime(event).at));
    this.clock = "requestVideoFrameCallback" in video ? "frame" : "playing";
    if (this.clock === "frame") this.#nextFrame();
    else {
      on(video, "playing", (event) => (this.playingAt ??= pressTime(event).at));
      this.#nextPoll();
    }
  }

  /** Nothing is measured any more. */
  close() {
    if (this.closedAt !== null) return;
    this.closedAt = performance.now();
    this.listeners.abort();
    if (this.clock === "frame") this.video.cancelVideoFrameCallback(this.request);
    else cancelAnimationFrame(this.request);
  }

  /** What an analyst needs to judge this presentation up to now; names as in study/session/timing.py. */
  timing(now = this.closedAt ?? performance.now()) {
    const length = this.video.duration * 1000;
    const told = this.frames.length ? account(this.frames, this.endedAt, now, length) : {};
    const after = qualityOf(this.video);
    const decoder = Math.max(0, after.droppedVideoFrames - this.before.droppedVideoFrames); // NaN where it is not known
    const total = Math.max(0, after.totalVideoFrames - this.before.totalVideoFrames - decoder);
    const hiddenMs = this.hiddenMs + (this.hiddenSince === null ? 0 : now - this.hiddenSince);
    return {
      presented_frames: told.presented ?? round(total),
      dropped_frames: told.dropped ?? null,
      decoder_dropped_frames: round(decoder),
      frame_ms: round(told.frameMs),
      onset_source: this.first?.source ?? null,
      first_media_ms: round(this.first?.mediaMs),
      still_ms: this.first && round(Math.max(0, this.first.at - this.uncoveredAt)),
      stalls: told.stalls ?? this.waits,
      stall_ms: round(told.stallMs ?? 0),
      waits: this.waits,
      hidden_ms: round(hiddenMs),
      end_ms: this.first && this.endedAt && round(Math.max(0, this.endedAt - this.first.at)),
      seen_to_end: this.endedAt !== null && this.first !== null && told.toEnd !== false,
    };
  }

  #nextFrame() {
    this.request = this.video.requestVideoFrameCallback((now, frame) => {
      this.#nextFrame();
      const onClock = Math.abs(frame.expectedDisplayTime - now) < FAR_MS;
      const at = onClock ? frame.expectedDisplayTime : now;
      this.#frame({ at, mediaMs: frame.mediaTime * 1000, count: frame.presentedFrames }, onClock ? "expected" : "callback");
    });
  }

  #frame(frame, source) {
    if (!(frame.at - frame.mediaMs >= this.begun - EARLY_MS)) { // told late of an earlier presentation, or of a clip
      if (frame.at >= this.begun) this.strange ??= frame; // whose times do not begin at 0
      return;
    }
    if (frame.mediaMs > (this.frames.at(-1)?.mediaMs ?? -1)) this.frames.push(frame);
    if (frame.mediaMs > 0) this.#shown({ at: frame.at - frame.mediaMs, source, mediaMs: frame.mediaMs });
  }

  #nextPoll() {
    this.request = requestAnimationFrame(() => {
      const mediaMs = this.video.currentTime * 1000;
      if (mediaMs > 0 && !this.video.seeking && this.playingAt) {
        const at = performance.now() - mediaMs;
        if (at >= this.begun - EARLY_MS) return this.#shown({ at, source: "polled", mediaMs });
      }
      this.#nextPoll();
    });
  }

  #shown(first) {
    if (this.first) return;
    this.first = first;
    // A frame is told before it is displayed: whoever waits for the onset learns of it when it has been.
    const tell = () => {
      const left = first.at - performance.now();
      if (left > 0) setTimeout(tell, left);
      else this.resolveOnset(first);
    };
    tell();
  }

  #end(at) {
    this.endedAt = at;
    const only = this.frames[0] ?? this.strange; // a clip of one frame has no later one
    if (only) this.#shown({ at: only.at, source: "expected", mediaMs: only.mediaMs });
    else if (this.playingAt) this.#shown({ at: this.playingAt, source: "playing", mediaMs: null });
    this.resolveEnded();
  }

  #visibility(now) {
    if (this.hiddenSince !== null) this.hiddenMs += now - this.hiddenSince;
    this.hiddenSince = document.hidden ? now : null;
  }
}

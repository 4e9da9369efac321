// One clip: loaded from a blob, shown, and measured; it ends, or it fails with a reason.
import { painted, Presentation, refreshRate } from "./presentation.js";

const STALL_MS = 4000; // no progress for so long while the page is visible: told as a failure
const METADATA_MS = 3000;
const FIRST_FRAME_MS = 300; // phones decode nothing before they play

/**
 * `kind` as in TrialEvent: clip_failed, decode_failed, stalled, hidden; refused: a tap is needed. `detail` is for the
 * records; `reason` names the words that tell it to the rater.
 */
export class PlaybackError extends Error {
  constructor(kind, detail = "", reason = kind) {
    super(`${kind}: ${detail}`);
    Object.assign(this, { kind, detail, reason });
  }
}

export class Clip {
  constructor(video) {
    this.video = video;
    video.muted = true;
    this.refreshHz = null;
    refreshRate().then((hz) => (this.refreshHz = hz));
    // A tab that is hidden shows no frames: a clip that it was hidden in has to be shown again.
    document.addEventListener("visibilitychange", () => document.hidden && this.running && this.fail?.("hidden"));
  }

  get durationMs() {
    const { duration, currentTime } = this.video;
    return 1000 * (Number.isFinite(duration) ? duration : currentTime);
  }

  /** When the clip ended; null before. */
  get endedAt() {
    return this.presentation.endedAt;
  }

  /** Take a file as `Prefetch.take` gives it; fails with decode_failed. */
  async load({ blob, ...file }) {
    this.stop();
    this.file = file;
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(blob);
    await new Promise((resolve, reject) => {
      this.video.onloadeddata = resolve; // frame 0 is there
      this.video.onloadedmetadata = () => setTimeout(resolve, FIRST_FRAME_MS);
      setTimeout(resolve, METADATA_MS); // some tell nothing at all: then `play` will
      this.video.onerror = () => reject(new PlaybackError("decode_failed", this.video.error?.message));
      this.video.src = this.url;
    });
  }

  /**
   * Show it from its start, the first time or again; whatever covered it is to be gone by now, so that its first frame
   * is on the screen before it runs. Resolves at the onset with {at, clock, source}. From then on
   * `ended` resolves at its end; `failed` never resolves; both reject with a PlaybackError if it cannot be shown in full.
   */
  async play() {
    this.stop();
    this.running = true;
    this.failed = new Promise((_, reject) => {
      this.fail = (kind, detail) => {
        this.stop();
        reject(new PlaybackError(kind, detail));
      };
    });
    this.failed.catch(() => {}); // perhaps nobody waits for it any more
    this.video.onerror = () => this.fail("decode_failed", this.video.error?.message);
    if (document.hidden) this.fail("hidden");
    const uncoveredAt = await Promise.race([this.#atItsStart().then(painted), this.failed]);
    if (!this.running) return new Promise(() => {}); // stopped meanwhile
    this.presentation = new Presentation(this.video, uncoveredAt);
    this.ended = Promise.race([this.presentation.ended.then(() => this.#end()), this.failed]);
    this.ended.catch(() => {});
    this.#watchForStall();
    this.video.play().catch((error) => {
      if (!this.running) return; // stopped meanwhile
      this.fail(error.name === "NotAllowedError" ? "refused" : "decode_failed", error.message);
    });
    const { at, source } = await Promise.race([this.presentation.onset, this.failed]);
    return { at, source, clock: this.presentation.clock };
  }

  stop() {
    this.running = false;
    clearInterval(this.watch);
    this.presentation?.close();
    this.video.pause();
  }

  /** What was measured of this presentation, of the device and the window: fields of study/session/timing.py. */
  timing() {
    const { format, loadMs, verified } = this.file;
    return {
      format,
      verified,
      ...this.presentation.timing(),
      load_ms: Math.round(loadMs),
      clip_ms: Math.round(this.durationMs),
      refresh_hz: this.refreshHz,
      viewport_width: innerWidth,
      viewport_height: innerHeight,
      pixel_ratio: devicePixelRatio,
    };
  }

  #end() {
    this.running = false;
    clearInterval(this.watch);
    if (!this.presentation.first) this.fail("stalled", "no frame was presented");
  }

  async #atItsStart() {
    if (this.video.currentTime === 0) return;
    await new Promise((resolve) => {
      this.video.onseeked = resolve;
      setTimeout(resolve, METADATA_MS);
      this.video.currentTime = 0;
    });
  }

  #watchForStall() {
    let place = -1;
    let since = performance.now();
    this.watch = setInterval(() => {
      const now = performance.now();
      if (this.video.currentTime !== place) {
        place = this.video.currentTime;
        since = now;
      } else if (now - since > STALL_MS) this.fail("stalled", `at ${place} s`);
    }, 250);
  }
}

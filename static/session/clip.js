// One clip: fetched whole, checked, shown once, and timed from the first frame that was presented.
const STALL_MS = 4000; // no progress for so long while the page is visible: told as a failure
const LOAD_TIMEOUT_MS = 60000;
const METADATA_TIMEOUT_MS = 3000;

/** `kind` names the message for the rater: clip_failed, decode_failed, stalled; refused: a tap is needed. */
export class PlaybackError extends Error {
  constructor(kind, cause) {
    super(kind, { cause });
    this.kind = kind;
  }
}

export class Clip {
  constructor(video) {
    this.video = video;
    this.url = null;
    video.muted = true;
    document.addEventListener("visibilitychange", () => this.#visibility());
    video.addEventListener("waiting", () => (this.stalls += this.onset ? 1 : 0));
  }

  get durationMs() {
    return this.video.duration * 1000;
  }

  /** `file`: see `playable`. */
  async load(file) {
    const begun = performance.now();
    this.format = file.name;
    const blob = await fetchClip(file);
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(blob);
    this.video.src = this.url;
    await new Promise((resolve, reject) => {
      this.video.onloadedmetadata = resolve; // phones decode no further before they play; the bytes are all here
      setTimeout(resolve, METADATA_TIMEOUT_MS); // and some not even so far: then `play` will tell
      this.video.onerror = () => reject(new PlaybackError("decode_failed", this.video.error));
    });
    this.loadMs = performance.now() - begun;
  }

  /** Start, once per load; resolves at the first presented frame with its time and the clock that told it. */
  async play() {
    this.#reset();
    const onset = this.#firstFrame();
    try {
      await this.video.play();
    } catch (error) {
      throw new PlaybackError(error.name === "NotAllowedError" ? "refused" : "decode_failed", error);
    }
    this.onset = await Promise.race([onset, this.failed]);
    return this.onset;
  }

  stop() {
    clearInterval(this.watch);
    this.video.cancelVideoFrameCallback?.(this.frameRequest);
    this.video.pause();
  }

  /** What an analyst needs to judge this presentation; times in milliseconds. */
  timing() {
    const quality = this.video.getVideoPlaybackQuality?.();
    return {
      format: this.format,
      presented_frames: this.presentedFrames,
      dropped_frames: quality ? quality.droppedVideoFrames : null,
      first_media_ms: this.onset.firstMediaMs,
      stalls: this.stalls,
      hidden_ms: Math.round(this.hiddenMs + (this.hiddenSince === null ? 0 : performance.now() - this.hiddenSince)),
      load_ms: Math.round(this.loadMs),
      clip_ms: Math.round(this.durationMs),
      seen_to_end: this.endedAt !== null,
    };
  }

  #reset() {
    this.onset = null;
    this.endedAt = null;
    this.presentedFrames = 0;
    this.stalls = 0;
    this.hiddenMs = 0;
    this.hiddenSince = document.hidden ? performance.now() : null;
    this.ended = new Promise((resolve) => {
      this.video.onended = (event) => {
        this.endedAt = event.timeStamp;
        clearInterval(this.watch);
        resolve();
      };
    });
    this.failed = new Promise((_, reject) => {
      this.video.onerror = () => reject(new PlaybackError("decode_failed", this.video.error));
      this.#watchForStall(() => reject(new PlaybackError("stalled")));
    });
    this.failed.catch(() => {}); // it may fail when nobody waits for it any more
    this.ended = Promise.race([this.ended, this.failed]);
    this.ended.catch(() => {});
  }

  /**
   * The onset: when the first frame of the running clip was on the screen. A browser may paint frame 0 before it
   * plays, and tell of it then; so the onset is led back from the first later frame by that frame's place in the clip.
   */
  #firstFrame() {
    if (!("requestVideoFrameCallback" in HTMLVideoElement.prototype)) {
      return new Promise((resolve) => {
        this.video.onplaying = (event) => resolve({ at: event.timeStamp, clock: "playing", firstMediaMs: null });
      });
    }
    return new Promise((resolve) => {
      const each = (_, frame) => {
        const mediaMs = frame.mediaTime * 1000;
        if (mediaMs > 0) resolve({ at: frame.expectedDisplayTime - mediaMs, clock: "frame", firstMediaMs: mediaMs });
        this.presentedFrames = frame.presentedFrames;
        this.frameRequest = this.video.requestVideoFrameCallback(each);
      };
      this.frameRequest = this.video.requestVideoFrameCallback(each);
    });
  }

  #watchForStall(fail) {
    clearInterval(this.watch);
    let place = -1;
    let since = performance.now();
    this.watch = setInterval(() => {
      const now = performance.now();
      if (document.hidden || this.video.currentTime !== place) {
        place = this.video.currentTime;
        since = now;
      } else if (now - since > STALL_MS) fail();
    }, 250);
  }

  #visibility() {
    if (document.hidden) this.hiddenSince = performance.now();
    else if (this.hiddenSince) {
      this.hiddenMs += performance.now() - this.hiddenSince;
      this.hiddenSince = null;
    }
  }
}

async function fetchClip({ video, sha256, type }) {
  let bytes;
  try {
    const response = await fetch(video, { signal: AbortSignal.timeout?.(LOAD_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    bytes = await response.arrayBuffer();
  } catch (error) {
    throw new PlaybackError("clip_failed", error);
  }
  // Browsers offer hashing on https and localhost only.
  if (crypto.subtle && hex(await crypto.subtle.digest("SHA-256", bytes)) !== sha256) throw new PlaybackError("clip_failed");
  return new Blob([bytes], { type });
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

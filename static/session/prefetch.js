// Clips fetched ahead: each whole and checked against its SHA-256 before anybody sees it.
import { PlaybackError } from "./clip.js";
import { expiring, hex, mayPass, rest } from "./exchange.js";

const AHEAD = 3;
const TRIES = 3;
const TIMEOUT_MS = 60000; // for all of them
const H264 = 'video/mp4; codecs="avc1.64001f"';

/**
 * The clips of the trial on show and of the next three; older ones are let go, so no more than four are ever held.
 * One is fetched at a time, in the order of the trials; a second only when `take` cannot wait.
 */
export class Prefetch {
  #downloads = new Map(); // by trial key
  #isOther = false;
  #isPaused = false;
  #isFetching = false;

  /** Hold the clips of these trials (in the order in which they come, from the one on show on) and of no others. */
  keep(trials) {
    const before = this.#downloads;
    const heldOrNew = (trial) => before.get(trial.key) ?? new Download(trial, this.#isOther);
    this.#downloads = new Map(trials.slice(0, 1 + AHEAD).map((trial) => [trial.key, heldOrNew(trial)]));
    for (const [key, download] of before) if (!this.#downloads.has(key)) download.cancel();
    this.#fetchAhead();
  }

  /**
   * The trial's clip: {blob, format: "mp4"|"webm", loadMs: of the fetch and the check, verified: false where the browser
   * cannot hash (http on other hosts than localhost), or the trial tells no hash}. Rejects with
   * PlaybackError("clip_failed"); may be asked again.
   * `other`: the file in hand could not be decoded: change to the other format where the trial has one, for good.
   */
  take(trial, { other = false } = {}) {
    const trials = [...this.#downloads.values()].map((download) => download.trial);
    if (other) {
      this.#isOther = !this.#isOther;
      this.keep([]);
      this.keep(trials);
    }
    if (!this.#downloads.has(trial.key)) this.keep([trial, ...trials]);
    return this.#downloads.get(trial.key).get();
  }

  /** Begin no fetch while a clip starts; `take` still does. */
  pause() {
    this.#isPaused = true;
  }

  resume() {
    this.#isPaused = false;
    this.#fetchAhead();
  }

  async #fetchAhead() {
    if (this.#isFetching) return;
    this.#isFetching = true;
    while (!this.#isPaused) {
      const next = [...this.#downloads.values()].find((download) => download.tries === 0);
      if (next === undefined) break;
      await next.get().catch(() => {}); // told to the one who takes it
    }
    this.#isFetching = false;
  }
}

/** One clip's file, fetched when first asked for. */
class Download {
  tries = 0;
  #fetching = null;
  #clip = null;

  constructor(trial, isOther) {
    this.trial = trial;
    this.file = playable(trial, isOther);
  }

  /** The same clip for all who ask; after a failure, a new try. */
  get() {
    this.#clip ??= this.#fetch().catch((error) => {
      this.#clip = null;
      throw error instanceof PlaybackError ? error : new PlaybackError("clip_failed", error.message);
    });
    return this.#clip;
  }

  cancel() {
    this.#fetching?.abort();
  }

  async #fetch() {
    this.#fetching = expiring(TIMEOUT_MS);
    const { signal } = this.#fetching;
    for (let failures = 0; ; ) {
      this.tries += 1;
      try {
        return await fetchClip(this.file, this.tries > 1, signal);
      } catch (error) {
        failures += 1;
        if (signal.aborted || failures === TRIES || error.reason === "not_found") throw error;
        await rest(failures - 1);
      }
    }
  }
}

/** The file for this browser: MP4 if it plays H.264, else WebM where there is one. `isOther`: the other, if there is. */
function playable({ video, sha256, webm }, isOther) {
  const playsMp4 = document.createElement("video").canPlayType(H264) !== "";
  return webm && playsMp4 === isOther
    ? { format: "webm", type: "video/webm", ...webm }
    : { format: "mp4", type: "video/mp4", video, sha256 };
}

/** `isRetry`: past the browser's cache, which may hold what was wrong. */
async function fetchClip({ format, type, video, sha256 }, isRetry, signal) {
  const begun = performance.now();
  const response = await fetch(video, { cache: isRetry ? "reload" : "default", signal });
  if (!response.ok) {
    const { status } = response;
    throw new PlaybackError("clip_failed", `status ${status}`, mayPass(status) ? "server_failed" : "not_found");
  }
  const bytes = await response.arrayBuffer();
  const verified = Boolean(crypto.subtle && sha256);
  if (verified && hex(await crypto.subtle.digest("SHA-256", bytes)) !== sha256) {
    throw new PlaybackError("clip_failed", "not the clip that was meant", "wrong_bytes");
  }
  return { blob: new Blob([bytes], { type }), format, loadMs: performance.now() - begun, verified };
}

// Clips fetched ahead: each whole and checked against its SHA-256 before anybody sees it.
import { PlaybackError } from "./clip.js";
import { expiring, hex, rest } from "./exchange.js";
import { playable } from "./format.js";

const AHEAD = 3;
const TRIES = 3;
const TIMEOUT_MS = 60000;

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
   * cannot hash (http on other hosts than localhost)}. Rejects with PlaybackError("clip_failed"); may be asked again.
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
      const next = [...this.#downloads.values()].find((download) => !download.isBegun);
      if (next === undefined) break;
      await next.get().catch(() => {}); // told to the one who takes it
    }
    this.#isFetching = false;
  }
}

/** One clip's file, fetched when first asked for. */
class Download {
  isBegun = false;
  #hasFailed = false;
  #isCancelled = false;
  #fetching = null;
  #clip = null;

  constructor(trial, isOther) {
    this.trial = trial;
    this.file = playable(trial, isOther);
  }

  /** The same clip for all who ask; after a failure, a new try. */
  get() {
    this.isBegun = true;
    this.#clip ??= this.#fetch().catch((error) => {
      this.#clip = null;
      throw error instanceof PlaybackError ? error : new PlaybackError("clip_failed", error.message);
    });
    return this.#clip;
  }

  cancel() {
    this.#isCancelled = true;
    this.#fetching?.abort();
  }

  async #fetch() {
    for (let tries = 1; ; tries += 1) {
      this.#fetching = expiring(TIMEOUT_MS);
      if (this.#isCancelled) this.cancel();
      try {
        return await fetchClip(this.file, this.#hasFailed, this.#fetching.signal);
      } catch (error) {
        this.#hasFailed = true;
        if (this.#isCancelled || tries === TRIES || error.reason === "not_found") throw error;
        await rest(tries - 1);
      }
    }
  }
}

/** `isRetry`: past the browser's cache, which may hold what was wrong. */
async function fetchClip({ name, type, video, sha256 }, isRetry, signal) {
  const begun = performance.now();
  const response = await fetch(video, { cache: isRetry ? "reload" : "default", signal });
  const { ok, status } = response;
  if (!ok) {
    const mayPass = status >= 500 || status === 429;
    throw new PlaybackError("clip_failed", `status ${status}`, mayPass ? "server_failed" : "not_found");
  }
  const bytes = await response.arrayBuffer();
  const verified = Boolean(crypto.subtle);
  if (verified && hex(await crypto.subtle.digest("SHA-256", bytes)) !== sha256) {
    throw new PlaybackError("clip_failed", "not the clip that was meant", "wrong_bytes");
  }
  return { blob: new Blob([bytes], { type }), format: name, loadMs: performance.now() - begun, verified };
}

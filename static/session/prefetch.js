// Clips fetched ahead: each whole and checked against its SHA-256 before anybody sees it.
import { PlaybackError } from "./clip.js";
import { hex, Patience, within } from "./exchange.js";
import { playable } from "./format.js";

const AHEAD = 3;
const TRIES = 3;
const TIMEOUT_MS = 60000;

/**
 * The clips of the trial on show and of the next three; older ones are let go, so no more than four are ever held.
 * One is fetched at a time, in the order of the trials; a second only when `take` cannot wait.
 */
export class Prefetch {
  #trials = [];
  #downloads = new Map(); // by trial key
  #isOther = false;
  #isPaused = false;
  #isFetching = false;

  /** Hold the clips of these trials (in the order in which they come, from the one on show on) and of no others. */
  keep(trials) {
    this.#trials = trials.slice(0, 1 + AHEAD);
    const before = this.#downloads;
    this.#downloads = new Map(
      this.#trials.map((trial) => [trial.key, before.get(trial.key) ?? new Download(playable(trial, this.#isOther))]),
    );
    for (const [key, download] of before) if (!this.#downloads.has(key)) download.cancel();
    this.#fetchAhead();
  }

  /**
   * The trial's clip: {blob, format: "mp4"|"webm", loadMs: of the fetch and the check, verified: false where the browser
   * cannot hash (http on other hosts than localhost)}. Rejects with PlaybackError("clip_failed"); may be asked again.
   * `other`: the file in hand could not be decoded: change to the other format where the trial has one, for good.
   */
  take(trial, { other = false } = {}) {
    if (other) {
      this.#isOther = !this.#isOther;
      for (const download of this.#downloads.values()) download.cancel();
      this.#downloads.clear();
    }
    if (!this.#downloads.has(trial.key)) this.keep([trial, ...this.#trials.filter(({ key }) => key !== trial.key)]);
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
  #clip = null;
  #cancelled = new AbortController();

  constructor(file) {
    this.file = file;
  }

  /** The same clip for all who ask; after a failure, a new try. */
  get() {
    this.isBegun = true;
    this.#clip ??= this.#fetch().catch((error) => {
      this.#clip = null;
      throw error;
    });
    return this.#clip;
  }

  cancel() {
    this.#cancelled.abort();
  }

  async #fetch() {
    for (const patience = new Patience(); ; ) {
      try {
        const work = (signal) => fetchClip(this.file, this.#hasFailed, signal);
        return await within(TIMEOUT_MS, work, this.#cancelled.signal);
      } catch (error) {
        this.#hasFailed = true;
        const isFinal = error.isFinal || this.#cancelled.signal.aborted || patience.tries === TRIES - 1;
        if (isFinal) throw new PlaybackError("clip_failed", error.message);
        await patience.rest();
      }
    }
  }
}

/** `isRetry`: past the browser's cache, which may hold what was wrong. */
async function fetchClip({ name, type, video, sha256 }, isRetry, signal) {
  const begun = performance.now();
  const response = await fetch(video, { cache: isRetry ? "reload" : "default", signal });
  if (!response.ok) {
    const isFinal = response.status < 500 && response.status !== 429;
    throw Object.assign(new Error(`status ${response.status}`), { isFinal });
  }
  const bytes = await response.arrayBuffer();
  const verified = Boolean(crypto.subtle);
  const isMeant = !verified || hex(await crypto.subtle.digest("SHA-256", bytes)) === sha256;
  if (!isMeant) throw new Error("not the clip that was meant");
  return { blob: new Blob([bytes], { type }), format: name, loadMs: performance.now() - begun, verified };
}

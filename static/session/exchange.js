// Talking to the server: one request with a time limit, and how long to wait before the next try.
const TIMEOUT_MS = 15000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10000;
const KEEPALIVE_CHARACTERS = 15000; // browsers let 64 KiB outlive a page; a character takes 3 bytes at most

/** The server will not give the window: `status` 403 (no session in this browser), 404 …, `json` its body or null. */
export class Refused extends Error {
  constructor({ status, json }) {
    super(`status ${status}`);
    this.status = status;
    this.json = json;
  }
}

/**
 * The window of trials at `url`, asked for until the server gives it: {trials, progress, page}.
 * `onTrouble(true)` at the first failure, `onTrouble(false)` when it is over. Throws Refused.
 */
export async function fetchWindow(url, onTrouble = () => {}) {
  for (const patience = new Patience(); ; ) {
    const reply = await ask(url, { cache: "no-store" }).catch(() => null);
    if (reply !== null && !isPassing(reply)) {
      if (patience.tries > 0) onTrouble(false);
      if (reply.status === 200) return reply.json;
      throw new Refused(reply);
    }
    const rest = patience.rest();
    if (patience.tries === 1) onTrouble(true);
    await rest;
  }
}

/** One try to post `body`, a string: {status, json: an object, or null for any other body}. Rejects without a reply. */
export function post(url, { csrf, key, body, timeoutMs }) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf, "Idempotency-Key": key };
  return ask(url, { method: "POST", headers, body, keepalive: body.length < KEEPALIVE_CHARACTERS }, timeoutMs);
}

function ask(url, options, timeoutMs = TIMEOUT_MS) {
  return within(timeoutMs, async (signal) => {
    // A redirect is none of this server's replies: a hotspot's log-in page must not pass for an acknowledgement.
    const response = await fetch(url, { ...options, redirect: "error", signal });
    const text = await response.text();
    return { status: response.status, json: objectOf(text) };
  });
}

function objectOf(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/** Whether a reply is a failure that may pass: the server's own, or one by something between that is not the server. */
export function isPassing({ status, json }) {
  return status >= 500 || status === 429 || status === 408 || (json === null && status !== 403);
}

/** `work(signal)`, aborted after `ms` or with `cancelled` (AbortSignal.timeout and .any are too young to count on). */
export async function within(ms, work, cancelled = null) {
  const stop = new AbortController();
  const abort = () => stop.abort();
  const timer = setTimeout(abort, ms);
  cancelled?.addEventListener("abort", abort);
  if (cancelled?.aborted) abort();
  try {
    return await work(stop.signal);
  } finally {
    clearTimeout(timer);
    cancelled?.removeEventListener("abort", abort);
  }
}

/** The wait after `tries` failures: doubled each time, and spread so that a room of raters does not come back as one. */
export function waitMs(tries, random = Math.random()) {
  return Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS) * (0.5 + 0.5 * random);
}

/** Growing waits between tries, each cut short when the connection or the rater comes back. */
export class Patience {
  tries = 0;

  rest() {
    return new Promise((resolve) => {
      const over = () => {
        clearTimeout(timer);
        window.removeEventListener("online", over);
        document.removeEventListener("visibilitychange", onVisible);
        resolve();
      };
      const onVisible = () => document.hidden || over();
      const timer = setTimeout(over, waitMs(this.tries));
      this.tries += 1;
      window.addEventListener("online", over);
      document.addEventListener("visibilitychange", onVisible);
    });
  }
}

/** 128 random bits in hex. */
export function randomToken() {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}

export const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

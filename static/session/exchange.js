// Talking to the server: one request with a time limit, and how long to wait before the next try.
const TIMEOUT_MS = 15000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10000;
const KEEPALIVE_CHARACTERS = 15000; // browsers let 64 KiB outlive a page; a character takes 3 bytes at most

/**
 * The window of trials at `url`, asked for until the server says something: {status, json}, 200 with the window.
 * `onTrouble(is)` tells after each try whether it failed.
 */
export async function fetchWindow(url, onTrouble = () => {}) {
  for (let tries = 0; ; tries += 1) {
    const reply = await ask(url, { cache: "no-store" });
    onTrouble(isPassing(reply));
    if (!isPassing(reply)) return reply;
    await rest(tries);
  }
}

/** One try to post `body`, a string: {status, json: an object, or null for any other body}; null without a reply. */
export function post(url, { csrf, key, body, timeoutMs }) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf, "Idempotency-Key": key };
  return ask(url, { method: "POST", headers, body, keepalive: body.length < KEEPALIVE_CHARACTERS }, timeoutMs);
}

async function ask(url, options, timeoutMs = TIMEOUT_MS) {
  try {
    // A redirect is none of this server's replies: a hotspot's log-in page must not pass for an acknowledgement.
    const { signal } = expiring(timeoutMs);
    const response = await fetch(url, { ...options, redirect: "error", signal });
    return { status: response.status, json: objectOf(await response.text()) };
  } catch {
    return null;
  }
}

function objectOf(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/** Whether a reply is a failure that may pass: none, the server's own, or of something between that is not the server. */
export function isPassing(reply) {
  if (reply === null) return true;
  const { status, json } = reply;
  return mayPass(status) || (json === null && status !== 403);
}

/** Of a failed request: the server's own trouble, or it was asked too often or too slowly. */
export const mayPass = (status) => status >= 500 || status === 429 || status === 408;

/** A controller that aborts by itself after `ms`, if nobody has before (AbortSignal.timeout is too young to count on). */
export function expiring(ms) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller;
}

/** The wait after `tries` failures: doubled each time, and spread so that a room of raters does not come back as one. */
export function waitMs(tries, random = Math.random()) {
  return Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS) * (0.5 + 0.5 * random);
}

/** Waits before the next try, `tries` after the first; cut short when the connection or the rater comes back. */
export function rest(tries) {
  const over = new AbortController();
  return new Promise((resolve) => {
    setTimeout(resolve, waitMs(tries));
    window.addEventListener("online", resolve, { signal: over.signal });
    document.addEventListener("visibilitychange", () => document.hidden || resolve(), { signal: over.signal });
  }).finally(() => over.abort());
}

/** 128 random bits in hex. */
export const randomToken = () => hex(crypto.getRandomValues(new Uint8Array(16)));

export const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

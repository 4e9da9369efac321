// Talking to the server: the next trial, and answers that are sent until they are acknowledged.
const TIMEOUT_MS = 15000; // where the browser can (Safari from 16)
const LONGEST_WAIT_MS = 10000;

/** The server does not know this browser's session: nothing more can be saved from here. */
export class SessionLost extends Error {}

export async function fetchNextTrial(address, tell) {
  const response = await untilAnswered(() => fetch(address, { signal: AbortSignal.timeout?.(TIMEOUT_MS) }), tell);
  if (!response.ok) throw new SessionLost(`status ${response.status}`);
  return response.json();
}

/** Resolves when the answer is on the server's disk, or when the server already has another for this trial (409). */
export async function sendAnswer(address, answer, csrf, tell) {
  const body = JSON.stringify(answer);
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf, "Idempotency-Key": idempotencyKey() };
  const send = () => fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout?.(TIMEOUT_MS) });
  const response = await untilAnswered(send, tell);
  if (!response.ok && response.status !== 409) throw new SessionLost(`status ${response.status}`);
}

/** Ask again, with growing waits, until the server gives an answer that is not its own failure. */
async function untilAnswered(ask, tell) {
  for (let wait = 500; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    try {
      const response = await ask();
      if (response.status < 500 && response.status !== 429) {
        tell(false);
        return response;
      }
    } catch {
      // no connection: the same as a server in trouble
    }
    tell(true);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

function idempotencyKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

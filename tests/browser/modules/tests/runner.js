// Runs one test, named by its sentence, in a page of its own; and what the tests share.
const tests = new Map();
let names = 0;

export function test(sentence, body) {
  tests.set(sentence, body);
}

/** {error: null, or what went wrong}. */
window.run = async (file, sentence) => {
  try {
    await import(`./${file}.js`);
    await tests.get(sentence)();
    return { error: null };
  } catch (error) {
    return { error: `${error?.stack ?? error}` };
  }
};

export function equal(actual, expected, what = "") {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what} is ${is}, should be ${should}`);
}

/** The error that `promise` rejects with; it is an error if it does not. */
export async function rejection(promise) {
  const value = await promise.then(
    () => null,
    (error) => error,
  );
  if (value === null) throw new Error("did not reject");
  return value;
}

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** 0, 1, 2 ... */
export const range = (count) => [...Array(count).keys()];

/** The page goes out of sight, or comes back. */
export function look(hidden) {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}

/** `work`, with every wait between tries cut short. */
export async function hurried(work) {
  const hurry = setInterval(() => window.dispatchEvent(new Event("online")), 5);
  return work.finally(() => clearInterval(hurry));
}

export const newName = () => `${performance.timeOrigin}-${(names += 1)}`.replace(".", "-");

/** An endpoint of the faulty server that nobody else uses. `steps`: see faulty_server.py. */
export class Server {
  constructor(name = newName()) {
    this.name = name;
    this.url = `/faulty/${name}`;
  }

  plan(...steps) {
    return fetch(`/plan/${this.name}`, { method: "POST", body: JSON.stringify(steps) });
  }

  /** All requests so far, once there are at least `count`: {path, key, csrf, body, recorded}. */
  async seen(count = 0) {
    return (await fetch(`/seen/${this.name}/${count}`)).json();
  }

  /** The bodies it recorded, in order. */
  async recorded(count = 0) {
    return (await this.seen(count)).filter((each) => each.recorded).map((each) => JSON.parse(each.body));
  }

  release() {
    return fetch(`/release/${this.name}`, { method: "POST" });
  }
}

/** A page of its own on the same origin, as another tab is: {claim, Outbox, window, close()}. */
export async function openTab() {
  const frame = document.createElement("iframe");
  frame.src = "/page/tab";
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  return { frame, window: frame.contentWindow, ...frame.contentWindow.modules, close: () => frame.remove() };
}

/** Calls that are remembered: `log.onX` is a callback, `log.calls` lists [name, ...details], `log.when(name)` waits. */
export class Log {
  calls = [];
  #waiting = [];

  callbacks(...names) {
    return Object.fromEntries(names.map((name) => [name, (...details) => this.#called(name, details)]));
  }

  of(name) {
    return this.calls.filter((call) => call[0] === name).map((call) => call.slice(1));
  }

  /** Resolves with the details of the first call of `name`, past or to come. */
  when(name) {
    const past = this.of(name);
    return past.length > 0 ? Promise.resolve(past[0]) : new Promise((resolve) => this.#waiting.push([name, resolve]));
  }

  #called(name, details) {
    this.calls.push([name, ...details]);
    for (const [wanted, resolve] of this.#waiting) if (wanted === name) resolve(details);
  }
}

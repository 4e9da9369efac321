// The way through the trials: the server's window, less what was answered here and is still on its way there.
import { fetchWindow } from "./exchange.js";

export class Course {
  #trials = [];
  #answered = new Set();
  #feedback = new Map(); // by trial key: who waits for it
  #onWindow = () => {};

  /** Where to go when no trial is left; null as long as there are some. */
  page = null;

  /** `load`: a random name of this load of the page, by which the server tells a clip that was shown before. */
  constructor(outbox, address, load) {
    Object.assign(this, { outbox, address, load });
  }

  /**
   * Have sent what an earlier load of the page left, then learn what comes. `told`: callbacks for `Outbox.start`;
   * onSaved(): an answer is on the server; onBroken(): the server cannot make sense of one.
   */
  async begin(told) {
    const onReply = (item, status, json) => {
      if (item.kind !== "answer") return;
      if (json.trials === undefined) return told.onBroken();
      if (status === 409) this.#answered.delete(item.trial); // the server has another answer, or wants another trial
      this.#take(json);
      this.#feedback.get(item.trial)?.(json.feedback ?? null);
      told.onSaved();
    };
    this.outbox.start({ ...told, onReply });
    await this.outbox.flushed();
    const { status, json } = await fetchWindow(this.address, (is) => this.outbox.trouble(is));
    if (status === 200) this.#take(json);
    else told.onLost({ status, page: json?.page });
  }

  /** The next trials that have no answer yet, each with its `place` among the `total` of the session. */
  get open() {
    return this.#trials.filter((trial) => !this.#answered.has(trial.key));
  }

  /** The next trial, waited for if it has to be; null if none is left. */
  async next() {
    while (this.open.length === 0 && this.page === null) await new Promise((resolve) => (this.#onWindow = resolve));
    return this.open[0] ?? null;
  }

  /** Resolves, when the answer is on this device's disk, with {feedback: a promise of it}. */
  async answer(trial, body) {
    const feedback = trial.feedback ? new Promise((resolve) => this.#feedback.set(trial.key, resolve)) : null;
    await this.outbox.add({ kind: "answer", url: trial.response, body, trial: trial.key });
    this.#answered.add(trial.key);
    return { feedback };
  }

  event(trial, kind, detail = "") {
    const body = { kind, page: this.load, detail: detail.slice(0, 200) };
    this.outbox.add({ kind: "event", url: trial.events, body, trial: trial.key }).catch(() => {}); // another tab took over
  }

  #take({ trials, progress, page }) {
    this.#trials = trials.map((trial, index) => ({ ...trial, place: progress.answered + index, total: progress.of }));
    this.page = page;
    this.#onWindow();
  }
}

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
    this.told = told;
    this.outbox.start({
      ...told,
      onAcknowledged: (item, _, json) => item.kind === "answer" && this.#acknowledged(item, json),
      onRefused: (item, status, json) => {
        if (item.kind !== "answer") return;
        if (status === 409) this.#conflict(item, json);
        else told.onBroken();
      },
    });
    await this.outbox.flushed();
    this.#take(await fetchWindow(this.address, told.onTrouble));
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

  #acknowledged({ trial }, json) {
    this.#take(json);
    this.told.onSaved();
    this.#feedback.get(trial)?.(json.feedback);
  }

  /** The server has another answer to this trial, or wants another trial first: its window holds. */
  #conflict({ trial }, json) {
    this.#answered.delete(trial);
    this.#take(json);
    this.#feedback.get(trial)?.(null);
  }
}

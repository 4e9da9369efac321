// Answers and events on their way to the server: on this device's disk first, sent one at a time in their order, and
// forgotten only when the server has acknowledged them. What it refuses for good is kept under `refused`.
import { isPassing, post, randomToken, rest } from "./exchange.js";
import { TakenOver } from "./tabs.js";

const EVENT_TRIES = 5; // an event that makes the server fail does not hold up the answers behind it for ever

/** An item is {kind: "answer"|"event", url, key, body (a string), trial, session}, and has an `id` once it is stored. */
export class Outbox {
  #queue = []; // all of this session that the server has not acknowledged, in order; the database has the same
  #adding = Promise.resolve();
  #told = null;
  #isSending = false;
  #isStopped = false;
  #inTrouble = false;
  #memoryOnly = null;
  #waiting = [];

  /**
   * The outbox of `tab` (from `claim`) for the session whose public id is `session`, with what an earlier load of the
   * page left. What another session of this device left stays where it is and is never sent as this one's.
   */
  static async open(tab, session) {
    const outbox = new Outbox(tab, session);
    try {
      const items = await tab.transact(["items"], (transaction) => transaction.objectStore("items").getAll());
      outbox.#queue = items.filter((item) => item.session === session);
    } catch (error) {
      outbox.#keepInMemory(error);
    }
    return outbox;
  }

  constructor(tab, session) {
    this.tab = tab;
    this.session = session;
  }

  /**
   * Take an item in; resolves when it is on the disk, so that the rater may go on. `body`: a plain object; `trial`: its
   * key. Items added one after the other keep their order without being awaited. Rejects with TakenOver, and stores
   * nothing, where a newer tab holds the session.
   */
  add({ kind, url, body, trial }) {
    const item = { session: this.session, kind, url, key: randomToken(), body: JSON.stringify(body), trial };
    const added = this.#adding.then(() => this.#store(item));
    this.#adding = added.catch(() => {});
    return added;
  }

  /**
   * Begin to send. All callbacks but `csrf` (a string) may be left out:
   * onAcknowledged(item, status 200|201, json); onRefused(item, status, json): the server will never take it (409: go on
   * with the window in `json`; 400, 404: fetch the window); onTrouble(is: boolean): tries fail, or do no more;
   * onLost({status, page}): nothing more is sent from here: another tab took over (null), the server does not know this
   * browser (403), or the session is over (410, with the `page` to go to); onMemoryOnly(error): the disk refuses, what
   * is unsent would be lost with this page.
   */
  start(callbacks) {
    this.#told = callbacks;
    if (this.#memoryOnly) this.#tell("onMemoryOnly", this.#memoryOnly);
    this.tab.lost.then(() => {
      this.#tell("onLost", { status: null, page: null });
      this.#rouse();
    });
    this.#send();
  }

  /** Resolves when nothing waits any more or nothing more is sent (then with false). */
  flushed() {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#rouse();
    });
  }

  /** The answers that wait for their acknowledgement, in order. */
  pendingAnswers() {
    return this.#queue.filter((item) => item.kind === "answer");
  }

  async #store(item) {
    const unsaved = [...this.#queue.filter((each) => each.id === undefined), item];
    const ids = [];
    try {
      await this.tab.transact(["items"], (transaction) => {
        const items = transaction.objectStore("items");
        for (const each of unsaved) items.add(each).onsuccess = ({ target }) => ids.push(target.result);
      });
      unsaved.forEach((each, place) => (each.id = ids[place]));
    } catch (error) {
      if (error instanceof TakenOver) throw error;
      this.#keepInMemory(error);
    }
    this.#queue.push(item);
    this.#send();
  }

  #keepInMemory(error) {
    if (error instanceof TakenOver) return; // the newer tab keeps them
    this.#memoryOnly = error;
    this.#tell("onMemoryOnly", error);
  }

  async #send() {
    if (this.#isSending || this.#told === null) return;
    this.#isSending = true;
    let tries = 0;
    while (this.#queue.length > 0 && !this.#isOver()) {
      const item = this.#queue[0];
      const reply = await post(item.url, { csrf: this.#told.csrf, key: item.key, body: item.body });
      const isHopeless = item.kind === "event" && reply?.status === 500 && tries >= EVENT_TRIES;
      if (isPassing(reply) && !isHopeless) {
        const resting = rest(tries);
        tries += 1;
        this.#trouble(true);
        await resting;
      } else {
        tries = 0;
        this.#trouble(false);
        await this.#settle(item, reply);
      }
    }
    this.#isSending = false;
    this.#rouse();
  }

  /** The server has spoken about `item`, the first of the queue. */
  async #settle(item, { status, json }) {
    const isRecorded = status === 200 || status === 201;
    if (status !== 403) {
      await this.#remove(item, isRecorded ? null : status);
      this.#queue.shift();
      this.#tell(isRecorded ? "onAcknowledged" : "onRefused", item, status, json);
    }
    if (status !== 403 && status !== 410) return;
    this.#isStopped = true; // after 403 the item stays: a reload of the page may bring the session back
    this.#tell("onLost", { status, page: json?.page ?? null });
  }

  /** Out of `items`; into `refused` with the `status` that refused it. If that fails it is sent once more: harmless. */
  async #remove(item, status) {
    try {
      await this.tab.transact(["items", "refused"], (transaction) => {
        if (status !== null) transaction.objectStore("refused").put({ ...item, id: item.key, status });
        if (item.id !== undefined) transaction.objectStore("items").delete(item.id);
      });
    } catch (error) {
      this.#keepInMemory(error);
    }
  }

  /** Another tab sends what is on the disk; what is only here is still sent from here. */
  #isOver() {
    return this.#isStopped || (this.tab.isLost && this.#queue.every((item) => item.id !== undefined));
  }

  #rouse() {
    if (this.#queue.length > 0 && !this.#isOver()) return;
    for (const resolve of this.#waiting.splice(0)) resolve(this.#queue.length === 0);
  }

  #trouble(is) {
    if (is !== this.#inTrouble) this.#tell("onTrouble", is);
    this.#inTrouble = is;
  }

  /** In a task of its own: what a callback throws is its page's matter and does not stop the sending. */
  #tell(name, ...details) {
    queueMicrotask(() => this.#told?.[name]?.(...details));
  }
}

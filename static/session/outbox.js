// Answers and events on their way to the server: on this device's disk first, sent one at a time in their order, and
// forgotten only when the server has acknowledged them, or will never take them.
import { isPassing, post, randomToken, rest } from "./exchange.js";
import { TakenOver } from "./tabs.js";

const EVENT_TRIES = 5; // an event that makes the server fail does not hold up the answers behind it for ever

/** An item is {kind: "answer"|"event", url, key, body (a string), trial, session}, and has an `id` once it is stored. */
export class Outbox {
  #queue = []; // all of this session that the server has not acknowledged, in order; the database has the same
  #adding = Promise.resolve();
  #begin;
  #sending = new Promise((resolve) => (this.#begin = resolve));
  #told = {};
  #isStopped = false;

  /** Whether the last try to reach the server failed. */
  inTrouble = false;

  /** Whether the disk has refused: what is unsent would be lost with this page. */
  isMemoryOnly = false;

  /**
   * The outbox of `tab` (from `claim`) for the session whose public id is `session`, with what an earlier load of the
   * page left. What another session of this device left stays where it is and is never sent as this one's.
   */
  static async open(tab, session) {
    const outbox = new Outbox(tab, session);
    await outbox.#onDisk((items) => {
      items.getAll().onsuccess = ({ target }) => {
        outbox.#queue = target.result.filter((item) => item.session === session);
      };
    }).catch(() => {}); // taken over: `start` tells
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
   * onReply(item, status, json): it is recorded (200, 201), or the server will never take it (409: go on with the window
   * in `json`; 400, 404; 500 of an event); onTrouble(is: boolean): tries fail, or do no more; onLost({status, page}):
   * nothing more is sent from here: another tab took over (null), the server does not know this browser (403), or the
   * session is over (410, with the `page` to go to).
   */
  start(callbacks) {
    this.#told = callbacks;
    this.tab.lost.then(() => this.#tell("onLost", { status: null, page: null }));
    this.#begin();
    this.#send();
  }

  /** Resolves when nothing waits any more, or nothing more is sent (then with false). */
  async flushed() {
    await this.#send();
    return this.#queue.length === 0;
  }

  /** The answers that wait for their acknowledgement, in order. */
  pendingAnswers() {
    return this.#queue.filter((item) => item.kind === "answer");
  }

  /** Tries fail, or do no more. */
  trouble(is) {
    if (is !== this.inTrouble) this.#tell("onTrouble", is);
    this.inTrouble = is;
  }

  async #store(item) {
    const unsaved = [...this.#queue.filter((each) => each.id === undefined), item];
    const ids = [];
    const isStored = await this.#onDisk((items) => {
      for (const each of unsaved) items.add(each).onsuccess = ({ target }) => ids.push(target.result);
    });
    if (isStored) unsaved.forEach((each, place) => (each.id = ids[place]));
    this.#queue.push(item);
    this.#send();
  }

  /** Whether `work(items)` is on the disk now. Rejects with TakenOver. */
  async #onDisk(work) {
    try {
      await this.tab.transact(work);
      return true;
    } catch (error) {
      if (error instanceof TakenOver) throw error;
      this.isMemoryOnly = true;
      return false;
    }
  }

  /** After all that is sent already, and not before `start`. */
  #send() {
    this.#sending = this.#sending.then(() => this.#sendAll());
    return this.#sending;
  }

  async #sendAll() {
    let tries = 0;
    while (this.#queue.length > 0 && !this.#isOver()) {
      const item = this.#queue[0];
      const reply = await post(item.url, { csrf: this.#told.csrf, key: item.key, body: item.body });
      const isHopeless = item.kind === "event" && reply?.status === 500 && tries >= EVENT_TRIES;
      const hasFailed = isPassing(reply) && !isHopeless;
      this.trouble(hasFailed);
      if (hasFailed) await rest(tries);
      else await this.#settle(item, reply);
      tries = hasFailed ? tries + 1 : 0;
    }
  }

  /** The server has spoken about `item`, the first of the queue. */
  async #settle(item, { status, json }) {
    if (status === 410) await this.#remove(...this.#queue); // nothing of a session that is over stays on this device
    else if (status !== 403) await this.#remove(item); // else it stays: a reload may bring the session back
    this.#isStopped = status === 403 || status === 410;
    if (this.#isStopped) this.#tell("onLost", { status, page: json?.page ?? null });
    else this.#tell("onReply", item, status, json);
  }

  /** The first of the queue. If the disk keeps them they are sent once more: harmless. */
  async #remove(...gone) {
    await this.#onDisk((items) => {
      for (const { id } of gone) if (id !== undefined) items.delete(id);
    }).catch(() => {}); // taken over: the newer tab has it
    this.#queue.splice(0, gone.length);
  }

  /** Another tab sends what is on the disk; what is only here is still sent from here. */
  #isOver() {
    return this.#isStopped || (this.tab.isLost && this.#queue.every((item) => item.id !== undefined));
  }

  /** In a task of its own: what a callback throws is its page's matter and does not stop the sending. */
  #tell(name, ...details) {
    queueMicrotask(() => this.#told[name]?.(...details));
  }
}

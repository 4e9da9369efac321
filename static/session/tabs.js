// One tab holds the session: the newest. Which one is written in the database, beside the answers, so that "am I still
// the one?" and "store this" are one transaction; a broadcast tells the older tab at once.
import { begin, committed, openDatabase } from "./database.js";
import { randomToken } from "./exchange.js";

/** Another tab has taken the session over. */
export class TakenOver extends Error {}

/**
 * Take the study's session over for this tab. `name`: the study's slug. Resolves with the Tab, whose promise `lost`
 * resolves when a newer tab has taken it from here. Never rejects: without IndexedDB there is the broadcast alone.
 */
export async function claim(name) {
  const tab = new Tab(name);
  await tab.claim();
  return tab;
}

class Tab {
  token = randomToken();
  isLost = false;
  #database = null;

  constructor(name) {
    this.name = name;
    this.lost = new Promise((resolve) => (this.resolveLost = resolve));
  }

  async claim() {
    try {
      this.#database = await openDatabase(this.name);
      const transaction = begin(this.#database);
      transaction.objectStore("holder").put(this.token, "tab");
      await committed(transaction);
    } catch {
      this.#database = null; // not tried again, for it may take its time to fail; the outbox tells
    }
    if ("BroadcastChannel" in window) {
      this.channel = new BroadcastChannel(`miburi-${this.name}`);
      // A hint only: of two tabs that open at once, each may hear the other last. The database knows.
      this.channel.onmessage = () => (this.#database ? this.#check() : this.#lose());
      this.channel.postMessage(this.token);
    }
    // A tab that heard nothing while it slept asks the database; one that the browser kept whole begins again.
    document.addEventListener("visibilitychange", () => document.hidden || this.#check());
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  /**
   * Do `work(items)`, the store of the outbox, in one durable transaction, if this tab still holds the
   * session. Rejects with TakenOver, or with what IndexedDB failed with.
   */
  async transact(work) {
    if (this.isLost) throw new TakenOver();
    const transaction = await this.#begin();
    const [holder, items] = ["holder", "items"].map((name) => transaction.objectStore(name));
    holder.get("tab").onsuccess = ({ target }) => {
      if (target.result === undefined) holder.put(this.token, "tab"); // site data were cleared: nobody holds it
      else if (target.result !== this.token) return this.#lose(transaction);
      work(items);
    };
    try {
      await committed(transaction);
    } catch (error) {
      throw this.isLost ? new TakenOver() : error;
    }
  }

  /** Does this tab still hold the session? */
  #check() {
    this.transact(() => {}).catch(() => {});
  }

  /** A transaction on a connection that is open; phones close those of sleeping pages. */
  async #begin() {
    if (this.#database === null) throw new Error("no IndexedDB");
    try {
      return begin(this.#database);
    } catch {
      this.#database = await openDatabase(this.name);
      return begin(this.#database);
    }
  }

  #lose(transaction = null) {
    this.isLost = true;
    transaction?.abort();
    this.channel?.close();
    this.resolveLost();
  }
}

import { Outbox } from "/static/session/outbox.js";
import { claim, TakenOver } from "/static/session/tabs.js";
import { equal, hurried, Log, newName, openTab, range, rejection, Server, test } from "./runner.js";

const CALLBACKS = ["onReply", "onTrouble", "onLost"];

/** An outbox with a server of its own; `start()` begins to send, `answer(n)` adds an answer. */
async function setUp({ study = newName(), session = "mine", server = new Server(), from = { claim, Outbox } } = {}) {
  const tab = await from.claim(study);
  const outbox = await from.Outbox.open(tab, session);
  const log = new Log();
  const start = () => outbox.start({ csrf: "csrf", ...log.callbacks(...CALLBACKS) });
  const add = (kind, n) => outbox.add({ kind, url: `${server.url}/${kind}/${n}`, body: { n }, trial: `t${n}` });
  const answer = (n) => add("answer", n);
  const event = (n) => add("event", n);
  return { study, session, server, tab, outbox, log, start, answer, event };
}

const numbers = (bodies) => bodies.map(({ n }) => n);

async function stored(study, store) {
  const request = indexedDB.open(`miburi-${study}`);
  const database = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const all = database.transaction([store]).objectStore(store).getAll();
  const items = await new Promise((resolve) => (all.onsuccess = () => resolve(all.result)));
  database.close();
  return items;
}

const failing = (name) => () => {
  throw new DOMException(name, name);
};

test("answers and events arrive in the order in which they were added, without being awaited", async () => {
  const { server, outbox, start, answer, event } = await setUp();
  start();
  await Promise.all(range(10).map((n) => (n % 3 ? answer(n) : event(n))));
  equal(await outbox.flushed(), true);
  equal(numbers(await server.recorded(10)), range(10));
});

test("one is sent at a time", async () => {
  const { server, outbox, start, answer } = await setUp();
  await server.plan({ fault: "hold" });
  start();
  await Promise.all(range(3).map(answer));
  equal((await server.seen(1)).length, 1);
  equal(numbers(outbox.pendingAnswers().map(({ body }) => JSON.parse(body))), [0, 1, 2]);
  await server.release();
  await outbox.flushed();
  equal(numbers(await server.recorded(3)), [0, 1, 2]);
});

test("an answer is on the disk, by a strictly durable transaction, when add resolves", async () => {
  const kinds = [];
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const transaction = begin.call(this, stores, mode, options);
    kinds.push(transaction.durability);
    transaction.addEventListener("complete", () => kinds.push("complete"));
    return transaction;
  };
  const { study, answer } = await setUp();
  kinds.length = 0;
  await answer(1);
  equal(kinds, ["strict", "complete"]);
  equal((await stored(study, "items")).length, 1);
});

test("it is forgotten when the server has acknowledged it, and not before", async () => {
  const { study, server, outbox, log, start, answer } = await setUp();
  await server.plan({ fault: "hold", status: 201, json: { recorded: true, feedback: null } });
  start();
  await answer(1);
  await server.seen(1);
  equal((await stored(study, "items")).length, 1);
  await server.release();
  equal(await outbox.flushed(), true);
  const [item, status, json] = await log.when("onReply");
  equal([item.kind, item.trial, status, json], ["answer", "t1", 201, { recorded: true, feedback: null }]);
  equal(await stored(study, "items"), []);
});

test("an answer whose acknowledgement was lost is sent again, with the same key and the same bytes", async () => {
  const { server, outbox, log, start, answer } = await setUp();
  await server.plan({ fault: "lose" }, { status: 200, json: { recorded: true } });
  start();
  await answer(1);
  await outbox.flushed();
  const seen = await server.seen(2);
  equal(seen.length >= 2, true);
  equal(new Set(seen.map(({ key, body }) => key + body)).size, 1);
  equal(/^[0-9a-f]{32}$/.test(seen[0].key), true);
  equal(log.of("onTrouble"), [[true], [false]]);
});

test("every failure that may pass is tried again, and nothing overtakes the one that failed", async () => {
  const { server, outbox, start, answer } = await setUp();
  const passing = [{ fault: "drop" }, { status: 500, text: "" }, { status: 503, text: "" }, { status: 429, json: {} }];
  await server.plan(...passing, { status: 200, text: "<html>a hotspot</html>" }, { status: 404, text: "a proxy" });
  start();
  await Promise.all([answer(1), answer(2)]);
  equal(await hurried(outbox.flushed()), true);
  const paths = (await server.seen()).map(({ path }) => path.at(-1));
  equal(paths.join("").replace(/^1+/, "1"), "12");
  equal((await server.recorded()).slice(-2), [{ n: 1 }, { n: 2 }]);
});

test("what the page before left is sent first, and flushed says when", async () => {
  const before = await openTab();
  const { study, server, answer } = await setUp({ from: before });
  await Promise.all(range(5).map(answer));
  before.close(); // nothing was sent: it had not even started
  const { outbox, start } = await setUp({ study, server });
  equal(outbox.pendingAnswers().map(({ trial }) => trial), ["t0", "t1", "t2", "t3", "t4"]);
  start();
  equal(await outbox.flushed(), true);
  equal(numbers(await server.recorded()), range(5));
});

test("a page that goes while an answer is on its way leaves it to the next, with its key", async () => {
  const before = await openTab();
  const { study, server, start, answer } = await setUp({ from: before });
  await server.plan({ fault: "hold" });
  start();
  await answer(1);
  const [first] = await server.seen(1);
  before.close();
  const after = await setUp({ study, server });
  after.start();
  await after.outbox.flushed();
  await server.release();
  equal(new Set((await server.seen(2)).map(({ key }) => key)).size, 1);
  equal(first.key, (await server.seen(2))[1].key);
});

test("another rater's answers on the same device stay where they are and are not sent as this one's", async () => {
  const theirs = await setUp({ session: "theirs" });
  await theirs.answer(7);
  const mine = await setUp({ study: theirs.study, session: "mine", server: theirs.server });
  mine.start();
  await mine.answer(1);
  equal(await mine.outbox.flushed(), true);
  equal(await theirs.server.recorded(), [{ n: 1 }]);
  equal((await stored(theirs.study, "items")).map(({ session }) => session), ["theirs"]);
});

async function refused(status) {
  const { study, server, outbox, log, start, answer } = await setUp();
  const json = { error: "why", trials: [], page: null };
  await server.plan({ status, json });
  start();
  await Promise.all([answer(1), answer(2)]);
  equal(await outbox.flushed(), true);
  const [item, ...told] = await log.when("onReply");
  equal([item.trial, ...told], ["t1", status, json]);
  equal(await stored(study, "items"), []);
  equal([await server.recorded(), log.of("onLost")], [[{ n: 2 }], []]);
}

test("an answer to a trial that has another (409) is told with the window, forgotten, and the next is sent", () =>
  refused(409));

test("a malformed answer (400) is told, forgotten, and the next is sent", () => refused(400));

test("an answer to a trial that is not there (404) is told, forgotten, and the next is sent", () => refused(404));

test("when the session is over (410) sending stops, the page to go to is told, and nothing stays on the device", async () => {
  const { study, server, outbox, log, start, answer } = await setUp();
  await server.plan({ status: 410, json: { error: "over", page: "/ended" } });
  await Promise.all([answer(1), answer(2)]);
  start();
  equal(await outbox.flushed(), true);
  equal(await log.when("onLost"), [{ status: 410, page: "/ended" }]);
  equal(await stored(study, "items"), []);
  equal((await server.seen()).length, 1);
});

test("when the server does not know the browser (403) sending stops and all stays for the next load", async () => {
  const { study, server, outbox, log, start, answer } = await setUp();
  await server.plan({ status: 403, text: "<h1>CSRF verification failed</h1>" });
  start();
  await Promise.all([answer(1), answer(2)]);
  equal(await outbox.flushed(), false);
  equal(await log.when("onLost"), [{ status: 403, page: null }]);
  equal((await stored(study, "items")).map(({ trial }) => trial), ["t1", "t2"]);
  const reloaded = await setUp({ study, server });
  reloaded.start();
  equal(await reloaded.outbox.flushed(), true);
  equal(numbers(await server.recorded()), [1, 2]);
});

test("an event that makes the server fail gives way to the answer behind it, after a few tries", async () => {
  const { study, server, outbox, log, start, answer, event } = await setUp();
  await server.plan(...Array(6).fill({ status: 500, text: "" }));
  start();
  await Promise.all([event(1), answer(2)]);
  equal(await hurried(outbox.flushed()), true);
  equal(await server.recorded(), [{ n: 2 }]);
  equal((await log.when("onReply"))[1], 500);
  equal(await stored(study, "items"), []);
});

test("an error in a callback does not stop the sending", async () => {
  const { server, outbox, answer } = await setUp();
  const errors = new Promise((resolve) => {
    window.onerror = (message) => resolve(message) ?? true;
  });
  const onReply = () => {
    throw new Error("a mistake of the page");
  };
  outbox.start({ csrf: "", onReply });
  await Promise.all([answer(1), answer(2)]);
  equal(await outbox.flushed(), true);
  equal(await server.recorded(), [{ n: 1 }, { n: 2 }]);
  equal((await errors).includes("a mistake of the page"), true);
});

test("without IndexedDB answers are sent from memory, and that is told", async () => {
  Object.defineProperty(window, "indexedDB", { value: undefined });
  const { server, outbox, log, start, answer } = await setUp();
  start();
  await Promise.all([answer(1), answer(2)]);
  equal(await outbox.flushed(), true);
  equal(await server.recorded(), [{ n: 1 }, { n: 2 }]);
  equal(outbox.isMemoryOnly, true);
});

test("an IndexedDB that may not be opened, or never answers, counts as none", async () => {
  indexedDB.constructor.prototype.open = failing("SecurityError");
  const blocked = await setUp();
  blocked.start();
  await blocked.answer(1);
  equal(await blocked.outbox.flushed(), true);
  indexedDB.constructor.prototype.open = () => ({});
  const timeout = window.setTimeout;
  window.setTimeout = (work) => timeout(work, 0);
  const silent = await setUp();
  window.setTimeout = timeout;
  silent.start();
  await silent.answer(1);
  equal(await silent.outbox.flushed(), true);
});

test("a disk that is full for a while: the answer is sent from memory, and goes to the disk with the next", async () => {
  const { study, server, outbox, log, start, answer } = await setUp();
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = failing("QuotaExceededError");
  await server.plan({ fault: "hold" });
  start();
  await answer(0);
  equal(outbox.isMemoryOnly, true);
  await answer(1);
  equal(await stored(study, "items"), []);
  IDBObjectStore.prototype.add = add;
  await answer(2);
  equal((await stored(study, "items")).map(({ trial }) => trial), ["t0", "t1", "t2"]);
  await server.release();
  equal(await outbox.flushed(), true);
  equal(numbers(await server.recorded()), [0, 1, 2]);
  equal(await stored(study, "items"), []);
});

test("of answers added at once, one that the disk refused goes to the disk before the next", async () => {
  const { study, answer } = await setUp();
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function () {
    IDBObjectStore.prototype.add = add;
    failing("QuotaExceededError")();
  };
  await Promise.all([answer(0), answer(1)]);
  equal((await stored(study, "items")).map(({ trial }) => trial), ["t0", "t1"]);
});

test("a rater who clears the site's data midway loses no answer", async () => {
  const { study, server, outbox, start, answer } = await setUp();
  await server.plan({ fault: "hold" });
  start();
  await answer(1);
  await new Promise((resolve) => (indexedDB.deleteDatabase(`miburi-${study}`).onsuccess = resolve));
  await answer(2);
  await server.release();
  equal(await outbox.flushed(), true);
  equal(await server.recorded(), [{ n: 1 }, { n: 2 }]);
});

test("a clock that jumps changes nothing", async () => {
  const { server, outbox, start, answer } = await setUp();
  await server.plan({ fault: "drop" });
  Date.now = () => 0;
  start();
  await answer(1);
  equal(await outbox.flushed(), true);
  equal(await server.recorded(), [{ n: 1 }]);
});

test("an older tab's answer is refused, and what it had on the disk is sent by the newer", async () => {
  const older = await setUp();
  await older.answer(1);
  const newer = await setUp({ study: older.study, server: older.server, from: await openTab() });
  equal((await rejection(older.answer(2))) instanceof TakenOver, true);
  older.start();
  newer.start();
  equal(await newer.outbox.flushed(), true);
  equal(await older.outbox.flushed(), false);
  equal(await older.server.recorded(), [{ n: 1 }]);
});

test("a tab that was taken over before it began to send says so, and keeps nobody waiting", async () => {
  const { study, outbox, tab, log, start, answer } = await setUp();
  await answer(1);
  const waiting = outbox.flushed();
  await claim(study);
  await tab.lost;
  start();
  equal(await log.when("onLost"), [{ status: null, page: null }]);
  equal(await waiting, false);
});

test("what an older tab has in its memory alone it still sends", async () => {
  const older = await setUp();
  IDBObjectStore.prototype.add = failing("QuotaExceededError");
  await older.answer(1);
  await claim(older.study);
  await older.tab.lost;
  older.start();
  equal(await older.outbox.flushed(), true);
  equal(await older.server.recorded(), [{ n: 1 }]);
});

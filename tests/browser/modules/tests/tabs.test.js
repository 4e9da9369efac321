import { Outbox } from "/static/session/outbox.js";
import { claim, TakenOver } from "/static/session/tabs.js";
import { equal, newName, openTab, range, rejection, test } from "./runner.js";

const answer = (n) => ({ kind: "answer", url: "/nowhere", body: { n }, trial: `t${n}` });
const trials = (outbox) => outbox.pendingAnswers().map(({ trial }) => trial);

test("a newer tab takes the session over at once, and the older one hears of it", async () => {
  const study = newName();
  const older = await claim(study);
  const tab = await openTab();
  const newer = await tab.claim(study);
  await older.lost;
  equal([older.isLost, newer.isLost], [true, false]);
});

test("a tab keeps the session when a tab of another study opens", async () => {
  const mine = await claim(newName());
  await (await openTab()).claim(newName());
  await mine.transact(() => {});
  equal(mine.isLost, false);
});

test("an older tab that hears nothing is refused by the database", async () => {
  delete window.BroadcastChannel;
  const study = newName();
  const older = await claim(study);
  const outbox = await Outbox.open(older, "session");
  await outbox.add(answer(1));
  const tab = await openTab();
  const newer = await tab.Outbox.open(await tab.claim(study), "session");
  equal((await rejection(outbox.add(answer(2)))) instanceof TakenOver, true);
  await older.lost;
  equal(trials(newer), ["t1"]);
});

test("an older tab that heard nothing while it slept learns of it when it is looked at", async () => {
  delete window.BroadcastChannel;
  const study = newName();
  const older = await claim(study);
  await (await openTab()).claim(study);
  equal(older.isLost, false);
  document.dispatchEvent(new Event("visibilitychange"));
  await older.lost;
});

test("an answer is either stored and seen by the newer tab or refused, whenever that tab comes", async () => {
  const tab = await openTab();
  for (const before of range(6)) {
    const study = newName();
    const older = await Outbox.open(await claim(study), "session");
    const adding = range(6).map((n) => older.add(answer(n)));
    if (before > 0) await adding[before - 1];
    const newer = await tab.Outbox.open(await tab.claim(study), "session");
    const stored = await Promise.allSettled(adding);
    const kept = range(6).filter((n) => stored[n].status === "fulfilled");
    equal(kept, range(kept.length), "what was kept has no gap: it");
    equal(kept.length >= before, true);
    equal(trials(newer), kept.map((n) => `t${n}`));
    for (const { reason } of stored.slice(kept.length)) equal(reason instanceof TakenOver, true);
  }
});

test("of tabs that open at once exactly one holds the session", async () => {
  const study = newName();
  const tabs = await Promise.all(range(4).map(() => claim(study)));
  await Promise.allSettled(tabs.map((tab) => tab.transact(() => {})));
  equal(tabs.filter((tab) => !tab.isLost).length, 1);
});

test("a broadcast that comes late does not take the session from the tab that has it", async () => {
  const study = newName();
  const mine = await claim(study);
  const heard = new Promise((resolve) => (new BroadcastChannel(`miburi-${study}`).onmessage = resolve));
  new BroadcastChannel(`miburi-${study}`).postMessage("an older tab's");
  await heard;
  await mine.transact(() => {});
  equal(mine.isLost, false);
});

test("without IndexedDB the newer tab still takes over", async () => {
  const study = newName();
  const tab = await openTab();
  for (const each of [window, tab.window]) Object.defineProperty(each, "indexedDB", { value: undefined });
  const older = await claim(study);
  const newer = await tab.claim(study);
  await older.lost;
  equal((await rejection((await Outbox.open(older, "session")).add(answer(1)))) instanceof TakenOver, true);
  equal(newer.isLost, false);
});

test("a page that the browser kept whole and brings back loads anew", async () => {
  const tab = await openTab();
  await tab.claim(newName());
  const loaded = new Promise((resolve) => tab.frame.addEventListener("load", resolve, { once: true }));
  tab.window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  await loaded;
});

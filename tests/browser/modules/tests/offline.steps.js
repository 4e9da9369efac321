// Three steps of a test in which the browser goes offline in between (see test_modules_in_browser.py).
import { Outbox } from "/static/session/outbox.js";
import { claim } from "/static/session/tabs.js";
import { equal, Log, Server, test } from "./runner.js";

const server = new Server("offline");
const log = new Log();
let outbox;

test("open", async () => {
  const timeout = window.setTimeout;
  window.setTimeout = (work, ms) => timeout(work, ms < 5000 ? 10 ** 8 : ms); // no try comes by itself
  outbox = await Outbox.open(await claim("offline"), "session");
  outbox.start({ csrf: "", ...log.callbacks("onTrouble") });
});

test("add", async () => {
  await outbox.add({ kind: "answer", url: server.url, body: {}, trial: "t" });
  equal(await log.when("onTrouble"), [true]);
});

test("wait", async () => {
  equal(await outbox.flushed(), true);
  equal(log.of("onTrouble"), [[true], [false]]);
});

// Two halves of a test whose middle is the death of the browser (see test_modules_in_browser.py).
import { Outbox } from "/static/session/outbox.js";
import { claim } from "/static/session/tabs.js";
import { equal, Server, test } from "./runner.js";

const server = new Server("killed");
const open = async () => Outbox.open(await claim("killed"), "session");

test("keep", async () => {
  const outbox = await open();
  outbox.start({ csrf: "" });
  await outbox.add({ kind: "answer", url: server.url, body: { chosen: "joy" }, trial: "t" });
  await server.seen(1);
});

test("send", async () => {
  const outbox = await open();
  equal(outbox.pendingAnswers().length, 1);
  outbox.start({ csrf: "" });
  equal(await outbox.flushed(), true);
});

import { fetchWindow, isPassing, post, rest, waitMs } from "/static/session/exchange.js";
import { equal, range, Server, test } from "./runner.js";

const request = { csrf: "c", key: "k", body: "{}" };

test("a reply that does not come in time counts as none", async () => {
  const server = new Server();
  await server.plan({ fault: "hold" });
  equal(await post(server.url, { ...request, timeoutMs: 50 }), null);
  await server.release();
});

test("the key, the CSRF token and the very bytes of the body are sent", async () => {
  const server = new Server();
  await post(server.url, { csrf: "token", key: "the key", body: '{"text": "喜び"}' });
  const [{ key, csrf, body }] = await server.seen();
  equal([key, csrf, body], ["the key", "token", '{"text": "喜び"}']);
});

test("a body larger than the browser lets outlive a page is sent all the same", async () => {
  const server = new Server();
  const body = JSON.stringify("悲".repeat(40000));
  equal((await post(server.url, { ...request, body })).status, 201);
  equal((await server.seen())[0].body === body, true);
});

test("a hotspot's log-in page, redirected to or put in place, is no acknowledgement", async () => {
  const server = new Server();
  await server.plan({ status: 302 }, { status: 200, text: "<html>Please log in</html>" });
  equal(await post(server.url, request), null);
  equal(isPassing(await post(server.url, request)), true);
});

test("failures of the server and of what lies between may pass, refusals do not", async () => {
  const json = {};
  for (const status of [500, 502, 503, 504, 429, 408]) equal(isPassing({ status, json }), true, status);
  for (const status of [400, 403, 404, 409, 410]) equal(isPassing({ status, json }), false, status);
  equal(isPassing(null), true, "no reply");
  equal(isPassing({ status: 404, json: null }), true, "a proxy's own page");
  equal(isPassing({ status: 403, json: null }), false, "Django's page for a missing CSRF token");
});

test("waits grow to ten seconds and are spread over their upper half", async () => {
  const longest = [0, 1, 2, 3, 4, 5, 60].map((tries) => waitMs(tries, 1));
  equal(longest, [500, 1000, 2000, 4000, 8000, 10000, 10000]);
  equal(waitMs(3, 0), 2000);
});

test("a wait is over when the connection is back or the rater looks at the page again", async () => {
  for (const tries of range(20)) {
    const resting = rest(tries);
    if (tries % 2) window.dispatchEvent(new Event("online"));
    else document.dispatchEvent(new Event("visibilitychange"));
    await resting;
  }
});

test("the window is asked for until it comes, and the trouble is told and taken back", async () => {
  const server = new Server();
  await server.plan({ fault: "drop" }, { status: 503, text: "" }, { status: 200, json: { trials: [], page: "/done" } });
  const troubles = [];
  const asked = fetchWindow(server.url, (is) => troubles.push(is));
  await server.seen(1);
  equal(await asked, { status: 200, json: { trials: [], page: "/done" } });
  equal([troubles[0], troubles.indexOf(false)], [true, troubles.length - 1]);
});

test("a refused window is told with its status and its body", async () => {
  const server = new Server();
  await server.plan({ status: 403, json: { error: "no session" } });
  equal(await fetchWindow(server.url), { status: 403, json: { error: "no session" } });
});

import { PlaybackError } from "/static/session/clip.js";
import { hex } from "/static/session/exchange.js";
import { Prefetch } from "/static/session/prefetch.js";
import { equal, hurried, range, rejection, Server, test } from "./runner.js";

const sha256 = async (text) => hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
const subtle = Object.getOwnPropertyDescriptor(Crypto.prototype, "subtle");

/** `count` trials whose clips the faulty server has: a clip's bytes are its name, a hundred times. */
async function setUp({ count = 6, webm = false } = {}) {
  const server = new Server();
  const file = async (name) => ({
    video: `${server.url}/${name}`,
    sha256: await sha256(`${server.name}/${name}`.repeat(100)),
  });
  const trials = [];
  for (const n of range(count)) {
    const trial = { key: `t${n}`, ...(await file(`${n}.mp4`)) };
    trials.push(webm ? { ...trial, webm: await file(`${n}.webm`) } : trial);
  }
  const fetched = async (atLeast) => (await server.seen(atLeast)).map(({ path }) => path.split("/").at(-1));
  return { server, trials, fetched, prefetch: new Prefetch() };
}

const all = (prefetch, trials) => Promise.all(trials.map((trial) => prefetch.take(trial)));

test("the clip on show and the next three are fetched, in order, and no more", async () => {
  const { trials, fetched, prefetch } = await setUp();
  prefetch.keep(trials);
  await fetched(4);
  await all(prefetch, trials.slice(0, 4));
  equal(await fetched(), ["0.mp4", "1.mp4", "2.mp4", "3.mp4"]);
});

test("a clip comes whole, with its media type, its format and the time it took", async () => {
  const { server, trials, prefetch } = await setUp();
  const { blob, format, loadMs, verified } = await prefetch.take(trials[0]);
  equal(await blob.text(), `${server.name}/0.mp4`.repeat(100));
  equal([blob.type, format, verified, loadMs > 0], ["video/mp4", "mp4", true, true]);
});

test("one clip is fetched at a time, and a second only for a rater who waits for it", async () => {
  const { server, trials, fetched, prefetch } = await setUp();
  await server.plan({ fault: "hold" });
  prefetch.keep(trials);
  await fetched(1);
  await prefetch.take(trials[2]);
  equal(await fetched(), ["0.mp4", "2.mp4"]);
  await server.release();
  await prefetch.take(trials[0]);
});

test("a clip that is at hand is not fetched again, however often it is taken", async () => {
  const { trials, fetched, prefetch } = await setUp();
  const first = await prefetch.take(trials[0]);
  equal((await prefetch.take(trials[0])).blob === first.blob, true);
  await all(prefetch, trials.slice(0, 1));
  equal(await fetched(), ["0.mp4"]);
});

test("nothing is begun while a clip starts, but a clip that is taken", async () => {
  const { trials, fetched, prefetch } = await setUp();
  prefetch.pause();
  prefetch.keep(trials);
  await prefetch.take(trials[1]);
  equal(await fetched(), ["1.mp4"]);
  prefetch.resume();
  await fetched(4);
  await all(prefetch, trials.slice(0, 4));
  equal(await fetched(), ["1.mp4", "0.mp4", "2.mp4", "3.mp4"]);
});

test("four clips are held at most: one that was let go is fetched again if it is wanted after all", async () => {
  const { trials, prefetch } = await setUp({ count: 12 });
  const blobs = [];
  for (const trial of trials) blobs.push((await prefetch.take(trial)).blob);
  const isHeld = async (n) => (await prefetch.take(trials[n])).blob === blobs[n];
  for (const n of [11, 10, 9, 8]) equal(await isHeld(n), true, `clip ${n}`);
  for (const n of [7, 3, 0]) equal(await isHeld(n), false, `clip ${n}`);
});

test("clips that are behind are let go", async () => {
  const { trials, prefetch } = await setUp();
  const [first, second] = await all(prefetch, trials.slice(0, 2));
  prefetch.keep(trials.slice(1));
  equal((await prefetch.take(trials[1])).blob === second.blob, true);
  equal((await prefetch.take(trials[0])).blob === first.blob, false);
});

test("a fetch that nobody wants any more is broken off", async () => {
  const { server, trials, prefetch } = await setUp();
  await server.plan({ fault: "hold" });
  const taken = rejection(prefetch.take(trials[0]));
  await server.seen(1);
  prefetch.keep(trials.slice(1));
  equal((await taken).kind, "clip_failed");
  await prefetch.take(trials[1]);
  await server.release();
});

test("bytes that are not the clip's are fetched anew, past the browser's cache", async () => {
  const { server, trials, fetched, prefetch } = await setUp();
  await server.plan({ status: 200, text: "another clip" });
  await hurried(prefetch.take(trials[0]));
  equal(await fetched(), ["0.mp4", "0.mp4"]);
  equal((await server.seen())[1].cache, "no-cache");
});

test("bytes that stay wrong are never handed out", async () => {
  const { server, trials, fetched, prefetch } = await setUp();
  await server.plan(...Array(3).fill({ status: 200, text: "another clip" }));
  const error = await hurried(rejection(prefetch.take(trials[0])));
  equal(error instanceof PlaybackError, true);
  equal([error.kind, error.reason, error.detail], ["clip_failed", "wrong_bytes", "not the clip that was meant"]);
  equal((await fetched()).length, 3);
});

test("a clip that breaks off is fetched again, and one that goes on breaking off fails", async () => {
  const { server, trials, prefetch } = await setUp();
  await server.plan({ fault: "truncate" }, {}, ...Array(3).fill({ fault: "truncate" }));
  prefetch.pause();
  await hurried(prefetch.take(trials[0]));
  equal((await hurried(rejection(prefetch.take(trials[1])))).kind, "clip_failed");
});

test("a clip that is not there (404) fails at once, and can be asked for again", async () => {
  const { server, trials, fetched, prefetch } = await setUp();
  await server.plan({ status: 404 });
  prefetch.pause();
  const error = await rejection(prefetch.take(trials[0]));
  equal([error.kind, error.reason, error.detail], ["clip_failed", "not_found", "status 404"]);
  await prefetch.take(trials[0]);
  equal(await fetched(), ["0.mp4", "0.mp4"]);
});

test("a server that stays in trouble (500, 429, 408, no reply) is told apart from one that does not have the clip", async () => {
  const steps = [...[500, 429, 408].map((status) => [{ status }, "server_failed"]), [{ fault: "drop" }, "clip_failed"]];
  for (const [step, reason] of steps) {
    const { server, trials, prefetch } = await setUp();
    await server.plan(...Array(30).fill(step)); // a browser may repeat a request that got no reply
    prefetch.pause();
    const error = await hurried(rejection(prefetch.take(trials[0])));
    equal([error.kind, error.reason], ["clip_failed", reason]);
  }
});

test("a clip that fails ahead of its time holds up no other, and is tried anew when its turn has come", async () => {
  const { server, trials, fetched, prefetch } = await setUp();
  await server.plan({}, { status: 404 });
  prefetch.keep(trials);
  await fetched(4);
  await prefetch.take(trials[3]);
  await prefetch.take(trials[1]);
  equal(await fetched(), ["0.mp4", "1.mp4", "2.mp4", "3.mp4", "1.mp4"]);
});

test("a server in trouble (500, no reply) is asked again", async () => {
  const { server, trials, prefetch } = await setUp();
  await server.plan({ status: 500 }, { fault: "drop" });
  equal((await hurried(prefetch.take(trials[0]))).format, "mp4");
});

test("a browser that cannot decode the one format gets the other, for this clip and those after it", async () => {
  const { trials, fetched, prefetch } = await setUp({ webm: true });
  prefetch.keep(trials);
  const first = (await prefetch.take(trials[0])).format;
  const second = first === "mp4" ? "webm" : "mp4";
  equal((await prefetch.take(trials[0], { other: true })).format, second);
  equal((await prefetch.take(trials[1])).format, second);
  equal((await fetched()).slice(-2).every((name) => name.endsWith(second)), true);
  equal((await prefetch.take(trials[0], { other: true })).format, first);
});

test("a clip that there is in one format only is fetched anew in that one", async () => {
  const { trials, prefetch } = await setUp();
  prefetch.pause();
  const first = await prefetch.take(trials[0]);
  const again = await prefetch.take(trials[0], { other: true });
  equal([again.format, again.blob === first.blob], ["mp4", false]);
});

test("a browser that plays no H.264 gets WebM where there is one", async () => {
  HTMLMediaElement.prototype.canPlayType = (type) => (type.includes("mp4") ? "" : "probably");
  const both = await setUp({ webm: true });
  const { blob, format } = await both.prefetch.take(both.trials[0]);
  equal([blob.type, format], ["video/webm", "webm"]);
  const one = await setUp();
  equal((await one.prefetch.take(one.trials[0])).format, "mp4");
});

test("where the browser cannot hash, the clip says that it is unverified", async () => {
  const { trials, prefetch } = await setUp();
  Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });
  const { verified } = await prefetch.take(trials[0]);
  Object.defineProperty(Crypto.prototype, "subtle", subtle);
  equal(verified, false);
});

// Shows clips with the rating page's own modules and reports what they measured; the screen is watched from outside.
const [settings] = await Promise.all([(await fetch("settings")).json()]);
if (settings.fallback) delete HTMLVideoElement.prototype.requestVideoFrameCallback;
const { Clip } = await import("/session/clip.js");
const { pressTime } = await import("/session/presentation.js");

const cover = document.querySelector("div");
const clip = new Clip(document.querySelector("video"));
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const post = (path, body) => fetch(path, { method: "POST", body: JSON.stringify(body) });

/** [this clock before asking, the server's clock in s, this clock after] of the quickest of many askings. */
async function compareClocks() {
  let best = null;
  for (let number = 0; number < 40; number += 1) {
    const before = performance.now();
    const theirs = Number(await (await fetch("clock")).text());
    const after = performance.now();
    if (best === null || after - before < best[2] - best[0]) best = [before, theirs, after];
    await rest(5);
  }
  return best;
}

async function present({ file, pause }) {
  await clip.load({ blob: await (await fetch(file)).blob(), format: "mp4", loadMs: 0 });
  await rest(pause);
  const pressed = new Promise((resolve) =>
    addEventListener("keydown", (event) => resolve({ ...pressTime(event), stamp: event.timeStamp }), { once: true }),
  );
  const begun = performance.now();
  cover.hidden = true;
  const onset = await clip.play();
  await post("onset", {});
  await clip.ended;
  const press = await Promise.race([pressed, rest(5000)]);
  const timing = clip.timing();
  await rest(100);
  cover.hidden = false;
  await rest(150);
  return { begun, over: performance.now(), onset, press: press ?? null, timing };
}

await rest(1500);
const clocks = [await compareClocks()];
for (const [number, trial] of settings.trials.entries()) {
  const seen = await present(trial).catch((error) => ({ error: String(error) }));
  if (number % 20 === 19) clocks.push(await compareClocks());
  await post("trial", { number, ...seen });
}
clocks.push(await compareClocks());
await post("done", { clocks, agent: navigator.userAgent });

// A page whose results are still being computed looks again: it shows the first ones by itself, and leads to newer ones.

const MS = 5000;
const state = document.querySelector("[data-newer]");
const shown = state.textContent;

/** Of the page as it would come now; nothing where all has been computed. */
const stateNow = async () => {
  const reply = await fetch(location.href);
  if (!reply.ok) throw new Error(`status ${reply.status}`);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  return page.querySelector("[data-newer]")?.textContent ?? "";
};

const look = async () => {
  const now = await stateNow().catch(() => shown); // a line that is broken may be mended
  if (now === shown) setTimeout(look, MS);
  else if (!state.dataset.newer) location.reload();
  else state.replaceChildren(Object.assign(document.createElement("a"), { href: "", textContent: state.dataset.newer }));
};

setTimeout(look, MS);

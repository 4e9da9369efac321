"use strict";
// Plays a stimulus set. Only clips that are in view hold a video; only those play.
const set = JSON.parse(document.getElementById("set").textContent);
const $ = (id) => document.getElementById(id);
const [grid, dialog, form] = [$("grid"), $("large"), $("filters")];
const STEP = 60; // cards made at a time
const name = (value) => (set.labels[value] ? set.labels[value][0] : value.replaceAll("_", " "));
const chosen = { condition: new Set(), label: new Set(), predicted: new Set(), role: new Set() };
const kind = document.createElement("video").canPlayType('video/mp4; codecs="avc1.64001f"') || !set.webm ? "mp4" : "webm";
const address = (clip) => `videos/${encodeURIComponent(clip.id)}.${kind}`;
let playing = !matchMedia("(prefers-reduced-motion: reduce)").matches;
let shown = [];
let made = 0;
let current = 0;
document.documentElement.style.setProperty("--behind", set.background);

function element(tag, text = "", className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

// Filters: within a group any of the chosen, across groups all of them. Kept in the address, so that a view can be kept.
const fits = (clip, except) =>
  Object.entries(chosen).every(([group, values]) => group === except || !values.size || values.has(clip[group]));

function makeChips() {
  for (const [group, order] of Object.entries(set.orders)) {
    const used = new Set(set.clips.map((clip) => clip[group]));
    const field = form.querySelector(`[data-filter="${group}"]`);
    field.hidden = used.size < 2;
    for (const value of order.filter((each) => used.has(each))) {
      const chip = element("label", "", "chip");
      const [input, text] = [element("input"), element("span", name(value) + " ")];
      Object.assign(input, { type: "checkbox", value, name: group, checked: chosen[group].has(value) });
      text.append(element("small"));
      chip.append(input, text);
      field.querySelector(".chips").append(chip);
    }
  }
}

function readAddress() {
  for (const [group, value] of new URLSearchParams(location.hash.slice(1)))
    if (chosen[group] && set.orders[group].includes(value)) chosen[group].add(value);
}

function keepAddress() {
  const kept = new URLSearchParams();
  for (const [group, values] of Object.entries(chosen)) for (const value of values) kept.append(group, value);
  history.replaceState(null, "", "#" + kept);
}

function count() {
  for (const input of form.elements) {
    if (input.type !== "checkbox") continue;
    const clips = set.clips.filter((clip) => clip[input.name] === input.value && fits(clip, input.name)).length;
    input.nextElementSibling.lastElementChild.textContent = clips.toLocaleString("en");
    input.parentElement.classList.toggle("empty", !clips);
  }
}

function show() {
  seen.disconnect();
  shown = set.clips.filter((clip) => fits(clip));
  grid.replaceChildren();
  made = current = 0;
  $("count").textContent = `${shown.length.toLocaleString("en")} of ${set.clips.length.toLocaleString("en")} clips`;
  $("clear").hidden = Object.values(chosen).every((values) => !values.size);
  $("none").hidden = shown.length > 0;
  count();
  makeMore();
}

// Cards.
function makeMore() {
  const cards = shown.slice(made, made + STEP).map(card);
  made += cards.length;
  grid.append(...cards);
  cards.forEach((each) => seen.observe(each));
}

function card(clip, offset) {
  const figure = element("figure", "", "clip");
  const index = made + offset;
  figure.dataset.index = index;
  figure.tabIndex = index === current ? 0 : -1;
  figure.setAttribute("role", "button");
  figure.setAttribute("aria-label", `${name(clip.label)}, ${name(clip.condition)}, recognised as ${name(clip.predicted)}`);
  const [caption, head, how, about] = [element("figcaption"), element("b", name(clip.label)), element("p"), element("p")];
  if (set.labels[clip.label][1] !== name(clip.label)) head.append(" ", element("span", set.labels[clip.label][1]));
  const right = clip.predicted === clip.label;
  how.append(element("span", `as ${name(clip.predicted)}`, right ? "" : "other"), ` · ${clip.seconds.toFixed(1)} s`);
  about.textContent = name(clip.condition) + (clip.role === "trial" ? "" : ` · ${clip.role}`) +
    (clip.weight === null ? "" : ` · w ${clip.weight.toFixed(2)}`);
  caption.append(head, how, about);
  figure.append(video(), caption);
  return figure;
}

function video() {
  const made = element("video");
  Object.assign(made, { muted: true, loop: true, playsInline: true, preload: "auto", tabIndex: -1 });
  return made;
}

const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const screen = target.querySelector("video");
    if (!screen || !target.isConnected) continue; // Firefox tells of cards that a filter has taken away meanwhile
    if (isIntersecting) load(screen, shown[target.dataset.index]);
    else unload(screen);
  }
});
new IntersectionObserver(([entry]) => entry.isIntersecting && made < shown.length && makeMore(), {
  rootMargin: "900px",
}).observe($("more"));

function load(screen, clip) {
  screen.src = address(clip);
  screen.onerror = () => screen.replaceWith(element("div", `${address(clip)} cannot be played`, "failed"));
  if (playing && !dialog.open) start(screen);
}

function unload(screen) {
  screen.onerror = null;
  screen.removeAttribute("src");
  screen.load(); // gives the decoder back
}

const start = (screen) => screen.play().catch(() => {}); // pausing meanwhile is no error

function playOrPause(wanted) {
  playing = wanted;
  $("play").textContent = playing ? "Pause all" : "Play all";
  $("play").setAttribute("aria-pressed", playing);
  for (const screen of grid.querySelectorAll("video[src]")) playing ? start(screen) : screen.pause();
}

// Keys: one stop for Tab in the grid, arrows within it.
function focusOn(index) {
  if (index < 0 || index >= shown.length) return;
  while (index >= made) makeMore();
  if (grid.children[current]) grid.children[current].tabIndex = -1;
  current = index;
  grid.children[index].tabIndex = 0;
  grid.children[index].focus();
}

function acrossGrid() {
  return getComputedStyle(grid).gridTemplateColumns.split(" ").length;
}

grid.addEventListener("keydown", (event) => {
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: acrossGrid(), ArrowUp: -acrossGrid() };
  const to = { Home: 0, End: shown.length - 1 }[event.key] ?? current + (steps[event.key] ?? NaN);
  if (event.key === "Enter") enlarge(current);
  else if (Number.isNaN(to)) return;
  else focusOn(to);
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== " " || dialog.open || event.target.closest("button, input")) return;
  playOrPause(!playing);
  event.preventDefault();
});

grid.addEventListener("click", (event) => {
  const figure = event.target.closest(".clip");
  if (!figure) return;
  focusOn(Number(figure.dataset.index));
  enlarge(current);
});

// One clip, large, with all that is known of it.
function enlarge(index) {
  const clip = shown[index];
  if (!clip) return;
  current = index;
  const screen = dialog.querySelector("video");
  screen.src = address(clip);
  $("large-title").textContent = `${name(clip.label)} · ${name(clip.condition)}`;
  const facts = { "Recognised as": name(clip.predicted), Role: clip.role, Length: `${clip.seconds} s`, Source: clip.source,
    Seed: clip.seed, Weight: clip.weight, Id: clip.id };
  dialog.querySelector("dl").replaceChildren(
    ...Object.entries(facts).flatMap(([key, value]) => (value === null ? [] : [element("dt", key), element("dd", value)])),
  );
  dialog.querySelector("ol").replaceChildren(...probabilities(clip));
  if (!dialog.open) {
    grid.querySelectorAll("video[src]").forEach((each) => each.pause());
    dialog.showModal();
  }
  start(screen);
}

function probabilities(clip) {
  const rows = clip.probabilities.map((share, place) => [set.orders.label[place], share]);
  return rows.sort((one, other) => other[1] - one[1]).slice(0, 6).map(([label, share]) => {
    const [row, bar] = [element("li", "", label === clip.label ? "intended" : ""), element("i")];
    bar.style.width = `${Math.max(1, 100 * share)}%`;
    row.append(element("span", name(label)), bar, element("output", share.toFixed(2)));
    return row;
  });
}

function beside(step) {
  const to = current + step;
  if (to < 0 || to >= shown.length) return;
  focusOn(to);
  enlarge(to);
}

dialog.addEventListener("close", () => {
  unload(dialog.querySelector("video"));
  playOrPause(playing);
  focusOn(current);
});
dialog.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.target.tagName === "VIDEO") return;
  beside(step);
  event.preventDefault();
});
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
$("previous").onclick = () => beside(-1);
$("next").onclick = () => beside(1);
$("close").onclick = () => dialog.close();
$("play").onclick = () => playOrPause(!playing);
$("size").oninput = (event) => document.documentElement.style.setProperty("--cell", `${event.target.value}px`);
$("clear").onclick = () => {
  Object.values(chosen).forEach((values) => values.clear());
  for (const input of form.elements) if (input.type === "checkbox") input.checked = false;
  keepAddress();
  show();
};
form.addEventListener("change", ({ target }) => {
  chosen[target.name][target.checked ? "add" : "delete"](target.value);
  keepAddress();
  show();
});

readAddress();
makeChips();
playOrPause(playing);
show();

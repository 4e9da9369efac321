import { AnswerButtons } from "/static/session/answers.js";
import { equal, test, wait } from "./runner.js";

const SOME_MS = 50;

/** Answers with these keys, open; `chosen()`: the label that was chosen, null if none is soon. */
function setUp(keys = "12q") {
  const area = document.createElement("div");
  area.tabIndex = -1;
  for (const key of keys) {
    const button = Object.assign(document.createElement("button"), { className: "answer", innerHTML: "<span></span>" });
    Object.assign(button.dataset, { label: `answer ${key}`, key });
    area.append(button);
  }
  document.body.append(area);
  const buttons = new AnswerButtons(area);
  buttons.open();
  const next = buttons.next();
  const chosen = () => Promise.race([next.then(({ label }) => label), wait(SOME_MS).then(() => null)]);
  return { area, buttons, next, chosen, parts: [...area.children] };
}

function key(target, code, key) {
  const event = new KeyboardEvent("keydown", { code, key, bubbles: true });
  target.dispatchEvent(event);
  return event;
}

function point(target, kind, detail = 0) {
  const event = new PointerEvent(kind, { pointerType: "touch", detail, bubbles: true });
  target.dispatchEvent(event);
  return event;
}

test("a pointer's answer has the time of its press, however long it is held", async () => {
  const { next, parts } = setUp();
  const press = point(parts[1].firstChild, "pointerdown");
  await wait(SOME_MS);
  const release = point(parts[1], "click", 1);
  const { label, at, eventClock, input, heldMs } = await next;
  equal([label, at, eventClock, input], ["answer 2", press.timeStamp, "event", "touch"]);
  equal(heldMs, release.timeStamp - press.timeStamp);
});

test("Space on an answer, which browsers make a click when it is let go, has the time at which it went down", async () => {
  const { next, parts } = setUp();
  const press = key(parts[1], "Space", " ");
  key(parts[1], "Tab", "Tab");
  await wait(SOME_MS);
  point(parts[1], "click");
  const { label, at, input, heldMs } = await next;
  equal([label, at, input, heldMs], ["answer 2", press.timeStamp, "key", null]);
});

test("a press that led to nothing is forgotten with the next click", async () => {
  const { buttons, chosen, parts } = setUp();
  buttons.close();
  point(parts[0], "pointerdown");
  point(parts[0], "click", 1);
  buttons.open();
  point(parts[0], "click");
  equal(await chosen(), "answer 1");
});

test("a press from before the answers opened is none, whenever it is let go", async () => {
  const { buttons, chosen, parts } = setUp();
  buttons.close();
  point(parts[0], "pointerdown");
  await wait(SOME_MS);
  buttons.open();
  point(parts[0], "click", 1);
  equal(await chosen(), null);
});

test("a click that no press on the same answer led to has its own time", async () => {
  const { next, parts } = setUp();
  point(parts[0], "pointerdown");
  await wait(SOME_MS);
  const click = point(parts[1], "click", 1);
  const { label, at, heldMs } = await next;
  equal([label, at, heldMs], ["answer 2", click.timeStamp, null]);
});

async function judge(presses) {
  for (const [name, code, sign, expected] of presses) {
    const { area, chosen } = setUp();
    key(area, code, sign);
    equal(await chosen(), expected, name);
    area.remove();
  }
}

test("digits are known by their place, on the number pad by what they write", () =>
  judge([
    ["a digit", "Digit2", "2", "answer 2"],
    ["where digits need Shift", "Digit2", "é", "answer 2"],
    ["in full width", "Digit1", "１", "answer 1"],
    ["of an input method", "Digit1", "Process", "answer 1"],
    ["on the number pad", "Numpad1", "1", "answer 1"],
    ["End on the number pad", "Numpad1", "End", null],
    ["an arrow on the number pad", "Numpad2", "ArrowDown", null],
  ]));

test("letters are known by what they write, and by their place where that is no Latin letter", () =>
  judge([
    ["a letter", "KeyQ", "q", "answer q"],
    ["a capital letter", "KeyQ", "Q", "answer q"],
    ["in another place", "KeyA", "q", "answer q"],
    ["another in its place", "KeyQ", "a", null],
    ["Cyrillic", "KeyQ", "й", "answer q"],
    ["kana", "KeyQ", "た", "answer q"],
    ["in full width", "KeyQ", "ｑ", "answer q"],
    ["of an input method", "KeyQ", "Process", "answer q"],
  ]));

test("answers without a key are not chosen by a key that is none", async () => {
  const { area, chosen, parts } = setUp();
  parts[0].dataset.key = "";
  key(area, "Numpad1", "End");
  key(area, "", "");
  equal(await chosen(), null);
});

test("keys count where the focus is at the clip or its answers, and nowhere else", async () => {
  const { area, chosen, parts } = setUp();
  key(document.body, "Digit1", "1");
  equal(await chosen(), null);
  area.focus();
  key(parts[2], "Digit2", "2");
  equal(await chosen(), "answer 2");
});

// The answer buttons: one choice per trial, the first, by pointer or by key.
import { pressTime } from "./presentation.js";

export class AnswerButtons {
  /** `area`: the element of the clip and its answers; keys count while the focus is in it (WCAG 2.1.4). */
  constructor(area) {
    this.buttons = [...area.querySelectorAll(".answer")];
    this.close();
    for (const button of this.buttons) {
      const press = (event) => (this.pressed = { button, pointerType: event.pointerType, ...pressTime(event) });
      button.addEventListener("pointerdown", press);
      button.addEventListener("keydown", (event) => event.key === " " && !event.repeat && press(event)); // clicks at keyup
      button.addEventListener("click", (event) => this.#choose(button, event));
    }
    area.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The next choice: {label, at (of its press, not its release), eventClock, input, heldMs (pointers: between both)}. */
  next() {
    return new Promise((resolve) => (this.resolve = resolve));
  }

  open() {
    if (!this.isOpen) this.openedAt = performance.now();
    this.#setOpen(true);
  }

  close() {
    this.#setOpen(false);
  }

  /** Forget the last trial's choice. */
  clear() {
    this.close();
    for (const button of this.buttons) button.removeAttribute("aria-pressed");
    this.mark(null);
  }

  /** Show which answer was meant; null: none. */
  mark(label) {
    for (const button of this.buttons) button.classList.toggle("intended", button.dataset.label === label);
  }

  /** The words for a label, in the rater's language. */
  text(label) {
    return this.buttons.find((button) => button.dataset.label === label).querySelector("span").textContent;
  }

  // aria-disabled, not disabled: a keyboard rater's focus stays where it is.
  #setOpen(isOpen) {
    this.isOpen = isOpen;
    for (const button of this.buttons) button.setAttribute("aria-disabled", String(!isOpen));
  }

  #choose(button, event) {
    const isKey = event.type === "keydown" || event.detail === 0;
    const release = pressTime(event);
    const press = this.pressed?.button === button ? this.pressed : null;
    this.pressed = null;
    const { at, eventClock } = press ?? release;
    // A press that waited in the queue while the buttons opened was made before: it answers nothing.
    if (!this.isOpen || at < this.openedAt) return;
    this.close();
    button.setAttribute("aria-pressed", "true");
    const heldMs = isKey || !press ? null : Math.max(0, release.at - at);
    const input = isKey ? "key" : event.pointerType || press?.pointerType || "mouse";
    this.resolve({ label: button.dataset.label, at, eventClock, input, heldMs });
  }

  #key(event) {
    if (event.repeat && event.key === "Enter") event.preventDefault(); // else it would click the focused button again
    if (!this.isOpen || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const typed = event.key.normalize("NFKC").toLowerCase();
    const place = /^(?:Digit|Numpad|Key)(.)$/.exec(event.code)?.[1].toLowerCase(); // digits need Shift on some layouts
    const isSign = typed.length === 1 || typed === "process"; // else it moves: the number pad without NumLock
    const key = /^[a-z]$/.test(typed) ? typed : isSign && place;
    const button = this.buttons.find((candidate) => candidate.dataset.key === key);
    if (button) this.#choose(button, event);
  }
}

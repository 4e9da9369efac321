// The answer buttons: one choice per trial, the first, by pointer or by key.
import { pressTime } from "./presentation.js";

export class AnswerButtons {
  constructor(buttons) {
    this.buttons = [...buttons];
    this.close();
    document.addEventListener("pointerdown", (event) => (this.pressed = event));
    for (const button of this.buttons) button.addEventListener("click", (event) => this.#choose(button, event));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The next choice: {label, at (the press's own time, ms), eventClock, input, heldMs (pointers: from press to release)}. */
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
    const { at, eventClock } = pressTime(event);
    // A press that waited in the queue while the buttons opened was made before: it answers nothing.
    if (!this.isOpen || at < this.openedAt) return;
    this.close();
    button.setAttribute("aria-pressed", "true");
    const isKey = event.type === "keydown" || event.detail === 0;
    const input = isKey ? "key" : event.pointerType || this.pressed?.pointerType || "mouse";
    const heldMs = isKey || !this.pressed ? null : Math.max(0, at - pressTime(this.pressed).at);
    this.resolve({ label: button.dataset.label, at, eventClock, input, heldMs });
  }

  #key(event) {
    if (event.repeat && event.key === "Enter") event.preventDefault(); // else it would click the focused button again
    if (!this.isOpen || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code); // digits without Shift on every layout
    const key = digit ? digit[1] : event.key.toLowerCase();
    const button = this.buttons.find((candidate) => candidate.dataset.key !== "" && candidate.dataset.key === key);
    if (button) this.#choose(button, event);
  }
}

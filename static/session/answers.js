// The answer buttons: one choice per trial, the first, by pointer or by key.
export class AnswerButtons {
  constructor(buttons) {
    this.buttons = [...buttons];
    this.isOpen = false;
    this.resolve = null;
    for (const button of this.buttons) button.addEventListener("click", (event) => this.#choose(button, event, "pointer"));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The next choice: {label, at (the event's own time, ms), input}. */
  next() {
    return new Promise((resolve) => (this.resolve = resolve));
  }

  open() {
    this.#setOpen(true);
  }

  close() {
    this.#setOpen(false);
  }

  /** Forget the last trial's choice. */
  clear() {
    this.close();
    for (const button of this.buttons) button.removeAttribute("aria-pressed");
  }

  // aria-disabled, not disabled: a keyboard rater's focus stays where it is.
  #setOpen(isOpen) {
    this.isOpen = isOpen;
    for (const button of this.buttons) button.setAttribute("aria-disabled", String(!isOpen));
  }

  #choose(button, event, input) {
    if (!this.isOpen) return;
    this.close();
    button.setAttribute("aria-pressed", "true");
    this.resolve({ label: button.dataset.label, at: event.timeStamp, input: event.pointerType || (event.detail === 0 ? "key" : input) });
  }

  #key(event) {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code); // digits without Shift on every layout
    const key = digit ? digit[1] : event.key.toLowerCase();
    const button = this.buttons.find((candidate) => candidate.dataset.key !== "" && candidate.dataset.key === key);
    if (button) this.#choose(button, event, "key");
  }
}

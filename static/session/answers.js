// The answer buttons: one choice per trial, the first, by pointer or by key.
export class AnswerButtons {
  constructor(buttons) {
    this.buttons = [...buttons];
    this.isOpen = false;
    this.openedAt = 0;
    this.pressedAt = null;
    this.resolve = null;
    document.addEventListener("pointerdown", (event) => (this.pressedAt = event.timeStamp));
    for (const button of this.buttons) button.addEventListener("click", (event) => this.#choose(button, event, "pointer"));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The next choice: {label, at (the event's own time, ms), input, heldMs (pointers: from press to release)}. */
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
    if (isOpen) this.openedAt = performance.now();
    for (const button of this.buttons) button.setAttribute("aria-disabled", String(!isOpen));
  }

  #choose(button, event, input) {
    // A press that waited in the queue while the buttons opened was made before: it answers nothing.
    if (!this.isOpen || event.timeStamp < this.openedAt) return;
    this.close();
    button.setAttribute("aria-pressed", "true");
    const by = event.pointerType || (event.detail === 0 ? "key" : input);
    const heldMs = by === "key" || this.pressedAt === null ? null : event.timeStamp - this.pressedAt;
    this.resolve({ label: button.dataset.label, at: event.timeStamp, input: by, heldMs });
  }

  #key(event) {
    if (event.repeat && event.key === "Enter") event.preventDefault(); // else it would click the focused button again
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code); // digits without Shift on every layout
    const key = digit ? digit[1] : event.key.toLowerCase();
    const button = this.buttons.find((candidate) => candidate.dataset.key !== "" && candidate.dataset.key === key);
    if (button) this.#choose(button, event, "key");
  }
}

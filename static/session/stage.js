// What the rater sees around the clip: cover, question, progress, saving state, panels; and what is announced.
const NOTICED_MS = 50; // a live region that is emptied and filled at once says nothing
const TICK_MS = 200;
const inSeconds = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "second", unitDisplay: "long" });

/** `text` with its {names} filled in. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export class Stage {
  constructor(root, words) {
    for (const part of root.querySelectorAll("[id]")) this[part.id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())] = part;
    this.words = words;
    this.isOver = false;
  }

  /** Whether the cover covers the clip, and goes when it is to: without the page's style sheets it does not. */
  get isStyled() {
    const isShared = getComputedStyle(this.cover).getPropertyValue("--paper") !== ""; // miburi.css
    return isShared && getComputedStyle(this.cover).position === "absolute";
  }

  /** A trial begins; `instructed`: the words of the answer that the rater is told to give, null in most trials. */
  begin(trial, instructed) {
    const { words } = this;
    this.practice.hidden = !trial.practice;
    this.counter.textContent = fill(words.counter, trial);
    this.question.textContent = instructed ? fill(words.instructed, { label: instructed }) : words.question;
    this.question.classList.toggle("instructed", instructed !== null);
    this.say("");
    this.announce(instructed ? this.question.textContent : this.counter.textContent);
  }

  /** Cover the clip with a message, or with nothing but grey. */
  say(message) {
    this.#show(this.task);
    this.coverMessage.textContent = message;
    this.coverButton.hidden = this.replay.hidden = true;
    this.cover.hidden = false;
  }

  /** Cover the clip with a message and a button; resolves when it is pressed. */
  tap(message, label) {
    this.say(message);
    this.coverButton.textContent = label;
    this.coverButton.hidden = false;
    focus(this.coverButton);
    return pressed(this.coverButton);
  }

  /** Cover the clip that has ended, with a button to see it again if it has a `label`; resolves when it is pressed. */
  ended(label) {
    this.say("");
    this.replay.textContent = label;
    this.replay.hidden = label === null;
    return pressed(this.replay);
  }

  /** The clip comes into view; the focus, wherever else it was left, goes next to the answers: their keys count there. */
  reveal() {
    const { activeElement } = document;
    if (!this.task.contains(activeElement) || this.cover.contains(activeElement)) focus(this.question);
    this.cover.hidden = true;
  }

  /** The form of the second questions in place of the trial; it begins with what was `answered`. */
  ask(answered) {
    this.answered.textContent = answered;
    this.#show(this.questions);
    focus(this.questions.querySelector("input, textarea, .pad"));
  }

  /** The panel of this name in place of the trial; resolves when its button is pressed: not for so many `seconds`. */
  pause(name, { seconds = 0, ...values } = {}) {
    const { words } = this;
    clearInterval(this.counting);
    this.practice.hidden = true; // of the trial that is over
    this.counter.textContent = "";
    this.panelTitle.textContent = fill(words[`${name}_title`], values);
    this.panelText.textContent = words[`${name}_text`];
    this.panelWait.textContent = "";
    this.panelButton.textContent = words[`${name}_go`];
    this.panelButton.removeAttribute("aria-disabled");
    this.#show(this.panel);
    focus(this.panelButton);
    if (seconds > 0) this.#countDown(seconds);
    return pressed(this.panelButton);
  }

  /** The last panel: nothing takes its place. Resolves when its button is pressed. */
  end(name) {
    const press = this.pause(name);
    this.isOver = true;
    return press;
  }

  /** Tell a screen reader what the rater sees. */
  announce(message) {
    clearTimeout(this.announcing);
    this.live.textContent = "";
    this.announcing = setTimeout(() => (this.live.textContent = message), NOTICED_MS);
  }

  /** How the answers fare that are in `outbox`. */
  tellSaving(outbox) {
    const { words } = this;
    const count = outbox.pendingAnswers().length;
    const trouble = outbox.isMemoryOnly ? words.send_failed_unkept : words.send_failed;
    const shown = outbox.inTrouble ? trouble : "";
    this.saving.textContent = shown ? fill(words.unsaved, { count }) : count > 0 ? words.saving : words.saved;
    if (this.trouble.textContent === shown) return;
    this.trouble.textContent = shown;
    this.announce(shown || words.send_again);
  }

  #show(part) {
    if (this.isOver || !part.hidden) return;
    for (const each of [this.task, this.questions, this.panel]) if (each) each.hidden = each !== part;
    window.scrollTo(0, 0);
  }

  /** The panel's button waits. The seconds are shown, and told to a screen reader at the start and at the end only. */
  #countDown(seconds) {
    const { panelButton, panelWait, words } = this;
    const end = performance.now() + 1000 * seconds;
    const show = () => {
      const left = Math.ceil((end - performance.now()) / 1000);
      panelWait.textContent = left > 0 ? fill(words.break_wait, { time: inSeconds.format(left) }) : words.break_ready;
      if (left > 0) return;
      clearInterval(this.counting);
      panelButton.removeAttribute("aria-disabled");
      this.announce(words.break_ready);
    };
    panelButton.setAttribute("aria-disabled", "true");
    this.counting = setInterval(show, TICK_MS);
    show();
    this.announce(panelWait.textContent);
  }
}

const focus = (element) => element.focus({ preventScroll: true });

/** Resolves when `button` is pressed while it is not aria-disabled. */
const pressed = (button) =>
  new Promise((resolve) => {
    button.onclick = () => button.getAttribute("aria-disabled") === "true" || resolve();
  });

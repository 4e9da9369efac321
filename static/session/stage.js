// What the rater sees around the clip: cover, question, progress, saving state, panels; and what is announced.
const NOTICED_MS = 50; // a live region that is emptied and filled at once says nothing

/** `text` with its {names} filled in. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export class Stage {
  constructor(root, words) {
    for (const part of root.querySelectorAll("[id]")) this[part.id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())] = part;
    this.words = words;
    this.isOver = false;
  }

  /** A trial begins; `instructed`: the words of the answer that the rater is told to give, null in most trials. */
  begin(trial, instructed) {
    const { words } = this;
    this.#show(this.task);
    this.practice.hidden = !trial.practice;
    this.counter.textContent = fill(words.counter, trial);
    this.progress.max = trial.total;
    this.progress.value = trial.place;
    this.question.textContent = instructed ? fill(words.instructed, { label: instructed }) : words.question;
    this.question.classList.toggle("instructed", instructed !== null);
    this.announce(instructed ? this.question.textContent : this.counter.textContent);
    this.status.textContent = "";
    this.say("");
  }

  /** Cover the clip with a message, or with nothing but grey. */
  say(message) {
    this.coverMessage.textContent = message;
    this.coverButton.hidden = this.replay.hidden = true;
    this.cover.hidden = false;
  }

  /** Cover the clip with a message and a button; resolves when it is pressed. */
  tap(message, label) {
    this.say(message);
    return pressed(this.coverButton, label);
  }

  /** Cover the clip that has ended; where `label` names a button to see it again, resolves when that is pressed. */
  ended(label) {
    this.say("");
    if (label === null) return new Promise(() => {});
    return pressed(this.replay, label, false);
  }

  /** The clip comes into view; a focus that the cover held goes next to the answers. */
  reveal() {
    if (document.activeElement === document.body || this.cover.contains(document.activeElement)) focus(this.question);
    this.cover.hidden = true;
  }

  /** The form of the second questions in place of the trial; it begins with what was `answered`. */
  ask(answered) {
    this.answered.textContent = answered;
    this.#show(this.questions);
    focus(this.questions.querySelector("input, textarea, .pad"));
  }

  /** The trial in place of its second questions. */
  back() {
    this.#show(this.task);
  }

  /** A panel in place of the trial; resolves when its button is pressed, which it cannot be for `seconds`. */
  async pause({ title, text, label, seconds = 0 }) {
    this.panelTitle.textContent = title;
    this.panelText.textContent = text;
    this.panelWait.textContent = "";
    this.#show(this.panel);
    this.panelButton.removeAttribute("aria-disabled");
    const press = pressed(this.panelButton, label);
    if (seconds > 0) await this.#countDown(seconds);
    await press;
    focus(this.question);
  }

  /** The last panel: nothing takes its place. Resolves when its button is pressed. */
  end(panel) {
    const press = this.pause(panel);
    this.isOver = true;
    return press;
  }

  /** Tell a screen reader what the rater sees. */
  announce(message) {
    clearTimeout(this.announcing);
    this.live.textContent = "";
    this.announcing = setTimeout(() => (this.live.textContent = message), NOTICED_MS);
  }

  /** How many answers are on their way; `trouble`: the message if they do not get through, else null. */
  saveState(count, trouble) {
    const { words } = this;
    this.saving.textContent = trouble ? fill(words.unsaved, { count }) : count > 0 ? words.saving : words.saved;
    this.saving.classList.toggle("trouble", trouble !== null);
    if (this.trouble.hidden !== (trouble === null)) this.announce(trouble ?? words.send_again);
    this.trouble.textContent = trouble;
    this.trouble.hidden = trouble === null;
  }

  #show(part) {
    if (this.isOver) return;
    for (const each of [this.task, this.questions, this.panel]) if (each) each.hidden = each !== part;
    window.scrollTo(0, 0);
  }

  /** Seconds are shown, and told to a screen reader at the start and at the end only. */
  async #countDown(seconds) {
    const { panelButton, panelWait, words } = this;
    const end = performance.now() + 1000 * seconds;
    panelButton.setAttribute("aria-disabled", "true");
    for (let left = seconds; left > 0; left = Math.ceil((end - performance.now()) / 1000)) {
      if (this.isOver) return; // another panel has taken the break's place
      const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      panelWait.textContent = fill(words.break_wait, { time });
      if (left === seconds) this.announce(panelWait.textContent);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    if (this.isOver) return;
    panelButton.removeAttribute("aria-disabled");
    panelWait.textContent = words.break_ready;
    this.announce(words.break_ready);
  }
}

const focus = (element) => element.focus({ preventScroll: true });

/** Resolves when `button`, now called `label`, is pressed while it is not aria-disabled. */
function pressed(button, label, takesFocus = true) {
  button.textContent = label;
  button.hidden = false;
  if (takesFocus) focus(button);
  return new Promise((resolve) => {
    button.onclick = () => button.getAttribute("aria-disabled") === "true" || resolve();
  });
}

// What surrounds the clip: the cover over it, counter, progress and messages.
export class Stage {
  constructor(root, words) {
    this.words = words;
    this.cover = root.querySelector("#cover");
    this.message = root.querySelector("#cover-message");
    this.button = root.querySelector("#cover-button");
    this.counter = root.querySelector("#counter");
    this.practice = root.querySelector("#practice");
    this.progress = root.querySelector("#progress");
    this.statusLine = root.querySelector("#status");
  }

  begin(trial) {
    this.practice.hidden = !trial.practice;
    this.counter.textContent = `${this.words.clip} ${trial.number} ${this.words.of} ${trial.of}`;
    this.progress.max = trial.of;
    this.progress.value = trial.number - 1;
    this.status("");
  }

  /** Cover the clip with a message, or with nothing but grey. */
  say(message) {
    this.message.textContent = message;
    this.button.hidden = true;
    this.cover.hidden = false;
  }

  /** Cover the clip with a message and a button; resolves when it is pressed. */
  tap(message, label) {
    this.say(message);
    this.button.textContent = label;
    this.button.hidden = false;
    this.button.focus();
    return new Promise((resolve) => this.button.addEventListener("click", resolve, { once: true }));
  }

  reveal() {
    this.cover.hidden = true;
  }

  status(message) {
    this.statusLine.classList.remove("trouble");
    this.statusLine.textContent = message;
  }

  /** A message that something is wrong; empty when it is over. */
  trouble(message) {
    this.status(message || "");
    this.statusLine.classList.toggle("trouble", Boolean(message));
  }
}

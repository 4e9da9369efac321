// The second questions of a trial: the form that the page holds, asked anew for each clip.
const STEP = 10; // of an arrow key in the affect grid, of 200

/** One slider from 0 or -100 to 100, which says nothing until it was touched. */
class Slider {
  value = null;

  constructor(input, words, onChange = () => {}) {
    Object.assign(this, { input, words, onChange, min: Number(input.min) });
    const touch = () => this.set(input.valueAsNumber);
    input.addEventListener("input", touch);
    input.addEventListener("click", touch); // also where it stands
    input.addEventListener("keydown", (event) => event.key === " " && touch());
  }

  set(place) {
    this.input.value = Math.max(this.min, Math.min(100, Math.round(place)));
    this.value = this.input.valueAsNumber / 100;
    this.input.classList.remove("untouched");
    this.input.setAttribute("aria-valuetext", this.input.value);
    this.onChange();
  }

  clear() {
    this.value = null;
    this.input.value = (this.min + 100) / 2;
    this.input.classList.add("untouched");
    this.input.setAttribute("aria-valuetext", this.words.not_given);
    this.onChange();
  }
}

/** A square of pleasantness and arousal over two sliders that say the same. */
class AffectGrid {
  constructor(pad, inputs, words) {
    Object.assign(this, { pad, words, point: pad.firstElementChild });
    [this.valence, this.arousal] = inputs.map((input) => new Slider(input, words, () => this.#draw()));
    pad.addEventListener("pointerdown", (event) => {
      pad.setPointerCapture(event.pointerId);
      this.#follow(event);
    });
    pad.addEventListener("pointermove", (event) => pad.hasPointerCapture(event.pointerId) && this.#follow(event));
    pad.addEventListener("keydown", (event) => this.#key(event));
  }

  get value() {
    const { valence, arousal } = this;
    return valence.value === null || arousal.value === null ? null : [valence.value, arousal.value];
  }

  clear() {
    this.valence.clear();
    this.arousal.clear();
  }

  #follow(event) {
    const { left, top, width, height } = this.pad.getBoundingClientRect();
    this.#set((200 * (event.clientX - left)) / width - 100, 100 - (200 * (event.clientY - top)) / height);
  }

  #key(event) {
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], " ": [0, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#set(this.valence.input.valueAsNumber + STEP * step[0], this.arousal.input.valueAsNumber + STEP * step[1]);
  }

  #set(valence, arousal) {
    this.valence.set(valence);
    this.arousal.set(arousal);
  }

  #draw() {
    const { pad, point, words, valence, arousal } = this;
    point.style.left = `${(valence.input.valueAsNumber + 100) / 2}%`;
    point.style.top = `${(100 - arousal.input.valueAsNumber) / 2}%`;
    pad.classList.toggle("untouched", this.value === null);
    pad.setAttribute("aria-valuenow", valence.input.value);
    const places = `${words.valence_high} ${valence.input.value}, ${words.arousal_high} ${arousal.input.value}`;
    pad.setAttribute("aria-valuetext", this.value === null ? words.not_given : places);
  }
}

/** What to read a question's value from (null: left open), and how to clear it. */
const KINDS = {
  scale: (field) => ({
    get value() {
      const chosen = field.querySelector(":checked");
      return chosen && Number(chosen.value);
    },
    clear: () => field.querySelectorAll("input").forEach((input) => (input.checked = false)),
  }),
  slider: (field, words) => new Slider(field.querySelector("input"), words),
  affect_grid: (field, words) => new AffectGrid(field.querySelector(".pad"), [...field.querySelectorAll("input")], words),
  text: (field) => ({
    get value() {
      return field.querySelector("textarea").value.trim() || null;
    },
    clear: () => (field.querySelector("textarea").value = ""),
  }),
};

export class Questions {
  constructor(form, words) {
    this.fields = [...form.querySelectorAll("fieldset")].map((field) => ({
      field,
      asked: KINDS[field.dataset.kind](field, words),
    }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    for (const kind of ["input", "click", "keyup"]) form.addEventListener(kind, () => this.#forgive());
  }

  /** Resolves with {name of the question: its value} when every required one is answered. */
  ask() {
    for (const each of this.fields) {
      each.asked.clear();
      this.#mark(each, false);
    }
    return new Promise((resolve) => (this.resolve = resolve));
  }

  #submit() {
    const missing = this.fields.filter(({ field, asked }) => "required" in field.dataset && asked.value === null);
    for (const each of this.fields) this.#mark(each, missing.includes(each));
    if (missing.length > 0) missing[0].field.querySelector("input, textarea, .pad").focus();
    else this.resolve(Object.fromEntries(this.fields.map(({ field, asked }) => [field.dataset.name, asked.value])));
  }

  /** A question that was answered meanwhile is missing no more. */
  #forgive() {
    for (const each of this.fields) if (each.asked.value !== null) this.#mark(each, false);
  }

  #mark({ field }, isMissing) {
    const message = field.querySelector(".problem");
    message.hidden = !isMissing;
    for (const input of field.querySelectorAll("input, textarea, .pad")) {
      if (isMissing) input.setAttribute("aria-describedby", message.id);
      else input.removeAttribute("aria-describedby");
    }
  }
}

// The second questions of a trial: the form that the page holds, asked anew for each clip. A slider that nobody has
// touched bears a text in place of its value (aria-valuetext), and says nothing.
const STEP = 10; // of an arrow key in the affect grid, of 200
const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], " ": [0, 0] };

const slidersIn = (element) => [...element.querySelectorAll("[type=range]")];
const placeOf = (slider) => (slider.hasAttribute("aria-valuetext") ? null : slider.valueAsNumber / 100);
const touch = (slider) => slider.removeAttribute("aria-valuetext");

/** By kind, what stands in the fieldset of a question; null: left open. */
const VALUES = {
  scale: (field) => Number(field.querySelector(":checked")?.value) || null,
  slider: (field) => placeOf(...slidersIn(field)),
  affect_grid: (field) => {
    const places = slidersIn(field).map(placeOf);
    return places.includes(null) ? null : places;
  },
  text: (field) => field.querySelector("textarea").value.trim() || null,
};
const valueOf = (field) => VALUES[field.dataset.kind](field);

/** A square of pleasantness and arousal over two sliders that say the same. */
class AffectGrid {
  constructor(pad, sliders, words) {
    Object.assign(this, { pad, sliders, words });
    pad.addEventListener("pointerdown", (event) => {
      pad.setPointerCapture(event.pointerId);
      this.#follow(event);
    });
    pad.addEventListener("pointermove", (event) => pad.hasPointerCapture(event.pointerId) && this.#follow(event));
    pad.addEventListener("keydown", (event) => this.#key(event));
  }

  draw() {
    const { pad, words } = this;
    const [valence, arousal] = this.sliders.map((slider) => slider.valueAsNumber);
    pad.firstElementChild.style.left = `${(100 + valence) / 2}%`;
    pad.firstElementChild.style.top = `${(100 - arousal) / 2}%`;
    const isGiven = this.sliders.every((slider) => placeOf(slider) !== null);
    pad.classList.toggle("untouched", !isGiven);
    pad.setAttribute("aria-valuenow", valence);
    const places = `${words.valence_high} ${valence}, ${words.arousal_high} ${arousal}`;
    pad.setAttribute("aria-valuetext", isGiven ? places : words.not_given);
  }

  #follow(event) {
    const { left, top, width, height } = this.pad.getBoundingClientRect();
    this.#set([(200 * (event.clientX - left)) / width - 100, 100 - (200 * (event.clientY - top)) / height]);
  }

  #key(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    this.#set(this.sliders.map((slider, axis) => slider.valueAsNumber + STEP * step[axis]));
  }

  #set(places) {
    for (const [axis, slider] of this.sliders.entries()) {
      slider.value = places[axis]; // the browser keeps it in bounds
      touch(slider);
    }
    this.draw();
  }
}

export class Questions {
  constructor(form, words) {
    Object.assign(this, { form, words, fields: [...form.querySelectorAll("fieldset")] });
    const pads = [...form.querySelectorAll(".pad")];
    this.grids = pads.map((pad) => new AffectGrid(pad, slidersIn(pad.closest("fieldset")), words));
    for (const kind of ["input", "click", "keydown"]) form.addEventListener(kind, (event) => this.#given(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  /** Resolves with {name of the question: its value} when every required one is answered. */
  ask() {
    this.form.reset();
    for (const slider of slidersIn(this.form)) slider.setAttribute("aria-valuetext", this.words.not_given);
    for (const grid of this.grids) grid.draw();
    this.#tell([]);
    return new Promise((resolve) => (this.resolve = resolve));
  }

  /** A slider is touched, also where it stands; a question that was answered meanwhile is missing no more. */
  #given({ type, key, target }) {
    if (target.type === "range" && (type !== "keydown" || key === " ")) touch(target);
    for (const grid of this.grids) grid.draw();
    this.#tell(this.missing.filter((field) => valueOf(field) === null));
  }

  #submit() {
    this.#tell(this.fields.filter((field) => "required" in field.dataset && valueOf(field) === null));
    if (this.missing.length > 0) this.missing[0].querySelector("input, textarea, .pad").focus();
    else this.resolve(Object.fromEntries(this.fields.map((field) => [field.dataset.name, valueOf(field)])));
  }

  #tell(missing) {
    this.missing = missing;
    for (const field of this.fields) {
      field.querySelector(".problem").textContent = missing.includes(field) ? this.words.question_missing : "";
    }
  }
}

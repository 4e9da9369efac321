// The rating page: show the next clip, take one answer, have it saved, go on. The server owns the order.
import { AnswerButtons } from "./answers.js";
import { Clip, PlaybackError } from "./clip.js";
import { fetchNextTrial, sendAnswer, SessionLost } from "./exchange.js";
import { playable } from "./format.js";
import { Stage } from "./stage.js";

const root = document.querySelector("#rating");
const words = JSON.parse(document.querySelector("#words").textContent);
const csrf = root.querySelector("[name=csrfmiddlewaretoken]").value;
const answerAfterClip = root.dataset.answerWhen === "after_clip";
const PAUSE_MS = 500; // between an answer and the next clip

const stage = new Stage(root, words);
const clip = new Clip(root.querySelector("#clip"));
const buttons = new AnswerButtons(root.querySelectorAll(".answer"));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Show the clip until it has been answered; every failure of playback is told and can be retried. */
async function rate(trial, tapText) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      stage.say(words.loading);
      await clip.load(playable(trial));
      if (tapText !== null) await stage.tap(tapText, words.play);
      const answer = await present();
      return { ...answer, attempt };
    } catch (error) {
      if (!(error instanceof PlaybackError)) throw error;
      buttons.close();
      clip.stop();
      if (error.kind === "refused") tapText = "";
      else {
        tapText = null;
        await stage.tap(words[error.kind], words.retry);
      }
    }
  }
}

/** One presentation: resolves with the answer, fails with a PlaybackError. */
async function present() {
  stage.reveal();
  const onset = await clip.play();
  const chosen = buttons.next();
  clip.ended.then(() => stage.say(""), () => {});
  if (answerAfterClip) {
    stage.status(words.wait);
    await clip.ended;
    stage.status("");
  }
  buttons.open();
  const choice = await Promise.race([chosen, clip.failed]);
  return {
    chosen: choice.label,
    rt_ms: round(choice.at - onset.at),
    rt_from_end_ms: round(choice.at - (clip.endedAt ?? onset.at + clip.durationMs)),
    clock: onset.clock,
    timing: { ...clip.timing(), input: choice.input, held_ms: choice.heldMs && round(choice.heldMs), viewport_width: innerWidth, viewport_height: innerHeight },
  };
}

const round = (milliseconds) => Math.round(milliseconds * 10) / 10;

/** What the rater is told before a clip that waits for a tap; null where it starts by itself. */
function tapText(trial, previous) {
  if (previous === null) return words.play_hint;
  return previous.practice && !trial.practice ? words.practice_over : null;
}

async function run() {
  for (let previous = null; ; ) {
    const { trial, page } = await fetchNextTrial(root.dataset.next, (trouble) => stage.trouble(trouble && words.clip_failed));
    if (trial === null) {
      location.assign(page);
      return;
    }
    stage.begin(trial);
    buttons.clear();
    const { attempt, ...answer } = await rate(trial, tapText(trial, previous));
    answer.timing.attempt = attempt;
    stage.status(words.saving);
    await sendAnswer(trial.response, answer, csrf, (trouble) => stage.trouble(trouble && words.send_failed));
    stage.status(words.saved);
    clip.stop();
    stage.say("");
    previous = trial;
    await pause(PAUSE_MS);
  }
}

run().catch((error) => {
  buttons.close();
  clip.stop();
  stage.say("");
  stage.trouble(words.session_lost);
  if (!(error instanceof SessionLost)) throw error;
});

// The rating page: show the next clip, take its answer, keep it safe, go on. The server owns the order.
import { AnswerButtons } from "./answers.js";
import { Clip, PlaybackError } from "./clip.js";
import { Course } from "./course.js";
import { randomToken } from "./exchange.js";
import { Outbox } from "./outbox.js";
import { Prefetch } from "./prefetch.js";
import { round } from "./presentation.js";
import { Questions } from "./questions.js";
import { fill, Stage } from "./stage.js";
import { claim, TakenOver } from "./tabs.js";

const GAP_MS = 500; // between an answer and the next clip
const LONGEST_FAILURES = 50;
const root = document.querySelector("#rating");
const { study, session, next, answerWhen, replays } = root.dataset;
const words = JSON.parse(root.querySelector("#words").textContent);
const stage = new Stage(root, words);
if (!stage.isStyled) throw new Error("a style sheet is missing"); // the page stays as it came, and says what to do
stage.starting.remove();
const clip = new Clip(stage.clip);
const buttons = new AnswerButtons(stage.task);
const questions = stage.questions && new Questions(stage.questions, words);
const prefetch = new Prefetch();
const never = new Promise(() => {});

const tab = await claim(study);
const outbox = await Outbox.open(tab, session);
const course = new Course(outbox, next, randomToken());
const tellSaving = () => stage.tellSaving(outbox);

/** What comes before the trial: a break, the end of practice, a first tap (as arguments of `Stage.tap`), or nothing. */
async function prepare(trial, isFirst) {
  const { number, of, first, rest_seconds: seconds } = trial.block;
  const isPracticeOver = !trial.practice && trial.number === 1 && trial.place > 0;
  if (first && !trial.replayed) await stage.pause("break", { done: number - 1, of, seconds });
  else if (isPracticeOver && !trial.replayed) await stage.pause("practice_end");
  else if (isFirst) return [words.play_hint, words.play];
  return null;
}

/**
 * Show the clip until it has been answered: the answer's body, without ratings. Every failure of playback is told, noted
 * and can be tried again. Times count from the first presentation that did not fail, however often it is seen again.
 */
async function rate(trial, tap) {
  const record = { failures: [], replays: 0, onset: null, endedAt: null, timing: null };
  for (let other = false; ; ) {
    try {
      stage.say(words.loading);
      await clip.load(await prefetch.take(trial, { other }));
      if (tap) await stage.tap(...tap);
      tap = null;
      return await present(trial, record);
    } catch (error) {
      if (!(error instanceof PlaybackError)) throw error;
      buttons.close();
      if (record.endedAt === null) record.onset = null;
      record.failures.push(error.kind);
      course.event(trial, error.kind, error.detail);
      other = error.kind === "decode_failed" && Boolean(trial.webm) && !other; // the other format, by itself
      if (other) continue;
      tap = error.kind === "refused" ? [words.refused, words.play] : null;
      if (!tap) await stage.tap(words[error.reason], words.retry);
    }
  }
}

/** Present the clip, and again as often as the rater asks and may; fails with a PlaybackError. */
async function present(trial, record) {
  const chosen = buttons.next();
  for (;;) {
    if (stage.isOver) await never;
    const mayAnswer = answerWhen === "anytime" || record.endedAt !== null;
    stage.reveal();
    stage.status.textContent = mayAnswer ? "" : words.wait;
    prefetch.pause(); // nothing is fetched while a clip starts
    const onset = await clip.play().finally(() => prefetch.resume());
    if (record.replays === 0) course.event(trial, "shown");
    record.onset ??= onset;
    if (mayAnswer) buttons.open();
    const early = await Promise.race([chosen, clip.ended]);
    if (early) return answerOf(trial, early, record);
    record.endedAt ??= clip.endedAt;
    if (!mayAnswer) stage.announce(words.answer_now);
    stage.status.textContent = "";
    buttons.open();
    const left = replays - record.replays;
    const choice = await Promise.race([chosen, stage.ended(left > 0 ? fill(words.replay, { left }) : null)]);
    if (choice) return answerOf(trial, choice, record);
    record.timing ??= clip.timing();
    record.replays += 1;
  }
}

function answerOf(trial, choice, { onset, endedAt, timing, failures, replays }) {
  const { label, at, input, eventClock, heldMs } = choice;
  const end = endedAt ?? onset.at + clip.durationMs;
  const pressed = { input, event_clock: eventClock, held_ms: round(heldMs) };
  const told = failures.slice(-LONGEST_FAILURES);
  const shown = { replays, attempt: 1 + failures.length, replayed: trial.replayed, failures: told };
  return {
    chosen: label,
    rt_ms: round(at - onset.at),
    rt_from_end_ms: round(at - end),
    clock: onset.clock,
    timing: { ...(timing ?? clip.timing()), ...pressed, ...shown },
  };
}

/** The choice is made: the second questions, then everything is kept; feedback is waited for. */
async function conclude(trial, answer) {
  const chosen = buttons.text(answer.chosen);
  const answered = fill(words.answered, { label: chosen });
  clip.stop();
  stage.say("");
  stage.announce(answered);
  if (questions) {
    const ratings = questions.ask();
    stage.ask(answered);
    answer = { ...answer, ratings: await ratings };
  }
  const { feedback } = await course.answer(trial, answer);
  stage.progress.value = trial.place + 1;
  tellSaving();
  if (feedback === null) return;
  stage.say(words.waiting);
  const given = await feedback;
  if (given === null) return;
  const intended = buttons.text(given.intended);
  buttons.mark(given.intended);
  await stage.tap(fill(given.correct ? words.feedback_right : words.feedback_wrong, { intended, chosen }), words.next_clip);
}

function leave(address) {
  stage.isOver = true;
  location.assign(address);
}

/** Nothing can be rated in this page any more. */
async function end(name) {
  if (stage.isOver) return;
  buttons.close();
  clip.stop();
  await stage.end(name);
  location.reload();
}

function onLost({ status, page }) {
  if (page) leave(page);
  else end(status === null ? "other_tab" : "session_lost");
}

async function run() {
  const csrf = root.querySelector("[name=csrfmiddlewaretoken]").value;
  stage.say(words.waiting);
  await course.begin({ csrf, onLost, onTrouble: tellSaving, onSaved: tellSaving, onBroken: () => end("broken") });
  for (let isFirst = true; ; isFirst = false) {
    const trial = await course.next();
    if (stage.isOver) return;
    if (trial === null) return leave(course.page);
    prefetch.keep(course.open);
    Object.assign(stage.progress, { max: trial.total, value: trial.place });
    const tap = await prepare(trial, isFirst);
    buttons.clear();
    stage.begin(trial, trial.instructed && buttons.text(trial.instructed));
    await conclude(trial, await rate(trial, tap));
    await new Promise((resolve) => setTimeout(resolve, GAP_MS));
    stage.say(words.waiting);
  }
}

window.addEventListener("beforeunload", (event) => {
  if (!stage.isOver && outbox.pendingAnswers().length > 0) event.preventDefault();
});
run().catch((error) => {
  if (error instanceof TakenOver) return; // `onLost` tells
  end("broken");
  throw error;
});

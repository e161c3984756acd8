/** What the page knows: which lesson is open, the learner's answers, and what is said of them. */
import { computed, signal } from "@preact/signals";
import lessons from "virtual:lessons";
import { Grader, type Grading } from "../runner/grader.js";
import { isRight } from "../runner/verdict.js";
import { keep, kept } from "./memory.js";
import { hire } from "./hire.js";

export { lessons };

/** The place of the lesson that is open. */
export const place = signal(0);
export const lesson = computed(() => lessons[place.value]);
/** The learner's files, by lesson; those without one are as at the beginning. */
const answers = signal<Readonly<Record<string, string>>>(kept("answers", {}));
/** The lessons whose exercises were right once. */
const done = signal<readonly string[]>(kept("done", []));
export const answer = computed(() => answers.value[lesson.value.id] ?? lesson.value.start);
export const grading = signal<Grading | null>(null);
export const isGrading = signal(false);
/** How many of the lesson's programs have been run; all, where it is done. */
export const ran = signal(0);
/** How many hints are shown, and whether the solution is. */
export const hints = signal(0);
export const isSolutionShown = signal(false);
/** What was in a file before it was reset. */
export const before = signal<string | null>(null);
/** What went wrong with the page itself. */
export const notice = signal<string | null>(null);

export const isDone = (id: string) => done.value.includes(id);

let grader: Grader | null = null;

/** The learner types; it is checked when he pauses. */
let timer: ReturnType<typeof setTimeout> | undefined;
export function edit(source: string): void {
  if (source === answer.value) return;
  answers.value = { ...answers.value, [lesson.value.id]: source };
  keep("answers", answers.value);
  clearTimeout(timer);
  timer = setTimeout(() => void check(), 300);
}

/** Grades what the learner has. */
export async function check(): Promise<void> {
  clearTimeout(timer);
  const { id, wrong } = lesson.value;
  isGrading.value = true;
  try {
    grader ??= new Grader(await hire());
    const result = await grader.grade({ lesson: { id, wrong }, source: answer.value });
    if (result === null || id !== lesson.value.id) return; // a newer one is being graded
    grading.value = result;
    if (isRight(result.verdict) && !isDone(id)) {
      done.value = [...done.value, id];
      keep("done", done.value);
    }
  } catch (error) {
    notice.value = error instanceof Error ? error.message : String(error);
  }
  isGrading.value = false;
}

/** Puts the beginning back, and keeps what there was. */
export function reset(): void {
  before.value = answer.value;
  edit(lesson.value.start);
}

export function takeBack(): void {
  const source = before.value;
  before.value = null;
  if (source !== null) edit(source);
}

/** Opens the lesson that the address names, or the first that is not done. */
export function openAddress(): void {
  const id = location.hash.slice(1);
  const named = lessons.findIndex((each) => each.id === id);
  const next = lessons.findIndex((each) => !isDone(each.id));
  place.value = named >= 0 ? named : Math.max(next, 0);
  clearTimeout(timer);
  grading.value = null;
  ran.value = isDone(lesson.value.id) ? Infinity : 0;
  hints.value = 0;
  isSolutionShown.value = false;
  before.value = null;
  document.title = `${lesson.value.title} – autodiff by writing it`;
  scrollTo(0, 0);
}

/** `ghmgrad learn`: the course in a terminal. */
import { readFileSync, watch } from "node:fs";
import { basename } from "node:path";
import { createInterface, emitKeypressEvents } from "node:readline";
import { Grader } from "../runner/grader.js";
import type { Lesson } from "../runner/lesson.js";
import { hasColours } from "../../src/tabular/cli/terminal.js";
import { Course } from "./course.js";
import { Folder } from "./folder.js";
import { hire } from "./hire.js";
import { wrap } from "./text.js";

/** A file of the built course, beside this one. */
const built = (name: string) => new URL(name, import.meta.url);

/** Editors may go on writing for so long, in milliseconds. */
const settle = 40;

/**
 * Goes through the course until the learner leaves.
 *
 * @param path - the learner's folder; it is made where it is missing.
 */
export async function learn(path: string): Promise<void> {
  const { stdin, stdout } = process;
  const screen = {
    width: stdout.columns || Number(process.env["COLUMNS"]) || 80,
    isColoured: hasColours(stdout),
  };
  stdout.on("resize", () => (screen.width = stdout.columns));
  const say = (lines: string) => void stdout.write(`${lines}\n`);
  const lessons = JSON.parse(readFileSync(built("lessons.json"), "utf8")) as Lesson[];
  const folder = new Folder(path, lessons, (what) => {
    say(wrap(screen, what));
  });
  const grader = new Grader(() => hire(built("worker.js")));
  const lab = built("../lab/lab.html").href;
  say(wrap(screen, `The same in a browser: ${built("../lab/course.html").href}`));
  const course = new Course(lessons, folder, grader, screen, lab, say);
  course.open();

  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(path, (_, name) => {
    if (name !== null && name !== basename(course.file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void course.check(false), settle);
  });
  for await (const key of stdin.isTTY ? keysOf(stdin) : createInterface({ input: stdin })) {
    await course.press(key.trim());
    if (course.isOver) break;
  }
  clearTimeout(timer);
  watcher.close();
  grader.stop();
  say("You go on from here with ghmgrad learn.");
}

/** Keys, as they are pressed; Enter is an empty text. Ends with Ctrl-C or Ctrl-D. */
async function* keysOf(stdin: NodeJS.ReadStream): AsyncGenerator<string> {
  const waiting: string[] = [];
  let wake: () => void = () => undefined;
  const onKey = (
    text: string | undefined,
    { name = "", ctrl }: { name?: string; ctrl: boolean },
  ) => {
    const isEnd = ctrl && (name === "c" || name === "d");
    waiting.push(isEnd ? "end" : name === "return" ? "" : (text ?? name));
    wake();
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on("keypress", onKey);
  try {
    for (;;) {
      const key = waiting.shift();
      if (key === "end") return;
      if (key !== undefined) yield key;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stdin.off("keypress", onKey);
    stdin.setRawMode(false);
    stdin.pause();
  }
}

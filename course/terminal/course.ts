/** The course as somebody goes through it in a terminal: what each key does, and what is said. */
import { basename } from "node:path";
import { isRight } from "../runner/verdict.js";
import type { Grader } from "../runner/grader.js";
import { withoutComment, type Lesson } from "../runner/lesson.js";
import type { Folder } from "./folder.js";
import { reportOf } from "./report.js";
import { paint, plain, showBlock, wrap, type Screen } from "./text.js";

/** The keys, each with what it does. Enter is an empty text. */
const keys = {
  "": "Enter: check",
  h: "h: hint",
  s: "s: solution",
  n: "n: next",
  l: "l: list",
  t: "t: text",
  x: "x: reset",
  q: "q: quit",
};
type Key = keyof typeof keys;

export class Course {
  #lesson: Lesson;
  /** Parts of the text that wait for Enter. */
  #unread: string[] = [];
  /** How many hints were given. */
  #hints = 0;
  /** The text that was graded last. */
  #graded: string | null = null;
  /** Whether the next key answers "reset?". */
  #isAsked = false;
  isOver = false;

  /**
   * @param lab - the address of the Lab's page.
   * @param say - shows lines.
   */
  constructor(
    private readonly lessons: readonly Lesson[],
    private readonly folder: Folder,
    private readonly grader: Grader,
    private readonly screen: Screen,
    private readonly lab: string,
    private readonly say: (lines: string) => void,
  ) {
    this.#lesson = lessons.find(({ id }) => id === folder.lesson) ?? lessons[0];
  }

  /** The name of the file that is worked on. */
  get file(): string {
    return this.folder.fileOf(this.#lesson);
  }

  get #place(): number {
    return this.lessons.indexOf(this.#lesson);
  }

  /** The keys that do something now. */
  get #keys(): Key[] {
    const useless: Partial<Record<Key, boolean>> = {
      h: this.#hints === this.#lesson.hints.length,
      s: !this.folder.isDone(this.#lesson),
      n: this.#lesson === this.lessons.at(-1),
    };
    return (Object.keys(keys) as Key[]).filter((key) => useless[key] !== true);
  }

  /** Does what a key, or the number of a lesson, stands for. */
  async press(key: string): Promise<void> {
    if (this.#isAsked) {
      this.#isAsked = false;
      if (key === "y") this.#reset();
      else this.say("Nothing was changed.");
      return;
    }
    switch (this.#keys.find((each) => each === key)) {
      case "":
        if (this.#unread.length > 0) this.#readOn();
        else await this.check(true);
        return;
      case "h":
        this.#hint();
        return;
      case "s":
        this.#solution();
        return;
      case "n":
        this.#goTo(this.#place + 1);
        return;
      case "l":
        this.#list();
        return;
      case "t":
        this.open();
        return;
      case "x":
        this.#askForReset();
        return;
      case "q":
        this.isOver = true;
        return;
      case undefined: {
        const place = Number(key) - 1;
        if (place in this.lessons) this.#goTo(place);
        else this.#sayKeys();
      }
    }
  }

  /** Shows the lesson, up to its first question. */
  open(): void {
    this.folder.open(this.#lesson);
    const { lessons, screen, folder } = this;
    const done = lessons.map((lesson) => (folder.isDone(lesson) ? "●" : "○")).join("");
    const heading = `Lesson ${this.#place + 1} of ${lessons.length}  ${done}`;
    this.say(`\n${paint(screen, "dim", heading)}\n`);
    this.#unread = [];
    let part: string[] = [];
    for (const block of this.#lesson.blocks) {
      part.push(showBlock(screen, block, this.lab));
      // What a program prints is shown to those who have thought about it.
      if (block.kind === "predict") {
        this.#unread.push(part.join("\n\n"));
        part = [];
      }
    }
    this.#unread.push(part.join("\n\n"));
    this.#readOn();
  }

  #readOn(): void {
    const next = this.#unread.shift();
    if (next !== undefined) this.say(`${next}\n`);
    if (this.#unread.length === 0) {
      this.say(wrap(this.screen, `Your file: ${this.file} Save it, and it is checked.`));
    }
    this.#sayKeys();
  }

  #sayKeys(): void {
    const words = this.#keys.map((key) =>
      key === "" && this.#unread.length > 0 ? "Enter: read on" : keys[key],
    );
    this.say(paint(this.screen, "dim", wrap(this.screen, words.join(" · "))));
  }

  #hint(): void {
    const { hints } = this.#lesson;
    this.#hints += 1;
    const hint = plain(hints[this.#hints - 1], this.lab);
    this.say(`\nHint ${this.#hints} of ${hints.length}\n${wrap(this.screen, hint)}\n`);
    this.#sayKeys();
  }

  #solution(): void {
    const { solution, why } = this.#lesson;
    const code = withoutComment(solution);
    this.say(`\n${paint(this.screen, "cyan", code.trimEnd())}\n\n${wrap(this.screen, why)}`);
    this.#sayKeys();
  }

  #goTo(place: number): void {
    this.#lesson = this.lessons[place];
    this.#hints = 0;
    this.#graded = null;
    this.open();
  }

  #list(): void {
    const lines = this.lessons.map((lesson, i) => {
      const mark = this.folder.isDone(lesson) ? "●" : "○";
      const here = lesson === this.#lesson ? "→" : " ";
      return `${here} ${mark} ${String(i + 1).padStart(2)}  ${lesson.title}`;
    });
    this.say(`\n${lines.join("\n")}\nA number opens its lesson.`);
    this.#sayKeys();
  }

  #askForReset(): void {
    this.#isAsked = true;
    this.say(
      wrap(
        this.screen,
        `Put the beginning of ${basename(this.file)} back? What is in it now is kept under another name. y: yes`,
      ),
    );
  }

  #reset(): void {
    const kept = this.folder.reset(this.#lesson);
    this.#graded = null;
    const before = kept === null ? "" : ` What was in it is in ${kept}.`;
    this.say(wrap(this.screen, `${basename(this.file)} is as it was at the beginning.${before}`));
  }

  /**
   * Grades the learner's file, and says what it is like.
   *
   * @param isWanted - whether to do so even if it has not changed.
   */
  async check(isWanted: boolean): Promise<void> {
    const lesson = this.#lesson;
    const source = this.folder.read(lesson);
    if (source === null) {
      this.say(`\n${wrap(this.screen, `${this.file} is gone: x puts its beginning back.`)}`);
      return;
    }
    if (source === this.#graded && !isWanted) return;
    this.#graded = source;
    const grading = await this.grader.grade({ lesson, source });
    if (grading === null || lesson !== this.#lesson) return;
    const time = new Date().toTimeString().slice(0, 8);
    this.say(`\n${paint(this.screen, "dim", `── ${time}  ${basename(this.file)}`)}\n`);
    this.say(`${reportOf(this.screen, grading, source)}\n`);
    if (isRight(grading.verdict)) this.folder.markDone(lesson);
    this.#sayKeys();
  }
}

/** The learner's folder: a file for each lesson, and how far he is. */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Lesson } from "../runner/lesson.js";

interface Progress {
  /** The lesson that was open last. */
  lesson: string;
  /** The lessons whose exercises were right once. */
  done: string[];
}

export class Folder {
  readonly #progress: Progress;

  /**
   * Opens a folder, or makes it.
   *
   * @param tell - gets what the learner should know.
   * @throws Error if the folder cannot be made, or not written to.
   */
  constructor(
    readonly path: string,
    lessons: readonly Lesson[],
    tell: (what: string) => void,
  ) {
    try {
      // Only where it must, for Node tries without end to make /proc/x in that way.
      mkdirSync(path, { recursive: !existsSync(dirname(path)) });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== "EEXIST" || !statSync(path).isDirectory()) {
        throw new Error(`${path} cannot be the folder of your answers: ${message}`, {
          cause: error,
        });
      }
    }
    this.#progress = { lesson: lessons[0].id, done: [] };
    if (!existsSync(this.#file)) return;
    try {
      const { lesson, done } = JSON.parse(readFileSync(this.#file, "utf8")) as Progress;
      const ids = lessons.map(({ id }) => id);
      if (ids.includes(lesson)) this.#progress.lesson = lesson;
      this.#progress.done = ids.filter((id) => done.includes(id));
    } catch {
      const kept = this.#keep(this.#file);
      tell(
        `${this.#file} is not what was written there, and how far you were is not known: it is kept as ${kept}. ` +
          `Your answers are as they were.`,
      );
    }
  }

  get #file(): string {
    return join(this.path, "progress.json");
  }

  get lesson(): string {
    return this.#progress.lesson;
  }

  isDone({ id }: Lesson): boolean {
    return this.#progress.done.includes(id);
  }

  fileOf({ id }: Lesson): string {
    return join(this.path, `${id}.ts`);
  }

  /** Makes a lesson the one that is open, with a file to begin with if there is none. */
  open(lesson: Lesson): void {
    this.#progress.lesson = lesson.id;
    this.#save();
    if (!existsSync(this.fileOf(lesson))) writeFileSync(this.fileOf(lesson), lesson.start);
  }

  /** The learner's file; `null`: it is gone. */
  read(lesson: Lesson): string | null {
    return existsSync(this.fileOf(lesson)) ? readFileSync(this.fileOf(lesson), "utf8") : null;
  }

  markDone(lesson: Lesson): void {
    if (this.isDone(lesson)) return;
    this.#progress.done.push(lesson.id);
    this.#save();
  }

  /**
   * Puts the beginning of a lesson back.
   *
   * @returns the name under which the learner's file is kept, or `null` if there was none.
   */
  reset(lesson: Lesson): string | null {
    const file = this.fileOf(lesson);
    const source = this.read(lesson);
    if (source === lesson.start) return null;
    const kept = source === null ? null : this.#keep(file);
    writeFileSync(file, lesson.start);
    return kept;
  }

  /** Renames a file to a name that is free. */
  #keep(file: string): string {
    for (let k = 1; ; k++) {
      const other = file.replace(/(\.\w+)$/, `.kept-${k}$1`);
      if (existsSync(other)) continue;
      renameSync(file, other);
      return basename(other);
    }
  }

  #save(): void {
    const beside = `${this.#file}.tmp`;
    writeFileSync(beside, `${JSON.stringify(this.#progress, null, 2)}\n`);
    renameSync(beside, this.#file);
  }
}

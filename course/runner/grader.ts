/** Has files graded by workers, which can be stopped. */
import type { Verdict } from "./verdict.js";
import type { Question, Said } from "./work.js";

/** A worker of Node or of a browser, which is asked once. */
export interface Hired {
  /**
   * @param hear - gets what it says.
   * @param fail - is called with the reason if it ends by itself.
   */
  ask: (question: Question, hear: (said: Said) => void, fail: (why: string) => void) => void;
  stop: () => void;
}

export interface Grading {
  verdict: Verdict;
  /** The lines that the file printed. */
  printed: readonly string[];
}

/** An answer may take so many seconds. */
const patience = 5;

/** Grades files, each in a worker of its own that has been waiting for it. */
export class Grader {
  #spare: Hired;
  #drop: (() => void) | null = null;

  constructor(private readonly hire: () => Hired) {
    this.#spare = hire();
  }

  /**
   * Grades a file. One that is still being graded is dropped.
   *
   * @returns `null` if it was dropped for another.
   */
  async grade(question: Question): Promise<Grading | null> {
    this.#drop?.();
    const hired = this.#spare;
    this.#spare = this.hire();
    const printed: string[] = [];
    const inTrouble = (message: string): Grading => ({
      verdict: { trouble: { message, line: null }, checks: [], known: null },
      printed,
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const grading = await new Promise<Grading | null>((resolve) => {
      this.#drop = () => {
        resolve(null);
      };
      timer = setTimeout(() => {
        resolve(
          inTrouble(
            `it did not end within ${patience} seconds, and was stopped: does a loop never end?`,
          ),
        );
      }, 1000 * patience);
      hired.ask(
        question,
        (said) => {
          if ("printed" in said) printed.push(said.printed);
          else resolve({ verdict: said.verdict, printed });
        },
        (why) => {
          resolve(inTrouble(`it ended before it was graded: ${why}`));
        },
      );
    });
    clearTimeout(timer);
    hired.stop();
    return grading;
  }

  /** Stops all workers. */
  stop(): void {
    this.#drop?.();
    this.#spare.stop();
  }
}

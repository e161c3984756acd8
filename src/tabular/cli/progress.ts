import type { SingleBar } from "cli-progress";

/** Shows progress on standard error: a bar on a terminal, otherwise a line every 5 seconds. */
export class Progress {
  readonly #bar: SingleBar;

  private constructor(bar: SingleBar) {
    this.#bar = bar;
  }

  static async start(what: string, total: number): Promise<Progress> {
    // Loaded only when needed: `ghmgrad --help` has no bar.
    const { default: progress } = await import("cli-progress");
    const bar = new progress.SingleBar({
      format: `${what} |{bar}| {value}/{total}, {duration_formatted}{note}`,
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 5000,
      hideCursor: true,
      barsize: 30,
    });
    bar.start(total, 0, { note: "" });
    return new Progress(bar);
  }

  get total(): number {
    return this.#bar.getTotal();
  }
  set total(total: number) {
    this.#bar.setTotal(total);
  }

  update(done: number, note: string): void {
    this.#bar.update(done, { note: `, ${note}` });
  }

  stop(): void {
    this.#bar.stop();
  }
}

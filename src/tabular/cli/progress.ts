import type { SingleBar } from "cli-progress";

/** How far something is, on standard error: a bar on a terminal, a line every 5 seconds elsewhere. */
export class Progress {
  readonly #bar: SingleBar;

  private constructor(bar: SingleBar) {
    this.#bar = bar;
  }

  static async start(what: string, total: number): Promise<Progress> {
    // Loaded only now: `ghmgrad --help` needs no bar.
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

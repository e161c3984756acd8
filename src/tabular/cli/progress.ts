import type { SingleBar } from "cli-progress";

/** Shows progress on standard error: a bar on a terminal, otherwise a line every 5 seconds. */
export class Progress {
  readonly #bar: SingleBar;
  #isShown = false;

  private constructor(bar: SingleBar) {
    this.#bar = bar;
  }

  /** @param total - how much there is to do; without it, the bar waits for `total` to be set. */
  static async start(what: string, total?: number): Promise<Progress> {
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
    const started = new Progress(bar);
    if (total !== undefined) started.total = total;
    return started;
  }

  get total(): number {
    return this.#bar.getTotal();
  }
  set total(total: number) {
    if (this.#isShown) this.#bar.setTotal(total);
    else this.#bar.start(total, 0, { note: "" });
    this.#isShown = true;
  }

  update(done: number, note: string): void {
    this.#bar.update(done, { note: `, ${note}` });
  }

  stop(): void {
    this.#bar.stop();
  }
}

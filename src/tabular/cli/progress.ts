import type { Params, Options, SingleBar } from "cli-progress";

/** Shows progress on standard error: a bar on a terminal, otherwise a line every 5 seconds. */
export class Progress {
  readonly #bar: SingleBar;
  readonly #pace: Pace;
  #isShown = false;

  private constructor(bar: SingleBar, pace: Pace) {
    this.#bar = bar;
    this.#pace = pace;
  }

  /**
   * @param total - how much there is to do; without it, the bar waits for `total` to be set.
   * @param before - how much of that was done earlier, in no time.
   */
  static async start(what: string, total?: number, before = 0): Promise<Progress> {
    // Loaded only when needed: `ghmgrad --help` has no bar.
    const { SingleBar, Format } = (await import("cli-progress")).default;
    const pace = new Pace(Date.now(), before);
    const time = (seconds: number, options: Options) => Format.TimeFormat(seconds, options, 1);
    const bar = new SingleBar({
      format: (options: Options, params: Params, payload: { note: string }) => {
        const now = Date.now();
        const left = pace.left(now, params.total);
        const times = [
          time(Math.round((now - pace.start) / 1000), options),
          ...(left === null ? [] : [`about ${time(left, options)} left`]),
        ].join(", ");
        const format = `${what} |{bar}| {value}/{total}, {times}{note}`;
        return Format.Formatter({ ...options, format }, params, { ...payload, times });
      },
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 5000,
      hideCursor: true,
      barsize: 30,
    });
    const started = new Progress(bar, pace);
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
    this.#pace.update(Date.now(), done);
    this.#bar.update(done, { note: `, ${note}` });
  }

  stop(): void {
    this.#bar.stop();
  }
}

/**
 * How long work takes that is done in bursts: many trainings end at once, and then none for a while.
 * So the time between two updates says nothing, but that from the start does.
 */
export class Pace {
  #updated: number;
  #done: number;

  /**
   * @param start - in milliseconds, as all times here.
   * @param before - how much was done before the start.
   */
  constructor(
    readonly start: number,
    readonly before: number,
  ) {
    this.#updated = start;
    this.#done = before;
  }

  update(now: number, done: number): void {
    if (done === this.#done) return;
    this.#updated = now;
    this.#done = done;
  }

  /**
   * The seconds until all is done, counted down between updates; `null` while there is nothing to go
   * by, and when the time is up.
   */
  left(now: number, total: number): number | null {
    const done = this.#done - this.before;
    if (done <= 0) return null;
    const each = (this.#updated - this.start) / done;
    const left = (each * (total - this.#done) - (now - this.#updated)) / 1000;
    return left >= 1 ? Math.round(left) : null;
  }
}

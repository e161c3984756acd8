/** A child process that answers lines of JSON with lines of JSON, one at a time. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { clearTimeout, setTimeout } from "node:timers";
import { fileURLToPath, URL } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

export class Child {
  #process;
  #lines;
  #errors = "";
  #ended;

  /** @param {string} command @param {string[]} args paths are relative to this folder */
  constructor(command, args) {
    this.name = args.join(" ");
    this.missing = false;
    this.#process = spawn(command, args, { cwd: here });
    this.#process.stdin.on("error", () => {}); // the process has ended: `next` throws
    this.#process.stderr.on("data", (text) => (this.#errors = (this.#errors + text).slice(-2000)));
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#ended = new Promise((resolve) => {
      this.#process.on("error", (error) => {
        this.missing = error.code === "ENOENT"; // no such command
        resolve(error.message);
      });
      this.#process.on("close", (code, signal) => resolve(`it ended with ${signal ?? code}`));
    });
  }

  /**
   * The next message.
   *
   * @throws Error if the process ends instead, or sends nothing within `seconds`.
   */
  async next(seconds = 120) {
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, seconds * 1000, "late")));
    const answer = await Promise.race([this.#lines.next(), late, this.#ended.then(() => "ended")]);
    clearTimeout(timer);
    if (answer?.value !== undefined) return JSON.parse(answer.value);
    this.end();
    const why = answer === "late" ? `no answer for ${seconds} s` : await this.#ended;
    throw new Error(`${this.name}: ${why}\n${this.#errors}`);
  }

  ask(request, seconds) {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return this.next(seconds);
  }

  end() {
    this.#process.kill();
  }
}

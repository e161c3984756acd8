/** `ghmgrad learn`, as it is built: keys come from a pipe, answers from files. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkBuild } from "../../test/tabular/cli/run.js";
import { readLesson } from "../runner/folder.js";

checkBuild();
const main = new URL("../../dist/cli/main.js", import.meta.url).pathname;
const lesson = readLesson("07-ghm-by-hand");

let folder: string;
let running: ChildProcess | null;
let printed: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "learn-")), "answers");
  running = null;
  printed = "";
});
afterEach(() => {
  running?.kill();
  rmSync(join(folder, ".."), { recursive: true });
});

const file = () => join(folder, `${lesson.id}.ts`);
const progress = () => join(folder, "progress.json");

/** Opens the course at lesson 7. */
async function open(): Promise<void> {
  running = spawn(process.execPath, [main, "learn", folder], {
    env: { ...process.env, COLUMNS: "60" },
  });
  running.stdout?.on("data", (data: Buffer) => (printed += data.toString()));
  running.stderr?.on("data", (data: Buffer) => (printed += data.toString()));
  await until("Enter:");
  press("7");
  await until("7. GHM by hand");
  printed = "";
}

const press = (key: string) => running?.stdin?.write(`${key}\n`);

/** Waits until the course has said something, in whatever lines. */
async function until(text: string): Promise<void> {
  const words = () => printed.replaceAll(/\s+/g, " ");
  await expect.poll(words, { timeout: 30_000, interval: 20 }).toContain(text);
}

describe("the course in a terminal", () => {
  it("makes a file to begin with, checks it when it is saved, and goes on after it is right", async () => {
    await open();
    expect(readFileSync(file(), "utf8")).toBe(lesson.start);
    press("s");
    await until("Enter:"); // no solution yet, but the keys
    expect(printed).not.toContain("softplus");
    writeFileSync(file(), lesson.wrong[0].source);
    await until("✗");
    await until("Your gradient has the size of the right one");
    writeFileSync(file(), lesson.solution);
    await until("All of it is right.");
    press("s");
    await until("Why this is right.");
    press("q");
    await until("You go on from here");
    expect(JSON.parse(readFileSync(progress(), "utf8"))).toMatchObject({ lesson: lesson.id, done: [lesson.id] }); // prettier-ignore
  });

  it("leaves what the learner wrote as it is, on another day and when he asks to begin anew", async () => {
    await open();
    writeFileSync(file(), "// mine");
    await until("must export ghm");
    press("q");
    await until("You go on from here");
    await open();
    expect(readFileSync(file(), "utf8")).toBe("// mine");
    press("x");
    await until("y: yes");
    press("n");
    await until("Nothing was changed.");
    press("x");
    press("y");
    await until("kept-1");
    expect(readFileSync(file(), "utf8")).toBe(lesson.start);
    expect(readFileSync(join(folder, `${lesson.id}.kept-1.ts`), "utf8")).toBe("// mine");
  });

  it("stops a loop that never ends, and shows what it printed", async () => {
    await open();
    writeFileSync(file(), `console.log("begun");\nfor (;;) {}\n`);
    await until("did not end within 5 seconds");
    expect(printed).toContain("begun");
    writeFileSync(file(), lesson.solution);
    await until("All of it is right.");
  });

  it("shows the line that throws, in the learner's file", async () => {
    await open();
    writeFileSync(
      file(),
      "export function ghm() {\r\n  const none: any = null;\r\n  return none.x;\r\n}\r\n",
    );
    await until("in line 3");
  });

  it("says when the file is gone, or the process is left", async () => {
    await open();
    rmSync(file());
    press("");
    await until("is gone: x puts its beginning back");
    press("x");
    press("y");
    await until("as it was at the beginning");
    expect(existsSync(file())).toBe(true);
    writeFileSync(file(), `process.exit(3);\n`);
    await until("it left the process");
  });

  it("keeps a progress file that it cannot read", async () => {
    await open();
    press("q");
    await until("You go on from here");
    writeFileSync(progress(), "{ broken");
    await open();
    expect(readdirSync(folder)).toContain("progress.kept-1.json");
  });

  it("says what is wrong with a folder that cannot be made", () => {
    for (const path of ["/proc/x", main]) {
      const { status, stderr } = spawnSync(process.execPath, [main, "learn", path], {
        encoding: "utf8",
        input: "q\n",
        timeout: 20_000,
      });
      expect(stderr).toContain(`${path} cannot be the folder of your answers: `);
      expect(status).toBe(1);
    }
  });

  it("has lines that fit into 60 columns, without colours", async () => {
    await open();
    for (let k = 0; k < 8; k++) press("");
    await until("Save it, and it is checked.");
    const isCode = (line: string) => line.startsWith("    ");
    const isWord = (line: string) => !line.trim().includes(" "); // such as an address
    const prose = printed.split("\n").filter((line) => !isCode(line) && !isWord(line));
    expect(prose.filter((line) => line.length > 60)).toEqual([]);
    expect(printed).not.toContain("\u001b[");
  });
});

/** Tables of one's own in the built page, in a real browser. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { binary, checkBuild, makeFolder } from "../../../test/tabular/cli/run.js";
import { axeFinds, complaintsOf, noBrowser, useBrowser } from "../../../test/browser/open.js";
import { Session } from "../../src/engine/session.js";
import { linkOf } from "../../src/link.js";
import type { Answer } from "../../src/messages.js";
import type { State } from "../../src/state.js";
import { csvOf, gradesCsv } from "../tables.js";

checkBuild();
const folder = makeFolder();
const plain = new URL("../../../dist/lab/lab.html", import.meta.url).href;
const grades = join(folder, "grades.csv");
writeFileSync(grades, gradesCsv);

const trees = csvOf(60, (i) => [String((i * 7) % 13), String(i % 5), ["ash", "elm", "oak"][i % 3]]);

/** All that the page shows as numbers, but what only a canvas shows. */
async function numbersOf(page: Page) {
  const all = await page.evaluate(() => window.ghmLab.numbers());
  return withoutCanvas(all as unknown as Answer);
}

const withoutCanvas = ({ state, frame, tape, table, curve, why, seeds }: Answer) => {
  return { state, frame, tape, table, curve, why, seeds };
};

/** The same in Node. */
function numbersHere(state: State, content: string) {
  const file = { name: "grades.csv", content };
  const action = { kind: "open", file, options: {}, waiting: state } as const;
  const answer = new Session().answer({ id: 0, action, plane: null });
  expect(answer).not.toHaveProperty("error");
  return withoutCanvas(answer as Answer);
}

const noBox = { x: 0, y: 0, width: 0, height: 0 };
const isReady = () => "ghmLab" in window && window.ghmLab.numbers() !== null;
const hasTable = () => window.ghmLab.state()?.setup.preset === "table";
const alertOf = (page: Page) => page.getByRole("alert").textContent({ timeout: 10_000 });

/** Drops a file on the page, as the hand does. */
const drop = (page: Page, name: string, content: string, bytes = 0) =>
  page.evaluate(
    ([called, text, size]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text, new Uint8Array(size)], called));
      for (const type of ["dragover", "drop"]) {
        const init = { dataTransfer: transfer, bubbles: true, cancelable: true };
        document.querySelector("main")?.dispatchEvent(new DragEvent(type, init));
      }
    },
    [name, content, bytes] as const,
  );

const paste = (page: Page, text: string, into: string) =>
  page.evaluate(
    ([pasted, selector]) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      const init = { clipboardData, bubbles: true, cancelable: true };
      document.querySelector(selector)?.dispatchEvent(new ClipboardEvent("paste", init));
    },
    [text, into] as const,
  );

describe.skipIf(noBrowser)("a table of one's own in the Lab", () => {
  const browser = useBrowser();
  const open = async (url = plain, viewport = { width: 1280, height: 800 }) => {
    const page = await browser().newPage({ viewport });
    const complaints = complaintsOf(page);
    await page.goto(url);
    await page.waitForFunction(isReady, null, { timeout: 20_000 });
    const close = async () => {
      expect(complaints).toEqual([]);
      await page.close();
    };
    return { page, close };
  };

  it("is in the page that ghmgrad lab writes, with the numbers that Node has, to the bit", async () => {
    const out = join(folder, "mine.html");
    execFileSync(process.execPath, [binary, "lab", grades, "--out", out]);
    const { page, close } = await open(pathToFileURL(out).href);
    expect(await page.evaluate(hasTable)).toBe(true);
    await page.evaluate(() => window.ghmLab.step("step", 25));
    await page.evaluate(() => window.ghmLab.step("op"));
    const numbers = await numbersOf(page);
    expect(numbers.state.step).toBe(25);
    expect(numbers).toEqual(numbersHere(numbers.state, gradesCsv));
    await page.waitForFunction(() => location.hash.includes("step=25"));
    await page.reload();
    await page.waitForFunction(() => window.ghmLab.state()?.step === 25);
    expect(await numbersOf(page)).toEqual(numbers);
    await close();
  });

  it("is opened by the button, dropped, and pasted, but not into a field", async () => {
    const { page, close } = await open();
    await page.locator("input[type=file]").setInputFiles(grades);
    await page.waitForFunction(hasTable);
    const numbers = await numbersOf(page);
    expect(numbers).toEqual(numbersHere(numbers.state, gradesCsv));
    await drop(page, "trees.csv", trees);
    await page.waitForFunction(() => window.ghmLab.state()?.setup.table?.file === "trees.csv");
    await page.locator(".setup summary").click();
    await paste(page, gradesCsv, "input[type=number]");
    await page.waitForTimeout(200);
    expect(await page.evaluate(() => window.ghmLab.state()?.setup.table?.file)).toBe("trees.csv");
    await paste(page, gradesCsv.replaceAll(",", "\t"), "canvas");
    await page.waitForFunction(() => window.ghmLab.state()?.setup.table?.file === "pasted.csv");
    expect(await page.locator(".own").textContent()).toContain(
      "pasted.csv, 120 rows: 72 to train on",
    );
    await close();
  });

  it("is waited for by its link, which then goes on where it was", async () => {
    const session = new Session();
    const file = { name: "grades.csv", content: gradesCsv };
    session.answer({
      id: 0,
      action: { kind: "open", file, options: {}, waiting: null },
      plane: null,
    });
    session.answer({ id: 0, action: { kind: "advance", by: "step", times: 9 }, plane: null });
    const look = { kind: "look", across: 2, picked: 3 } as const;
    const there = session.answer({ id: 0, action: look, plane: null }) as Answer;
    const link = `#${linkOf(there.state)}`;
    const { page, close } = await open(plain + link);
    expect(await alertOf(page)).toContain(
      "This link belongs to grades.csv (120 rows): drop that file on the page, or open it.",
    );
    await page.waitForTimeout(400);
    expect(await page.evaluate(() => location.hash)).toBe(link);
    await drop(page, "grades.csv", gradesCsv.replace("Ulm", "Bonn"));
    await expect.poll(() => alertOf(page)).toContain("This is another table than that of the link");
    await drop(page, "grades.csv", gradesCsv);
    await page.waitForFunction(() => window.ghmLab.state()?.step === 9);
    expect(await numbersOf(page)).toEqual(withoutCanvas(there));
    await close();
  });

  it("is read by another label, class or columns, as one chooses", async () => {
    const { page, close } = await open();
    const choose = (name: string, value: string) =>
      page.getByRole("combobox", { name, exact: true }).selectOption(value);
    const table = () => page.evaluate(() => window.ghmLab.state()?.setup.table ?? null);
    await drop(page, "trees.csv", trees);
    await page.waitForFunction(hasTable);
    expect(await table()).toMatchObject({ label: "c", positive: "ash" });
    await choose("△", "oak");
    await expect.poll(table).toMatchObject({ label: "c", positive: "oak" });
    await drop(page, "grades.csv", gradesCsv);
    await expect.poll(table).toMatchObject({ label: "passed", positive: "yes" });
    await choose("Across", "3");
    await page.waitForFunction(() => window.ghmLab.state()?.across === 3);
    await choose("Columns", "two");
    await choose("first", "score");
    await expect.poll(table).toMatchObject({ read: { keep: ["score", "age"] } });
    await page.getByRole("button", { name: "Add △" }).click();
    await page.locator("canvas").click({ position: { x: 70, y: 50 } });
    await page.waitForFunction(() => window.ghmLab.state()?.edits.length === 1);
    await choose("Label", "hours"); // has missing cells
    await expect.poll(() => alertOf(page)).toContain("the label is missing");
    expect(await page.getByRole("combobox", { name: "Label" }).inputValue()).toBe("passed");
    expect(await page.evaluate(() => window.ghmLab.state()?.edits.length)).toBe(1);
    await page.locator(".setup summary").click();
    const rate = page.getByRole("spinbutton", { name: "Learning rate" });
    await rate.fill("99");
    await rate.blur();
    await expect.poll(() => alertOf(page)).toContain("must be above 0 and at most 10, not 99");
    await expect.poll(() => rate.inputValue()).toBe("0.1");
    await choose("Columns", "all");
    await expect.poll(table).toMatchObject({ read: {} });
    await page.getByRole("combobox", { name: "Preset" }).selectOption("clean");
    await page.waitForFunction(() => window.ghmLab.state()?.setup.preset === "clean");
    await page.getByRole("combobox", { name: "Preset" }).selectOption("table");
    await page.waitForFunction(hasTable);
    await close();
  });

  it("of many columns takes no points, says why, and is gone through by keyboard", async () => {
    const { page, close } = await open();
    await drop(page, "grades.csv", gradesCsv);
    await page.waitForFunction(hasTable);
    expect(await page.getByRole("button", { name: "Add △" }).isDisabled()).toBe(true);
    expect(await page.locator(".plane").textContent()).toContain(
      "no plane: a point's height is its logit",
    );
    await page.evaluate(() => window.ghmLab.step("step", 30));
    await page.locator("canvas").focus();
    await page.keyboard.press("1");
    await expect.poll(() => alertOf(page)).toContain("where two columns make a plane");
    for (let k = 0; k < 60; k++) {
      if (await page.evaluate(() => window.ghmLab.state()?.picked !== null)) break;
      await page.keyboard.press(k % 2 ? "ArrowRight" : "ArrowUp");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(20);
    }
    await page.keyboard.press("f");
    await page.waitForFunction(() => window.ghmLab.state()?.edits.length === 1);
    await page.keyboard.press("m");
    await expect.poll(() => alertOf(page)).toContain("where two columns make a plane");
    expect(await page.locator(".plane").textContent()).not.toContain("goes along");
    await page.getByRole("button", { name: "Lasso" }).click();
    const { x, y, width, height } = (await page.locator("canvas").boundingBox()) ?? noBox;
    await page.mouse.move(x + width / 4, y + 5);
    await page.mouse.down();
    for (const [across, down] of [
      [0.9, 0.1],
      [0.9, 0.85],
      [0.25, 0.85],
    ]) {
      await page.mouse.move(x + across * width, y + down * height, { steps: 3 });
    }
    await page.mouse.up();
    await page.getByRole("button", { name: "Erase all" }).click();
    await page.waitForFunction(() => (window.ghmLab.state()?.edits.length ?? 0) > 10);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.waitForFunction(() => window.ghmLab.state()?.edits.length === 1);
    await close();
  });

  it("that is none is refused with a sentence, and nothing is lost", async () => {
    const { page, close } = await open("".concat(plain, "#few&step=7&picked=3&v=1"));
    const before = await numbersOf(page);
    const rows = csvOf(20, (i) => [String(i % 7), String(i % 5), "x"]).replace("a,b,c", "a,b,c");
    const bad: [string, string, number, string][] = [
      ["nothing.csv", "", 0, "nothing.csv is empty"],
      ["one.csv", rows, 0, "one.csv: the label column c has one class only, 'x' (20 rows)"],
      ["header.csv", "a,b\n", 0, "header.csv has a header of 2 columns, but no rows"],
      ["book.xlsx", "PK\x03\x04 [Content_Types].xml", 0, "book.xlsx is an Excel workbook, not CSV"],
      ["data.json", '{"a": 1}', 0, "data.json is JSON, not CSV"],
      ["zeros.csv", "a,b\n", 5000, "zeros.csv holds NUL characters"],
      [
        "large.csv",
        "a,b\n",
        100 * 2 ** 20,
        "large.csv has 101 MB, and this page reads 32 MB at most",
      ],
    ];
    for (const [name, text, bytes, message] of bad) {
      await drop(page, name, text, bytes);
      await expect.poll(() => alertOf(page)).toContain(message);
      expect(await numbersOf(page)).toEqual(before);
    }
    await paste(page, "hello", "body");
    await expect.poll(() => alertOf(page)).toContain("pasted.csv has a header of 1 column");
    expect(await numbersOf(page)).toEqual(before);
    await close();
  });

  it("of 200,000 rows is drawn from, and does not hold the page up", async () => {
    const { page, close } = await open();
    const text = csvOf(200_000, (i) => [
      String((i * 7919) % 10_007),
      String(i % 97),
      i % 20 ? "0" : "1",
    ]);
    await page.evaluate(() => {
      const gaps = window as unknown as { longest: number };
      gaps.longest = 0;
      let last = performance.now();
      const tick = (now: number) => {
        gaps.longest = Math.max(gaps.longest, now - last);
        last = now;
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    });
    await drop(page, "many.csv", text);
    await page.waitForFunction(hasTable, null, { timeout: 60_000 });
    expect(await page.locator(".own").textContent()).toContain(
      "many.csv, 200,000 rows, 4,000 of them drawn by the seed: 2,400 to train on, 1,600 to measure on",
    );
    const longest = await page.evaluate(() => (window as unknown as { longest: number }).longest);
    expect(longest).toBeLessThan(1000); // it takes the worker longer
    await close();
  });

  it.each(["light", "dark"] as const)(
    "has nothing that axe complains of: %s, from 320 to 1280 pixels",
    async (colorScheme) => {
      const { page, close } = await open();
      await page.emulateMedia({ colorScheme });
      await page.evaluate(axe.source);
      const views: [string, () => Promise<unknown>][] = [
        ["logit", () => drop(page, "grades.csv", gradesCsv)],
        ["plane", () => page.getByRole("combobox", { name: "Columns" }).selectOption("two")],
        ["link", () => page.evaluate(() => void window.ghmLab.load("points&picked=24&v=1"))],
      ];
      for (const [view, show] of views) {
        await show();
        await page.waitForTimeout(800);
        for (const width of [320, 360, 768, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          const found = await axeFinds(page);
          expect([view, width, found]).toEqual([view, width, []]);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect([view, width, wide]).toEqual([view, width, width]);
        }
      }
      await close();
    },
  );

  it("gives a script that reads it by its name", async () => {
    const { page, close } = await open();
    await page.locator("input[type=file]").setInputFiles(grades);
    await page.waitForFunction(hasTable);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.locator(".setup summary").click();
    await page.getByRole("button", { name: "Copy as TypeScript" }).click();
    await expect.poll(() => alertOf(page)).toContain("The script is copied");
    const script = await page.evaluate(() => navigator.clipboard.readText());
    expect(script).toContain('await readTable("grades.csv")');
    expect(readFileSync(grades, "utf8")).toBe(gradesCsv);
    await close();
  });
});

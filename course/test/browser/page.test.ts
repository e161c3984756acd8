/** The course's page in a real browser. */
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { axeFinds, complaintsOf, noBrowser, useBrowser } from "../../../test/browser/open.js";
import { checkBuild } from "../../../test/tabular/cli/run.js";
import { exercises } from "../../runner/exercises.js";
import { lessonIds, readLesson } from "../../runner/folder.js";

checkBuild();
const file = new URL("../../../dist/lab/course.html", import.meta.url);

/** What the page says of a file: whether all is right, the first that is wrong, and what is known of it. */
async function saidOf(page: Page, source: string) {
  await page.evaluate((text) => window.ghmCourse.submit(text), source);
  const textsOf = (selector: string) => page.locator(selector).allTextContents();
  return {
    isRight: (await textsOf(".verdict p.right")).length > 0,
    trouble: await textsOf(".verdict p.wrong"),
    wrong: await textsOf(".verdict .why"),
    known: await textsOf(".verdict .known"),
  };
}

/** As a page shows Markdown. */
const words = (text: string) => text.replaceAll(/[\\*`$_]/g, "");

describe.skipIf(noBrowser)("the course's page, opened from its file,", () => {
  const browser = useBrowser();
  const open = async (hash = "", viewport = { width: 1280, height: 900 }) => {
    const context = await browser().newContext({ viewport });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${file.href}${hash}`);
    await page.locator(".cm-content").waitFor();
    const close = async () => {
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => !/^(file|blob|data):/.test(url))).toEqual([]);
      await context.close();
    };
    return { page, close };
  };

  it.each(lessonIds)(
    "%s: the beginning fails, the solution passes, wrong answers have their messages",
    async (id) => {
      const { page, close } = await open(`#${id}`);
      const lesson = readLesson(id);
      const { solution, wrong, start } = lesson;
      expect(await saidOf(page, `${start}\n`)).toMatchObject({
        isRight: false,
        trouble: [],
        known: [],
      });
      for (const { source, says } of wrong) {
        const said = await saidOf(page, source);
        expect(said).toMatchObject({ isRight: false, trouble: [] });
        expect(said.wrong).toHaveLength(1);
        expect(words(said.known.join())).toBe(words(says));
      }
      expect(await saidOf(page, solution)).toEqual({
        isRight: true,
        trouble: [],
        wrong: [],
        known: [],
      });
      expect(await page.locator(".verdict li.right").count()).toBe(exercises[id].checks.length);
      await close();
    },
  );

  it("shows what a program prints, and what is said of it, once it is run", async () => {
    const { page, close } = await open("#07-ghm-by-hand");
    const ahead = page.getByText("Three bins hold an example");
    await page.getByRole("button", { name: "▶ Run it" }).click();
    expect(await ahead.count()).toBe(1);
    expect(await page.getByText("mean β 1.0000").count()).toBe(0);
    await page.getByRole("button", { name: "Show the rest of the lesson" }).click();
    expect(await page.getByText("mean β 1.0000").count()).toBe(1);
    await close();
  });

  it("checks what is typed, when the learner pauses", async () => {
    const { page, close } = await open();
    await page.locator(".cm-content").fill("export const other = 1;");
    await page.getByText("it exports other").waitFor();
    await close();
  });

  it("remembers answers, and how far the learner is", async () => {
    const [id] = lessonIds;
    const { page, close } = await open(`#${id}`);
    await saidOf(page, readLesson(id).solution);
    await page.getByRole("button", { name: "Solution" }).click();
    await page.reload();
    await page.locator(".cm-content").waitFor();
    expect(await page.getByRole("link", { name: "done" }).count()).toBe(1);
    expect(await page.locator(".cm-content").textContent()).toContain("Why this is right.");
    const why = page.locator(".cm-content").getByText("Why this is right.");
    await page.getByRole("button", { name: "Reset" }).click();
    await why.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Take the reset back" }).click();
    await why.first().waitFor();
    await close();
  });

  it("says where a file cannot be read, which line throws, and stops what never ends", async () => {
    const { page, close } = await open();
    expect((await saidOf(page, "export function ghm( {\n")).trouble).toEqual([
      'Your file, line 2: it cannot be read: Unexpected token, expected ","',
    ]);
    expect((await saidOf(page, "\nnull.x;")).trouble).toEqual([
      `Your file, line 2: it throws "Cannot read properties of null (reading 'x')"`,
    ]);
    expect((await saidOf(page, "for (;;) {}")).trouble.join()).toContain(
      "did not end within 5 seconds",
    );
    await close();
  });

  it.each(["light", "dark"] as const)(
    "has nothing that axe complains of: %s, from 320 to 1280 pixels",
    async (colorScheme) => {
      const { page, close } = await open();
      await page.emulateMedia({ colorScheme });
      await page.evaluate(axe.source);
      for (const id of lessonIds) {
        await page.goto(`${file.href}#${id}`);
        await page.locator("h1", { hasText: readLesson(id).title }).waitFor();
        await saidOf(page, readLesson(id).solution);
        await page.getByRole("button", { name: "Solution" }).click();
        await page.getByRole("button", { name: "Hint" }).click();
        await page.getByRole("button", { name: "Show the rest of the lesson" }).click();
        for (const width of [320, 768, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          const found = await axeFinds(page);
          expect([id, width, found]).toEqual([id, width, []]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        }
      }
      await close();
    },
    300_000, // many pages
  );
});

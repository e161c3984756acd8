/** The built page in a real browser. */
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { checkBuild } from "../../../test/tabular/cli/run.js";
import { complaintsOf, noBrowser, useBrowser } from "../../../test/browser/open.js";
import { Session } from "../../src/engine/session.js";
import { linkOf } from "../../src/link.js";
import type { Answer } from "../../src/messages.js";
import { presetNames, presets } from "../../src/presets.js";
import { initialState, type State } from "../../src/state.js";

checkBuild();
const file = new URL("../../../dist/lab/lab.html", import.meta.url);

/** What the page shows as numbers; a part of `window.ghmLab`. */
type Numbers = Omit<Answer, "id" | "planes" | "window" | "file">;

async function numbersOf(page: Page): Promise<Numbers> {
  const numbers = await page.evaluate(() => window.ghmLab.numbers());
  expect(numbers).not.toBeNull();
  const { state, frame, tape, table, curve, why, seeds } = numbers as unknown as Numbers;
  return { state, frame, tape, table, curve, why, seeds };
}

/** The same in Node. */
function numbersHere(state: State): Numbers {
  const answer = new Session().answer({ id: 0, action: { kind: "load", state }, plane: null });
  expect(answer).not.toHaveProperty("error");
  const { frame, tape, table, curve, why, seeds, ...others } = answer as Answer;
  return { state: others.state, frame, tape, table, curve, why, seeds };
}

/** In the page: whether the first answer has come. */
const isReady = () => "ghmLab" in window && window.ghmLab.numbers() !== null;

describe.skipIf(noBrowser)("the Lab, opened from its file,", () => {
  const browser = useBrowser();
  const open = async (hash = "", viewport = { width: 1280, height: 800 }) => {
    const page = await browser().newPage({ viewport });
    const complaints = complaintsOf(page);
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${file.href}${hash}`);
    await page.waitForFunction(isReady, null, { timeout: 20_000 });
    /** Ends a test: nothing was complained of, and nothing asked for but the page and its worker. */
    const close = async () => {
      expect(complaints).toEqual([]);
      const foreign = requests.filter((url) => !/^(file|blob|data):/.test(url));
      expect(foreign).toEqual([]);
      expect(requests.filter((url) => url.startsWith("file:"))).toHaveLength(1);
      await page.close();
    };
    return { page, close };
  };

  it.each(presetNames)("%s has the numbers that Node has, to the bit", async (preset) => {
    const initial = initialState(preset);
    const step = initial.step + Math.min(presets[preset].steps, 60);
    const state: State = { ...initial, step, cursor: 3, picked: 17 };
    const { page, close } = await open(`#${linkOf(state)}`);
    expect(await numbersOf(page)).toEqual(numbersHere(state));
    await close();
  });

  it("is played, stopped, scrubbed, edited and undone with its buttons, and its link holds it all", async () => {
    const { page, close } = await open("#few&v=1");
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    const step = () => page.evaluate(() => window.ghmLab.state()?.step ?? -1);
    await button("▶ Run").click();
    await page.waitForFunction(() => (window.ghmLab.state()?.step ?? 0) >= 15);
    await button("⏸ Pause").click();
    const paused = await step();
    await page.waitForTimeout(200);
    expect((await step()) - paused).toBeLessThanOrEqual(1);
    await button("Start").click();
    await page.waitForFunction(() => window.ghmLab.state()?.step === 0);
    await page.getByRole("slider", { name: "Step" }).fill("12");
    await page.waitForFunction(() => window.ghmLab.state()?.step === 12);
    await button("Add △").click();
    await page.locator("canvas").click({ position: { x: 60, y: 60 } });
    await page.waitForFunction(() => window.ghmLab.state()?.edits.length === 1);
    await button("Pick").click();
    await page.locator("canvas").click({ position: { x: 61, y: 61 } });
    await page.waitForFunction(() => window.ghmLab.state()?.picked === 600);
    await page.waitForFunction(() => location.hash.includes("edits="));
    const numbers = await numbersOf(page);
    await page.reload();
    await page.waitForFunction(isReady);
    const again = await numbersOf(page);
    expect(again.state).toEqual(numbers.state);
    expect(again.frame.twins).toEqual(numbers.frame.twins);
    await button("Undo").click();
    await page.waitForFunction(() => window.ghmLab.state()?.edits.length === 0);
    await page.close();
    expect(close).toBeDefined();
  });

  it.each(["light", "dark"] as const)(
    "has nothing that axe complains of: %s, all presets, from 320 to 1280 pixels",
    async (colorScheme) => {
      const { page, close } = await open();
      await page.emulateMedia({ colorScheme });
      await page.evaluate(axe.source);
      for (const preset of presetNames) {
        await page.evaluate(
          (link) => window.ghmLab.load(link),
          linkOf({
            ...initialState(preset),
            ...{ picked: 3, cursor: 3 },
            shown: presets[preset].losses[1].startsWith("ghmc") ? 1 : 0, // that has a "why?"
          }),
        );
        await page.getByRole("button", { name: "why?" }).first().click();
        await page.locator(".why").waitFor();
        for (const width of [320, 360, 768, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          const { violations } = await page.evaluate(() =>
            (window as unknown as { axe: typeof axe }).axe.run(),
          );
          const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
          expect([preset, width, found]).toEqual([preset, width, []]);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect([preset, width, wide]).toEqual([preset, width, width]);
        }
      }
      await close();
    },
  );

  it("says in a sentence what is wrong with a link, and shows the first preset", async () => {
    const { page, close } = await open("#mooons&v=1");
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toContain('This link cannot be opened: the link begins with "mooons", which is no preset');
    expect(await page.evaluate(() => window.ghmLab.state()?.setup.preset)).toBe("heap");
    await close();
  });

  it("is gone through by keyboard: to the leverage preset, back to GHM, the worst point flipped", async () => {
    const { page, close } = await open();
    await page.getByRole("combobox", { name: "Preset" }).focus();
    await page.keyboard.type("Outliers with");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => window.ghmLab.state()?.setup.preset === "leverage");
    await page.getByRole("button", { name: "Op", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => window.ghmLab.state()?.cursor === 2);
    await page.locator("canvas").focus();
    for (let k = 0; k < 8; k++) await page.keyboard.press("Shift+ArrowLeft");
    for (let k = 0; k < 40; k++) {
      if (await page.evaluate(() => window.ghmLab.state()?.picked !== null)) break;
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(30);
    }
    const picked = await page.evaluate(() => window.ghmLab.state()?.picked);
    expect(picked).not.toBeNull();
    await page.keyboard.press("f");
    await page.waitForFunction(() => window.ghmLab.state()?.edits.length === 1);
    expect(await page.locator(".inside").textContent()).toContain("β");
    await close();
  });
});

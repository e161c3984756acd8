/** For those who cannot see colours, use no mouse, have a small screen, or get sick of motion. */
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { axeFinds, noBrowser } from "../../../test/browser/open.js";
import { linkOf } from "../../src/link.js";
import { presetNames, presets } from "../../src/presets.js";
import { initialState } from "../../src/state.js";
import { gradesCsv } from "../tables.js";
import { useLab } from "./lab.js";

describe.skipIf(noBrowser)("the Lab", () => {
  const open = useLab();

  it.for(["light", "dark"] as const)(
    "has nothing that axe complains of: %s, all presets, from 320 to 1280 pixels",
    { timeout: 300_000 }, // 44 pages each
    async (colorScheme, { task }) => {
      let pages = 0;
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
          const found = await axeFinds(page);
          expect([preset, width, found]).toEqual([preset, width, []]);
          pages += 1;
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect([preset, width, wide]).toEqual([preset, width, width]);
        }
      }
      await close();
      Object.assign(task.meta, { figure: `0 violations on ${pages} pages, ${colorScheme}` });
    },
  );

  it("is gone through by keyboard: to the leverage preset, back to GHM, the worst point flipped", async () => {
    const { page, close } = await open();
    await page.getByRole("combobox", { name: "Preset" }).focus();
    await page.keyboard.type("Outliers with");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => window.ghmLab.state()?.setup.preset === "leverage");
    await page.getByRole("button", { name: "Op", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => window.ghmLab.state()?.cursor === 2);
    const begun = presets.leverage.picked;
    await page.locator("canvas").focus();
    for (let k = 0; k < 8; k++) await page.keyboard.press("Shift+ArrowLeft");
    for (let k = 0; k < 40; k++) {
      if (await page.evaluate((row) => window.ghmLab.state()?.picked !== row, begun)) break;
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(30);
    }
    const picked = await page.evaluate(() => window.ghmLab.state()?.picked);
    expect([null, begun]).not.toContain(picked);
    await page.keyboard.press("f");
    await page.waitForFunction(() => window.ghmLab.state()?.edits.length === 1);
    expect(await page.locator(".inside").textContent()).toContain("β");
    await close();
  });

  it.each([
    [{ hasTouch: true, isMobile: true, viewport: { width: 320, height: 640 } }, 44],
    [{ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } }, 44],
    [{ viewport: { width: 1280, height: 800 } }, 24],
  ])("has targets large enough for who points: %j", async (device, least) => {
    const { page, close } = await open("#heap&picked=3&cursor=3&v=1", device);
    await page.getByText("beside").click(); // opens the setup
    const targets = page.locator(":is(button, select, input, summary):not([hidden])");
    const check = async () => {
      const boxes = await targets.evaluateAll((elements) =>
        elements.map((element) => {
          const { width, height } = element.getBoundingClientRect();
          return [element.outerHTML.slice(0, 80), Math.round(width), Math.round(height)] as const;
        }),
      );
      expect(boxes.length).toBeGreaterThan(20);
      expect(boxes.filter(([, width, height]) => height < least || width < 24)).toEqual([]);
    };
    await check();
    const table = { name: "grades.csv", mimeType: "text/csv", buffer: Buffer.from(gradesCsv) };
    await page.locator("input[type=file]").setInputFiles(table);
    await page.locator(".own").waitFor();
    await check();
    await close();
  });

  it("is drawn on with a finger, and Run stays within its reach", async () => {
    const { page, close } = await open("#heap&v=1", {
      ...{ hasTouch: true, isMobile: true },
      viewport: { width: 390, height: 844 },
    });
    await page.getByRole("button", { name: "Add △" }).tap();
    await page.locator("canvas").tap({ position: { x: 50, y: 50 } });
    await page.waitForFunction(() => window.ghmLab.state()?.edits.length === 1);
    const box = await page.locator("canvas").boundingBox();
    const devtools = await page.context().newCDPSession(page);
    for (let k = 0; k <= 8; k++) {
      const point = { x: (box?.x ?? 0) + 40 + 20 * k, y: (box?.y ?? 0) + 90 };
      await devtools.send("Input.dispatchTouchEvent", {
        type: k === 0 ? "touchStart" : "touchMove",
        touchPoints: [point],
      });
    }
    await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await page.waitForFunction(() => (window.ghmLab.state()?.edits.length ?? 0) >= 6);
    await page.evaluate(() => {
      scrollTo(0, document.documentElement.scrollHeight);
    });
    const run = await page.getByRole("button", { name: "▶ Run" }).boundingBox();
    expect(run?.y).toBeGreaterThanOrEqual(0);
    expect(run?.y).toBeLessThan(100);
    await close();
  });

  it("plays in a few stills for those who want no motion", async () => {
    const { page, close } = await open("#early&v=1", { reducedMotion: "reduce" });
    await page.evaluate(() => {
      const shown: string[] = [];
      Object.assign(window, { shown });
      const output = document.querySelector("output");
      if (output === null) throw new Error("there is no output");
      new MutationObserver(() => shown.push(output.textContent)).observe(output, {
        ...{ subtree: true, characterData: true },
      });
    });
    await page.getByRole("button", { name: "▶ Run" }).click();
    await page.waitForFunction(() => window.ghmLab.state()?.step === 100, null, {
      timeout: 20_000,
    });
    const shown = await page.evaluate(() => (window as unknown as { shown: string[] }).shown);
    expect(new Set(shown).size).toBeLessThanOrEqual(7);
    await close();
  });

  it("shows what has the focus, and lets Tab through", async () => {
    const { page, close } = await open("#heap&picked=3&cursor=3&v=1");
    const seen = new Set<string>();
    for (let k = 0; k < 80; k++) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return null;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return [element.outerHTML.slice(0, 90), outlineStyle, Number.parseFloat(outlineWidth)];
      });
      if (focus === null) break; // through the page, and out of it
      expect(focus.slice(1)).toEqual(["solid", 3]);
      seen.add(String(focus[0]));
    }
    expect(seen.size).toBeGreaterThan(20);
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    await close();
  });
});

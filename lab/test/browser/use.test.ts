/** What one does with the page. */
import { describe, expect, it } from "vitest";
import { noBrowser } from "../../../test/browser/open.js";
import { isReady, numbersOf, useLab } from "./lab.js";

describe.skipIf(noBrowser)("the Lab", () => {
  const open = useLab();

  it("is played, stopped, scrubbed, edited and undone with its buttons, and its link holds it all", async () => {
    const { page, close } = await open("#few&v=1");
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    const step = () => page.evaluate(() => window.ghmLab.state()?.step ?? -1);
    await button("▶ Run").click();
    await page.waitForFunction(() => (window.ghmLab.state()?.step ?? 0) >= 15);
    await button("❚❚ Pause").click();
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
    expect(again).toMatchObject({ state: numbers["state"], frame: numbers["frame"] });
    await button("Undo").click();
    await page.waitForFunction(() => window.ghmLab.state()?.edits.length === 0);
    await close();
  });

  it("draws each step once, and has the browser work out no style or layout for it", async () => {
    const { page, close } = await open("#late&picked=3&v=1");
    const counts = await page.evaluate(async () => {
      const counts = { drawn: 0, asked: 0 };
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const counted = (of: object, name: string, what: keyof typeof counts) => {
        const property = { ...Object.getOwnPropertyDescriptor(of, name) } as Record<
          string,
          unknown
        >;
        const key = property["get"] === undefined ? "value" : "get";
        const original = property[key] as (...inputs: unknown[]) => unknown;
        const instead = function (this: unknown, ...inputs: unknown[]) {
          counts[what] += 1;
          return original.apply(this, inputs);
        };
        Object.defineProperty(of, name, { ...property, [key]: instead });
      };
      for (let k = 0; k < 10; k++) await frame();
      counted(CanvasRenderingContext2D.prototype, "drawImage", "drawn");
      counted(window, "getComputedStyle", "asked");
      for (const name of ["clientWidth", "clientHeight", "getBoundingClientRect"]) {
        counted(Element.prototype, name, "asked");
      }
      for (let step = 0; step < 5; step++) {
        await window.ghmLab.step();
        while (counts.drawn <= step) await frame();
      }
      for (let k = 0; k < 10; k++) await frame();
      return counts;
    });
    expect(counts).toEqual({ drawn: 5, asked: 0 });
    await close();
  });

  it("says in a sentence what is wrong with a link, and shows the first preset", async () => {
    const { page, close } = await open("#mooons&v=1");
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toContain('This link cannot be opened: the link begins with "mooons", which is no preset');
    expect(await page.evaluate(() => window.ghmLab.state()?.setup.preset)).toBe("heap");
    await close();
  });

  it("has the parts that a lesson's link names, and keeps them in its address", async () => {
    const { page, close } = await open("#heap&views=plane,harmonizer&controls=transport&v=1");
    const titles = () => page.getByRole("heading", { level: 2 }).allTextContents();
    expect(await titles()).toEqual(["The plane", "The harmonizer"]);
    expect(await page.getByRole("combobox", { name: "Preset" }).count()).toBe(0);
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await page.waitForFunction(() => location.hash.includes("step=1"));
    expect(new URL(page.url()).hash).toBe(
      "#heap&step=1&views=plane,harmonizer&controls=transport&v=1",
    );
    await page.evaluate(() => (location.hash = "heap&views=plane,plan&controls=none&v=1"));
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toContain('names views that are not there: "plan". There are plane, harmonizer');
    expect(await titles()).toEqual(["The plane"]);
    expect(await page.getByRole("button", { name: "▶ Run" }).count()).toBe(0);
    await close();
  });

  it.each(["plane", "harmonizer", "time"])("fits %s into a lesson's frame", async (view) => {
    const viewport = { width: 560, height: 480 };
    const { page, close } = await open(`#heap&views=${view}&controls=transport&v=1`, { viewport });
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    expect(height).toBeLessThanOrEqual(viewport.height);
    await close();
  });
});

/** What one does with points, and what one takes along, in the built page in a real browser. */
import { readFile } from "node:fs/promises";
import axe from "axe-core";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { checkBuild } from "../../../test/tabular/cli/run.js";
import { axeFinds, complaintsOf, noBrowser, useBrowser } from "../../../test/browser/open.js";
import type { Answer } from "../../src/messages.js";
import { scaleOf } from "../../src/page/plane/scale.js";

checkBuild();
const file = new URL("../../../dist/lab/lab.html", import.meta.url);

const numbersOf = (page: Page) =>
  page.evaluate(() => window.ghmLab.numbers()) as unknown as Promise<Answer>;
const editsOf = async (page: Page) => (await numbersOf(page)).state.edits;

/** Where points stand on the screen, by their places in the frame. */
async function onScreen(page: Page) {
  const box = await page.locator("canvas").boundingBox();
  if (box === null) throw new Error("there is no canvas");
  const { points } = (await numbersOf(page)).frame;
  const most = Math.max(
    ...points.map(({ x1, x2 }) => Math.max(Math.abs(x1), (8 / 7) * Math.abs(x2))),
  );
  const edge = Math.ceil(Math.max(most, 2) * 1.05 * 2) / 2;
  const sides = { x1: [-edge, edge], x2: [(-edge * 7) / 8, (edge * 7) / 8] } as const;
  const { toX, toY } = scaleOf({ ...sides, cells: [1, 1] }, [box.width, box.height]);
  const places = points.map(({ x1, x2 }) => [box.x + toX(x1), box.y + toY(x2)] as const);
  /** The point that is farthest from all others, so that a click hits no other. */
  const alone = places
    .map(([x, y], i) =>
      Math.min(...places.flatMap(([u, v], k) => (k === i ? [] : [Math.hypot(u - x, v - y)]))),
    )
    .reduce((best, away, i, all) => (away > all[best] ? i : best), 0);
  return { box, places, alone };
}

describe.skipIf(noBrowser)("in the Lab's plane,", () => {
  const browser = useBrowser();
  const open = async (hash = "#clean&step=20&v=1", options: BrowserContextOptions = {}) => {
    const context = await browser().newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${file.href}${hash}`);
    await page.waitForFunction(() => "ghmLab" in window && window.ghmLab.numbers() !== null);
    const close = async () => {
      expect(complaints).toEqual([]);
      await context.close();
    };
    return {
      page,
      close,
      button: (name: string) => page.getByRole("button", { name, exact: true }),
    };
  };
  const edits = (page: Page, count: number) =>
    page.waitForFunction((wanted) => window.ghmLab.state()?.edits.length === wanted, count);

  it("a point is dragged: the histogram follows, and it is one edit, or none after Escape", async () => {
    const { page, close, button } = await open();
    const before = (await numbersOf(page)).frame;
    const { places, alone, box } = await onScreen(page);
    const middle = [box.x + box.width / 2, box.y + box.height / 2] as const;
    await page.mouse.move(...places[alone]);
    await page.mouse.down();
    await page.mouse.move(...middle, { steps: 6 });
    await expect
      .poll(async () => (await numbersOf(page)).frame.twins[1].g[alone])
      .not.toBe(before.twins[1].g[alone]);
    expect(await editsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await numbersOf(page)).frame).toEqual(before);
    await page.mouse.up();

    await page.mouse.move(...places[alone]);
    await page.mouse.down();
    await page.mouse.move(...middle, { steps: 6 });
    await page.mouse.up();
    await edits(page, 1);
    const made = await numbersOf(page);
    expect(made.state.edits).toMatchObject([{ kind: "move", row: before.numbers[alone] }]);
    expect(made.state.picked).toBe(before.numbers[alone]);
    const { places: after } = await onScreen(page);
    expect(Math.hypot(after[alone][0] - middle[0], after[alone][1] - middle[1])).toBeLessThan(4);
    await button("Undo").click();
    await edits(page, 0);
    expect((await numbersOf(page)).frame.points).toEqual(before.points);
    await close();
  });

  it("a point is dragged by touch", async () => {
    const { page, close } = await open(undefined, {
      hasTouch: true,
      viewport: { width: 390, height: 844 },
    });
    await page.locator("canvas").scrollIntoViewIfNeeded();
    const { places, alone, box } = await onScreen(page);
    const session = await page.context().newCDPSession(page);
    const touch = (
      type: "touchStart" | "touchMove" | "touchEnd",
      ...at: (readonly [number, number])[]
    ) =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: at.map(([x, y]) => ({ x, y })),
      });
    const [x, y] = places[alone];
    await touch("touchStart", [x, y]);
    for (let k = 1; k <= 5; k++) {
      const part = k / 5;
      await touch("touchMove", [x + part * (box.x + 200 - x), y + part * (box.y + 150 - y)]);
    }
    await touch("touchEnd");
    await edits(page, 1);
    expect(await editsOf(page)).toMatchObject([{ kind: "move" }]);
    await close();
  });

  it("points are drawn around, then flipped or erased together, and undone at once", async () => {
    const { page, close, button } = await open("#heap&step=20&v=1");
    const { frame } = await numbersOf(page);
    const { box, places } = await onScreen(page);
    const corners = [
      [110, 260],
      [250, 260],
      [250, 350],
      [110, 350],
    ].map(([x, y]) => [box.x + x, box.y + y] as const);
    const [low, high] = [corners[0], corners[2]];
    const inside = frame.numbers.filter((_, i) => {
      const [x, y] = places[i];
      return x > low[0] && x < high[0] && y > low[1] && y < high[1];
    });
    expect(inside.length).toBeGreaterThan(50);
    const draw = async () => {
      await page.mouse.move(...corners[0]);
      await page.mouse.down();
      for (const corner of corners.slice(1)) await page.mouse.move(...corner, { steps: 5 });
      await page.mouse.up();
    };
    await button("Lasso").click();
    await draw();
    const said = page.getByText(`${inside.length} points in the loop`);
    await said.waitFor();
    await button("Flip all").click();
    await edits(page, inside.length);
    expect((await editsOf(page)).map((edit) => edit.kind === "flip" && edit.row)).toEqual(inside);
    await said.waitFor({ state: "detached" });
    await button("Undo").click();
    await edits(page, 0);
    await draw();
    await page.keyboard.press("Delete");
    await edits(page, inside.length);
    expect((await numbersOf(page)).frame.numbers).toHaveLength(600 - inside.length);
    await page.locator("canvas").press("Control+z");
    await edits(page, 0);
    await close();
  });

  it("a stroke of painted points is undone at once, and its link brings it back", async () => {
    const { page, close, button } = await open();
    const { box } = await onScreen(page);
    await button("Add △").click();
    await page.mouse.move(box.x + 80, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 60, { steps: 20 });
    await page.mouse.up();
    await page.waitForFunction(() => (window.ghmLab.state()?.edits.length ?? 0) > 10);
    await page.waitForFunction(() => location.hash.includes("edits="));
    await page.waitForTimeout(300); // until the address has the last of them
    const { state } = await numbersOf(page);
    await page.reload();
    await page.waitForFunction(() => "ghmLab" in window && window.ghmLab.numbers() !== null);
    expect((await numbersOf(page)).state).toEqual(state);
    await button("Undo").click();
    await edits(page, 0);
    await close();
  });

  it("so many per cent of a class are flipped", async () => {
    const { page, close, button } = await open();
    const count = async () =>
      (await numbersOf(page)).frame.points.filter(({ label }) => label === 1).length;
    const before = await count();
    await page.getByRole("spinbutton", { name: "Flip" }).fill("20");
    await page.getByRole("combobox", { name: "of" }).selectOption("1");
    await button("Flip them").click();
    const flipped = Math.round(before / 5);
    await edits(page, flipped);
    expect(await count()).toBe(before - flipped);
    await button("Undo").click();
    await edits(page, 0);
    await close();
  });

  it("points are moved, looped, flipped and undone by keyboard alone, as the list of keys says", async () => {
    const { page, close } = await open("#clean&step=20&picked=17&v=1");
    const before = (await numbersOf(page)).frame;
    const canvas = page.locator("canvas");
    await canvas.focus();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press("m", "ArrowRight", "ArrowRight", "ArrowUp");
    await page.getByText("Point 17 goes along").waitFor();
    await expect
      .poll(async () => (await numbersOf(page)).frame.points[17].x1)
      .not.toBe(before.points[17].x1);
    expect(await editsOf(page)).toEqual([]);
    await press("Escape");
    await expect.poll(async () => (await numbersOf(page)).frame).toEqual(before);
    await press("m", "Shift+ArrowLeft", "ArrowDown", "Enter");
    await edits(page, 1);
    expect(await editsOf(page)).toMatchObject([{ kind: "move", row: 17 }]);
    await press("u");
    await edits(page, 0);
    // A triangle around the point
    await press("l", ...Array<string>(3).fill("ArrowRight"), "l", "ArrowUp", "ArrowUp");
    await press(...Array<string>(3).fill("ArrowLeft"), "l", "f");
    await page.waitForFunction(() => (window.ghmLab.state()?.edits.length ?? 0) > 0);
    expect(new Set((await editsOf(page)).map(({ kind }) => kind))).toEqual(new Set(["flip"]));
    await press("Control+z");
    await edits(page, 0);
    await press("?");
    await page.locator(".keys").waitFor();
    const listed = await page.locator(".keys dt").allTextContents();
    expect(listed).toEqual("Arrows|Enter|M|0, 1|L|F|Del|Esc|U, Ctrl Z|?".split("|"));
    await close();
  });
});

describe.skipIf(noBrowser)("behind the Lab's pictures", () => {
  const browser = useBrowser();
  const open = async (colorScheme: "light" | "dark", seeds: number) => {
    const page = await browser().newPage({
      viewport: { width: 1280, height: 800 },
      colorScheme,
      acceptDownloads: true,
    });
    const complaints = complaintsOf(page);
    await page.goto(`${file.href}#leverage&step=40&cursor=3&picked=311&v=1`);
    await page.waitForFunction(() => "ghmLab" in window && window.ghmLab.numbers() !== null);
    await page.getByRole("button", { name: "Run 10 seeds" }).click();
    await page.waitForFunction(
      (count) => (window.ghmLab.numbers()?.seeds.results.length ?? 0) >= count,
      seeds,
    );
    /** Opens or closes all that can be. */
    const setAll = async (isOpen: boolean) => {
      for (const summary of await page.locator("main summary").all()) {
        const isNow = await summary.evaluate((s) => s.parentElement?.hasAttribute("open"));
        if (isNow !== isOpen) await summary.click();
      }
    };
    const close = async () => {
      expect(complaints).toEqual([]);
      await page.close();
    };
    return { page, setAll, close };
  };
  const cells = (table: Locator) =>
    table
      .locator("tbody tr")
      .evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => cell.textContent.replaceAll("−", "-"))),
      );

  it("tables say the same in numbers, only while they are open", async () => {
    const { page, setAll, close } = await open("light", 10);
    expect(await page.locator("table").count()).toBe(0);
    await setAll(true);
    const tableOf = (view: string, n = 0) => page.locator(`.${view} table`).nth(n);
    await tableOf("plane", 1).waitFor();
    const { frame, movers, curve, seeds } = await numbersOf(page);
    const [first, second] = frame.twins;

    const bins = await cells(tableOf("harmonizer"));
    expect(bins.map((row) => row.slice(1).map(Number))).toEqual(
      second.bins.map(({ rows, beta, pull }, k) => [
        rows,
        beta === null ? Number.NaN : Number(beta.toFixed(3)),
        ...[first.bins[k].pull, pull].map((value) => Number(value.toExponential(3))),
      ]),
    );
    const points = await cells(tableOf("plane", 1));
    expect(points).toHaveLength(20);
    for (const [name, x1, x2, label, p, g, , beta, pull] of points) {
      const i = frame.numbers.indexOf(Number(name.replaceAll(/\D/g, "")));
      const { isSpoilt, isFlipped } = frame.points[i];
      expect(label).toBe(`${frame.points[i].label}${isSpoilt === isFlipped ? "" : ", wrong"}`);
      expect([x1, x2, p, g, beta, pull].map(Number)).toEqual(
        [
          frame.points[i].x1.toFixed(3),
          frame.points[i].x2.toFixed(3),
          second.p[i].toFixed(4),
          second.g[i].toFixed(4),
          second.beta[i].toFixed(3),
          second.pull[i].toExponential(3),
        ].map(Number),
      );
    }
    const largest = second.pull.map(Math.abs).sort((a, b) => b - a);
    expect(Math.abs(Number(points[19][8]))).toBeCloseTo(largest[19], 6);

    const moved = await cells(tableOf("plane", 0));
    expect(moved.map((row) => [Number(row[0].replaceAll(/\D/g, "")), Number(row[5])])).toEqual(
      movers?.[0].largest.map(({ row }, rank) => [
        row,
        Number(movers[1].largest[rank].along.toExponential(3)),
      ]),
    );
    const time = await cells(tableOf("time"));
    expect(time.map(([step]) => Number(step))).toEqual(curve.map(({ step }) => step));
    const bySeed = await cells(tableOf("seeds"));
    expect(bySeed).toHaveLength(seeds.results.length + 3);

    await page
      .getByRole("button", { name: /^Pick point/ })
      .first()
      .click();
    await page.waitForFunction(
      (row) => window.ghmLab.state()?.picked === row,
      movers?.[0].largest[0].row,
    );
    await setAll(false);
    await expect.poll(() => page.locator("table").count()).toBe(0);
    expect((await numbersOf(page)).movers).not.toBeNull();
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect.poll(async () => (await numbersOf(page)).movers).toBeNull();
    await close();
  });

  it.each(["light", "dark"] as const)(
    "pictures are saved with all that they need: %s",
    async (scheme) => {
      const { page, setAll, close } = await open(scheme, 2);
      await setAll(true);
      const names: string[] = [];
      const buttons = page.getByRole("button", { name: "Save picture" });
      await expect.poll(() => buttons.count()).toBe(4);
      for (const button of await buttons.all()) {
        const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
        const name = download.suggestedFilename();
        names.push(name);
        const bytes = await readFile(await download.path());
        if (name.endsWith(".svg")) {
          const text = bytes.toString();
          const found = await page.evaluate((svg) => {
            const { documentElement: root } = new DOMParser().parseFromString(svg, "image/svg+xml");
            return [root.localName, root.querySelectorAll("parsererror").length, root.textContent];
          }, text);
          expect(found.slice(0, 2)).toEqual(["svg", 0]);
          expect(found[2]).toMatch(/step\s*40/);
          expect(text).not.toMatch(/var\(|class=|url\(/);
          continue;
        }
        const { size, colours } = await page.evaluate(async (base64) => {
          const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob();
          const image = await createImageBitmap(blob);
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext("2d");
          context?.drawImage(image, 0, 0);
          const { data = new Uint8ClampedArray() } =
            context?.getImageData(0, 0, image.width, image.height) ?? {};
          const found = new Set(new Uint32Array(data.buffer));
          return { size: [image.width, image.height], colours: found.size };
        }, bytes.toString("base64"));
        expect(size[0]).toBe(2 * (640 + 32));
        expect(size[1]).toBeGreaterThan(2 * 600);
        expect(colours).toBeGreaterThan(200);
      }
      expect(names).toEqual([
        "ghm-lab-leverage-plane-step40.png",
        "ghm-lab-leverage-harmonizer-step40.svg",
        "ghm-lab-leverage-time-step40.svg",
        "ghm-lab-leverage-seeds-step40.svg",
      ]);
      await close();
    },
  );

  it.each(["light", "dark"] as const)("axe finds nothing to complain of: %s", async (scheme) => {
    const { page, setAll, close } = await open(scheme, 2);
    await setAll(true);
    await page.evaluate(axe.source);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const found = await axeFinds(page);
      expect([width, found]).toEqual([width, []]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBe(width);
    }
    await close();
  });
});

/** Where a browser, or the page around this one, does not allow everything. */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { noBrowser, useServer } from "../../../test/browser/open.js";
import { setKernels } from "../../../src/index.js";
import { linkOf } from "../../src/link.js";
import { initialState, type State } from "../../src/state.js";
import { gradesCsv } from "../tables.js";
import { file, isReady, numbersHere, numbersOf, useLab, type HowToOpen } from "./lab.js";

const state: State = { ...initialState("heap"), step: 20, picked: 17 };
const hash = `#${linkOf(state)}`;
const hasNoKernels = "WebAssembly with SIMD cannot be used here";
const hasNoWorker = "No worker can be started here";

afterEach(() => {
  setKernels("auto");
});

describe.skipIf(noBrowser)("in a processor without SIMD, the Lab", () => {
  const open = useLab(["--js-flags=--no-enable-ssse3 --no-enable-sse4-1"]);

  it("computes with plain loops, as Node does when it is told to, and says so", async () => {
    const { page, close } = await open(hash, {
      isExpected: (complaint) => complaint.includes(hasNoKernels),
    });
    expect(await page.getByRole("contentinfo").textContent()).toContain(hasNoKernels);
    setKernels("plain");
    expect(await numbersOf(page)).toEqual(numbersHere(state));
    await close();
  });
});

describe.skipIf(noBrowser)("the Lab", () => {
  const open = useLab();
  const policies: Partial<Record<string, string>> = {
    "/no-eval": "script-src 'unsafe-inline' blob:; worker-src blob:",
    "/no-worker": "script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'none'",
    "/neither": "default-src 'unsafe-inline'",
    "/no-script": "script-src 'none'",
  };
  const server = useServer(({ url = "" }, response) => {
    const policy = policies[url];
    response.setHeader("content-type", "text/html");
    if (policy !== undefined) response.setHeader("content-security-policy", policy);
    if (url === "/lesson") response.end('<iframe sandbox="allow-scripts" src="/lab"></iframe>');
    else if (url === "/favicon.ico") response.end();
    else response.end(readFileSync(file));
  });

  it.each<[string, HowToOpen, string | null]>([
    ["workers", { before: () => Reflect.deleteProperty(window, "Worker") }, hasNoWorker],
    [
      "storage",
      {
        before: () => {
          Object.defineProperty(window, "localStorage", {
            get: () => {
              throw new DOMException("access is denied", "SecurityError");
            },
          });
        },
      },
      null,
    ],
    [
      "a changing address",
      {
        before: () => {
          history.replaceState = () => {
            throw new DOMException("the operation is insecure", "SecurityError");
          };
        },
      },
      "The address cannot be changed here",
    ],
  ])("runs without %s, and says so where it matters", async (_, how, sentence) => {
    const { page, close } = await open(hash, how);
    expect(await numbersOf(page)).toEqual(numbersHere(state));
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await page.waitForFunction(() => window.ghmLab.state()?.step === 21);
    await page.waitForTimeout(400); // until the address is changed
    const foot = page.getByRole("contentinfo");
    if (sentence === null) expect(await foot.count()).toBe(0);
    else expect(await foot.textContent()).toContain(sentence);
    await close();
  });

  it.each([
    ["/no-eval", "plain", [hasNoKernels]],
    ["/no-worker", "auto", [hasNoWorker]],
    ["/neither", "plain", [hasNoKernels, hasNoWorker]],
  ] as const)("runs under the policy %s, and says what it lacks", async (path, kernels, told) => {
    const { page, close } = await open(hash, {
      url: `${server()}${path}`,
      isExpected: (complaint) => /Content.Security.Policy/.test(complaint),
    });
    const foot = await page.getByRole("contentinfo").textContent();
    for (const sentence of told) expect(foot).toContain(sentence);
    setKernels(kernels);
    expect(await numbersOf(page)).toEqual(numbersHere(state));
    await close();
  });

  it("is no blank page where no script may run", async () => {
    const { page } = await open("", { url: `${server()}/no-script`, isBlocked: true });
    await expect
      .poll(() => page.getByText("its script does not run").isVisible(), { timeout: 5000 })
      .toBe(true);
    await page.context().close();
  });

  it("runs in a lesson's sandboxed frame", async () => {
    const { page } = await open("", { url: `${server()}/lesson`, isBlocked: true });
    const frame = page.frames()[1];
    await frame.waitForFunction(isReady);
    await frame.getByRole("button", { name: "Step", exact: true }).click();
    await frame.waitForFunction(() => window.ghmLab.state()?.step === 1);
    await page.context().close();
  });

  it.each([
    ["a preset", null],
    ["a table of one's own", gradesCsv],
  ])(
    "keeps what one has of %s when its worker dies, and starts again from there",
    async (_, csv) => {
      const { page, close } = await open(hash, {
        before: () => {
          window.Worker = class extends Worker {
            constructor(...args: ConstructorParameters<typeof Worker>) {
              super(...args);
              addEventListener("kill", () => {
                this.postMessage(null);
              });
            }
          };
        },
        isExpected: (complaint) => complaint.includes("TypeError"),
      });
      if (csv !== null) {
        const opened = { name: "grades.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
        await page.locator("input[type=file]").setInputFiles(opened);
        await page.waitForFunction(() => window.ghmLab.state()?.setup.table?.file === "grades.csv");
        await page.getByRole("combobox", { name: "△" }).selectOption("no");
        await page.waitForFunction(() => window.ghmLab.state()?.setup.table?.positive === "no");
        await page.evaluate(() => {
          const now = window.ghmLab.state();
          return now && window.ghmLab.load({ ...now, step: 3, across: 2, picked: 7 });
        });
      }
      await page.getByRole("button", { name: "Flip", exact: true }).click();
      await page.locator("canvas").focus();
      await page.keyboard.press("f");
      await page.waitForFunction(() => window.ghmLab.state()?.edits.length === 1);
      const before = await numbersOf(page);
      await page.evaluate(() => dispatchEvent(new Event("kill")));
      const alert = page.getByRole("alert");
      await expect.poll(() => alert.textContent()).toContain("The worker that trains has died");
      expect(await numbersOf(page)).toEqual(before);
      await page.getByRole("button", { name: "Start again" }).click();
      await alert.waitFor({ state: "detached" });
      expect(await numbersOf(page)).toEqual(before);
      await page.getByRole("button", { name: "Undo" }).click();
      await page.waitForFunction(() => window.ghmLab.state()?.edits.length === 0);
      await close();
    },
  );

  it("can be stopped while a question takes long, and goes on from where it was", async () => {
    const { page, close } = await open(hash);
    const before = await numbersOf(page);
    await page.evaluate(() => void window.ghmLab.load("late&step=10000&v=1"));
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("Stopped.");
    expect(await numbersOf(page)).toEqual(before);
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await page.waitForFunction(() => window.ghmLab.state()?.step === 21);
    await close();
  });

  it("offers what one had at the last visit", async () => {
    const { page, close } = await open("");
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await page.waitForFunction(() => location.hash.includes("step=1"));
    const before = await numbersOf(page);
    const again = await page.context().newPage();
    await again.goto(file.href);
    await again.waitForFunction(isReady);
    await again.getByRole("button", { name: "Go on where you left off" }).click();
    await again.waitForFunction(() => window.ghmLab.state()?.step === 1);
    expect(await numbersOf(again)).toEqual(before);
    expect(await again.getByRole("button", { name: "Go on where you left off" }).count()).toBe(0);
    await close();
  });
});

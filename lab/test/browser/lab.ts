/** The built page in a real browser, for its tests. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { checkBuild } from "../../../test/tabular/cli/run.js";
import { complaintsOf, useBrowser } from "../../../test/browser/open.js";
import { Session } from "../../src/engine/session.js";
import type { State } from "../../src/state.js";

/** The built page. */
export const file = new URL("../../../dist/lab/lab.html", import.meta.url);

/** Those parts of an answer that do not hang on the state alone. */
const others = new Set(["id", "planes", "window", "file"]);
const ofState = (answer: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(answer).filter(([name]) => !others.has(name)));

export async function numbersOf(page: Page): Promise<Record<string, unknown>> {
  const numbers = await page.evaluate(() => window.ghmLab.numbers());
  if (numbers === null) throw new Error("the page has no numbers yet");
  return ofState(numbers);
}

/** The same in Node. */
export function numbersHere(state: State): Record<string, unknown> {
  const answer = new Session().answer({ id: 0, action: { kind: "load", state }, plane: null });
  expect(answer).not.toHaveProperty("error");
  return ofState(answer);
}

/** In the page: whether the first answer has come. */
export const isReady = () => "ghmLab" in window && window.ghmLab.numbers() !== null;

export interface Opened {
  page: Page;
  /** Ends a test: nothing was complained of, and nothing asked for but the page and its worker. */
  close: () => Promise<void>;
}

export interface HowToOpen extends BrowserContextOptions {
  /** Where the page is. Default: the file. */
  url?: string;
  /** Runs before the page's script. */
  before?: () => void;
  /** Whether no answer of the page's own is to be waited for. */
  isBlocked?: boolean;
  /** What may be complained of. Default: nothing. */
  isExpected?: (complaint: string) => boolean;
}

/**
 * Opens pages for the tests of a file.
 *
 * @param flags - of the command line that starts the browser.
 */
export function useLab(
  flags: readonly string[] = [],
): (hash?: string, how?: HowToOpen) => Promise<Opened> {
  checkBuild();
  const browser = useBrowser(flags);
  return async (
    hash = "",
    { url = file.href, before, isBlocked = false, isExpected, ...options } = {},
  ) => {
    const context = await browser().newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    if (before !== undefined) await context.addInitScript(before);
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${url}${hash}`);
    if (!isBlocked) await page.waitForFunction(isReady, null, { timeout: 20_000 });
    const close = async () => {
      expect(complaints.filter((each) => isExpected?.(each) !== true)).toEqual([]);
      const foreign = requests.filter((each) => !/^(blob|data):/.test(each));
      expect(new Set(foreign.map((each) => each.replace(/#.*/, "")))).toEqual(new Set([url]));
      await context.close();
    };
    return { page, close };
  };
}

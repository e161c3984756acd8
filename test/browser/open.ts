/** Pages in a real browser: Debian's Chromium, by playwright-core. */
import { existsSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

const executablePath = "/usr/bin/chromium";

/** Why these tests are skipped; `false` if they are not. */
export const noBrowser = existsSync(executablePath)
  ? false
  : `there is no ${executablePath}: apt-get install chromium`;
if (noBrowser !== false) console.warn(`The browser's tests are skipped: ${noBrowser}`);

/**
 * A browser for the tests of a file, closed after them.
 *
 * @param flags - of the command line that starts it.
 */
export function useBrowser(flags: readonly string[] = []): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (noBrowser === false) {
      browser = await chromium.launch({ executablePath, args: ["--no-sandbox", ...flags] });
    }
  });
  afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error("there is no browser");
    return browser;
  };
}

/** A server for the tests of a file, on a port of its own. */
export function useServer(listener: RequestListener): () => string {
  let server: Server | undefined;
  beforeAll(async () => {
    server = createServer(listener);
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => server?.close());
  return () => `http://127.0.0.1:${(server?.address() as AddressInfo).port}`;
}

/** Errors, and messages on the console that are warnings or worse. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(`no answer: ${request.url()}`));
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) complaints.push(message.text());
  });
  return complaints;
}

/** What axe finds in a page into which its source was put: each rule, and the elements that break it. */
export async function axeFinds(page: Page): Promise<[rule: string, elements: string[]][]> {
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

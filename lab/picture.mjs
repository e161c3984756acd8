/** `npm run lab:picture`: the README's picture of the page, docs/lab.png. */
import { fileURLToPath, URL } from "node:url";
import { chromium } from "playwright-core";

const page = new URL("../dist/lab/lab.html", import.meta.url);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await tab.goto(`${page}#heap&step=120&cursor=3&v=1`);
await tab.waitForFunction(() => globalThis.ghmLab?.numbers() !== null);
await tab.evaluate(() => globalThis.ghmLab.step("phase", 0));
await tab.waitForTimeout(1500); // until the sentence is said
await tab.screenshot({ path: fileURLToPath(new URL("../docs/lab.png", import.meta.url)) });
await browser.close();

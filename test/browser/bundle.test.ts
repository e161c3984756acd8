/** dist/ghmgrad.js in a page without a bundler, under several Content-Security-Policies. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as core from "../../src/index.js";
import { checkBuild } from "../tabular/cli/run.js";
import { complaintsOf, noBrowser, useBrowser, useServer } from "./open.js";

checkBuild();
const bundle = readFileSync(new URL("../../dist/ghmgrad.js", import.meta.url));

function train(g: typeof core): unknown {
  const generator = new g.Generator(1);
  const x = g.randn([60, 2], { generator });
  const y = x.slice([null, [0, 1]]).greater(0.5);
  const model = g.mlp([2, 8, 1], { activation: "tanh", generator });
  const optimizer = new g.Adam(model.parameters(), { lr: 0.05 });
  const density = new g.GradientDensity();
  for (let step = 0; step < 20; step++) {
    optimizer.zeroGrad();
    g.ghmcLoss(model.forward(x), y, { density }).backward();
    optimizer.step();
  }
  const output = model.forward(x).reshape([3, 1, 5, 1, 4, 1]).transpose().square().add(1).log();
  return { output: output.toArray(), counts: density.counts, kernels: g.setKernels("auto") };
}

const script = `
  import * as g from "/ghmgrad.js";
  ${train.toString()}
  globalThis.found = train(g);
`;
const page = `<!doctype html><meta charset="utf-8"><script type="module" nonce="n">${script}</script>`;

const policies = {
  none: { header: "", kernels: "webassembly" },
  "without unsafe-eval": { header: "script-src 'nonce-n' 'self'", kernels: "plain" },
  "with wasm-unsafe-eval": {
    header: "script-src 'nonce-n' 'self' 'wasm-unsafe-eval'",
    kernels: "webassembly",
  },
};

describe.skipIf(noBrowser)("a page with nothing but a module script", () => {
  const browser = useBrowser();
  const address = useServer(({ url }, response) => {
    const name = new URL(url ?? "", "http://localhost").searchParams.get("policy");
    const policy = name === null ? undefined : policies[name as keyof typeof policies].header;
    if (policy) response.setHeader("content-security-policy", policy);
    const isBundle = url === "/ghmgrad.js";
    response.setHeader("content-type", isBundle ? "text/javascript" : "text/html");
    response.end(isBundle ? bundle : page);
  });

  it.each(Object.entries(policies))("trains, policy: %s", async (name, { kernels }) => {
    const tab = await browser().newPage();
    const complaints = complaintsOf(tab);
    await tab.goto(`${address()}/?policy=${encodeURIComponent(name)}`);
    const found = await tab
      .waitForFunction(() => (globalThis as { found?: unknown }).found, null, { timeout: 10_000 })
      .then((handle) => handle.jsonValue());
    core.setKernels(kernels === "plain" ? "plain" : "auto");
    const expected = { ...(train(core) as object), kernels };
    core.setKernels("auto");
    expect(found).toEqual(JSON.parse(JSON.stringify(expected)));
    // Plain loops take the place of WebAssembly, and setKernels says so when it is asked for it.
    const warning = kernels === "plain" ? [expect.stringContaining("wasm-unsafe-eval")] : [];
    expect(complaints.filter((text) => text.includes("ghmgrad"))).toEqual(warning);
    expect(complaints.length).toBeLessThanOrEqual(kernels === "plain" ? 3 : 0);
    await tab.close();
  });
});

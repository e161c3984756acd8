/** What is shipped, loaded as users load it. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import * as core from "../src/index.js";
import * as node from "../src/node.js";
import * as tabular from "../src/tabular/index.js";
import { checkBuild } from "./tabular/cli/run.js";

checkBuild();
const dist = (file: string) => new URL(`../dist/${file}`, import.meta.url);

/** A training with arrays of several shapes and strides. */
function train(g: typeof core): unknown {
  const generator = new g.Generator(1);
  const x = g.randn([50, 3], { generator, dtype: "float64" });
  const y = x.slice([null, [0, 1]]).greater(0);
  const model = g.mlp([3, 4, 1], { activation: "tanh", generator, dtype: "float64" });
  const optimizer = new g.Adam(model.parameters(), { lr: 0.1 });
  for (let i = 0; i < 5; i++) {
    optimizer.zeroGrad();
    g.ghmcLoss(model.forward(x), y).backward();
    optimizer.step();
  }
  const output = model.forward(x).reshape([1, 5, 1, 2, 5, 1, 1]).transpose();
  const value = g.concat([output.sin(), output.square().add(1).log()], 1);
  return [value.toArray(), g.Tape.endingAt(value).toString()];
}

/** What it gives in a process of its own, that loads a file of `dist`. */
async function trainWith(file: string, flags: readonly string[], kernels: core.KernelChoice) {
  const script = `
    const g = await import(${JSON.stringify(dist(file).href)});
    g.setKernels(${JSON.stringify(kernels)});
    ${train.toString()}
    console.log(JSON.stringify(train(g)));
  `;
  const args = [...flags, "--input-type=module", "-e", script];
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as unknown;
}

/** As the Content-Security-Policy of many pages does. */
const noEval = "--disallow-code-generation-from-strings";

describe.each(["index.js", "ghmgrad.js"])("dist/%s", (file) => {
  it.each(["auto", "plain"] as const)("computes what src does, on %s kernels", async (kernels) => {
    const before = core.getKernels();
    core.setKernels(kernels);
    const expected = JSON.parse(JSON.stringify(train(core))) as unknown;
    core.setKernels(before);
    expect(await trainWith(file, [], kernels)).toEqual(expected);
    expect(await trainWith(file, [noEval], kernels)).toEqual(expected);
  });
});

describe("the bundles", () => {
  it.each([
    ["index.js", core],
    ["ghmgrad.js", core],
    ["tabular/index.js", tabular],
    ["node.js", node],
  ])("%s exports what its source does, classes under their names", async (file, source) => {
    const bundle = (await import(/* @vite-ignore */ dist(file).href)) as Record<string, unknown>;
    const namesOf = (module: Record<string, unknown>) =>
      Object.entries(module)
        .map(([name, value]) => [name, value instanceof Function ? value.name : null])
        .sort();
    expect(namesOf(bundle)).toEqual(namesOf(source));
  });

  it("of a page without a bundler needs no other file", () => {
    const text = readFileSync(dist("ghmgrad.js"), "utf8");
    expect(text).not.toMatch(/^import |\bimport\(|^export .* from /m);
  });
});

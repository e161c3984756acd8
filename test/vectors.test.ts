import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runFile } from "../scripts/vectors/run.js";

const folder = join(import.meta.dirname, "vectors");

describe.each(readdirSync(folder).filter((name) => name.endsWith(".json")))("%s", (file) => {
  for (const { name, status, failures } of runFile(readFileSync(join(folder, file), "utf8"))) {
    test.skipIf(status === "skipped")(name, () => {
      expect(failures).toEqual([]);
    });
  }
});

const list = (...data: number[]) => ({ shape: [data.length], data });
const relu = {
  op: "relu",
  inputs: [list(-1, 2)],
  output: list(0, 2),
  cotangent: list(3, 5),
  grads: [list(0, 5)],
};
const bce = {
  kind: "bce",
  options: {},
  steps: [{ shape: [1], pred: [0], target: [1], loss: Math.LN2, grad_pred: [-0.5] }],
};
const failuresOf = (c: unknown) => runFile(JSON.stringify({ cases: [c] }))[0].failures;

describe("a case fails if", () => {
  const softmax = { ...relu, op: "softmax" };
  test.each([
    ["an element differs", { ...relu, output: list(0, 2.5) }, "output[1]: got 2, expected 2.5"],
    ["a gradient differs", { ...relu, grads: [list(0, 4)] }, "grads[0][1]: got 5, expected 4"],
    ["a shape differs", { ...relu, output: { shape: [1, 2], data: [0, 2] } }, "got shape [2]"],
    ["the op is unknown", { ...relu, op: "rleu" }, 'unknown op "rleu"'],
    ["an attribute is unknown", { ...relu, attrs: { axis: 0 } }, '"axis"'],
    ["an attribute is missing", softmax, 'attrs has no "axis"'],
    ["an attribute has an unknown value", { ...softmax, attrs: { axis: "x" } }, 'axis is "x"'],
    [
      "there are too many inputs",
      { ...relu, inputs: [list(1), list(2)], grads: [null, null] },
      "2",
    ],
    ["a field is unknown", { ...relu, extra: 1 }, '"extra"'],
    ["the data do not fill the shape", { ...relu, cotangent: { shape: [3], data: [1] } }, "shape"],
    ["the dtype is unknown", { ...relu, dtype: "int8" }, 'dtype is "int8"'],
    ["nothing says what it is", { name: "what" }, "neither"],
    ["the kind is unknown", { ...bce, kind: "bec" }, 'unknown kind "bec"'],
    ["an option is unknown", { ...bce, options: { gamma: 2 } }, '"gamma"'],
    ["a field of a step is unknown", { ...bce, steps: [{ ...bce.steps[0], tot: 1 }] }, '"tot"'],
    ["it is no object", 7, "not an object"],
  ])("%s", (_, c, message) => {
    expect(failuresOf(c).join("\n")).toContain(message);
  });
});

test("an informational case is skipped, others are not", () => {
  const outcomes = runFile(
    JSON.stringify({ cases: [{ ...relu, informational: true }, { ...relu, name: "relu" }, bce] }),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(["skipped", "passed", "passed"]);
});

test("NaN and Infinity are strings", () => {
  const c = {
    ...relu,
    op: "log",
    inputs: [list(0, 1)],
    output: { shape: [2], data: ["-Infinity", 0] },
  };
  expect(failuresOf({ ...c, grads: [{ shape: [2], data: ["Infinity", 5] }] })).toEqual([]);
  expect(failuresOf({ ...c, grads: [{ shape: [2], data: ["NaN", 5] }] })).toHaveLength(1);
});

describe("npm run vectors", () => {
  const temporary = mkdtempSync(join(tmpdir(), "ghmgrad-vectors-"));
  afterAll(() => {
    rmSync(temporary, { recursive: true });
  });
  const write = (name: string, text: string) => {
    writeFileSync(join(temporary, name), text);
    return join(temporary, name);
  };
  const run = (...files: string[]) => {
    const script = join(import.meta.dirname, "../scripts/vectors.ts");
    try {
      const options = { encoding: "utf8", stdio: "pipe" } as const;
      const stdout = execFileSync("npx", ["tsx", script, ...files], options);
      return { status: 0, stdout, stderr: "" };
    } catch (error) {
      return error as { status: number; stdout: string; stderr: string };
    }
  };

  test("counts, and names each failure with both numbers", () => {
    const good = write("good.json", JSON.stringify({ cases: [relu] }));
    expect(run(good)).toMatchObject({ status: 0, stdout: "1 passed, 0 failed, 0 skipped\n" });
    const wrong = { ...relu, name: "wrong", output: list(1, 2) };
    const bad = write("bad.json", JSON.stringify({ cases: [wrong, { informational: true }] }));
    const { status, stdout } = run(good, bad);
    expect(status).toBe(1);
    expect(stdout).toContain("wrong: output[0]: got 0, expected 1");
    expect(stdout.endsWith("\n1 passed, 1 failed, 1 skipped\n")).toBe(true);
  });

  test.each([
    ["is missing", "missing.json", null, "ENOENT"],
    ["is no JSON", "text.json", "{", "JSON"],
    ["has no cases", "empty.json", "{}", 'no "cases"'],
    ["is a list", "list.json", "[]", "not an object"],
  ])("says so if a file %s", (_, name, text, message) => {
    const file = text === null ? join(temporary, name) : write(name, text);
    const result = run(file);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain(message);
  });
});

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
const metrics = { target: [1, 0, 0], probability: [0.75, 0.5, 0.25], threshold: 0.6, recall: 1 };
const classMetrics = {
  classes: 3,
  target: [0, 2],
  decision: [0, 1],
  probability: [0.5, 0.25, 0.25, 0, 0.5, 0.5],
  recall: [1, 0, 0],
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
    ["a metric differs", { ...metrics, fp: 1 }, "fp: got 0, expected 1"],
    ["a metric differs in the 12th digit", { ...metrics, auroc: 1 - 3e-12 }, "auroc: got 1, exp"],
    ["a metric is not null", { ...metrics, mcc: null }, "mcc: got 1, expected null"],
    [
      "a metric is null",
      { ...metrics, target: [0, 0, 0], auroc: 1 },
      "auroc: got null, expected 1",
    ],
    ["a metric is unknown", { ...metrics, ece_12: 0.25 }, '"ece_12"'],
    ["a metric is no number", { ...metrics, brier: "0.1" }, 'brier is "0.1", not a number'],
    [
      "a probability is none",
      { ...metrics, probability: [2, 0, 0], brier: 0 },
      "probability 0 is 2",
    ],
    ["a target is no label", { ...metrics, target: [1, 0, 2] }, "target 2 is 2"],
    ["a target is missing", { ...metrics, target: [1, 0] }, "2 targets do not match 3 scores"],
    ["there are no targets", { probability: [0.5], recall: 0 }, 'has no "target"'],
    ["no metric is stated", { target: [1], probability: [0.5] }, "states no metric"],
    ["the threshold is null", { ...metrics, threshold: null }, "threshold is null, not a number"],
    [
      "another threshold than the best is stated",
      { ...metrics, best_f1_threshold: 0.5 },
      "best_f1_threshold: got 0.75, expected 0.5",
    ],
    [
      "a threshold as good as the best is stated that is no score",
      { ...metrics, best_f1_threshold: 0.7 },
      "best_f1_threshold: got 0.75, expected 0.7",
    ],
    ["a class differs", { ...classMetrics, support: [1, 1, 0] }, "support[1]: got 0, expected 1"],
    ["a mean over classes differs", { ...classMetrics, macro_f1: null }, "macro_f1: got 0.333"],
    ["a class is missing", { ...classMetrics, f1: [1, 0] }, "f1: got 3 numbers, expected 2"],
    [
      "no metric of its classes is stated",
      { ...classMetrics, recall: undefined },
      "states no metric",
    ],
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

test("a case of metrics may leave most of them out, and state null and infinite thresholds", () => {
  const { target, probability } = metrics;
  const oneClass = { target: [0, 0], probability: [0, 1] };
  for (const c of [
    { target, probability, best_f1: 1 },
    { target, probability, fp: 1, tn: 1 },
    { ...metrics, threshold: "-Infinity", tp: 1, fp: 2, precision: 1 / 3 },
    { ...metrics, threshold: "Infinity", recall: 0, fn: 1, tn: 2, mcc: 0, f1: 0 },
    { ...oneClass, average_precision: null, auroc: null, best_f1: null, best_f1_threshold: null },
    {
      ...oneClass,
      balanced_accuracy: null,
      log_loss: null,
      brier: 0.5,
      ece_10: 0.5,
      accuracy: 0.5,
    },
  ]) {
    expect(failuresOf(c)).toEqual([]);
  }
});

test("any of several scores that reach the best F1 may be stated as its threshold", () => {
  // F1 is 2/3 at 0.9 (1 of 2 found) and at 0.6 (both found, 2 false alarms)
  const c = { target: [1, 0, 0, 1], probability: [0.9, 0.8, 0.7, 0.6] };
  for (const best_f1_threshold of [0.9, 0.6]) {
    expect(failuresOf({ ...c, best_f1: 2 / 3, best_f1_threshold })).toEqual([]);
  }
  expect(failuresOf({ ...c, best_f1_threshold: 0.8 })).toHaveLength(1);
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

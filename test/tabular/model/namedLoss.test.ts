import { describe, expect, it } from "vitest";
import {
  bceWithLogits,
  classBalancedWeights,
  crossEntropy,
  div,
  focalLoss,
  gather,
  generalizedCrossEntropy,
  ghmcLoss,
  ghmcSoftmaxLoss,
  GradientDensity,
  mean,
  ohem,
  softmax,
  softmaxFocalLoss,
  sqrt,
  sub,
  tensor,
  type Tensor,
} from "../../../src/index.js";
import {
  checkLoss,
  lossNames,
  lossTitle,
  makeLoss,
  parseLoss,
} from "../../../src/tabular/index.js";

const logits = tensor([-3, -0.5, 0.2, -2]);
const labels = tensor([0, 1, 0, 1]);
const scores = tensor([
  [1, 0, -1],
  [0.5, 2, 0],
  [0, 0, 0],
  [-1, 0.3, 3],
]);
const ofScores = tensor([0, 1, 2, 0]);
const counts = [90, 10];
const [negative, positive] = classBalancedWeights([90, 10], 0.99);

describe("parseLoss and makeLoss", () => {
  it.each<[text: string, options: Record<string, number | string>, expected: () => Tensor]>([
    ["bce", {}, () => bceWithLogits(logits, labels)],
    [
      "class-balanced:beta=0.99",
      { beta: 0.99 },
      () =>
        bceWithLogits(logits, labels, {
          weight: tensor([negative, positive, negative, positive]),
        }),
    ],
    ["focal", { alpha: 0.25, gamma: 2 }, () => focalLoss(logits, labels)],
    [
      " focal: alpha = 0.75 ",
      { alpha: 0.75, gamma: 2 },
      () => focalLoss(logits, labels, { alpha: 0.75 }),
    ],
    ["gce:q=0.5", { q: 0.5 }, () => generalizedCrossEntropy(logits, labels, { q: 0.5 })],
    [
      "ghmc:bins=4",
      { bins: 4, momentum: 0, emaStart: "zero", lastEdge: 1 + 1e-6, norm: "1-p" },
      () => ghmcLoss(logits, labels, { density: new GradientDensity({ bins: 4 }) }),
    ],
    [
      "ghmc:momentum=0.5,emaStart=debiased,lastEdge=1",
      { bins: 10, momentum: 0.5, emaStart: "debiased", lastEdge: 1, norm: "1-p" },
      () => {
        const options = { momentum: 0.5, emaStart: "debiased", lastEdge: 1 } as const;
        return ghmcLoss(logits, labels, { density: new GradientDensity(options) });
      },
    ],
    [
      "ohem:share=0.5",
      { share: 0.5 },
      () => ohem(bceWithLogits(logits, labels, { reduction: "none" }), 2),
    ],
  ])("%s is the loss of that name", (text, options, expected) => {
    const spec = parseLoss(text);
    expect(spec.options).toEqual(options);
    const { loss, density } = makeLoss(spec, counts);
    expect(loss(logits, labels).item()).toBeCloseTo(expected().item(), 6);
    expect(density === null).toBe(spec.name !== "ghmc");
  });

  it.each<[text: string, expected: () => Tensor]>([
    ["bce", () => crossEntropy(scores, ofScores)],
    ["cross-entropy", () => crossEntropy(scores, ofScores)],
    [
      "class-balanced:beta=0.9",
      () => crossEntropy(scores, ofScores, { weight: classBalancedWeights([5, 3, 2], 0.9) }),
    ],
    ["focal:gamma=1", () => softmaxFocalLoss(scores, ofScores, { gamma: 1 })],
    [
      "gce:q=0.5",
      () => mean(div(sub(1, sqrt(gather(softmax(scores, 1), ofScores.unsqueeze(1), 1))), 0.5)),
    ],
    [
      "ghmc:bins=4,norm=l2",
      () =>
        ghmcSoftmaxLoss(scores, ofScores, {
          density: new GradientDensity({ bins: 4 }),
          gradientNorm: "l2",
        }),
    ],
    ["ohem:share=0.5", () => ohem(crossEntropy(scores, ofScores, { reduction: "none" }), 2)],
  ])("%s is the loss of that name of a softmax", (text, expected) => {
    const { loss, density } = makeLoss(parseLoss(text), [5, 3, 2]);
    expect(loss(scores, ofScores.unsqueeze(1)).item()).toBeCloseTo(expected().item(), 6);
    expect(density === null).toBe(!text.startsWith("ghmc"));
  });

  it("refuse options that are for another number of classes", () => {
    expect(() => makeLoss(parseLoss("focal:alpha=0.5"), [5, 3, 2])).toThrow(
      "the loss focal: alpha is for two classes, and here are 3",
    );
    expect(() => makeLoss(parseLoss("ghmc:norm=l1"), [5, 3])).toThrow(
      "the loss ghmc: norm is for three classes or more, and here are 2",
    );
    expect(() => parseLoss("ghmc:norm=l3")).toThrow('"l2", not "l3"');
    expect(lossTitle(parseLoss("bce"), 3)).toBe("cross-entropy");
  });

  it("make a density for each training", () => {
    const spec = parseLoss("ghmc:momentum=0.5");
    const [one, other] = [makeLoss(spec, counts), makeLoss(spec, counts)];
    one.loss(logits, labels);
    expect(one.density?.state().sums).not.toEqual(other.density?.state().sums);
  });

  it.each([
    ["", 'there is no loss "": use one of bce, class-balanced, focal, gce, ghmc, ohem'],
    ["toString", 'there is no loss "toString"'],
    ["bce:x=1", 'the loss bce has no option "x"; its options: none'],
    ["focal:alpha", 'the loss focal takes option=number, not "alpha"'],
    ["focal:alpha=", 'the loss focal takes option=number, not "alpha="'],
    ["focal:alpha=1=2", 'the loss focal takes option=number, not "alpha=1=2"'],
    ["focal:alpha=1x", "the loss focal needs a number for alpha, not NaN"],
    ["focal:alpha=2", "alpha must be in [0, 1]"],
    ["focal:gamma=-1", "gamma"],
    ["class-balanced:beta=1", "beta"],
    ["gce:q=2", "q"],
    ["ghmc:momentum=1", "momentum must be in [0, 1)"],
    ["ghmc:emaStart=never", "emaStart"],
    ["ghmc:lastEdge=0.5", "lastEdge must be"],
    ["ghmc:bins=2.5", "bins must be a whole number ≥ 1"],
    ["ghmc:bins=1000000000", "ghmc: bins must be 100000 at most"],
    ["ohem:share=0", "share, the part of a batch that counts, must be in (0, 1]"],
  ])("refuse %j", (text, message) => {
    expect(() => parseLoss(text)).toThrow(RangeError);
    expect(() => parseLoss(text)).toThrow(message);
  });
});

describe("checkLoss", () => {
  it("fills in defaults, and refuses what is no list of options", () => {
    expect(checkLoss({ name: "focal", options: { gamma: 1 } }).options).toEqual({
      alpha: 0.25,
      gamma: 1,
    });
    expect(() => checkLoss({ name: "focal", options: null as never })).toThrow(TypeError);
  });
});

describe("lossTitle", () => {
  it("names the options that are not the default", () => {
    expect(lossNames.map((name) => lossTitle(parseLoss(name)))).toEqual([
      ...["BCE", "class-balanced", "focal", "GCE", "GHM-C", "OHEM"],
    ]);
    expect(lossTitle(parseLoss("focal:alpha=0.75,gamma=2"))).toBe("focal α=0.75");
    expect(lossTitle(parseLoss("ghmc:bins=30,momentum=0.5"))).toBe("GHM-C bins=30 momentum=0.5");
  });
});

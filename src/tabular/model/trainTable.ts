/** From a table to a trained model, in steps that a command or a page can show. */
import { allFinite, flat, Generator } from "../../array/index.js";
import { inferSchema, type Schema, type SchemaOptions, type Table } from "../table/index.js";
import { stratifiedSplit, type Examples } from "../../train/index.js";
import {
  auroc,
  averagePrecision,
  bestF1,
  brier,
  f1,
  precision,
  recall,
} from "../../train/metrics/index.js";
import { mlp, type Activation } from "../../nn/index.js";
import { Adam } from "../../optim/index.js";
import { deriveSeed } from "./deriveSeed.js";
import { makeLoss, type LossSpec } from "./namedLoss.js";
import { countClasses, labelsOf, logitsOf, probabilitiesOf } from "./outputs.js";
import { encodeParts, labelledTable } from "../table/labelledTable.js";
import { countParameters, TabularModel } from "./tabularModel.js";
import type { TrainerOptions } from "../../train/trainerTypes.js";

/** All that decides a training, besides the rows: plain JSON. */
export interface TrainingPlan {
  schema: SchemaOptions;
  loss: LossSpec;
  /** Sizes of the layers between input and output; none: logistic regression. */
  hidden: number[];
  activation: Activation;
  /** Adam's learning rate. */
  learningRate: number;
  epochs: number;
  /** Rows in a step; `null`: all. */
  batchSize: number | null;
  /** As in `TrainerOptions`, with average precision as the score; `null`: to the end. */
  patience: number | null;
  /** Of the split, the first parameters and the order of the rows. */
  seed: number;
  /** Shares of the rows that are held out to choose by, and to measure on once; 0: none. */
  validation: number;
  test: number;
}

/** A training that can begin. */
export interface PreparedTraining {
  schema: Schema;
  training: Examples;
  validation: Examples | null;
  test: Examples | null;
  /** Not trained yet; its network is what is to be trained. */
  model: TabularModel;
  options: TrainerOptions;
}

/**
 * Reads the table, holds rows out, and makes the network: the last bias starts from the share of
 * positives (`priorBias`), as the focal loss's authors advise for rare classes.
 *
 * @param notes - what else the model shall remember, beside the plan.
 * @throws RangeError as `inferSchema` and `stratifiedSplit` do, or if a number is out of its range.
 */
export function prepareTraining(
  table: Table,
  plan: TrainingPlan,
  notes: Record<string, unknown> = {},
): PreparedTraining {
  checkShares(plan);
  const schema = inferSchema(table, plan.schema);
  const data = labelledTable(table, schema);
  const shares = [1 - plan.validation - plan.test, plan.validation, plan.test];
  const rows = stratifiedSplit(
    data.labels,
    shares.filter((share) => share > 0),
    plan.seed,
  );
  const { encoder, parts } = encodeParts(data, rows);
  const [training, ...heldOut] = parts;
  const validation = plan.validation > 0 ? heldOut[0] : null;
  const test = plan.test > 0 ? heldOut[heldOut.length - 1] : null;

  const { loss, hidden, activation, learningRate, epochs, batchSize, patience, seed } = plan;
  const counts = countClasses(training);
  const sizes = [training.x.shape[1], ...hidden, 1];
  checkSize(sizes);
  const network = mlp(sizes, {
    activation,
    priorPositive: counts.positives / training.y.size,
    generator: new Generator(deriveSeed(seed, "first weights")),
  });
  const named = makeLoss(loss, counts);
  return {
    schema,
    training,
    validation,
    test,
    model: new TabularModel(encoder, network, {
      architecture: { sizes, activation },
      loss,
      density: named.density,
      threshold: 0.5,
      notes: { ...notes, plan },
    }),
    options: {
      loss: named.loss,
      optimizer: new Adam(network.parameters(), { lr: learningRate }),
      epochs,
      batchSize: batchSize ?? undefined,
      seed: deriveSeed(seed, "batch order"),
      validation: validation ?? undefined,
      score: (logits, y) => averagePrecision(labelsOf({ y }), flat(logits.data)),
      patience: patience ?? undefined,
      stateful: named.density === null ? {} : { density: named.density },
    },
  };
}

function checkShares({ validation, test }: TrainingPlan): void {
  if (validation >= 0 && test >= 0 && validation + test < 1) return;
  throw new RangeError(
    `validation and test are the shares of the rows held out, ≥ 0 and together below 1; they are ` +
      `${validation} and ${test}`,
  );
}

/** More than tables need, and than a checkpoint's text has room for. */
const mostParameters = 2_000_000;

function checkSize(sizes: readonly number[]): void {
  const parameters = countParameters(sizes);
  if (parameters <= mostParameters) return;
  throw new RangeError(
    `layers of sizes [${sizes.join(", ")}] have ${parameters} parameters; ${mostParameters} are ` +
      `allowed: take smaller hidden layers, or fewer columns`,
  );
}

/** How good a model is on some rows. */
export interface Scores {
  rows: number;
  positives: number;
  ap: number | null;
  auroc: number | null;
  f1: number;
  precision: number;
  recall: number;
  brier: number | null;
}

/**
 * The trained model with its threshold, which is the one with the best F1 on the validation rows
 * (0.5 without any), and its scores at that threshold on the rows held out.
 *
 * @throws RangeError if training left a parameter that is NaN or infinite.
 */
export function finishTraining({ model, validation, test }: PreparedTraining): {
  model: TabularModel;
  validation: Scores | null;
  test: Scores | null;
} {
  const { encoder, network } = model;
  const broken = network.namedParameters().find(([, { data }]) => !allFinite(data));
  if (broken !== undefined) {
    throw new RangeError(
      `training ended with NaN or infinity in ${broken[0]}: a smaller learning rate may help`,
    );
  }
  const answer = (rows: Examples | null): Answers | null => {
    if (rows === null) return null;
    const p = probabilitiesOf(logitsOf(network.eval(), rows.x));
    return { target: labelsOf(rows), p, positives: countClasses(rows).positives };
  };
  const [ofValidation, ofTest] = [validation, test].map(answer);
  const best = ofValidation && bestF1(ofValidation.target, ofValidation.p);
  const threshold = best?.threshold ?? 0.5;
  const found = {
    validation: ofValidation && score(ofValidation, threshold),
    test: ofTest && score(ofTest, threshold),
  };
  const notes = { ...model.notes, ...found };
  const { architecture, loss, density } = model;
  const about = { architecture, loss, density, threshold, notes };
  return { model: new TabularModel(encoder, network, about), ...found };
}

/** What a model says of rows, beside what they are. */
interface Answers {
  target: ArrayLike<number>;
  p: number[];
  positives: number;
}

function score({ target, p, positives }: Answers, threshold: number): Scores {
  return {
    rows: target.length,
    positives,
    ap: averagePrecision(target, p),
    auroc: auroc(target, p),
    f1: f1(target, p, threshold),
    precision: precision(target, p, threshold),
    recall: recall(target, p, threshold),
    brier: brier(target, p),
  };
}

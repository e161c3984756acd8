/** From a table to a trained model, in steps, so that a command or a page can show progress. */
import {
  allFinite,
  checkType,
  flat,
  Generator,
  hasFields,
  isPlainObject,
} from "../../array/index.js";
import { inferSchema, type Schema, type Table } from "../table/index.js";
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
import { mlp } from "../../nn/index.js";
import { Adam } from "../../optim/index.js";
import { deriveSeed } from "./deriveSeed.js";
import { makeLoss } from "./namedLoss.js";
import { countClasses, labelsOf, logitsOf, probabilitiesOf } from "./outputs.js";
import { checkClasses, encodeParts, labelledTable } from "../table/labelledTable.js";
import { countParameters, TabularModel } from "./tabularModel.js";
import { readPlan, type TrainingPlan } from "./trainingPlan.js";
import type { TrainerOptions } from "../../train/trainerTypes.js";

/** All that a training needs, made by {@link prepareTraining}. */
export interface PreparedTraining {
  schema: Schema;
  training: Examples;
  validation: Examples | null;
  test: Examples | null;
  /** Not trained yet; train its network. */
  model: TabularModel;
  /** For `Trainer` or `fit`. */
  options: TrainerOptions;
}

/**
 * Prepares a training: reads the table, makes the train/test split, fits the encoder on the
 * training rows, and makes the network. The last bias starts from the share of positives
 * (`priorBias`), as the focal loss's authors advise for rare classes.
 *
 * ```ts
 * const prepared = prepareTraining(table, plan);
 * await fit(prepared.model.network, prepared.training, prepared.options);
 * const { model, test } = finishTraining(prepared);
 * ```
 *
 * @param table - the rows to train, validate and test on, with their label.
 * @param given - the plan: all that determines the training, apart from the rows.
 * @param notes - plain JSON to store in the model beside the plan.
 * @throws RangeError naming what the plan lacks, does not have, or has of another kind or range; as
 * {@link inferSchema} does; or if a class has fewer rows than there are parts.
 */
export function prepareTraining(
  table: Table,
  given: TrainingPlan,
  notes: Record<string, unknown> = {},
): PreparedTraining {
  const isPlan = isPlainObject(given);
  checkType(isPlan, "prepareTraining takes a plan, { schema, loss, hidden, … }", given);
  const plan = readPlan(given, "prepareTraining: plan");
  checkShares(plan);
  const schema = inferSchema(table, plan.schema);
  const data = labelledTable(table, schema);
  const shares = [1 - plan.validation - plan.test, plan.validation, plan.test].filter(
    (share) => share > 0,
  );
  checkClasses(
    data,
    shares.length,
    () => "hold out none to measure on (test: 0, --test 0), or find more of its rows",
  );
  const rows = stratifiedSplit(data.labels, shares, plan.seed);
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

/** More than tables need, and more than fit into a checkpoint's text. */
const mostParameters = 2_000_000;

function checkSize(sizes: readonly number[]): void {
  const parameters = countParameters(sizes);
  if (parameters <= mostParameters) return;
  throw new RangeError(
    `layers of sizes [${sizes.join(", ")}] have ${parameters} parameters; ${mostParameters} are ` +
      `allowed: take smaller hidden layers, or fewer columns`,
  );
}

/** A model's metrics on some rows; `null` where one is not defined. */
export interface Scores {
  rows: number;
  positives: number;
  /** Average precision. */
  ap: number | null;
  auroc: number | null;
  /** At the model's threshold, like precision and recall. */
  f1: number;
  precision: number;
  recall: number;
  brier: number | null;
}

/**
 * Chooses the threshold of a trained model and measures the model on the rows held out. The
 * threshold is the one with the best F1 on the validation rows, or 0.5 without any.
 *
 * @param prepared - of {@link prepareTraining}, after its network was trained.
 * @returns the model with its threshold, and its scores at that threshold; `null` for a part that
 * has no rows.
 * @throws RangeError if training left a parameter that is NaN or infinite.
 */
export function finishTraining(prepared: PreparedTraining): {
  model: TabularModel;
  validation: Scores | null;
  test: Scores | null;
} {
  const isPrepared = hasFields(prepared, "model", "validation", "test");
  checkType(isPrepared, "finishTraining takes what prepareTraining returns", prepared);
  const { model, validation, test } = prepared;
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

/** A model's probabilities for rows, and their labels. */
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

import { allFinite, checkType, dtypeOf, hasFields } from "../../array/index.js";
import { Tensor } from "../../autograd/index.js";
import { topClass } from "../../train/metrics/index.js";
import { TableEncoder, type Encoded, type Table, type TableEncoderState } from "../table/index.js";
import { readFormat } from "../table/encoderState.js";
import * as json from "../table/json.js";
import type { WeightRule } from "../table/weights.js";
import { GradientDensity, type GradientDensityState } from "../../losses/index.js";
import {
  activationNames,
  decodeSafetensors,
  loadWeights,
  mlp,
  Module,
  saveWeights,
  type Activation,
  type Sequential,
} from "../../nn/index.js";
import type { Calibration } from "./calibration.js";
import type { LossOption, LossSpec } from "./lossSpec.js";
import { checkLoss, makeLoss } from "./namedLoss.js";
import { calibratedProbabilities, logitsOf, outputsFor } from "./outputs.js";

/** The arguments of {@link mlp} that made a model. */
export interface Architecture {
  /** Sizes of the layers, from the number of features to that of the logits. */
  sizes: number[];
  activation: Activation;
}

/** Before version 3, a model had no calibration, and its label two classes. */
const formatVersion = 3;

/** A model without its parameters, as plain JSON. */
interface ModelCard {
  format: "ghmgrad model";
  formatVersion: typeof formatVersion;
  architecture: Architecture;
  /** The loss that it was trained with. */
  loss: LossSpec;
  /** GHM's moving average at the end of training; `null` for other losses. */
  density: GradientDensityState | null;
  /** Makes probabilities out of its logits; `null`: their sigmoid is one. */
  calibration: Calibration | null;
  /** With two classes: rows with at least this probability are predicted positive. */
  threshold: number;
  /** How columns become features: types, categories, medians, means, standard deviations. */
  encoder: TableEncoderState;
  /** The column of the weights that it was trained with. Absent: rows counted alike. */
  weight?: WeightRule | undefined;
  /** How it was made, and its scores: for people. */
  notes: Record<string, unknown>;
}

const readCard = json.object<ModelCard>({
  format: json.oneOf("ghmgrad model"),
  formatVersion: readVersion,
  architecture: json.object({ sizes: readSizes, activation: json.oneOf(...activationNames) }),
  loss: readLoss,
  density: json.orNull(readDensity),
  calibration: json.orNull(
    json.object({
      slope: json.numberIn(0, Number.MAX_VALUE),
      intercepts: json.listOf(json.number),
    }),
  ),
  threshold: json.numberIn(0, 1),
  // The encoder checks its state itself.
  encoder: (value) => value as TableEncoderState,
  weight: json.optional(json.object<WeightRule>({ column: json.string, format: readFormat })),
  notes: json.recordOf(json.anything),
});

function readVersion(value: unknown, label: string): typeof formatVersion {
  if (value !== 1 && value !== 2) return json.oneOf(formatVersion)(value, label);
  throw new RangeError(
    `${label} is ${value}: an earlier ghmgrad saved this model, without what this one stores of labels ` +
      `and numbers; train it again (notes.plan in this file says how it was trained)`,
  );
}

function readSizes(value: unknown, label: string): number[] {
  const sizes = json.listOf(json.whole)(value, label);
  if (sizes.length < 2 || sizes.includes(0)) {
    throw new RangeError(
      `${label}: [${sizes.join(", ")}] are not the sizes of a classifier's layers`,
    );
  }
  return sizes;
}

/** How many parameters an MLP with layers of these sizes has. */
export function countParameters(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i] + 1) * size, 0);
}

const readOption: json.Reader<LossOption> = (value, label) =>
  typeof value === "string" ? value : json.number(value, label);

export function readLoss(value: unknown, label: string): LossSpec {
  const fields = json.object({ name: json.string, options: json.recordOf(readOption) });
  const spec = fields(value, label);
  return json.named(label, () => checkLoss(spec));
}

function readDensity(value: unknown, label: string): GradientDensityState {
  return json.object<GradientDensityState>({
    sums: json.listOf(json.number),
    updates: json.listOf(json.whole),
    shape: (shape, at) => json.listOf(json.whole)(shape, at) as [number, number],
  })(value, label);
}

/** The content of a saved model's two files. */
export interface SavedModel {
  /** `model.json`: the model card, as JSON. */
  card: string;
  /** `model.safetensors`: the parameters, as {@link saveWeights} makes it for PyTorch. */
  weights: Uint8Array;
}

/** A model's outputs for the rows of a table, and which of their cells were missing or unknown. */
export interface Prediction extends Omit<Encoded, "x"> {
  /** Of shape [N, 1] for two classes, [N, C] for C ≥ 3. */
  logits: Tensor;
  /** For each row the probabilities of all classes by their numbers, calibrated, in float64. */
  probabilities: number[][];
  /** The name of the class that each row is answered with. */
  answers: string[];
}

/** A network with all that it needs to be used on tables: cells in, probabilities out. */
export class TabularModel {
  readonly architecture: Architecture;
  /** The loss that it was trained with. */
  readonly loss: LossSpec;
  /** GHM-C's density at the end of training; `null` for other losses. */
  readonly density: GradientDensity | null;
  /** Makes probabilities out of logits: see {@link fitCalibration}. `null`: their sigmoid is one. */
  readonly calibration: Calibration | null;
  /** With two classes: rows with at least this probability are predicted positive. */
  readonly threshold: number;
  /**
   * The column of the weights that it was trained with; `null`: rows counted alike. To predict does not
   * take it.
   */
  readonly weight: WeightRule | null;
  /** How it was made, and its scores: for people. */
  readonly notes: Record<string, unknown>;

  /**
   * @param encoder - turns the columns of a table into features; fitted on the training rows.
   * @param network - maps features of shape [N, F] to logits, of shape [N, 1] for two classes, or
   * [N, C].
   * @param about - what else the model card holds: sizes and activation of the network, the loss
   * that it was trained with and its density, the threshold (from 0 to 1), the column of weights if there
   * was one, and notes as plain JSON.
   */
  constructor(
    readonly encoder: TableEncoder,
    readonly network: Sequential,
    about: {
      architecture: Architecture;
      loss: LossSpec;
      density: GradientDensity | null;
      calibration: Calibration | null;
      threshold: number;
      weight?: WeightRule | null | undefined;
      notes: Record<string, unknown>;
    },
  ) {
    checkType(
      encoder instanceof TableEncoder,
      "TabularModel takes a fitted TableEncoder first",
      encoder,
    );
    checkType(network instanceof Module, "TabularModel takes a network, of mlp", network);
    checkType(
      hasFields(about, "architecture", "loss", "density", "calibration", "threshold", "notes"),
      "TabularModel takes { architecture, loss, density, calibration, threshold, notes } last",
      about,
    );
    this.architecture = about.architecture;
    this.loss = about.loss;
    this.density = about.density;
    this.calibration = about.calibration;
    this.threshold = about.threshold;
    this.weight = about.weight ?? null;
    this.notes = about.notes;
  }

  /**
   * Predicts the probability of each class, and the class, for each row.
   *
   * @param table - has all columns that are features; the label and others may be absent. If the
   * model was trained with `missing: "drop"`, leave out incomplete rows first: `dropIncomplete`.
   * @param threshold - with two classes, the answer is the positive one from this probability on; of
   * more, the likeliest. Default: the model's.
   * @throws RangeError as `TableEncoder.encode` does, or if the threshold is not in [0, 1].
   */
  predict(table: Table, threshold = this.threshold): Prediction {
    const { x, ...notices } = this.encoder.encode(table);
    const logits = logitsOf(this.network.eval(), x);
    const { classes } = this.encoder.label;
    const found = calibratedProbabilities(logits.data, this.calibration);
    const rows = new Tensor(found).toArray() as number[][];
    const probabilities = classes.length === 2 ? rows.map(([p]) => [1 - p, p]) : rows;
    const numbers =
      classes.length === 2 ? rows.map(([p]) => Number(p >= threshold)) : topClass(found);
    const answers = numbers.map((number) => classes[number]);
    return { logits, probabilities, answers, ...notices };
  }

  /** The content of the files that `saveModel` writes, for `TabularModel.load`. */
  save(): SavedModel {
    const { architecture, loss, density, calibration, threshold, weight, notes } = this;
    const card: ModelCard = {
      format: "ghmgrad model",
      formatVersion,
      architecture,
      loss,
      density: density?.state() ?? null,
      calibration,
      threshold,
      encoder: this.encoder.state(),
      weight: weight ?? undefined,
      notes,
    };
    return { card: `${JSON.stringify(card, null, 2)}\n`, weights: saveWeights(this.network) };
  }

  /**
   * The model that `TabularModel.save` saved; `loadModel` reads it from a folder.
   *
   * @param saved - the content of the two files.
   * @param labels - the names of the two files in messages.
   * @throws RangeError or TypeError naming the file and what is wrong in it: it may be damaged.
   */
  static load(
    saved: SavedModel,
    labels: { card: string; weights: string } = {
      card: "model.json",
      weights: "model.safetensors",
    },
  ): TabularModel {
    const isSaved = hasFields(saved, "card", "weights") && typeof saved.card === "string";
    checkType(isSaved, "TabularModel.load takes { card, weights }, as save returns it", saved);
    const read = json.parseJson(saved.card, readCard, labels.card);
    const encoder = json.named(labels.card, () => TableEncoder.from(read.encoder));
    checkSizes(read, encoder, labels.card);
    const { architecture, loss, calibration, threshold, weight, notes } = read;
    const density = restoreDensity(read, encoder.label.classes, labels.card);
    const network = readNetwork(architecture, saved.weights, labels);
    return new TabularModel(encoder, network, {
      ...{ architecture, loss, density, calibration, threshold, weight, notes },
    });
  }
}

/** @throws RangeError if the features, the layers, the classes and the calibration do not fit. */
function checkSizes(
  { architecture: { sizes }, calibration }: ModelCard,
  encoder: TableEncoder,
  label: string,
): void {
  const features = encoder.featureNames.length;
  const classes = encoder.label.classes.length;
  const outputs = outputsFor(classes);
  if (sizes.at(-1) !== outputs) {
    throw new RangeError(
      `${label}: ${classes} classes take a last layer of ${outputs}, but it has ${sizes.at(-1)}`,
    );
  }
  if (calibration !== null && calibration.intercepts.length !== outputs) {
    throw new RangeError(`${label}: the calibration has not ${outputs} intercepts`);
  }
  if (features !== sizes[0]) {
    throw new RangeError(
      `${label}: the columns make ${features} features, but the first layer takes ${sizes[0]}`,
    );
  }
}

/** The density of the loss, with the moving average that was saved. */
function restoreDensity(
  { loss, density: state }: ModelCard,
  classes: readonly string[],
  label: string,
): GradientDensity | null {
  return json.named(label, () => {
    const counts = classes.map(() => 1);
    const { density } = makeLoss(loss, counts);
    if ((density === null) !== (state === null)) {
      throw new RangeError(`the loss ${loss.name} and its density do not go together`);
    }
    if (density !== null && state !== null) density.load(state);
    return density;
  });
}

/** The network with its parameters. */
function readNetwork(
  { sizes, activation }: Architecture,
  weights: Uint8Array,
  labels: { card: string; weights: string },
): Sequential {
  const tensors = Object.values(decodeSafetensors(weights, labels.weights).tensors);
  // Checked before the layers are allocated: no more numbers than the file really holds.
  const held = tensors.reduce((sum, { size }) => sum + size, 0);
  const needed = countParameters(sizes);
  if (held !== needed) {
    throw new RangeError(
      `${labels.weights} holds ${held} numbers, but layers of sizes [${sizes.join(", ")}], as ` +
        `${labels.card} has them, have ${needed}`,
    );
  }
  const isDouble = tensors.some((data) => dtypeOf(data) === "float64");
  const network = mlp(sizes, { activation, dtype: isDouble ? "float64" : "float32" });
  loadWeights(network, weights, labels.weights);
  const broken = network.namedParameters().find(([, { data }]) => !allFinite(data));
  if (broken !== undefined) {
    throw new RangeError(`${labels.weights}: ${broken[0]} holds NaN or infinity: it is damaged`);
  }
  return network;
}

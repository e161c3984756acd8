/** The rows of each regime, standardised by the training rows. */
import {
  datasets,
  inferSchema,
  labelledTable,
  tableSampler,
  type DatasetName,
} from "../../src/tabular/index.js";
import {
  Generator,
  leverageCluster,
  oneSidedOutliers,
  phantomPositives,
  Standardizer,
  tensor,
  twoMoons,
  type Examples,
  type Split,
} from "../../src/index.js";
import { deriveSeed } from "../../src/tabular/model/deriveSeed.js";
import { loadDataset } from "../../src/node.js";

/** The source of the rows, as plain JSON. */
export type SampleSpec =
  | { name: "oneSidedOutliers"; outliers: number }
  | { name: "phantomPositives" }
  | { name: "leverageCluster"; apart: number }
  | { name: "twoMoons"; rows: number; noise: number; flipped: number }
  | { name: "table"; file: DatasetName; mostTraining: number | null; flipped: number };

/** The rows for a seed. */
export function drawSample(spec: SampleSpec, seed: number): Split {
  switch (spec.name) {
    case "oneSidedOutliers":
      return standardised(oneSidedOutliers({ outliers: spec.outliers, seed }));
    case "phantomPositives":
      return standardised(phantomPositives({ seed }));
    case "leverageCluster":
      return standardised(leverageCluster({ apart: spec.apart, seed }));
    case "twoMoons":
      return standardised(
        twoMoons({ rows: spec.rows, noise: spec.noise, flipped: spec.flipped, seed }),
      );
    case "table": {
      const split = sampleTable(spec.file, spec.mostTraining, seed);
      return spec.flipped === 0 ? split : flip(split, spec.flipped, seed);
    }
  }
}

function standardised({ training, validation, test }: Split): Split {
  const standardizer = new Standardizer().fit(training.x);
  const part = (examples: Examples) => ({ ...examples, x: standardizer.transform(examples.x) });
  return { training: part(training), validation: part(validation), test: part(test) };
}

function sampleTable(file: DatasetName, mostTraining: number | null, seed: number): Split {
  const { label, drop } = datasets[file];
  const table = loadDataset(file);
  const data = labelledTable(table, inferSchema(table, { label, drop: [...drop] }));
  return tableSampler(data, mostTraining ?? Infinity)(seed);
}

/** Gives a random share of the training and validation rows the other label. */
function flip({ training, validation, test }: Split, share: number, seed: number): Split {
  const generator = new Generator(deriveSeed(seed, "flipped labels"));
  const flipPart = ({ x, y }: Examples): Examples => {
    const rows = y.shape[0];
    const wrong = new Set(generator.permutation(rows).slice(0, Math.round(share * rows)));
    const labels = (y.toArray() as number[][]).map(([label], row) => [
      wrong.has(row) ? 1 - label : label,
    ]);
    return { x, y: tensor(labels), outlier: labels.map((_, row) => wrong.has(row)) };
  };
  return { training: flipPart(training), validation: flipPart(validation), test };
}

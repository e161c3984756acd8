import { readFileSync } from "node:fs";
import { show } from "../../array/index.js";
import { inPackage } from "./packageRoot.js";
import { datasets, parseCsv, type DatasetName, type Table } from "../table/index.js";

/**
 * Reads a data set that comes with this package. `datasets[name]` describes its columns, its
 * licence and whom to credit.
 *
 * @param name - a key of `datasets`, such as `"penguins"`.
 * @throws RangeError if there is no such data set.
 */
export function loadDataset(name: DatasetName): Table {
  const { text, source } = datasetText(name);
  return parseCsv(text, { source });
}

/** The CSV of a data set, and its name in messages. */
export function datasetText(name: DatasetName): { text: string; source: string } {
  if (!Object.hasOwn(datasets, name)) {
    throw new RangeError(
      `there is no data set ${show(name)}: use one of ${Object.keys(datasets).join(", ")}`,
    );
  }
  const { file } = datasets[name];
  return { text: readFileSync(inPackage(`data/${file}`), "utf8"), source: file };
}

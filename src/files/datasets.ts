import { readFileSync } from "node:fs";
import { datasets, parseCsv, type DatasetName, type Table } from "../data/index.js";

/**
 * A data set that comes with this package, read from its folder `data`. What its columns are, and
 * whom to name for it: `datasets[name]`.
 *
 * @throws RangeError if there is no such data set.
 */
export function loadDataset(name: DatasetName): Table {
  if (!Object.hasOwn(datasets, name)) {
    throw new RangeError(
      `there is no data set "${name}": use one of ${Object.keys(datasets).join(", ")}`,
    );
  }
  const { file } = datasets[name];
  // src/files and dist/files are equally deep.
  const url = new URL(`../../data/${file}`, import.meta.url);
  return parseCsv(readFileSync(url, "utf8"), { source: file });
}

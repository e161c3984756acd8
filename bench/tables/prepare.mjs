/** Fetches the tables into the folder cache, and splits them. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const cache = fileURLToPath(new URL("cache/", import.meta.url));

/** Debian's, since python3-sklearn is one of its packages. */
const python = "/usr/bin/python3";

/**
 * Does jobs with baseline.py.
 *
 * @param {object[]} jobs
 * @returns {any[]} an answer for each
 */
export function baseline(jobs) {
  if (jobs.length === 0) return [];
  const script = fileURLToPath(new URL("baseline.py", import.meta.url));
  const input = jobs.map((job) => JSON.stringify(job)).join("\n");
  const output = execFileSync(python, [script], { input, encoding: "utf8" });
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Downloads a Debian package and unpacks it, without installing it. */
function unpack(deb) {
  const folder = join(cache, "packages", deb);
  if (existsSync(folder)) return folder;
  const downloads = `${folder}.part`;
  mkdirSync(downloads, { recursive: true });
  execFileSync("apt-get", ["download", "-q", deb], { cwd: downloads, stdio: "ignore" });
  const [file] = readdirSync(downloads).filter((name) => name.endsWith(".deb"));
  execFileSync("dpkg-deb", ["-x", join(downloads, file), downloads]);
  renameSync(downloads, folder);
  return folder;
}

/** Writes a data set of an unpacked R package as a CSV. */
const exportData = `
arguments <- commandArgs(trailingOnly = TRUE)
libraries <- Filter(dir.exists, file.path(arguments[1], "usr/lib/R", c("site-library", "library")))
package <- Filter(function(name) name != "R", list.files(libraries))
data(list = arguments[2], package = package, lib.loc = libraries)
write.csv(get(arguments[2]), arguments[3], row.names = FALSE, na = "")
`;

/** The CSV of a table, made if it is not there. */
function wholeTable({ source }, folder) {
  if (source.file !== undefined) return join(repository, source.file);
  const path = join(folder, "whole.csv");
  if (existsSync(path)) return path;
  const part = `${path}.part`;
  if (source.deb === undefined) {
    baseline([{ do: "make", path: part, name: source.sklearn, options: source.options }]);
  } else {
    execFileSync("Rscript", ["-e", exportData, unpack(source.deb), source.data, part]);
  }
  renameSync(part, path);
  return path;
}

/**
 * Makes what is not there yet of a table's files. A changed entry of the manifest gets a new folder.
 *
 * @param {import("./manifest.mjs").Table} table
 * @param {number[]} seeds
 * @returns the folder of its results, the counts of the table, and its splits
 */
export function prepare(table, seeds) {
  const digest = createHash("sha256").update(JSON.stringify(table)).digest("hex").slice(0, 8);
  const folder = join(cache, `${table.name}-${digest}`);
  mkdirSync(folder, { recursive: true });
  const path = wholeTable(table, folder);
  const { label, positive = null, drop = [] } = table;
  const splits = seeds.map((seed) => {
    const file = (name) => join(folder, `seed-${seed}`, `${name}.csv`);
    return { seed, train: file("train"), test: file("test"), answers: file("answers") };
  });
  const [counts] = baseline([
    { do: "describe", path, label, positive, drop },
    ...splits
      .filter(({ answers }) => !existsSync(answers))
      .map((split) => ({ do: "split", path, label, drop, ...split })),
  ]);
  return { folder, counts, splits };
}

/** The results as text, and the bars. */
import { atLeast, atMost } from "../bars.mjs";
import { median } from "../stats.mjs";
import { barTable, columns } from "../table.mjs";

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const points = (value) => value.toFixed(3);
const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
const seconds = (results) => median(results.map((result) => result.seconds));
const secondsText = (results) => seconds(results).toPrecision(2);
const failed = (results) => results.find(({ error }) => error !== undefined);

/** The mean over the splits of how much more one side has than the other, split by split. */
function difference(measure, ours, theirs) {
  return mean(ours.map((result, i) => result[measure] - theirs[i][measure]));
}

/** A side of ghmgrad beside a model of scikit-learn, on tables of two classes. */
function twoClassTable(title, measured, ourId, theirId) {
  const lines = measured.map(({ table, counts, results }) => {
    const [ours, theirs] = [results[ourId], results[theirId]];
    const share = `${((100 * counts.positives) / counts.rows).toPrecision(2)} %`;
    const first = [table.name, `${counts.rows}`, `${counts.columns}`, share];
    if (failed(ours)) return [...first, "FAILED", ...Array(10).fill("")];
    const average = (side, measure) => points(mean(side.map((result) => result[measure])));
    const compared = ["ap", "auroc", "brier"].flatMap((measure) => [
      average(theirs, measure),
      average(ours, measure),
      signed(difference(measure, ours, theirs)),
    ]);
    return [...first, ...compared, secondsText(theirs), secondsText(ours)];
  });
  const threeOf = (measure) => [`${measure}: sklearn`, "ghmgrad", ""];
  const head = ["rows", "columns", "positive", ...["AP", "AUROC", "Brier"].flatMap(threeOf)];
  return columns([[title, ...head, "s: sklearn", "ghmgrad"], ...lines]);
}

function severalClassTable(measured) {
  const lines = measured.map(({ table, counts, results }) => {
    const { logistic, ghmgrad } = results;
    const first = [table.name, `${counts.rows}`, `${counts.columns}`, `${counts.classes}`];
    const pairs = ["accuracy", "macroF1", "logLoss"].flatMap((measure) =>
      [logistic, ghmgrad].map((side) =>
        failed(side) ? "–" : points(mean(side.map((result) => result[measure]))),
      ),
    );
    const ourTime = failed(ghmgrad) ? "–" : secondsText(ghmgrad);
    return [...first, ...pairs, secondsText(logistic), ourTime];
  });
  const head = ["accuracy", "macro F1", "log loss", "s"].flatMap((measure) => [
    `${measure}: sklearn`,
    "ghmgrad",
  ]);
  return columns([["several classes", "rows", "columns", "classes", ...head], ...lines]);
}

/** @returns {number[]} how much more our side has than theirs, for each table */
function differences(measure, measured, ourId, theirId) {
  return measured.map(({ results }) => difference(measure, results[ourId], results[theirId]));
}

/** @param {object[]} real the tables of two classes that are not generated */
function qualityBars(real) {
  const ap = differences("ap", real, "ghmgrad", "logistic");
  const mlpAp = differences("ap", real, "ghmgradMlp", "mlp");
  const brier = differences("brier", real, "ghmgrad", "logistic");
  return [
    atLeast("AP, median over the tables", 0, median(ap)),
    atLeast("AP, worst table", -0.01, Math.min(...ap)),
    atLeast("AP with --hidden 16, median over the tables", 0, median(mlpAp)),
    atLeast("AP with --hidden 16, worst table", -0.01, Math.min(...mlpAp)),
    atMost("Brier, worst table", 0.003, Math.max(...brier)),
  ];
}

/** Seconds of the default, also beside a script of cross-validation: ten strengths, five folds. */
function timeBars(trained) {
  const made = trained.find(({ table }) => table.timeOnly);
  const ratios = trained.map(({ results }) => {
    return seconds(results.ghmgradLogistic) / seconds(results.logisticCV);
  });
  const some = ratios.length > 0;
  return [
    atMost("seconds on 20,000 × 30", 10, made ? seconds(made.results.ghmgrad) : null, " s"),
    atMost("seconds / cross-validation, median", 3, some ? median(ratios) : null, "×"),
    atMost("seconds / cross-validation, worst", 3, some ? Math.max(...ratios) : null, "×"),
  ];
}

/** @param {object[]} measured for each table: its entry, its counts, and the results of each side */
export function report(measured) {
  const twoClasses = measured.filter(({ table }) => table.positive !== undefined);
  const severalClasses = measured.filter(({ table }) => table.positive === undefined);
  const parts = [];
  if (twoClasses.length > 0) {
    parts.push(
      twoClassTable("default / LogisticRegression()", twoClasses, "ghmgrad", "logistic"),
      twoClassTable("--hidden 16 / MLPClassifier(16)", twoClasses, "ghmgradMlp", "mlp"),
    );
  }
  if (severalClasses.length > 0) parts.push(severalClassTable(severalClasses));
  const failures = measured.flatMap(({ table, results }) => {
    const failure = failed(Object.values(results).flat());
    return failure === undefined ? [] : [`${table.name}: ${failure.error.slice(0, 160)} …`];
  });
  if (failures.length > 0) parts.push(`Not trained:\n  ${failures.join("\n  ")}`);
  parts.push(barTable(bars(measured)));
  return parts.join("\n\n");
}

/** @param {object[]} measured as for {@link report} */
export function bars(measured) {
  const results = ({ results: all }) => Object.values(all).flat();
  const failures = measured.filter((one) => failed(results(one)));
  const trained = measured.filter(
    (one) => one.table.positive !== undefined && !failed(results(one)),
  );
  const real = trained.filter(({ table }) => !table.timeOnly);
  return [
    atMost("tables that could not be trained", 0, failures.length),
    ...(real.length > 0 ? qualityBars(real) : []),
    ...timeBars(trained),
  ];
}

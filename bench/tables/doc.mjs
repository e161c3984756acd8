/** The results as docs/tables.md. */
import { barTable } from "../table.mjs";
import { bars } from "./report.mjs";

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const points = (value) => value.toFixed(3);
const sign = (value) => (value < 0 ? "−" : "+");
const failed = (results) => results.some(({ error }) => error !== undefined);

/** The mean of the differences, split by split, and their standard deviation. */
function difference(measure, ours, theirs) {
  const all = ours.map((result, i) => result[measure] - theirs[i][measure]);
  const middle = mean(all);
  const spread = Math.sqrt(
    all.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (all.length - 1),
  );
  return `${sign(middle)}${points(Math.abs(middle))} ± ${points(spread)}`;
}

const average = (results, measure) => points(mean(results.map((result) => result[measure])));

const row = (cells) => `| ${cells.join(" | ")} |`;

function table(head, lines) {
  const rule = head.map((_, i) => (i === 0 ? "---" : "--:"));
  return [row(head), row(rule), ...lines.map(row)].join("\n");
}

/** A side of ghmgrad beside a model of scikit-learn. */
function compared(measured, ourId, theirId, measures, about) {
  const head = [
    "table",
    ...about.map(({ title }) => title),
    ...measures.flatMap(({ title }) => [`${title}: scikit-learn`, "difference"]),
  ];
  const lines = measured.map(({ table: { name }, counts, results }) => {
    const [ours, theirs] = [results[ourId], results[theirId]];
    const first = [name, ...about.map(({ of }) => of(counts))];
    if (failed(ours)) return [...first, ...measures.flatMap(() => ["–", "not trained"])];
    return [
      ...first,
      ...measures.flatMap(({ id }) => [average(theirs, id), difference(id, ours, theirs)]),
    ];
  });
  return table(head, lines);
}

const sizes = [
  { title: "rows", of: ({ rows }) => `${rows}` },
  { title: "columns", of: ({ columns }) => `${columns}` },
];
const share = {
  title: "positive",
  of: ({ positives, rows }) => `${((100 * positives) / rows).toPrecision(2)} %`,
};
const classes = { title: "classes", of: (counts) => `${counts.classes}` };

const ofTwo = [
  { id: "ap", title: "AP" },
  { id: "auroc", title: "AUROC" },
  { id: "brier", title: "Brier" },
];
const ofSeveral = [
  { id: "accuracy", title: "accuracy" },
  { id: "macroF1", title: "macro F1" },
  { id: "logLoss", title: "log loss" },
];

/** The tables on which our default is behind in the measure, most first. */
function behind(measured, ourId, theirId, measure, least) {
  const all = measured
    .filter(({ results }) => !failed(results[ourId]))
    .map(({ table: { name }, results }) => {
      const [ours, theirs] = [results[ourId], results[theirId]];
      return { name, by: mean(ours.map((result, i) => result[measure] - theirs[i][measure])) };
    })
    .filter(({ by }) => by < -least)
    .sort((a, b) => a.by - b.by);
  return all.length === 0
    ? "none"
    : all.map(({ name, by }) => `${name} (−${points(-by)})`).join(", ");
}

/**
 * @param {object[]} measured as for `report`
 * @param {string} machine
 * @param {number} splits
 * @param {string} args of the command
 */
export function documentOf(measured, machine, splits, args) {
  const real = measured.filter(({ table: { timeOnly } }) => !timeOnly);
  const two = real.filter(({ table: { positive } }) => positive !== undefined);
  const several = real.filter(({ table: { positive } }) => positive === undefined);
  return `<!-- Written by \`npm run bench:tables -- --doc\`: change bench/tables, not this file. -->

# Models of tables, beside scikit-learn's

What \`ghmgrad train CSV --label COLUMN\` makes of ${real.length} real tables as it comes, and with \`--hidden 16\`, beside
scikit-learn 1.2's \`LogisticRegression()\` and \`MLPClassifier(16)\` as they come, with numbers scaled and texts as 0/1
columns. Each table is split ${splits} times, stratified, 60 % to train on; both sides read the same files, and one judge scores
their probabilities on the other rows. A difference is ghmgrad's minus scikit-learn's: the mean over the splits, ± its standard
deviation. The tables and where they are from: [bench/tables](../bench/tables/README.md). To repeat it:

\`\`\`sh
apt-get install python3-sklearn r-base-core
npm run bench:tables -- ${args}
\`\`\`

## Two classes: as it comes, beside LogisticRegression()

${compared(two, "ghmgrad", "logistic", ofTwo, [...sizes, share])}

Behind in AP by more than .002: ${behind(two, "ghmgrad", "logistic", "ap", 0.002)}.

## Two classes: --hidden 16, beside MLPClassifier(16)

${compared(two, "ghmgradMlp", "mlp", ofTwo, [])}

Behind in AP by more than .002: ${behind(two, "ghmgradMlp", "mlp", "ap", 0.002)}.

## Several classes: as it comes, beside LogisticRegression()

${compared(several, "ghmgrad", "logistic", ofSeveral, [...sizes, classes])}

Behind in accuracy by more than .002: ${behind(several, "ghmgrad", "logistic", "accuracy", 0.002)}.

## Bars

Seconds beside cross-validation: those of \`ghmgrad train --model logistic\` beside those of a Python script that reads the same
file and fits \`LogisticRegressionCV(Cs=10, cv=5)\`, start and reading included in both.

\`\`\`text
${machine}

${barTable(bars(measured))}
\`\`\`
`;
}

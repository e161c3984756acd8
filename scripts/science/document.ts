/** Writes all of docs/science.md. */
import { format } from "prettier";
import type { Claims } from "./claims.js";
import { summary, type AllResults } from "./summary.js";

/**
 * @param sections - one for each regime.
 * @param seconds - the processor time of all cells together.
 */
export async function writeDocument(
  sections: readonly string[],
  all: AllResults,
  claims: Claims,
  seconds: number,
): Promise<string> {
  const text = `
<!-- Written by \`npm run science\`: change scripts/science, not this file. -->

# When GHM helps, and when it does not: the experiments

GHM-C against plain binary cross-entropy (BCE) and others, in six regimes; in five of them we know
which rows are spoilt. Everything here comes from \`npm run science\`, the sentences' numbers too.

- **Equal terms.** With a seed, all losses get the same rows, first weights and number of steps (Adam, all
  rows in each step), and each gets its own best learning rate from the same list, chosen on validation rows
  that are as spoilt as the training rows. The test rows are clean and used once. Features are standardised
  by the training rows. The last bias starts from the log odds of the training rows, with every loss.
- **Intervals.** "+0.007 ± 0.003" is the mean of the differences from BCE with the same seed, and half the
  width of its 95 % interval by Student's t. Where it holds 0, we call it no difference.
  In C and I the seeds split one table and share its rows: there the interval is widened to be about new rows
  like these (Nadeau & Bengio 2003).
- **Earlier** are the values of an independent study with PyTorch, whose recipes these are; one in bold is
  further from ours than chance explains, if its mean is as uncertain as ours (95 %). What those recipes
  leave open is decided here, and said.
- **GHM-C** has 10 bins and no moving average; focal loss γ = 2; generalised cross-entropy (GCE) q = 0.7.
- **g** is |p − label|. The tables below the results show where the training rows have their g in the chosen
  models. **β_out** is the mean weight that GHM-C's formula gives to the outliers (or wrong labels) there,
  whatever the model was trained with: above 1, GHM amplifies them. **Gradient of the outliers** is their
  share of Σ|∂L/∂logit| without weights → with those of the loss that it was trained with.

${sections.join("\n")}

## Summary: when GHM helps, and when it does not

${summary(all, claims)}

## Repeat it

\`\`\`sh
npm run science
\`\`\`

It took ${(seconds / 60).toFixed(0)} minutes of processor time with Node ${process.version}, about half as
many on two free cores; other versions may differ in the last digits. Seeds count from 1. Results are kept in
\`.science-cache\`, by recipe, seed and a hash of the sources: a run that was stopped goes on from there, and
after a change of the source it begins anew. \`npm run science -- --help\` tells how to try it with fewer seeds
and steps.
`;
  return format(text.trimStart(), { parser: "markdown", printWidth: 100, proseWrap: "always" });
}

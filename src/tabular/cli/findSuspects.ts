import { trainMlp } from "../model/trainMlp.js";
import { suspectsBy, type FoundSuspects, type SuspectsOptions } from "../suspects/suspects.js";
import { featureNamesOf } from "../table/columnCode.js";
import { encodeParts, unitsOf, type LabelledTable } from "../table/labelledTable.js";
import type { Crew } from "./crew.js";

/** The number of rows, or groups, of the smallest class, since each fold needs a row of all classes. */
export function mostFolds(data: LabelledTable): number {
  return Math.min(...unitsOf(data));
}

/**
 * Finds suspects; in each fold, features are fitted on the rows that are not held out.
 *
 * @param crew - trains models in threads; `null`: this thread does.
 */
export function findSuspects(
  data: LabelledTable,
  crew: Crew | null,
  options: SuspectsOptions,
): Promise<FoundSuspects> {
  return suspectsBy(
    crew?.trainMlp ?? trainMlp,
    crew?.size ?? 1,
    data.labels,
    async (training, heldOut) => {
      await crew?.idle();
      const { encoder, parts } = encodeParts(data, [training, heldOut]);
      const columns = encoder
        .state()
        .columns.flatMap((code) => featureNamesOf(code).map(() => code.name));
      return { training: parts[0], heldOut: parts[1], columns };
    },
    { ...options, groups: data.groups },
  );
}

/** What a user says about a table, checked. */
import { checkList, checkOptions, checkType, isPlainObject, show } from "../../array/index.js";
import { canonical, defaultMissingValues, firstRepeated } from "./cells.js";
import * as json from "./json.js";
import { isFeature, type FeatureType, type SchemaOptions } from "./schema.js";
import { columnIndex, type Table } from "./table.js";

export type CheckedOptions = ReturnType<typeof checkSchemaOptions>;

/**
 * The options with their defaults: the name of the positive class as it is in the schema, and the empty
 * cell among those that mean missing.
 */
export function checkSchemaOptions(options: SchemaOptions) {
  const filled = checkOptions("inferSchema", options, {
    label: undefined,
    positive: undefined,
    missing: "fill",
    drop: undefined,
    keep: undefined,
    group: undefined,
    weight: undefined,
    types: undefined,
    missingValues: defaultMissingValues,
    decimal: undefined,
    thousands: undefined,
  });
  const { label, positive, missing, missingValues } = filled;
  json.listOf(json.string)(missingValues, "inferSchema: missingValues");
  const isClass = ["string", "number", "undefined"].includes(typeof positive);
  checkType(isClass, "inferSchema: positive is the name of a class", positive);
  if (!["fill", "drop", "error"].includes(missing)) {
    throw new RangeError(`missing must be "fill", "drop" or "error", not "${missing}"`);
  }
  if (typeof label !== "string") {
    throw new TypeError(`inferSchema: label must be the name of a column, not ${show(label)}`);
  }
  return {
    ...{ ...filled, label },
    positive: positive === undefined ? undefined : canonical(String(positive)),
    missingValues: [...new Set(["", ...missingValues])],
  };
}

/** Which columns are features, and what the user has said about them. */
export interface Choice {
  /** In the table's order. */
  features: string[];
  /** Whether the user has named the column as a feature. */
  isWanted: (name: string) => boolean;
  types: ReadonlyMap<string, FeatureType>;
}

type Role = readonly [what: string, column: string];

/**
 * Checks and combines the options that name columns.
 *
 * @throws TypeError if one does not name columns. @throws RangeError if there is no such column, or if
 * they contradict each other.
 */
export function chooseColumns(
  table: Table,
  { label, drop = [], keep, types = {}, group, weight }: SchemaOptions,
): Choice {
  checkList(drop, "inferSchema: drop", '["id"]');
  if (keep !== undefined) checkList(keep, "inferSchema: keep", '["age"]');
  if (!isPlainObject(types)) {
    throw new TypeError(
      `inferSchema: types takes an object, such as { zip: "categorical" }, not ${String(types)}`,
    );
  }
  const ofRows = Object.entries({ group, weight }).flatMap(([what, name]): Role[] => {
    const isName = name === undefined || typeof name === "string";
    checkType(isName, `inferSchema: ${what} is the name of a column`, name);
    return name === undefined ? [] : [[what, name]];
  });
  const declared = new Map(Object.entries(types));
  const roles: Role[] = [["label", label], ...ofRows];
  const noFeatures = roles.map(([, name]) => name);
  const lists = { drop, keep: keep ?? [], types: [...declared.keys()] };
  for (const name of [label, ...Object.values(lists).flat(), ...noFeatures]) {
    columnIndex(table, name);
  }
  const [dropped, kept] = [new Set(drop), new Set(keep)];
  const isDropped = (name: string) => dropped.has(name) || (keep !== undefined && !kept.has(name));
  const isWanted = (name: string) => kept.has(name);
  const both = drop.find(isWanted);
  if (both !== undefined) {
    throw new RangeError(
      `column "${both}" is both in drop and in keep: take it out of one of them`,
    );
  }
  checkRoles(roles, lists);
  checkTypes(declared, isDropped);
  const features = table.columns.filter((name) => !noFeatures.includes(name) && !isDropped(name));
  return { features, isWanted, types: declared };
}

/**
 * @param roles - the label first.
 * @throws RangeError unless they are columns of their own, and no features.
 */
function checkRoles(
  roles: readonly Role[],
  lists: Record<"drop" | "keep" | "types", readonly string[]>,
): void {
  const [[, label], ...ofRows] = roles;
  for (const [what, name] of ofRows) {
    if (name === label) throw new RangeError(`${what} names "${label}", which is the label`);
  }
  const twice = firstRepeated(ofRows.map(([, name]) => name));
  if (twice !== undefined) {
    throw new RangeError(`group and weight both name "${twice}": they are two columns`);
  }
  for (const [what, name] of roles) {
    const clash = Object.entries(lists).find(
      // Groups and weights may be dropped: they are no features anyway.
      ([list, names]) => names.includes(name) && (list !== "drop" || what === "label"),
    );
    if (clash !== undefined) {
      throw new RangeError(`${clash[0]} names "${name}", which is the ${what} and so no feature`);
    }
  }
}

/** @throws RangeError if a type does not exist, or is that of a column that is left out. */
function checkTypes(
  types: ReadonlyMap<string, FeatureType>,
  isDropped: (name: string) => boolean,
): void {
  for (const [name, type] of types) {
    if (!isFeature({ type })) {
      throw new RangeError(
        `the type of column "${name}" is numeric, categorical or date, not "${type}"`,
      );
    }
    if (isDropped(name)) {
      throw new RangeError(`types names column "${name}", which drop or keep leaves out`);
    }
  }
}

import { firstRepeated } from "./cells.js";
import { shorten } from "./text.js";
import type { CategoricalCode, ColumnCode, DateCode, NumericCode, Scale } from "./columnCode.js";
import type { TableEncoderState } from "./encoder.js";
import * as json from "./json.js";
import type { LabelRule, NumberFormat } from "./schema.js";

/**
 * Copies a state and checks every entry, since it may come from a damaged or forged file. Allocates
 * nothing larger than the state itself.
 *
 * @throws RangeError naming the entry that is wrong.
 */
export function checkEncoderState(state: unknown): TableEncoderState {
  const found = readState(state, "TableEncoder: state");
  const { label, columns } = found;
  if (columns.length === 0) {
    throw json.wrong(columns, "TableEncoder: state.columns", "a list with at least one column");
  }
  checkDistinct(
    [label.column, ...columns.map(({ name }) => name)],
    "TableEncoder: the names of state.columns and of the label",
  );
  return found;
}

/** Reads a list of different texts. */
const texts: json.Reader<string[]> = (value, label) => {
  const found = json.listOf(json.string)(value, label);
  checkDistinct(found, label);
  return found;
};

function checkDistinct(names: readonly string[], label: string): void {
  const twice = firstRepeated(names);
  if (twice !== undefined) {
    throw new RangeError(`${label} must be different, but "${shorten(twice, 40)}" comes twice`);
  }
}

const character: json.Reader<string> = (value, label) => {
  const found = json.string(value, label);
  if (!/^[^\d]$/u.test(found)) throw json.wrong(value, label, "one character");
  return found;
};

export const readFormat: json.Reader<NumberFormat> = (value, label) => {
  const format = json.object<NumberFormat>({
    decimal: character,
    thousands: json.orNull(character),
    unit: json.orNull(character),
  })(value, label);
  if (format.decimal === format.thousands) {
    throw json.wrong(format.thousands, `${label}.thousands`, "another character than decimal's");
  }
  return format;
};

const scale: { [K in keyof Scale]: json.Reader<Scale[K]> } = {
  median: json.number,
  mean: json.number,
  std: json.orNull((value, label) => {
    const std = json.number(value, label);
    if (std <= 0) throw json.wrong(value, label, "a number above 0");
    return std;
  }),
};

const readNumeric = json.object<NumericCode>({
  ...{ name: json.string, type: json.oneOf("numeric") },
  ...scale,
  ...{ flag: json.boolean, format: readFormat },
});

const readDate = json.object<DateCode>({
  ...{ name: json.string, type: json.oneOf("date"), dayFirst: json.orNull(json.boolean) },
  ...{ year: json.object<Scale>(scale), days: json.object<Scale>(scale), flag: json.boolean },
});

const categoricalFields = json.object<CategoricalCode>({
  name: json.string,
  type: json.oneOf("categorical"),
  categories: texts,
  flag: json.boolean,
});

const readCategorical: json.Reader<CategoricalCode> = (value, label) => {
  const code = categoricalFields(value, label);
  if (code.categories.length === 0 && !code.flag) {
    throw json.wrong(code.categories, `${label}.categories`, "a list with at least one category");
  }
  return code;
};

const labelFields = json.object<LabelRule>({
  column: json.string,
  classes: texts,
  oneAgainstRest: json.boolean,
  missingValues: texts,
});

const readLabel: json.Reader<LabelRule> = (value, label) => {
  const rule = labelFields(value, label);
  if (rule.classes.length < 2 || (rule.oneAgainstRest && rule.classes.length > 2)) {
    const wanted = rule.oneAgainstRest ? "two classes" : "two classes or more";
    throw json.wrong(rule.classes, `${label}.classes`, wanted);
  }
  return rule;
};

const readState = json.object<TableEncoderState>({
  label: readLabel,
  missing: json.oneOf("fill", "drop", "error"),
  missingValues: texts,
  positional: json.orNull(json.whole),
  columns: json.listOf(
    json.oneOfTypes<ColumnCode>({
      ...{ numeric: readNumeric, categorical: readCategorical, date: readDate },
    }),
  ),
});

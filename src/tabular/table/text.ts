/** Text from files in messages, on a terminal and in reports. */

/** On one line, at most `length` characters long. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "␣"));
  const isLong = characters.length > length;
  return isLong ? `${characters.slice(0, length - 1).join("")}…` : characters.join("");
}

/** A number in five digits, or as many as its whole part has: 20240101. */
export function inDigits(value: number): string {
  const isLong = Math.abs(value) >= 1e5 && Math.abs(value) < 1e15;
  return String(Number(isLong ? value.toFixed() : value.toPrecision(5)));
}

/** A cell in a message: `'abc'`. */
export function show(cell: string): string {
  return `'${shorten(cell, 40)}'`;
}

/** The first `most` names of a list, and how many more there are. */
export function listNames(names: readonly string[], most = 20): string {
  const shown = names.slice(0, most).map((name) => shorten(name, 40));
  const more = names.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** What to type for columns to have these types: `--types age=numeric,when=date`. */
export function typesOption(types: readonly (readonly [name: string, type: string])[]): string {
  const list = types
    .map(([name, type]) => {
      const isPlain = !/[",]/.test(name);
      return `${isPlain ? name : `"${name.replaceAll('"', '""')}"`}=${type}`;
    })
    .join(",");
  const isOneWord = /^[\p{L}\p{N}_.,:=/+-]+$/u.test(list);
  return `--types ${isOneWord ? list : `'${list.replaceAll("'", `'\\''`)}'`}`;
}

/**
 * Breaks a text at spaces, but not between a number and its %, into lines of at most 100 characters;
 * lines after the first are indented by two.
 */
export function wrap(text: string): string {
  const [first, ...rest] = text.split(/ (?!%)/);
  const lines = [first];
  for (const word of rest) {
    const longer = `${lines[lines.length - 1]} ${word}`;
    if (longer.length <= 100) lines[lines.length - 1] = longer;
    else lines.push(`  ${word}`);
  }
  return lines.join("\n");
}

/** A piece of HTML. `html` makes one from text, which it escapes. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | null | readonly Part[];

/** A template tag for HTML: interpolated values are escaped, unless they are `Html`. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.map((text, i) => text + write(parts[i] ?? null)).join(""));
}

function write(part: Part): string {
  if (part === null) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(write).join("");
  return escape(String(part));
}

/** Text to be read, in which no line ends within the name GHM-C. */
export function prose(text: string): Html {
  return new Html(escape(text).replace(/GHM-C/g, '<span class="whole">$&</span>'));
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

import type { Answer } from "../messages.js";

/**
 * What tells the twins apart: words that both titles begin with are said elsewhere, and of
 * `emaStart=debiased` the value says all.
 */
export function shortTitles({ frame }: Answer): readonly string[] {
  const words = frame.twins.map(({ title }) => title.split(" "));
  const shortest = Math.min(...words.map(({ length }) => length));
  const differ = words[0].findIndex((word, i) => word !== words[1][i]);
  const shared = differ < 0 ? shortest : differ;
  return words.map((each) =>
    each
      .slice(Math.min(shared, each.length - 1))
      .join(" ")
      .replace("emaStart=", ""),
  );
}

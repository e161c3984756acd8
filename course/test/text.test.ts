import { expect, it } from "vitest";
import { plain } from "../terminal/text.js";

it.each([
  ["**the slope is p − p\\*.** It is", "the slope is p − p*. It is"],
  ["**one\nline** and **another**", "one\nline and another"],
  ["_softplus_ of x_i·feature_i", "softplus of x_i·feature_i"],
  ["$p^*_i$ and `w`", "p*_i and w"],
])("Markdown in a terminal: %j", (markdown, shown) => {
  expect(plain(markdown, "")).toBe(shown);
});

/** Code that is read, in the colours of the editor. */
import { typescriptLanguage } from "@codemirror/lang-javascript";
import { HighlightStyle } from "@codemirror/language";
import { highlightCode, tags } from "@lezer/highlight";
import type { ComponentChildren } from "preact";

const { function: functionTag, definition } = tags;

export const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--class-balanced)" },
  { tag: [tags.string, tags.number, tags.bool, tags.null], color: "var(--better)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
  { tag: [functionTag(tags.variableName), definition(tags.variableName)], color: "var(--focal)" },
  { tag: tags.typeName, color: "var(--worse)" },
]);

export function Code({ code }: { code: string }) {
  const parts: ComponentChildren[] = [];
  highlightCode(
    code,
    typescriptLanguage.parser.parse(code),
    colours,
    (text, classes) => parts.push(classes === "" ? text : <span class={classes}>{text}</span>),
    () => parts.push("\n"),
  );
  return <pre tabIndex={0}>{parts}</pre>;
}

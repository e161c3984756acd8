import type MarkdownIt from "markdown-it";

export function loadFormulas(parser: MarkdownIt): void;

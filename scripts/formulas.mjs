import { tex } from "@mdit/plugin-tex";
import katex from "katex";

/**
 * Lets a Markdown parser make MathML of formulas, `$…$` and `$$…$$`: browsers show it without a style
 * sheet or fonts. A formula that KaTeX cannot read stops the build.
 *
 * @param {import("markdown-it").default} parser
 */
export function loadFormulas(parser) {
  parser.use(tex, {
    render: (formula, displayMode) =>
      katex.renderToString(formula, {
        displayMode,
        output: "mathml",
        throwOnError: true,
        strict: "ignore", // formulas of lessons have √ and not \\sqrt, for terminals show them, too
      }),
  });
  // A code span binds tighter than a formula: in "$5 for `$x`" the first `$` is only a price.
  parser.inline.ruler.before("math_inline_dollar", "dollar_before_code", (state, silent) => {
    const formula = /^\$(?:\\[^]|[^\\$])*/.exec(state.src.slice(state.pos))?.[0];
    if (!formula?.includes("`")) return false;
    if (!silent) state.pending += "$";
    state.pos += 1;
    return true;
  });
}

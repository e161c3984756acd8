import { tex } from "@mdit/plugin-tex";
import katex from "katex";
import { ReflectionKind } from "typedoc";

/**
 * Formulas in doc comments and in the README, `$…$` and `$$…$$`, become MathML, which browsers show
 * without a style sheet or fonts. A formula that KaTeX cannot read stops the build.
 */
function loadFormulas(parser) {
  parser.use(tex, {
    render: (formula, displayMode) =>
      katex.renderToString(formula, { displayMode, output: "mathml", throwOnError: true }),
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

/** An argument taken apart, `backward(gradY, [a, b])` or `load({ lr, params })`, has no name: name it. */
function nameArguments(app) {
  app.converter.on("resolveBegin", ({ project }) => {
    for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
      if (parameter.name !== "__namedParameters") continue;
      parameter.name = parameter.parent.name === "backward" ? "inputs" : "state";
    }
  });
}

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  entryPoints: ["src/index.ts", "src/node.ts"],
  tsconfig: "tsconfig.build.json",
  plugin: [nameArguments],
  readme: "README.md",
  out: "docs/api",
  disableSources: true,
  excludeInternal: true,
  markdownItLoader: loadFormulas,
  intentionallyNotExported: ["Tuple"], // what Inputs and Gradients are made of
  treatWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true },
};

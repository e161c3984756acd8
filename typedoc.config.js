import { tex } from "@mdit/plugin-tex";
import katex from "katex";
import { categoryOrder, plugin, writePages } from "./scripts/typedoc-plugin.mjs";

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

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  entryPoints: ["src/index.ts", "src/tabular/index.ts", "src/node.ts"],
  tsconfig: "tsconfig.build.json",
  plugin: [plugin],
  categorizeByGroup: false,
  categoryOrder,
  navigation: { includeCategories: true, includeGroups: false, includeFolders: false },
  searchInComments: true,
  searchInDocuments: true,
  searchGroupBoosts: { Classes: 3, Functions: 3 }, // before the fields of options
  ...writePages(),
  kindSortOrder: [
    "Module",
    "Class",
    "Function",
    "Variable",
    "Namespace",
    "Interface",
    "TypeAlias",
    "Document",
    "Project",
    "Constructor",
    "Property",
    "Accessor",
    "Method",
  ],
  sort: ["kind", "documents-last", "alphabetical-ignoring-documents"],
  out: "docs/api",
  disableSources: true,
  excludeInternal: true,
  markdownItLoader: loadFormulas,
  intentionallyNotExported: ["Tuple"], // what Inputs and Gradients are made of
  treatWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true },
};

import { loadFormulas } from "./scripts/formulas.mjs";
import { categoryOrder, plugin, writePages } from "./scripts/typedoc-plugin.mjs";

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

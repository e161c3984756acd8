/** A TypeDoc plugin, and the pages of the site. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Comment, CommentTag, ParameterReflection, ReflectionKind } from "typedoc";

/** Categories, in the order to learn them, and the sources of each. */
const categories = {
  Tensors: ["autograd/tensor.ts", "ops/create.ts", "array/"],
  Engine: ["autograd/", "ops/jacobian.ts"],
  Operations: ["ops/"],
  GHM: [
    ...["losses/density", "losses/gradientDensity.ts", "losses/histogram.ts"],
    ...["losses/windowDensity.ts", "losses/ghm", "losses/harmonize.ts"],
    ...["losses/lens.ts", "losses/reformulatedGradient.ts"],
  ],
  Losses: ["losses/"],
  Networks: ["nn/"],
  Optimisers: ["optim/"],
  Metrics: ["train/metrics/"],
  "Generated samples": ["train/samples/"],
  Training: ["train/"],
  Tables: ["tabular/table/"],
  Models: ["tabular/model/"],
  "Comparison of losses": ["tabular/compare/"],
  Suspects: ["tabular/suspects"],
  Files: ["tabular/files/"],
  Reports: ["tabular/report/"],
};
const opClasses = "Classes of operations";
export const categoryOrder = [
  ...Object.keys(categories).filter((name) => !["Metrics", "Generated samples"].includes(name)),
  "Metrics",
  "Generated samples",
  opClasses,
];

/** The source file of an export, relative to `src`. */
const pathOf = (project, reflection) =>
  project.getSymbolIdFromReflection(reflection).packagePath.replace(/^src\//, "");

/** Puts each export into the category of its source file. */
function categorize(project) {
  const exports = project.children.flatMap((module) => module.children ?? []);
  for (const reflection of exports) {
    const path = pathOf(project, reflection);
    const isOpClass =
      reflection.kind === ReflectionKind.Class && /^(ops|losses)\//.test(path) && isOp(reflection);
    const category = isOpClass
      ? opClasses
      : Object.keys(categories).find((name) => categories[name].some((p) => path.startsWith(p)));
    if (category === undefined) throw new Error(`typedoc: ${reflection.name} has no category`);
    // Signatures carry the comments of functions.
    for (const target of reflection.signatures ?? [reflection]) {
      target.comment ??= new Comment();
      target.comment.blockTags.push(
        new CommentTag("@category", [{ kind: "text", text: category }]),
      );
    }
  }
}

const isOp = ({ extendedTypes = [] }) =>
  extendedTypes.some(({ name }) => ["Op", "GHMLoss"].includes(name));

/** Turns Tensor's methods, which TypeDoc takes for properties of a mapped type, into methods. */
function makeMethods(project) {
  for (const { name, ...tensor } of project.getReflectionsByKind(ReflectionKind.Class)) {
    if (name === "Tensor") tensor.extendedTypes?.splice(0);
  }
  for (const property of project.getReflectionsByKind(ReflectionKind.Property)) {
    if (property.parent.name !== "Tensor" || property.type?.type !== "reflection") continue;
    const { signatures } = property.type.declaration;
    if (signatures === undefined) continue;
    property.kind = ReflectionKind.Method;
    property.signatures = signatures;
    for (const signature of signatures) {
      signature.name = property.name;
      signature.parent = property;
    }
    delete property.type;
    delete property.comment;
  }
}

/** Gives Tensor's methods the parameters and comments of the functions that they were made from. */
function documentMethods(project) {
  const functions = new Map(
    project.children
      .flatMap((module) => module.children ?? [])
      .filter(({ kind }) => kind === ReflectionKind.Function)
      .map((f) => [f.name, f.signatures[0]]),
  );
  for (const method of project.getReflectionsByKind(ReflectionKind.Method)) {
    const source = functions.get(method.name);
    const [signature] = method.signatures;
    if (source === undefined || signature.parameters?.[0]?.name !== "rest") continue;
    signature.comment = source.comment?.clone();
    signature.comment?.removeTags("@category");
    signature.parameters = source.parameters.slice(1).map((original) => {
      const copy = new ParameterReflection(original.name, ReflectionKind.Parameter, signature);
      const { type, defaultValue, flags } = original;
      Object.assign(copy, { type, defaultValue, flags, comment: original.comment?.clone() });
      project.registerReflection(copy, undefined, undefined);
      return copy;
    });
  }
}

/** Turns names in backticks into links: to a page, or for `Trainer.step` to a place on a page. */
function linkNames(project) {
  const targets = new Map();
  for (const module of project.children) {
    for (const reflection of module.children ?? []) {
      targets.set(reflection.name, reflection);
      for (const member of reflection.children ?? []) {
        targets.set(`${reflection.name}.${member.name}`, member);
      }
    }
  }
  const link = (parts, from) =>
    parts.map((part) => {
      if (part.kind !== "code" || !/^`[\w.]+(\(\))?`$/.test(part.text)) return part;
      const name = part.text.slice(1, -1);
      const target = targets.get(name.replace("()", ""));
      const isHere = target === undefined || target === from || target === from.parent;
      return isHere ? part : { kind: "inline-tag", tag: "@linkcode", text: name, target };
    });
  for (const reflection of Object.values(project.reflections)) {
    const { comment } = reflection;
    if (comment !== undefined) {
      comment.summary = link(comment.summary, reflection);
      for (const tag of comment.blockTags) {
        if (tag.tag !== "@category") tag.content = link(tag.content, reflection);
      }
    }
    if (reflection.kind === ReflectionKind.Document) {
      reflection.content = link(reflection.content, reflection);
    }
  }
  project.readme = link(project.readme, project);
}

/** @throws Error naming the parameters that have no comment, if there are any. */
function checkParameters(project) {
  const missing = [];
  const visit = (signature, name) => {
    for (const parameter of signature.parameters ?? []) {
      if (!parameter.comment?.hasVisibleComponent()) missing.push(`${name}: ${parameter.name}`);
    }
  };
  for (const module of project.children) {
    for (const reflection of module.children ?? []) {
      if (reflection.kind === ReflectionKind.Function) {
        for (const signature of reflection.signatures) visit(signature, reflection.name);
      }
      if (reflection.kind !== ReflectionKind.Class || isOp(reflection)) continue;
      for (const member of reflection.children ?? []) {
        if (member.inheritedFrom !== undefined) continue;
        const name =
          member.kind === ReflectionKind.Constructor
            ? `new ${reflection.name}`
            : `${reflection.name}.${member.name}`;
        for (const signature of member.signatures ?? []) visit(signature, name);
      }
    }
  }
  if (missing.length > 0) {
    throw new Error(`without @param, of ${missing.length} in all:\n${missing.join("\n")}`);
  }
}

/** Shows the fields and defaults of options where functions take them. */
function expandOptions(project) {
  for (const options of project.getReflectionsByKind(ReflectionKind.Interface)) {
    if (!options.name.endsWith("Options")) continue;
    options.comment ??= new Comment();
    options.comment.modifierTags.add("@expand");
  }
}

/** Names for destructured parameters that no @param names: `backward(gradY, [a, b])`. */
const destructured = { backward: "inputs", update: "memory" };

function nameArguments(project) {
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    const { name, parent } = parameter;
    if (name === "__namedParameters" && parent.name in destructured) {
      parameter.name = destructured[parent.name];
    }
  }
}

export function plugin(app) {
  app.converter.on("resolveBegin", ({ project }) => {
    nameArguments(project);
    expandOptions(project);
    categorize(project);
    makeMethods(project);
  });
  app.converter.on("resolveEnd", ({ project }) => {
    documentMethods(project);
    checkParameters(project);
    linkNames(project);
  });
}

const cache = "node_modules/.cache/ghmgrad-docs";
/** Files that README and the documents link to, and the names of their pages on the site. */
const pages = {
  "README.md": "readme.md",
  "examples/README.md": "examples.md",
  ...Object.fromEntries(
    readdirSync("examples")
      .filter((file) => file.endsWith(".ts"))
      .map((file) => [`examples/${file}`, `example-${file.replace(".ts", ".md")}`]),
  ),
  "course/README.md": "course.md",
  ...Object.fromEntries(
    readdirSync("course")
      .filter((name) => /^\d\d-/.test(name))
      .map((name) => [`course/${name}/lesson.md`, `lesson-${name}.md`]),
  ),
  "docs/science.md": "science.md",
  "docs/suspects.md": "suspects.md",
  "docs/accuracy.md": "accuracy.md",
  "CONTRIBUTING.md": "contributing.md",
  "CHANGELOG.md": "changelog.md",
  "bench/README.md": "benchmark.md",
  "data/README.md": "data.md",
  "CITATION.cff": "citation.md",
  LICENSE: "licence.md",
};

/** The Markdown of a page: code in a code block, a title for the site, links to the other pages. */
function pageOf(file) {
  const text = readFileSync(file, "utf8");
  const [, heading, rest] = /^(?:<!--[^\n]*-->\s*)?# ([^\n]*)\n(.*)$/s.exec(text) ?? [];
  if (file.endsWith(".ts")) {
    const name = file.slice(file.lastIndexOf("/") + 1);
    return `---\ntitle: "Example: ${name}"\n---\n\n\`\`\`ts\n${text}\`\`\`\n`;
  }
  if (heading === undefined) return `---\ntitle: ${file}\n---\n\n\`\`\`text\n${text}\`\`\`\n`;
  const body = rest.replaceAll(
    /\[([^\]]*)\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g,
    (_, words, to) => {
      const target = join(dirname(file), to);
      if (target === "src/losses/ghmc.ts") return `{@link GHMCLoss | ${words}}`;
      return target in pages ? `[${words}](${pages[target]})` : words; // others are not on the site
    },
  );
  return file === "README.md"
    ? body
    : `---\ntitle: ${JSON.stringify(heading.replaceAll("`", ""))}\n---\n${body}`;
}

/** Writes the pages, and returns their paths as options of TypeDoc. */
export function writePages() {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  for (const [file, page] of Object.entries(pages)) writeFileSync(join(cache, page), pageOf(file));
  const [readme, ...documents] = Object.values(pages).map((page) => join(cache, page));
  return { readme, projectDocuments: documents };
}

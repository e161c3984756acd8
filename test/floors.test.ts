/// <reference types="vite/client" />
import { build, type Rolldown } from "vite";
import { describe, expect, it } from "vitest";

/** A file imports from its own floor or below, never up. From floor 6 on, tables: behind their wall. */
const floors: Record<string, number> = {
  array: 0,
  autograd: 1,
  ops: 2,
  losses: 3,
  nn: 4,
  optim: 4,
  train: 5,
  "index.ts": 6,
  "tabular/table": 7,
  "tabular/model": 7,
  "tabular/compare": 7,
  "tabular/suspects": 7,
  "tabular/files": 8,
  "tabular/report": 8,
  "tabular/lens": 8,
  "tabular/cli": 9,
  "tabular/index.ts": 9,
  "node.ts": 9,
};

const sources = import.meta.glob<string>(["../src/**/*.ts", "!../src/array/kernels/assembly/*"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const files = Object.keys(sources);
/** `losses` for ../src/losses/ghmc.ts, `tabular/table` for ../src/tabular/table/table.ts */
const folderOf = (file: string) => {
  const [, , folder, inside] = file.split("/");
  return folder === "tabular" ? `tabular/${inside}` : folder;
};

interface Import {
  from: string;
  to: string;
  isTypeOnly: boolean;
}

const imports = files.flatMap((from): Import[] => {
  const found = sources[from].matchAll(/^(?:im|ex)port (type )?(?:[\w\s{},*]+ from )?"([^"]+)"/gm);
  return [...found].map(([, type, name]) => ({
    from,
    to: name.startsWith(".") ? resolve(from, name) : name,
    isTypeOnly: type === "type ",
  }));
});

function resolve(from: string, name: string): string {
  const { pathname } = new URL(name, `file:///test/${from}`);
  return `..${pathname.replace(/\.js$/, ".ts")}`;
}

/** What `file` needs when it runs, files and packages, directly or not. */
function reachableFrom(file: string, seen = new Set<string>()): Set<string> {
  for (const { from, to, isTypeOnly } of imports) {
    if (from !== file || isTypeOnly || seen.has(to)) continue;
    seen.add(to);
    reachableFrom(to, seen);
  }
  return seen;
}

const show = ({ from, to }: Import) => `${from} imports ${to}`;
const isInside = ({ to }: Import) => to.startsWith("../src/");

describe("the sources", () => {
  it("lie on known floors and import files that exist", () => {
    expect(files.filter((file) => !(folderOf(file) in floors))).toEqual([]);
    expect(imports.filter((i) => isInside(i) && !files.includes(i.to)).map(show)).toEqual([]);
  });

  it("never import from a floor above, not even a type", () => {
    const floorOf = (file: string) => floors[folderOf(file)];
    const up = imports.filter((i) => isInside(i) && floorOf(i.to) > floorOf(i.from));
    expect(up.map(show)).toEqual([]);
  });

  it("use ndarray, ndarray-ops and pure-rand in src/array only", () => {
    const outside = imports.filter(
      ({ from, to }) => /^(ndarray|pure-rand)/.test(to) && folderOf(from) !== "array",
    );
    expect(outside.map(show)).toEqual([]);
  });

  it("import each other in no circle", () => {
    expect(files.filter((file) => reachableFrom(file).has(file))).toEqual([]);
  });

  it("of the core know nothing of tables, and need three packages", () => {
    const reached = [...reachableFrom("../src/index.ts")];
    expect(reached.length).toBeGreaterThan(40);
    expect(reached.filter((name) => name.startsWith("../src/tabular"))).toEqual([]);
    const packages = reached.filter((name) => !name.startsWith("."));
    expect(new Set(packages.map((name) => name.split("/")[0]))).toEqual(
      new Set(["ndarray", "ndarray-ops", "pure-rand"]),
    );
  });

  it("of the core do not need the package's own entry points", () => {
    const entries = ["../src/index.ts", "../src/tabular/index.ts", "../src/node.ts"];
    expect(imports.filter(({ to }) => entries.includes(to)).map(show)).toEqual([]);
  });

  it.each(["../src/index.ts", "../src/tabular/index.ts"])("need nothing of Node in %s", (entry) => {
    const reached = [...reachableFrom(entry)];
    expect(reached.filter((name) => name.startsWith("node:"))).toEqual([]);
  });

  it("draw reports, and load what that needs, only when one is asked for", () => {
    const slow = ["@observablehq/plot", "linkedom", "cli-progress"];
    for (const entry of ["../src/node.ts", "../src/tabular/cli/main.ts"]) {
      expect([...reachableFrom(entry)].filter((name) => slow.includes(name))).toEqual([]);
    }
  });
});

it("src/index.ts can be bundled for a browser, with nothing left to load", async () => {
  const result = (await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      target: "es2022",
      lib: { entry: "src/index.ts", formats: ["es"] },
    },
  })) as Rolldown.RolldownOutput[];
  const chunks = result.flatMap(({ output }) => output).filter((part) => part.type === "chunk");
  expect(chunks).toHaveLength(1);
  expect([...chunks[0].imports, ...chunks[0].dynamicImports]).toEqual([]);
  expect(chunks[0].moduleIds.filter((id) => /node:|vite-browser-external/.test(id))).toEqual([]);
  // A bundler that takes the files for free of side effects would drop Tensor's methods.
  const url = `data:text/javascript;base64,${Buffer.from(chunks[0].code).toString("base64")}`;
  const bundled = (await import(/* @vite-ignore */ url)) as typeof import("../src/index.js");
  expect(bundled.tensor([1, 2]).mul(3).toArray()).toEqual([3, 6]);
});

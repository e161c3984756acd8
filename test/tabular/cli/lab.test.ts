import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { LabTable } from "../../../src/tabular/table/forLab.js";
import { loadDataset } from "../../../src/node.js";
import { inferSchema, parseCsv } from "../../../src/tabular/index.js";
import { checkBuild, ghmgrad, makeFolder, printed, start } from "./run.js";

checkBuild();
const cwd = makeFolder();
const write = (name: string, text: string) => {
  writeFileSync(join(cwd, name), text);
};
const read = (name: string) => readFileSync(join(cwd, name), "utf8");
const shipped = readFileSync(
  fileURLToPath(new URL("../../../dist/lab/lab.html", import.meta.url)),
  "utf8",
);

const place = /<script type="application\/json" id="table">([^<]*)<\/script>/;
/** The table in a page. */
const tableIn = (name: string) => JSON.parse(place.exec(read(name))?.[1] ?? "") as LabTable | null;

const loans = "income,age,town,paid\n".concat(
  ...Array.from({ length: 30 }, (_, i) => {
    return `${(i * 7) % 19},${20 + ((i * 5) % 13)},${i % 2 ? "Ulm" : "Bonn"},${i % 3 ? "yes" : "no"}\n`;
  }),
);
write("loans.csv", loans);

describe.concurrent("ghmgrad lab", () => {
  it("without a CSV writes the page alone, and says where", async () => {
    const stdout = await printed(["lab", "--out", "alone.html"], { cwd });
    expect(stdout).toBe("The page is in alone.html: open it in a browser\n");
    expect(read("alone.html")).toBe(shipped);
    expect(tableIn("alone.html")).toBeNull();
  });

  it("writes the page with the table in it, and says what was made of it", async () => {
    const args = ["lab", "loans.csv", "--label", "paid", "--drop", "town", "--out", "loans.html"];
    const stdout = await printed(args, { cwd });
    expect(stdout).toContain("loans.csv: 30 rows, 2 of 3 columns beside the label used");
    expect(stdout).toContain("label: paid, positive class: 'yes' (by its name)");
    expect(stdout).toMatch(/\n\nThe page is in loans.html: open it in a browser\n$/);
    expect(stdout).not.toContain("guessed");
    expect(tableIn("loans.html")).toEqual({
      file: { name: "loans.csv", content: loans },
      options: { label: "paid", positive: "yes", drop: ["town"], missing: "fill", header: true },
    });
    expect(read("loans.html").replace(place, "")).toBe(
      shipped.replace(/<script type="application\/json" id="table">\s*null\s*<\/script>/, ""),
    );
  });

  it("passes all that says how a table is read on to the page", async () => {
    write("odd.txt", loans.replaceAll(",", ";").split("\n").slice(1).join("\n"));
    const args = [
      "--delimiter",
      ";",
      "--no-header",
      "--label",
      "4",
      "--positive",
      "no",
      "--keep",
      "1,3",
    ];
    const more = [
      "--types",
      "1=numeric",
      "--missing",
      "drop",
      "--missing-values",
      "-",
      "--decimal",
      ",",
    ];
    await printed(["lab", "odd.txt", ...args, ...more, "--out", "odd.html"], { cwd });
    expect(tableIn("odd.html")?.options).toEqual({
      ...{ label: "4", positive: "no", keep: ["1", "3"], types: { "1": "numeric" } },
      ...{ delimiter: ";", header: false, missing: "drop", missingValues: ["-"], decimal: "," },
    });
  });

  it("guesses the label, and tells the rarest class from the others", async () => {
    const stdout = await printed(["lab", "loans.csv", "--out", "guessed.html"], { cwd });
    expect(stdout).toContain("label: paid");
    expect(stdout).toContain("The label was guessed: --label <column> names another.");
    write("trees.csv", `a,tree\n${"1,ash\n2,elm\n3,oak\n4,oak\n1,ash\n".repeat(9)}`);
    const trees = await printed(["lab", "trees.csv", "--out", "trees.html"], { cwd });
    expect(trees).toContain(
      "! The label tree has 3 classes: 'elm' is told from all others together.",
    );
    expect(tableIn("trees.html")?.options).toMatchObject({ label: "tree", positive: "elm" });
  });

  it("takes a set that ships with its own label, and standard input", async () => {
    await printed(["lab", "penguins", "--out", "penguins.html"], { cwd });
    const { file, options } = tableIn("penguins.html") as LabTable;
    expect(file.name).toBe("penguins.csv");
    expect(parseCsv(file.content).rows).toEqual(loadDataset("penguins").rows);
    const schema = inferSchema(loadDataset("penguins"), { label: "label", drop: options.drop });
    expect(schema.columns.filter(({ type }) => type === "dropped").map(({ name }) => name)).toEqual(
      ["species", "island"],
    );
    await printed(["lab", "-", "--out", "input.html"], { cwd, input: loans });
    expect(tableIn("input.html")?.file).toEqual({ name: "input.csv", content: loans });
  });

  it("keeps cells in the page from ending its element, or being markup", async () => {
    const cells = ["</script><b>", "<!--", "<script>", "\u2028", "$&$1", '""x""'];
    const rows = cells.map((cell, i) => `"${cell}",${i},${i % 2}\n`);
    write("bad.csv", `text,n,y\n${rows.join("").repeat(3)}`);
    await printed(["lab", "bad.csv", "--out", "bad.html"], { cwd });
    expect(tableIn("bad.html")?.file.content).toBe(read("bad.csv"));
    expect(read("bad.html")).not.toContain("</script><b>");
  });

  it("overwrites an earlier page, but no other file", async () => {
    await printed(["lab", "--out", "again.html"], { cwd });
    await printed(["lab", "loans.csv", "--out", "again.html"], { cwd });
    expect(tableIn("again.html")).not.toBeNull();
    write("report.html", '<meta name="generator" content="ghmgrad">');
    const over = await ghmgrad(["lab", "--out", "report.html"], { cwd });
    expect(over.stderr).toContain("report.html exists and is no page of ghmgrad");
    write("mine.html", "mine");
    const { code, stderr } = await ghmgrad(["lab", "--out", "mine.html"], { cwd });
    expect([code, stderr]).toEqual([
      1,
      "ghmgrad: mine.html exists and is no page of ghmgrad: it shall not be overwritten\n",
    ]);
    expect(read("mine.html")).toBe("mine");
  });

  it("says when the page draws rows", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i % 101},${i % 2}\n`);
    write("many.csv", `a,y\n${rows.join("")}`);
    const stdout = await printed(["lab", "many.csv", "--out", "many.html"], { cwd });
    expect(stdout).toContain("The page draws 4000 of the 5000 rows by its seed.");
  });

  it.each([
    ["lab nothing.csv", 1, "cannot read nothing.csv: there is no such file"],
    ["lab one.csv", 1, "one.csv: the label column y has one class only, 'x' (3 rows)"],
    ["lab header.csv", 1, "header.csv has a header of 2 columns, but no rows"],
    ["lab loans.csv --label price", 1, 'loans.csv has no column "price"'],
    ["lab loans.csv --positive maybe", 1, "has no class 'maybe' to be the positive one"],
    ["lab loans.csv --weight age", 2, "the Lab's losses weigh rows themselves: leave out --weight"],
    ["lab wide.csv", 1, "wide.csv makes 4001 features, and the page has room for 3999"],
    ["lab large.csv", 1, "large.csv is larger than 32 MiB, and the page reads no more"],
    ["lab loans.csv --out no/where.html", 1, "cannot write no/where.html: there is no folder"],
  ])("%s is refused with a sentence, and leaves no page", async (line, exit, message) => {
    write("one.csv", "a,y\n1,x\n2,x\n3,x\n");
    write("header.csv", "a,y\n");
    const texts = Array.from({ length: 4000 }, (_, i) => {
      return `${["a", "b", "c", "d", "e"].map((name) => `${name}${i % 800}`).join()},${i % 7},${i % 2}\n`;
    });
    write("wide.csv", `a,b,c,d,e,f,y\n${texts.join("")}`);
    write("large.csv", `a,y\n${" ".repeat(2 ** 25)}`);
    const { code, stdout, stderr } = await ghmgrad(line.split(" "), { cwd });
    expect([code, stdout]).toEqual([exit, ""]);
    expect(stderr).toContain(message);
    expect(existsSync(join(cwd, "ghm-lab.html"))).toBe(false);
  });
});

it("ghmgrad lab, as it is shipped, takes the first free name", async () => {
  const folder = makeFolder();
  for (const name of ["ghm-lab.html", "ghm-lab-2.html"]) {
    const { code, stdout } = await start(["lab"], { cwd: folder }).ended;
    expect([code, stdout]).toEqual([0, `The page is in ${name}: open it in a browser\n`]);
    expect(readFileSync(join(folder, name), "utf8")).toBe(shipped);
  }
});

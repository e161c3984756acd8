/** What people get wrong, and what programs do to files: each has its exit code and its message. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loans } from "./loans.js";
import { ghmgrad, makeFolder } from "./run.js";

const cwd = makeFolder();
const files: Record<string, string | Uint8Array> = {
  "loans.csv": loans(100),
  "empty.csv": "",
  "header.csv": "a,b,y\n",
  "binary.csv": Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 0),
  "utf16.csv": Buffer.from("\uFEFFa,y\n1,u\n2,v\n", "utf16le"),
  "latin1.csv": Buffer.from("größe,y\n1,u\n2,v\n", "latin1"),
  "three.csv": "x,y\n1,red\n2,green\n3,blue\n4,red\n5,green\n6,blue\n",
  "one-row.csv": "x,y\n1,u\n2,u\n3,u\n4,v\n5,u\n",
  "two-rows.csv": "x,y\n1,u\n2,u\n3,u\n4,v\n5,v\n",
  "many.csv": "x,y\n1,u\n2,u\n3,v\n4,v\n5,w\n6,w\n7,w\n8,w\n9,w\n",
  "one-class.csv": "x,y\n1,u\n2,u\n3,u\n",
  "no-label.csv": "x,y\n1,u\n2,\n3,v\n4,u\n5,v\n",
  "abc.csv": "x,y\n1,u\nabc,v\n3,v\n4,u\n5,v\n6,u\n7,v\n",
  "ragged.csv": "x,y\n1,u\n2\n3,v\n",
  "twice.csv": "x,x,y\n1,2,u\n3,4,v\n",
  "constant.csv": "x,y\n1,u\n1,v\n1,u\n1,v\n",
  "quote.csv": 'x,y\n"1,u\n2,v\n',
  "missing.csv": "x,z,y\n1,1,u\n,2,v\n3,3,v\n4,4,u\n",
  "all-missing.csv": "x,z,y\n,1,u\n,2,v\n3,,v\n4,,u\n",
};
mkdirSync(join(cwd, "folder"));
for (const name of ["loop", "penguins"]) symlinkSync(name, join(cwd, name));
const long = "x".repeat(300);
for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);

type Wrong = [args: string, code: 1 | 2, words: string];
/** Blanks separate arguments. */
const wrong: Wrong[] = [
  ["trian loans.csv", 2, "unknown command 'trian'\n(Did you mean train?)"],
  ["--jason", 2, "unknown option '--jason'"],
  ["train loans.csv --lable y", 2, "unknown option '--lable'\n(Did you mean --label?)"],
  ["train loans.csv --label", 2, "'--label <column>' argument missing"],
  ["train", 2, "name a CSV to train on, or a training to --resume"],
  ["train loans.csv", 2, "name the column to predict: --label <column>"],
  ["compare", 2, "missing required argument 'csv'"],
  ["compare loans.csv", 2, "name the column to predict"],
  ["lens folder", 2, "missing required argument 'csv'"],
  ["predict", 2, "missing required argument 'model'"],
  ["predict a b c", 2, "too many arguments for 'predict'"],
  ["data penguin", 2, 'no data set "penguin": use one of sensor-singlehop, penguins'],
  ["data --out x.csv", 2, "--out needs the name of a data set"],
  ["data penguins --out nowhere/x.csv", 1, "cannot write nowhere/x.csv: there is no folder"],
  ["data penguins --out folder", 1, "folder exists, and shall not be overwritten"],

  ["train loop --label y", 1, "cannot read loop: its symbolic links lead in a circle"],
  ["train penguins --label y", 1, "cannot read penguins: its symbolic links lead in a circle"],
  ["predict loop loans.csv", 1, "cannot read loop: its symbolic links lead in a circle"],
  ["lens folder loans.csv --report loop", 1, "cannot read loop: its symbolic links lead in a ci"],
  [`train ${long} --label y`, 1, "its name is too long"],
  [`train loans.csv --label defaulted --out ${long}`, 1, "its name is too long"],
  [`lens folder loans.csv --report ${long}`, 1, "its name is too long"],
  ["train  --label y", 1, 'cannot read "": there is no such file'],
  ["train loans.csv --label defaulted --out ", 1, 'cannot write "": there is no folder'],
  ["train nothing.csv --label y", 1, "cannot read nothing.csv: there is no such file"],
  ["train folder --label y", 1, "cannot read folder: it is a folder"],
  ["train loans.csv/x --label y", 1, "a part of its path is no folder"],
  ["train empty.csv --label y", 1, "empty.csv is empty"],
  ["train - --label y", 1, "standard input is empty"],
  ["train header.csv --label y", 1, "has a header of 3 columns, but no rows"],
  ["train binary.csv --label y", 1, "a binary file"],
  ["train utf16.csv --label y", 1, "utf16.csv is UTF-16: save it as UTF-8"],
  ["train latin1.csv --label y", 1, "latin1.csv is not UTF-8: line 1"],
  ["train ragged.csv --label y", 1, "ragged.csv: row 2 has 1 cell, but the header has 2 columns"],
  ["train twice.csv --label y", 1, '2 columns are called "x": columns 1, 2'],
  ["train quote.csv --label y", 1, "row 1 opens a quote that is never closed"],
  ["train loans.csv --label y --delimiter ab", 1, "the delimiter must be one character"],
  ["train loans.csv --label defaulted --delimiter ;", 1, "another character than comma"],

  ["train loans.csv --label defalted", 1, 'Did you mean "defaulted"?'],
  ["train three.csv --label y", 1, "has 3 classes, where two belong: 'blue' (2 rows)"],
  ["train three.csv --label y --positive grene", 1, "Did you mean 'green'?"],
  ["train one-row.csv --label y", 1, "class 'v' has one row only"],
  [
    "train two-rows.csv --label y",
    1,
    "two-rows.csv: the class 'v' has 2 rows, too few for one in each of 3 parts: hold out none to " +
      "measure on (test: 0, --test 0)",
  ],
  ["train two-rows.csv --label y --positive u", 1, "the class 'v' has 2 rows, too few for one"],
  ["compare two-rows.csv --label y", 1, "the class 'v' has 2 rows, too few for one in each of 3"],
  ["suspects two-rows.csv --label y", 1, "the class 'v' has 2 rows, too few for one in each of 5"],
  ["suspects two-rows.csv --label y", 1, "parts: take --folds 2"],
  ["suspects many.csv --label y --positive w --folds 6", 1, "the class 'not w' has 4 rows"],
  ["train one-class.csv --label y", 1, "has one class only, 'u' (3 rows)"],
  ["train no-label.csv --label y", 1, "no-label.csv: row 2, column y: the label is missing"],
  ["train abc.csv --label y", 1, "abc.csv: row 2, column x: 'abc' is no number"],
  ["train missing.csv --label y --missing error", 1, "row 2, column x: the cell is empty"],
  ["train all-missing.csv --label y --missing drop", 1, "every row lacks a feature"],
  ["train constant.csv --label y", 1, "no column left to learn from"],
  ["train missing.csv --label y --drop x,z", 1, "no column left to learn from"],
  ["train missing.csv --label y --drop x --keep x", 1, '"x" is both in drop and in keep'],
  ["train missing.csv --label y --drop y", 1, 'drop names "y", which is the label'],
  ["train missing.csv --label y --keep xx", 1, 'has no column "xx"'],
  ["train missing.csv --label y --drop ,", 2, "It must be a list such as a,b,c."],
  [
    "train missing.csv --label y --types x=date",
    2,
    '"date" is no type: numeric and categorical are',
  ],
  ["train missing.csv --label y --types x", 2, "a list of column=type, as in age=numeric"],
  ["train missing.csv --label y --types x=numeric,x=categorical", 2, '"x" gets two types'],
  ["train missing.csv --label y --types x=numeric --types x=categorical", 2, "gets two types"],
  ["train missing.csv --label y --drop x --drop z", 1, "no column left to learn from"],
  ["train missing.csv --label y --drop x\nz", 2, "It must be a list such as a,b,c."],
  ["train missing.csv --label y --types q=numeric", 1, 'has no column "q"'],
  ["train missing.csv --label y --missing maybe", 2, "Allowed choices are fill, drop, error"],

  ["train loans.csv --label defaulted --loss bec", 2, 'no loss "bec": use one of bce, class-bal'],
  ["train loans.csv --label defaulted --loss focal:x=1", 2, 'has no option "x"; its options: al'],
  ["train loans.csv --label defaulted --loss focal:alpha=2", 2, "alpha must be in [0, 1]"],
  ["train loans.csv --label defaulted --loss focal:alpha", 2, 'takes option=number, not "alpha"'],
  ["train loans.csv --label defaulted --loss ghmc:bins=1e9", 2, "bins must be 100000 at most"],
  ["train loans.csv --label defaulted --loss ghmc:bins=0", 2, "bins must be a whole number ≥ 1"],
  ["compare loans.csv --label defaulted --losses bce foo", 2, 'no loss "foo"'],
  ["compare loans.csv --label defaulted --losses ghmc ghmc", 1, "twice"],
  ["train loans.csv --label defaulted --activation tan", 2, "Allowed choices are relu"],
  ["train loans.csv --label defaulted --hidden 4,x", 2, "a whole number from 1 to 10000"],
  ["train loans.csv --label defaulted --hidden 16-16", 2, "as in 16,16 or 16x16; none: no hidden"],
  [
    "train loans.csv --label defaulted --hidden 9999x9999",
    1,
    "layers of sizes [11, 9999, 9999, 1]",
  ],
  ["train loans.csv --label defaulted --hidden 9999 --hidden 9999", 1, "sizes [11, 9999, 9999, 1]"],
  ["train loans.csv --label defaulted --hidden 0", 2, "a whole number from 1 to 10000"],
  ["train loans.csv --label defaulted --hidden 9999,9999", 1, "take smaller hidden layers"],
  ["train loans.csv --label defaulted --epochs 0", 2, "a whole number ≥ 1"],
  ["train loans.csv --label defaulted --epochs 1.5", 2, "a whole number ≥ 1"],
  ["train loans.csv --label defaulted --batch-size -3", 2, "a whole number ≥ 1"],
  ["train loans.csv --label defaulted --lr 0", 2, "a number > 0"],
  ["train loans.csv --label defaulted --lr Infinity", 2, "a number > 0"],
  ["train loans.csv --label defaulted --lr fast", 2, "a number > 0"],
  ["train loans.csv --label defaulted --patience 0", 2, "a whole number ≥ 1"],
  ["train loans.csv --label defaulted --patience 3 --validation 0", 2, "--patience needs valida"],
  ["train loans.csv --label defaulted --seed -1", 2, "from 0 to 4294967295"],
  ["train loans.csv --label defaulted --seed 4294967296", 2, "from 0 to 4294967295"],
  ["train loans.csv --label defaulted --validation 2", 2, "a number from 0 to 0.9"],
  ["train loans.csv --label defaulted --test NaN", 2, "a number from 0 to 0.9"],
  ["train loans.csv --label defaulted --validation 0.6 --test 0.4", 2, "leave too few rows"],
  ["train loans.csv --label defaulted --out loans.csv", 1, "there is a file of that name"],
  ["train loans.csv --label defaulted --out loans.csv/x", 1, "a part of its path is no folder"],
  ["compare loans.csv --label defaulted --seeds 0", 2, "a whole number from 1"],
  ["compare loans.csv --label defaulted --lrs 0.1,-1", 2, "a number > 0"],
  ["compare loans.csv --label defaulted --steps x", 2, "a whole number ≥ 1"],
  ["compare loans.csv --label defaulted --select best", 2, "Allowed choices are ap, auroc"],
  ["compare loans.csv --label defaulted --most-rows 5", 2, "a whole number ≥ 10"],
  ["suspects loans.csv --label defaulted --folds 1", 2, "a whole number ≥ 2"],
  ["suspects loans.csv --label defaulted --top 0", 2, "a whole number ≥ 1"],
  ["suspects loans.csv --label defaulted --report loans.csv", 1, "no report of ghmgrad"],
  ["predict folder loans.csv --threshold 1.1", 2, "a number from 0 to 1"],
  ["predict nowhere loans.csv", 1, "cannot read nowhere: there is no such folder"],
  ["predict loans.csv loans.csv", 1, "cannot read loans.csv: it is no folder"],
  ["lens folder loans.csv", 1, "folder holds no model: it has no model.json"],
  ["lens folder loans.csv --report folder", 1, "folder exists and is no report"],
];

describe.concurrent("malformed input", () => {
  it.each(wrong)("ghmgrad %s: exit code %i and a message", async (args, code, words) => {
    const ended = await ghmgrad(args.split(" "), { cwd });
    expect(ended.stderr).toContain(words);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toBe("");
    expect(ended.stderr).not.toMatch(/\n {4}at |node:internal|undefined|\bE[A-Z]{4,}\b/);
  });
});

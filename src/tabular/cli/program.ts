import { Command } from "commander";
import { compareCommand } from "./compare.js";
import { dataCommand } from "./data.js";
import { labCommand } from "./lab.js";
import { learnCommand } from "./learn.js";
import { lensCommand } from "./lens.js";
import { predictCommand } from "./predict.js";
import { suspectsCommand } from "./suspects.js";
import { printable } from "./terminal.js";
import { trainCommand } from "./train.js";
import { version } from "./version.js";

const help = `
Where it says CSV: a file, also gzipped, - for standard input, or the name of a set that ships (see:
ghmgrad data). The first line of a CSV names the columns, unless --no-header says otherwise. Results
go to standard output, all else to standard error. If standard output is closed (>&-), the results
are lost, and no error is seen: Node.js puts /dev/null in its place.

Start here:
  ghmgrad compare penguins --quick                  which loss suits a data set
  ghmgrad compare my.csv --label fraud              the same with your own, in full
  ghmgrad train my.csv --label fraud --out model    a model in the folder model
  ghmgrad lens model my.csv                         what GHM does to your rows
  ghmgrad suspects my.csv --label fraud             which labels may be wrong
  ghmgrad lab my.csv --label fraud                  a page to see GHM train on your rows
  ghmgrad predict model new.csv > answers.csv       probabilities for other rows

Exit codes: 0 done; 1 it could not be done, the message says why; 2 the command line is wrong;
130 stopped by Ctrl-C.`;

/** The command line. */
export function program(): Command {
  const root = new Command("ghmgrad")
    .description(
      "Trains and compares classifiers on imbalanced, noisily labelled tables, " +
        "and shows what the Gradient Harmonizing Mechanism (GHM) does to their rows.",
    )
    .version(version)
    .addHelpText("after", help)
    .showHelpAfterError("(--help tells more)")
    .configureHelp({ helpWidth: 100 })
    // An argument that is wrong stands in the message.
    .configureOutput({ writeErr: (text) => process.stderr.write(printable(text)) });
  for (const command of [
    compareCommand(),
    trainCommand(),
    lensCommand(),
    suspectsCommand(),
    predictCommand(),
    labCommand(),
    dataCommand(),
    learnCommand(),
  ]) {
    root.addCommand(command.copyInheritedSettings(root).exitOverride());
  }
  return root.exitOverride();
}

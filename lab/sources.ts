/** The `backward` of each op, as its source has it, for the page to show beside the tape. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** The ops that the page's networks and losses are made of. */
const shown = ["Affine", "Tanh", "Mean", "BCEWithLogits", "GHMCLoss"];

/** By the name of the op's class. */
export function backwardSources(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const files = ["src/ops", "src/losses"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  );
  for (const file of files) {
    const text = readFileSync(join(root, file), "utf8");
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isClassDeclaration(node) && shown.includes(node.name?.text ?? "")) {
        const backward = node.members.find(
          (member) => ts.isMethodDeclaration(member) && member.name.getText() === "backward",
        );
        if (backward !== undefined) found[node.name?.text ?? ""] = dedented(backward.getText());
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** A method stands two spaces deep in its class. */
const dedented = (text: string) => text.replaceAll(/\n {2}/g, "\n");

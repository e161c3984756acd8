import { readFileSync } from "node:fs";
import { inPackage } from "../files/packageRoot.js";

/** The version of this package. */
export const { version } = JSON.parse(readFileSync(inPackage("package.json"), "utf8")) as {
  version: string;
};

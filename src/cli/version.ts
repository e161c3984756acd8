import { readFileSync } from "node:fs";

// src/cli and dist/cli are equally deep.
const file = new URL("../../package.json", import.meta.url);

/** The version of this package. */
export const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };

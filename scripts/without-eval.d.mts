import type { Plugin } from "vite";

export const withoutEval: Plugin[];

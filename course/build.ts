/**
 * Writes the lessons as one file, for the terminal and the page: what is in their folders.
 *
 *     npx tsx course/build.ts dist/course/lessons.json
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { lessonIds, readLesson } from "./runner/folder.js";

const [, , path] = process.argv;
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, JSON.stringify(lessonIds.map(readLesson)));

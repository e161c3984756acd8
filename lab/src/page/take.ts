/** What one takes along: a file, or a text to paste. */
import type { Exported } from "../messages.js";
import { ask } from "./ask.js";
import { answer, notice } from "./store.js";

/** Copies the script; saves the others as files. */
export async function take(what: Exported): Promise<void> {
  await ask({ kind: "export", what });
  const file = answer.value?.file ?? null;
  if (file === null) return;
  if (what === "script" && typeof file.content === "string") {
    await copy(file.content, "The script is copied: it gives these numbers in Node, to the bit.");
    return;
  }
  saveFile(file.name, file.content);
}

export function saveFile(name: string, content: BlobPart): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 1000);
}

/** Copies a text, or shows it where that is not allowed. */
export async function copy(text: string, told: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notice.value = told;
  } catch {
    notice.value = `This page may not copy; here it is: ${text}`;
  }
}

// Browsers and Node have it, but the language itself does not.
declare const console: { warn: (message: string) => void };

const told = new Set<string>();

/**
 * Prints a warning on the console, unless one with this key was printed before.
 *
 * @param message - says what looks wrong, and what to do.
 * @param key - default: the message itself.
 */
export function warnOnce(message: string, key = message): void {
  if (told.has(key)) return;
  told.add(key);
  console.warn(`ghmgrad: ${message}`);
}

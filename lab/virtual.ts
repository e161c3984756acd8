import type { Plugin } from "vite";

/**
 * A module that is made when the page is built: `import x from "virtual:name"`.
 *
 * @param make - gives its default export, plain JSON.
 */
export function virtual(name: string, make: () => unknown): Plugin {
  const id = `virtual:${name}`;
  return {
    name,
    resolveId: (wanted) => (wanted === id ? `\0${id}` : null),
    load: async (wanted) =>
      wanted === `\0${id}` ? `export default ${JSON.stringify(await make())}` : null,
  };
}

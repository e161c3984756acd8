/** `npm run lab`: builds the page, and serves it from its sources for those who change them. */
import { fileURLToPath, URL } from "node:url";
import { build, createServer } from "vite";

const configFile = fileURLToPath(new URL("vite.config.ts", import.meta.url));
await build({ configFile, logLevel: "warn" });
const page = fileURLToPath(new URL("../dist/lab/lab.html", import.meta.url));
console.log(`The page, one file that opens in any browser: ${page}`);
const server = await createServer({ configFile, logLevel: "warn" });
await server.listen();
const [address] = server.resolvedUrls?.local ?? [];
console.log(`The page from its sources, while this runs: ${address}lab.html`);

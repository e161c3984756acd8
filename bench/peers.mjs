/** Installs the peers in this folder, separate from the project's dependencies. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

function installed() {
  const { dependencies } = JSON.parse(readFileSync(`${here}package.json`, "utf8"));
  return Object.entries(dependencies).every(([name, version]) => {
    const manifest = `${here}node_modules/${name}/package.json`;
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === version;
  });
}

/** @returns {string | null} why the peers cannot be measured; `null` if they can */
export function installPeers() {
  if (installed()) return null;
  console.log("Installing the peers in bench/node_modules …");
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1"];
  const shell = process.platform === "win32"; // npm is a script there
  const npm = spawnSync("npm", args, { cwd: here, encoding: "utf8", timeout: 300_000, shell });
  if (npm.status === 0) return null;
  const why = npm.error?.message ?? npm.stderr.trim().split("\n")[0];
  return `the peers could not be installed, and are not measured: ${why}`;
}

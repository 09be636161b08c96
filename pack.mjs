/**
 * Prepares the manifest of the packed package: `node pack.mjs` before npm packs, `node pack.mjs --restore` after it.
 *
 * The published package.json has no scripts, workspaces, development dependencies or `allowScripts`: they are for this
 * repository, and `prepare` would run in a user's `node_modules`.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const manifest = join(root, "package.json");
const saved = join(root, ".cache", "package.json");

if (existsSync(join(root, "src"))) {
  // Also repairs a run that was killed between the two calls.
  if (existsSync(saved)) renameSync(saved, manifest);
  if (!process.argv.includes("--restore")) {
    mkdirSync(dirname(saved), { recursive: true });
    copyFileSync(manifest, saved);
    const { scripts, workspaces, devDependencies, allowScripts, ...published } = JSON.parse(
      readFileSync(manifest, "utf8"),
    );
    writeFileSync(manifest, `${JSON.stringify(published, null, 2)}\n`);
  }
}

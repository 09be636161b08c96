/**
 * Builds `dist/`: declarations by tsc, code by rolldown (`bundle.mjs`).
 *
 * Does nothing where there is no `src/` (an installed package) and nothing while `dist/` is up to date. It builds into
 * a temporary folder and renames that, so that a running command never sees an incomplete build.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const cache = join(root, ".cache");
const dist = join(root, "dist");
const lock = join(cache, "build.lock");
const mark = join(cache, "built");

/** A hash of all files that the build reads. */
function fingerprint() {
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash("sha256").update(dist);
  for (const path of [
    ...sources.sort(),
    ...["build.mjs", "bundle.mjs", "package-lock.json", "tsconfig.json"].map((name) => join(root, name)),
  ]) {
    hash.update(`${relative(root, path)}\n`).update(readFileSync(path));
  }
  return hash.digest("hex");
}

async function build(out) {
  rmSync(out, { recursive: true, force: true });
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "--emitDeclarationOnly", "--outDir", out], { cwd: root, stdio: "inherit" });
  pruneDeclarations(out);
  const { bundle } = await import("./bundle.mjs");
  await bundle(root, out);
  for (const folder of ["server/seed", "kernel/install"]) {
    cpSync(join(root, "src", folder), join(out, folder), { recursive: true, filter: (path) => !path.endsWith(".ts") });
  }
  const old = join(cache, "dist.old");
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(out, dist);
  rmSync(old, { recursive: true, force: true });
  // The compile cache of the removed files.
  rmSync(join(cache, "compiled"), { recursive: true, force: true });
}

/** Removes the declarations that `index.d.ts` does not reach: users cannot import them. */
function pruneDeclarations(out) {
  const reached = new Set();
  const pending = [join(out, "index.d.ts")];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const [, specifier] of readFileSync(path, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)\.js"/g)) {
      pending.push(normalize(join(dirname(path), `${specifier}.d.ts`)));
    }
  }
  for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && path.endsWith(".d.ts") && !reached.has(path)) rmSync(path);
  }
  removeEmptyFolders(out);
}

function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
}

async function takeLock() {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return;
    } catch {
      const holder = Number(existsSync(lock) ? readFileSync(lock, "utf8") : "");
      // 0 while the holder is still writing its process id.
      if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

if (existsSync(join(root, "src"))) {
  mkdirSync(cache, { recursive: true });
  await takeLock();
  try {
    const state = fingerprint();
    const isCurrent = existsSync(join(dist, "cli/main.js")) && existsSync(mark) && readFileSync(mark, "utf8") === state;
    if (!isCurrent || process.argv.includes("--force")) {
      await build(join(cache, "dist.new"));
      writeFileSync(mark, state);
    }
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * Builds `dist/`: declarations by tsc, code by esbuild.
 *
 * Does nothing where there is no `src/` (an installed package) and nothing while `dist/` is up to date. It builds beside
 * `dist/` and renames, so that a command that runs meanwhile never sees half a build.
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

/** A hash of all that the build reads. */
function fingerprint() {
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash("sha256").update(dist);
  for (const path of [
    ...sources.sort(),
    ...["build.mjs", "package-lock.json", "tsconfig.json"].map((name) => join(root, name)),
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
  await bundle(out);
  for (const folder of ["server/seed", "kernel/install"]) {
    cpSync(join(root, "src", folder), join(out, folder), { recursive: true, filter: (path) => !path.endsWith(".ts") });
  }
  const old = join(cache, "dist.old");
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(out, dist);
  rmSync(old, { recursive: true, force: true });
}

/** Removes the declarations that the package's own does not reach: nobody can import them. */
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

// No source maps: the code is not minified, so a stack trace reads as it is, and maps would double the package.
async function bundle(out) {
  const esbuild = await import("esbuild");
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    external: externalPackages(),
    logLevel: "warning",
    plugins: [oneZodLocale],
  };
  const classic = {
    ...common,
    format: "cjs",
    // Modules that are bundled as CommonJS find their own place as modules do.
    banner: { js: 'const ownUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.dirname": "__dirname", "import.meta.url": "ownUrl" },
  };
  await Promise.all([
    esbuild.build({
      ...common,
      format: "esm",
      splitting: true,
      entryPoints: [
        "src/index.ts",
        "src/cli/main.ts",
        "src/cli/kernel-handlers.ts",
        "src/engine/modules/loader-hooks.ts",
      ],
      outbase: "src",
      outdir: out,
    }),
    esbuild.build({
      ...classic,
      entryPoints: ["src/kernel/wire/sockets.ts"],
      outfile: join(out, "kernel/sockets.cjs"),
    }),
    esbuild.build({
      ...classic,
      external: [...common.external, "./kernel-handlers.js"],
      entryPoints: ["src/cli/kernel-main.ts"],
      outfile: join(out, "cli/kernel.cjs"),
    }),
  ]);
}

/** What stays a package of its own: what is installed beside this one, and Node's own modules. */
function externalPackages() {
  const {
    dependencies,
    optionalDependencies = {},
    peerDependencies = {},
  } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
    .filter((name) => name !== "zod")
    .flatMap((name) => [name, `${name}/*`]);
}

/** Leaves out zod's other 60 languages: errors are worded by slylab, and they take a third of zod's load time. */
const oneZodLocale = {
  name: "one-zod-locale",
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
      loader: "js",
    }));
  },
};

async function takeLock() {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return;
    } catch {
      const holder = Number(existsSync(lock) ? readFileSync(lock, "utf8") : "");
      // Zero while the holder writes its number.
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

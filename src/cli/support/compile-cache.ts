/**
 * Caches V8's compiled code of slylab in the package's folder, so that the next process does not compile it again,
 * which would take a third of the CPU time of `slylab -e`.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";
import { packageFile } from "../../base/files/package-file.js";

/** The packages whose files are loaded with almost every command. */
const packages = /[\\/]node_modules[\\/](undici|libsql|@neon-rs|detect-libc|cli-table3|dotenv)[\\/]/;
const headBytes = 8;

/** A script that was compiled in this process, and the file that will cache its code. */
interface Compiled {
  readonly path: string;
  readonly script: Script;
  readonly checksum: number;
}

/**
 * Uses the cached code of modules that are required from now on, and updates the cache when the process exits. Does
 * nothing if the package's folder cannot be written, or with `NODE_DISABLE_COMPILE_CACHE`.
 */
export function useCompileCache(): void {
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return;
  const folder = packageFile(".cache/compiled");
  // Node has such a cache since 22.1.
  const enable: unknown = Reflect.get(Module, "enableCompileCache");
  if (typeof enable === "function") {
    enable(folder);
    return;
  }
  // The name contains V8's version and flags, since compiled code works with no others.
  const ownFolder = join(folder, `${process.arch}-${process.version}-${cachedDataVersionTag()}`);
  try {
    mkdirSync(ownFolder, { recursive: true });
  } catch {
    return;
  }
  compileFrom(ownFolder, packageFile("dist"));
}

/** Makes `require` compile slylab's modules, and those of {@link packages}, from the code cached in `folder`. */
function compileFrom(folder: string, dist: string): void {
  const compile: unknown = Reflect.get(Module.prototype, "_compile");
  if (typeof compile !== "function") return;
  const compiled: Compiled[] = [];
  const isCached = (source: string, file: string, format: unknown) =>
    // A script from the cache cannot import; the build leaves no `import()` in slylab's own.
    format !== "module" && (file.startsWith(dist) || (packages.test(file) && !source.includes("import(")));
  Reflect.set(
    Module.prototype,
    "_compile",
    function compileCached(this: NodeJS.Module, source: string, file: string, ...more: unknown[]): unknown {
      if (!isCached(source, file, more[0])) return compile.call(this, source, file, ...more);
      const path = join(folder, file.replaceAll(/[^\w.-]/g, "_").slice(-200));
      const checksum = crc32(source);
      const cachedData = keptCode(path, checksum);
      const script = new Script(Module.wrap(source), { filename: file, ...(cachedData && { cachedData }) });
      if (cachedData === undefined || script.cachedDataRejected === true) compiled.push({ path, script, checksum });
      const run: unknown = script.runInThisContext();
      if (typeof run !== "function") throw new TypeError(`${file} did not compile to a function`);
      return run.call(this.exports, this.exports, createRequire(file), this, file, dirname(file));
    },
  );
  process.once("exit", () => keepCode(compiled));
}

/** Returns the code of a source with this checksum; undefined if there is none, or if the file is damaged. */
function keptCode(path: string, checksum: number): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    const code = bytes.subarray(headBytes);
    return bytes.readUInt32LE(0) === checksum && bytes.readUInt32LE(4) === crc32(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the code of scripts, with all functions that have run. Other processes never see partial files. */
function keepCode(compiled: readonly Compiled[]): void {
  for (const { path, script, checksum } of compiled) {
    const temporary = `${path}.${process.pid}`;
    try {
      const code = script.createCachedData();
      const head = Buffer.alloc(headBytes);
      head.writeUInt32LE(checksum, 0);
      head.writeUInt32LE(crc32(code), 4);
      writeFileSync(temporary, Buffer.concat([head, code]));
      renameSync(temporary, path);
    } catch {
      // For example a full disk: the next process compiles again.
      rmSync(temporary, { force: true });
      return;
    }
  }
}

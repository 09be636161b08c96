/** The folder that a type checker reads its settings from, made for one session and gone with it. */
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, parse, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { UserSettings } from "../modules/user-settings.js";
import { nodeLibraries } from "./node-globals.js";

let folderCount = 0;

/** Where modules of a session are to be, in the eyes of the checker; only the settings are on disk. */
export interface CheckFolder {
  readonly root: string;
  /** The address of the session's folder. */
  readonly sessionUri: string;
  /** The address of a module of the session. */
  uri(file: string): string;
  remove(): void;
}

/** What the settings are made of. */
export interface CheckFolderOptions {
  readonly cwd: string;
  /** The modules that there are at first, with their text. The checker reads what it is told of any other as a program of its own. */
  readonly files: readonly { readonly file: string; readonly text: string }[];
  /** Types of packages that are not installed where the session is, by name. */
  readonly paths: Readonly<Record<string, string>>;
  /** The user's own settings. Default: none. */
  readonly settings?: UserSettings;
}

/** Makes the folder. */
export function makeCheckFolder({ cwd, files, paths, settings: user }: CheckFolderOptions): CheckFolder {
  const root = makeRoot(cwd);
  const base = join(root, "at");
  // A copy of the way from the root of the disk to the session's folder: `rootDirs` lays one over the other, so that
  // `./x.js` and `../x.js` in a cell lead to where they would from the session's folder.
  const folder = join(base, relative(parse(cwd).root, cwd));
  const settings = {
    compilerOptions: {
      target: "es2022",
      // As a bundler reads them, modules of TypeScript are modules whatever a package.json says, and need no extension.
      module: "preserve",
      moduleResolution: "bundler",
      allowImportingTsExtensions: true,
      lib: user?.lib ?? nodeLibraries(),
      strict: true,
      ...user?.options,
      ...nodeTypes(cwd, user?.options),
      noEmit: true,
      skipLibCheck: true,
      allowJs: true,
      rootDirs: [parse(cwd).root, base],
      paths: {
        ...Object.fromEntries(user?.paths ?? []),
        ...Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, [path]])),
      },
    },
    files: files.map(({ file }) => join(folder, file)),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(root, "tsconfig.json"), JSON.stringify(settings));
  for (const { file, text } of files) writeFileSync(join(folder, file), text);
  const remove = () => {
    process.off("exit", remove);
    rmSync(root, { recursive: true, force: true });
  };
  process.once("exit", remove);
  const sessionUri = pathToFileURL(cwd).href;
  return { root, sessionUri, uri: (name) => pathToFileURL(join(folder, name)).href, remove };
}

function makeRoot(cwd: string): string {
  folderCount += 1;
  const id = `${process.pid}-${folderCount}`;
  const modules = findModules(cwd);
  if (modules !== undefined) {
    const cache = join(modules, ".cache", "slylab");
    try {
      mkdirSync(join(cache, id), { recursive: true });
      removeLeftovers(cache);
      return join(cache, id);
    } catch {
      // A folder that cannot be written to.
    }
  }
  const root = join(tmpdir(), `slylab-${id}`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true, mode: 0o700 });
  // Packages are looked for from here upwards.
  if (modules !== undefined) symlinkSync(modules, join(root, "node_modules"), "junction");
  return root;
}

/** The nearest `node_modules` that imports of the session would search; none is made for it. */
function findModules(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const modules = join(folder, "node_modules");
    if (existsSync(modules)) return modules;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Folders of processes that ended without removing theirs. */
function removeLeftovers(cache: string): void {
  for (const name of readdirSync(cache)) {
    const pid = Number(/^(\d+)-\d+$/.exec(name)?.[1]);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Node's own types: those of the session's folder, else ours; beside them what the user's settings name. */
function nodeTypes(cwd: string, options: UserSettings["options"] = {}): { types: string[]; typeRoots?: string[] } {
  const types = new Set(["node", ...namesIn(options.types)]);
  const roots = namesIn(options.typeRoots);
  for (const from of [pathToFileURL(join(cwd, "cell.mjs")).href, import.meta.url]) {
    try {
      const settings = createRequire(from).resolve("@types/node/package.json");
      return { types: [...types], typeRoots: [...new Set([...roots, dirname(dirname(settings))])] };
    } catch {
      // Not installed there.
    }
  }
  return { types: [] };
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

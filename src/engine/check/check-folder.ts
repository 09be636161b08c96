/** Creates the temporary folder with the type checker's settings; it is removed with the session. */
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, parse, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { findUp } from "../../base/files/find-up.js";
import { isRunning } from "../../base/running-process.js";
import { ConfigError } from "../../domain/errors.js";
import { fileErrorText, isFileError } from "../../domain/file-error.js";
import type { UserSettings } from "../modules/user-settings.js";
import { nodeLibraries } from "./node-globals.js";

let folderCount = 0;

/** The folder in which the checker sees the modules of a session; only the settings are on disk. */
export interface CheckFolder {
  readonly root: string;
  /** URI of the session's folder. */
  readonly sessionUri: string;
  /** Returns the URI of a module of the session. */
  uri(file: string): string;
  /** Writes the settings again; the server must be restarted. */
  configure(settings: UserSettings): void;
  remove(): void;
}

/** Options of {@link makeCheckFolder}. */
export interface CheckFolderOptions {
  readonly cwd: string;
  /** The initial modules. The checker would treat any later file as a separate program. */
  readonly files: readonly { readonly file: string; readonly text: string }[];
  /** Declaration files by package name, for packages that are not installed in the session's folder. */
  readonly paths: Readonly<Record<string, string>>;
  /** The user's settings. Default: none. */
  readonly settings?: UserSettings;
}

/** Creates the folder. @throws {ConfigError} it cannot be written */
export function makeCheckFolder(options: CheckFolderOptions): CheckFolder {
  try {
    return makeFolder(options);
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new ConfigError(`types cannot be checked: ${fileErrorText(error)} in ${tmpdir()}`, {
      option: "TMPDIR",
      source: "the environment",
      hint: "free disk space there, or set TMPDIR to another folder",
      cause: error,
    });
  }
}

function makeFolder({ cwd, files, paths, settings: initial }: CheckFolderOptions): CheckFolder {
  const root = makeRoot(cwd);
  const base = join(root, "at");
  // Repeats the session's path below the check folder. `rootDirs` merges both trees, so that relative imports in a cell
  // resolve from the session's folder.
  const folder = join(base, relative(parse(cwd).root, cwd));
  const settingsFor = (user: UserSettings | undefined) => ({
    compilerOptions: {
      target: "es2022",
      // Like in a bundler, TypeScript modules are modules regardless of package.json, and imports need no extension.
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
  });
  // In the folder of the modules, because the search for settings stops at a `node_modules` folder, which the session's
  // path may contain.
  const configure = (user: UserSettings | undefined) =>
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settingsFor(user)));
  try {
    mkdirSync(folder, { recursive: true });
    configure(initial);
    for (const { file, text } of files) writeFileSync(join(folder, file), text);
  } catch (error) {
    rmSync(root, { recursive: true, force: true });
    throw error;
  }
  const remove = () => {
    process.off("exit", remove);
    rmSync(root, { recursive: true, force: true });
  };
  process.once("exit", remove);
  const sessionUri = pathToFileURL(cwd).href;
  const folderUri = pathToFileURL(folder).href;
  return { root, sessionUri, uri: (name) => `${folderUri}/${name}`, configure, remove };
}

function makeRoot(cwd: string): string {
  folderCount += 1;
  const id = `${process.pid}-${folderCount}`;
  const modules = findUp("node_modules", cwd);
  if (modules !== undefined) {
    const cache = join(modules, ".cache", "slylab");
    try {
      mkdirSync(join(cache, id), { recursive: true });
      removeLeftovers(cache);
      return join(cache, id);
    } catch {
      // The folder is not writable.
    }
  }
  const root = join(tmpdir(), `slylab-${id}`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true, mode: 0o700 });
  // Packages resolve from this folder upwards.
  if (modules !== undefined) symlinkSync(modules, join(root, "node_modules"), "junction");
  return root;
}

/** Removes folders of processes that ended without doing so. */
function removeLeftovers(cache: string): void {
  for (const name of readdirSync(cache)) {
    const pid = Number(/^(\d+)-\d+$/.exec(name)?.[1]);
    if (Number.isNaN(pid) || isRunning(pid)) continue;
    rmSync(join(cache, name), { recursive: true, force: true });
  }
}

/**
 * Returns the settings for Node's types (those of the session's folder, else ours) and the user's `types` and
 * `typeRoots`.
 */
function nodeTypes(cwd: string, options: UserSettings["options"] = {}): { types: string[]; typeRoots?: string[] } {
  const types = new Set(["node", ...namesIn(options.types)]);
  const roots = namesIn(options.typeRoots);
  for (const from of [pathToFileURL(join(cwd, "cell.mjs")).href, import.meta.url]) {
    try {
      const settings = createRequire(from).resolve("@types/node/package.json");
      return { types: [...types], typeRoots: [...new Set([...roots, dirname(dirname(settings))])] };
    } catch {
      // Not installed here.
    }
  }
  return { types: [] };
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Finds and parses `tsconfig.json` and the files that it extends. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import type { Expression } from "oxc-parser";
import { isRecord } from "../../base/is-record.js";
import { loadOxc } from "../pipeline/oxc.js";

/** Returns the nearest `tsconfig.json` from a folder upwards. Adds the paths at which it looks to `read`. */
export function findSettings(from: string, read: Set<string>): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, "tsconfig.json");
    read.add(file);
    if (existsSync(file)) return file;
    if (folder === dirname(folder) || basename(folder) === "node_modules") return undefined;
  }
}

/** The options of a file and of those that it extends. */
export interface SettingsChain {
  readonly options: Map<string, unknown>;
  readonly paths: Map<string, readonly string[]>;
  readonly baseUrl: string | undefined;
}

/** Reads a file and those that it extends, and adds them to `read`. `${configDir}` stands for the folder of `root`. */
export function readChain(file: string, root: string, seen: Set<string>, read: Set<string>): SettingsChain {
  if (seen.has(file)) throw new Error(`${file} extends itself`);
  seen.add(file);
  read.add(file);
  const folder = dirname(file);
  const settings = parseSettings(readFileSync(file, "utf8"));
  const options = new Map<string, unknown>();
  let paths = new Map<string, readonly string[]>();
  let baseUrl: string | undefined;
  const bases = typeof settings.extends === "string" ? [settings.extends] : settings.extends;
  for (const base of isTextList(bases) ? bases : []) {
    const chain = readChain(findBase(base, file, read), root, new Set(seen), read);
    for (const [name, value] of chain.options) options.set(name, value);
    if (chain.paths.size > 0) paths = chain.paths;
    baseUrl = chain.baseUrl ?? baseUrl;
  }
  const ownOptions = isRecord(settings.compilerOptions) ? settings.compilerOptions : {};
  const absolute = (path: string) => resolve(folder, path.replace("${configDir}", dirname(root)));
  for (const [name, value] of Object.entries(ownOptions)) {
    if (name === "typeRoots" && isTextList(value)) options.set(name, value.map(absolute));
    else options.set(name, value);
  }
  if (typeof ownOptions.baseUrl === "string") baseUrl = absolute(ownOptions.baseUrl);
  if (isRecord(ownOptions.paths)) {
    paths = new Map();
    const from = baseUrl ?? folder;
    for (const [pattern, targets] of Object.entries(ownOptions.paths)) {
      if (!isTextList(targets)) continue;
      paths.set(
        pattern,
        targets.map((target) => resolve(from, target.replace("${configDir}", dirname(root)))),
      );
    }
  }
  return { options, paths, baseUrl };
}

function findBase(base: string, from: string, read: Set<string>): string {
  const isPath = isAbsolute(base) || /^\.{1,2}(?:[\\/]|$)/.test(base);
  if (!isPath) {
    const require = createRequire(from);
    for (const name of [base, `${base}/tsconfig.json`, `${base}.json`]) {
      try {
        const found = require.resolve(name);
        if (found.endsWith(".json")) return found;
      } catch {
        // Try the next form.
      }
    }
    throw new Error(`cannot find ${base} in "extends": the package is not installed`);
  }
  const path = resolve(dirname(from), base);
  for (const file of [path, `${path}.json`, join(path, "tsconfig.json")]) {
    read.add(file);
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  }
  throw new Error(`cannot find ${base} in "extends": no such file`);
}

/** Parses JSON with comments and trailing commas, which is a JavaScript expression. */
function parseSettings(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Has comments. Loading the parser takes time, so JSON is tried first.
  }
  // Like tsc: a file without content has no settings.
  if (text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "").trim() === "") return {};
  const { program, errors } = loadOxc().parse(`(${text.replace(/^\uFEFF/, "")}\n)`);
  const [statement] = program.body;
  if (errors.length > 0 || statement?.type !== "ExpressionStatement") {
    throw new Error(errors[0]?.message ?? "expected an object");
  }
  const value = literal(statement.expression);
  if (!isRecord(value)) throw new Error("expected an object");
  return value;
}

function literal(node: Expression): unknown {
  switch (node.type) {
    case "Literal":
      return node.value;
    case "ArrayExpression":
      return node.elements.map((item) => (item === null || item.type === "SpreadElement" ? null : literal(item)));
    case "ObjectExpression": {
      const entries: [string, unknown][] = [];
      for (const property of node.properties) {
        if (property.type === "SpreadElement") continue;
        const { key } = property;
        if (key.type === "Literal") entries.push([String(key.value), literal(property.value)]);
        else if (key.type === "Identifier") entries.push([key.name, literal(property.value)]);
      }
      return Object.fromEntries(entries);
    }
    case "UnaryExpression":
      return node.operator === "-" ? -Number(literal(node.argument)) : null;
    default:
      return null;
  }
}

/** Whether a value is a list of texts. */
export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

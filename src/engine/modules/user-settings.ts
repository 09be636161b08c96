/** Reads the settings in the user's `tsconfig.json` that apply to cells, scripts and their modules. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import type { Expression } from "oxc-parser";
import { pathsUpTo } from "../../base/find-up.js";
import { type JsxSettings, loadOxc, plainSyntax, type SyntaxSettings } from "../pipeline/oxc.js";
import { packageImports } from "./package-imports.js";
import { noFile, stampOf } from "./source-module.js";

/** The settings that are applied. */
export interface UserSettings extends SyntaxSettings {
  /** The file; undefined if there is none. */
  readonly file: string | undefined;
  /** Compiler options for the checker, except `paths` and `lib`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Patterns with at most one `*` → absolute target paths. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly lib: readonly string[] | undefined;
  /** Why a file could not be read. */
  readonly problem: string | undefined;
  /** The files that were read, and those that would be if they existed → their stamps. */
  readonly stamps: ReadonlyMap<string, string>;
}

/** Options that affect checks and the meaning of code; all others concern builds. */
const honored: ReadonlySet<string> = new Set([
  "strict",
  "alwaysStrict",
  "noImplicitAny",
  "noImplicitThis",
  "strictNullChecks",
  "strictFunctionTypes",
  "strictBindCallApply",
  "strictPropertyInitialization",
  "strictBuiltinIteratorReturn",
  "useUnknownInCatchVariables",
  "noUncheckedIndexedAccess",
  "exactOptionalPropertyTypes",
  "noImplicitOverride",
  "noImplicitReturns",
  "noFallthroughCasesInSwitch",
  "noPropertyAccessFromIndexSignature",
  "checkJs",
  "customConditions",
  "experimentalDecorators",
  "emitDecoratorMetadata",
  "useDefineForClassFields",
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "types",
  "typeRoots",
]);

const none: UserSettings = {
  file: undefined,
  options: {},
  paths: new Map(),
  lib: undefined,
  ...plainSyntax,
  problem: undefined,
  stamps: new Map(),
};

/**
 * Reads the nearest `tsconfig.json` from `folder` upwards, what it extends, and `imports` of `package.json`. Never
 * throws.
 */
export function readUserSettings(folder: string): UserSettings {
  const settings = readNearest(folder);
  const { customConditions } = settings.options;
  const imports = packageImports(folder, isTextList(customConditions) ? customConditions : []);
  const stamps = stampsOf([...settings.stamps.keys(), ...pathsUpTo("package.json", folder)]);
  return { ...settings, stamps, paths: new Map([...imports, ...settings.paths]) };
}

/** Whether the files of `settings` have not changed, and none was created that would be read instead. */
export function areCurrent({ stamps }: UserSettings): boolean {
  // Called before each cell; `existsSync` is cheaper than the stamp of a missing file.
  for (const [file, stamp] of stamps) if (stamp === noFile ? existsSync(file) : stampOf(file) !== stamp) return false;
  return true;
}

/** Whether two settings mean the same. */
export function areEqualSettings(first: UserSettings, second: UserSettings): boolean {
  const text = ({ stamps: _stamps, paths, ...rest }: UserSettings) => JSON.stringify([rest, [...paths]]);
  return text(first) === text(second);
}

function stampsOf(files: readonly string[]): Map<string, string> {
  return new Map(files.map((file) => [file, stampOf(file)]));
}

function readNearest(folder: string): UserSettings {
  const read = new Set<string>();
  const file = findSettings(folder, read);
  if (file === undefined) return { ...none, stamps: stampsOf([...read]) };
  try {
    const { options, paths, baseUrl } = readChain(file, file, new Set(), read);
    if (baseUrl !== undefined && !paths.has("*")) paths.set("*", [join(baseUrl, "*")]);
    const lib = options.get("lib");
    return {
      file,
      options: Object.fromEntries([...options].filter(([name]) => honored.has(name))),
      paths,
      lib: isTextList(lib) ? lib : undefined,
      ...syntaxOf(options),
      problem: invalidOption(file, options),
      stamps: stampsOf([...read]),
    };
  } catch (error) {
    return {
      ...none,
      file,
      problem: `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      stamps: stampsOf([...read]),
    };
  }
}

/** Options of {@link honored} that are not booleans. */
const otherOptions: Readonly<Record<string, (value: unknown) => boolean>> = {
  customConditions: isTextList,
  jsx: (value) => typeof value === "string" && /^(?:react|react-jsx|react-jsxdev|react-native|preserve)$/i.test(value),
  jsxFactory: isText,
  jsxFragmentFactory: isText,
  jsxImportSource: isText,
  types: isTextList,
  typeRoots: isTextList,
};
const libName = /^(?:es(?:\d+|next)|dom|webworker|scripthost|decorators)(?:\.[a-z\d.]+)?$/i;
const newestLib = 2025;

/** Describes the first invalid option, which has no effect; undefined if there is none. */
function invalidOption(file: string, options: ReadonlyMap<string, unknown>): string | undefined {
  for (const [name, value] of options) {
    const isValid = name === "lib" ? isLib(value) : !honored.has(name) || isValidOption(name, value);
    if (!isValid) return `${file}: "${name}" cannot be ${JSON.stringify(value)}; it has no effect`;
  }
  return undefined;
}

function isValidOption(name: string, value: unknown): boolean {
  if (value === null) return true;
  const check = Object.hasOwn(otherOptions, name) ? otherOptions[name] : undefined;
  return check === undefined ? typeof value === "boolean" : check(value);
}

function isLib(value: unknown): boolean {
  return (
    isTextList(value) &&
    value.every((name) => libName.test(name) && !(Number(/^es(\d{4})/i.exec(name)?.[1]) > newestLib))
  );
}

function syntaxOf(options: ReadonlyMap<string, unknown>): SyntaxSettings {
  const text = (name: string) => {
    const value = options.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const jsxMode = text("jsx")?.toLowerCase();
  const isRunnable = jsxMode === "react" || jsxMode === "react-jsx" || jsxMode === "react-jsxdev";
  const jsx: JsxSettings | undefined = isRunnable
    ? {
        runtime: jsxMode === "react" ? "classic" : "automatic",
        development: jsxMode === "react-jsxdev",
        importSource: text("jsxImportSource"),
        pragma: text("jsxFactory"),
        pragmaFrag: text("jsxFragmentFactory"),
      }
    : undefined;
  return {
    jsx,
    jsxMode,
    legacyDecorators: options.get("experimentalDecorators") === true,
    decoratorMetadata: options.get("emitDecoratorMetadata") === true,
    assignsFields: options.get("useDefineForClassFields") === false,
  };
}

/** Adds the paths at which it looks to `read`. */
function findSettings(from: string, read: Set<string>): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, "tsconfig.json");
    read.add(file);
    if (existsSync(file)) return file;
    if (folder === dirname(folder) || basename(folder) === "node_modules") return undefined;
  }
}

interface SettingsChain {
  readonly options: Map<string, unknown>;
  readonly paths: Map<string, readonly string[]>;
  readonly baseUrl: string | undefined;
}

/** Reads a file and those that it extends, and adds them to `read`. `${configDir}` stands for the folder of `root`. */
function readChain(file: string, root: string, seen: Set<string>, read: Set<string>): SettingsChain {
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

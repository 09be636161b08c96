/** Reads the settings in the user's `tsconfig.json` that apply to cells, scripts and their modules. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathsUpTo } from "../../base/files/find-up.js";
import { type JsxSettings, plainSyntax, type SyntaxSettings } from "../pipeline/oxc.js";
import { packageImports } from "./package-imports.js";
import { noFile, stampOf } from "./source-module.js";
import { findSettings, isTextList, readChain } from "./tsconfig-file.js";

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

function isText(value: unknown): value is string {
  return typeof value === "string";
}

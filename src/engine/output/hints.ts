/** Hints for messages of the type checker and for undefined names. */
import { dirname, resolve } from "node:path";
import { hintForMapped } from "../modules/local-paths.js";
import { hintForForeignLine } from "../pipeline/foreign-commands.js";
import { hintForMissing } from "../pipeline/imports.js";
import { hintForDecorators } from "../pipeline/unsupported-syntax.js";
import type { Diagnostic } from "../session/cell.js";

/** TypeScript's codes for missing modules. */
const missingModule = new Set([2307, 2882]);
/** TypeScript's codes for undeclared names. */
const missingName = new Set([2304, 2552, 2580, 2584, 2867, 2868]);

/** TypeScript's codes for JSX that `tsconfig.json` does not enable. */
const needsJsx = new Set([6142, 17004]);
/** TypeScript's code for JSX without types, which follows from others. */
const untypedJsx = 7026;
/** TypeScript's codes for elements and fragments whose function is not in scope. */
const missingJsxFactory = new Set([2874, 2879]);
/** TypeScript's code for a missing `jsxImportSource`. */
const missingJsxRuntime = 2875;
/** TypeScript's code for decorators of parameters without `experimentalDecorators`. */
const misplacedDecorator = 1206;
/** TypeScript's codes for missing members, also those that iterate. */
const missingMember = new Set([2339, 2488, 2551]);

/** Names that exist in other environments, and their alternatives here. */
const elsewhere: Readonly<Record<string, string>> = {
  prompt: 'use input: const answer = await input("…")',
  confirm: 'use input: const isSure = (await input("… [y/n] ")) === "y"',
  alert: "use show(value) or console.log(value)",
  document: "use show(html`…`) to show markup in a notebook",
  window: "use globalThis",
  localStorage: 'use a file: import { writeFile } from "node:fs/promises"',
  Deno: "use Node's modules, for example node:fs and node:process",
  Bun: "use Node's modules, for example node:fs and node:process",
  React: 'import it: import React from "react"',
  print: "use console.log(value)",
  len: "use value.length",
  None: "use null or undefined",
  True: "use true",
  False: "use false",
  help: "use it in a cell, at the prompt or as slylab -e 'help(team(8).job)'",
};

/** Returns the hint for the first of several messages that has one; causes come before what follows from them. */
export function hintForDiagnostics(
  diagnostics: readonly Diagnostic[],
  hintFor: (diagnostic: Diagnostic) => string | undefined,
): string | undefined {
  const causes = diagnostics.filter(({ code }) => code !== untypedJsx);
  for (const diagnostic of [...causes, ...diagnostics]) {
    const hint = hintFor(diagnostic);
    if (hint !== undefined) return hint;
  }
  return undefined;
}

/**
 * Returns the most useful next step for a message; undefined if it needs none.
 *
 * @param line - the line that the message is about
 * @param paths - path mappings, in the form of `paths` in `tsconfig.json`
 */
export function hintForDiagnostic(
  { code, message, column, source }: Diagnostic,
  folder: string,
  paths: ReadonlyMap<string, readonly string[]> = new Map(),
  line = "",
): string | undefined {
  if (needsJsx.has(code)) return 'set "jsx": "react-jsx" in tsconfig.json';
  if (code === untypedJsx) return "install types of JSX, such as @types/react, or declare JSX.IntrinsicElements";
  if (code === misplacedDecorator) return hintForDecorators;
  if (missingMember.has(code) && /[Tt]ype '(?:Listing\b|\w*(?:List|s)Chain\b)/.test(message))
    return hintForUnread(message);
  if (missingMember.has(code) && /[Tt]ype 'Promise</.test(message)) {
    return hintForPromise(message, (source?.text ?? line).slice(0, column - 1));
  }
  const quoted = /'([^']+)'/.exec(message)?.[1];
  if (quoted === undefined) return undefined;
  if (missingJsxFactory.has(code)) return `import ${quoted}, the function that makes elements`;
  if (code === missingJsxRuntime) return hintForMissing(quoted, folder);
  if (missingModule.has(code)) {
    const from = source === undefined ? folder : dirname(resolve(source.file));
    return hintForMapped(quoted, from, paths) ?? hintForMissing(quoted, from);
  }
  if (missingName.has(code)) return hintForName(quoted, line);
  return undefined;
}

function hintForName(name: string, line: string): string | undefined {
  return Object.hasOwn(elsewhere, name) ? elsewhere[name] : hintForForeignLine(line);
}

/** Returns the hint for a list that is used before it was read. */
function hintForUnread(message: string): string | undefined {
  const name = /^Property '(\w+)'/.exec(message)?.[1];
  if (name !== undefined) return name in Array.prototype ? `await the list, then use '${name}'` : undefined;
  return "await the list, or use for await";
}

/** Returns the hint for a promise that is used like its value; `before` is the code before the member. */
function hintForPromise(message: string, before: string): string | undefined {
  // TypeScript suggests a member of promises, such as `then`.
  if (message.includes("Did you mean")) return undefined;
  const name = /^Property '([\w$]+)'/.exec(message)?.[1];
  if (name === undefined) return "await the promise first";
  const promise = /([\w$][\w$.]*(?:\([^()]*\))?)\??\.$/.exec(before)?.[1];
  return promise === undefined ? `await the promise, then use '${name}'` : `write (await ${promise}).${name}`;
}

/** Returns the hint for a ReferenceError in `line` of a cell that was not checked. */
export function hintForUndefined(message: string, line = ""): string | undefined {
  const name = /^(\S+) is not defined$/.exec(message)?.[1];
  return name === undefined ? undefined : hintForName(name, line);
}

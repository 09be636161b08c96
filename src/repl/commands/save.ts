/** Converts a session to a script or notebook. */
import { tokenize } from "../../base/text/tokens.js";
import { languageInfo } from "../../domain/language-info.js";
import type { NotebookCell } from "../../domain/notebook/cells.js";
import { cellMark } from "../../domain/notebook/script-cells.js";
import { serializeNotebook } from "../../domain/notebook/serialize-notebook.js";
import type { Completeness } from "../../engine/session/cell.js";
import { findSecrets, type KnownSecrets, replaceSecrets, secretNames } from "../history/secrets.js";
import type { TranscriptEntry } from "../screen/transcript.js";

/** Options of {@link toScript} and {@link toNotebook}. */
export interface SaveOptions {
  /** Values that must not be written. */
  readonly secrets: readonly string[];
  /** Variables whose values must not be written. */
  readonly secretNames?: readonly string[];
  /** The names that cells can use without an import. */
  readonly libraryNames: readonly string[];
  readonly completeness: (code: string) => Completeness;
  readonly title: string;
}

interface PreparedSession {
  readonly cells: readonly string[];
  /** Environment variables that replace secrets. */
  readonly variables: readonly string[];
  /** Library exports that the cells use. */
  readonly usedNames: readonly string[];
}

/** Returns the session as a script for `slylab FILE.ts`, which reads secrets from the environment. */
export function toScript(entries: readonly TranscriptEntry[], options: SaveOptions): string {
  const { cells, variables, usedNames } = prepare(entries, options);
  const head = [`// ${options.title}`, ...variablesLine(variables).map((line) => `// ${line}`)];
  return `${[head.join("\n"), importLine(usedNames), ...cells].filter((part) => part !== "").join(`\n\n${cellMark}\n`)}\n`;
}

/** Returns the session as a notebook (nbformat 4.5) without outputs. */
export function toNotebook(entries: readonly TranscriptEntry[], options: SaveOptions): string {
  const { cells, variables, usedNames } = prepare(entries, options);
  const intro = [`# ${options.title}`, ...variablesLine(variables)].join("\n\n");
  const code = [importLine(usedNames), ...cells].filter((cell) => cell !== "");
  const codeCells = code.map(
    (source, index): NotebookCell => ({
      cell_type: "code",
      execution_count: null,
      id: `cell-${index + 1}`,
      metadata: {},
      outputs: [],
      source,
    }),
  );
  return serializeNotebook({
    cells: [{ cell_type: "markdown", id: "intro", metadata: {}, source: intro }, ...codeCells],
    metadata: {
      kernelspec: { display_name: "slylab", language: "typescript", name: "slylab" },
      language_info: languageInfo,
    },
  });
}

function prepare(entries: readonly TranscriptEntry[], options: SaveOptions): PreparedSession {
  const names = new Map<string, string>();
  // A password may be declared in one entry and passed in another.
  const variables = [...(options.secretNames ?? []), ...entries.flatMap(({ code }) => secretNames(code))];
  const secrets = { values: options.secrets, names: variables };
  const cells = entries.map(({ code, ranChain }) => {
    const open = withoutSecrets(code.trim(), secrets, names);
    return ranChain ? awaitLast(open, options.completeness) : open;
  });
  const imported = new Set(entries.flatMap(({ code }) => importedNames(code)));
  const usedNames = options.libraryNames.filter(
    (word) => !imported.has(word) && cells.some((cell) => usesName(cell, word)),
  );
  return { cells, variables: [...names.values()], usedNames };
}

function importLine(usedNames: readonly string[]): string {
  return usedNames.length === 0 ? "" : `import { ${usedNames.join(", ")} } from "slylab";`;
}

function variablesLine(variables: readonly string[]): string[] {
  return variables.length === 0 ? [] : [`set ${variables.join(", ")} in the environment before running this`];
}

/** Replaces each secret by an environment variable, the same one for the same value. */
function withoutSecrets(code: string, secrets: KnownSecrets, names: Map<string, string>): string {
  const variableOf = (value: string, word: string) => {
    const variable = names.get(value);
    if (variable !== undefined) return variable;
    const base = word.toUpperCase();
    const taken = [...names.values()].filter((name) => name.startsWith(base)).length;
    const name = taken === 0 ? base : `${base}_${taken + 1}`;
    names.set(value, name);
    return name;
  };
  const strings = tokenize(code).filter(({ kind }) => kind === "string" || kind === "template");
  const findings = new Map(findSecrets(code, secrets).map((finding) => [finding.start, finding]));
  let out = "";
  let at = 0;
  // A string that consists of a secret becomes an expression; in a longer string only the secret is replaced.
  for (const { start, end } of strings) {
    const finding = findings.get(start + 1);
    if (finding === undefined || finding.end !== end - 1) continue;
    out += `${code.slice(at, start)}process.env.${variableOf(code.slice(finding.start, finding.end), finding.word)}!`;
    at = end;
  }
  return replaceSecrets(out + code.slice(at), secrets, ({ word }) => `‹${word}›`);
}

/** Adds `await` to the last statement: unlike the prompt, scripts and stock kernels do not run chains. */
function awaitLast(code: string, completeness: (code: string) => Completeness): string {
  const starts = statementStarts(code).filter((start) => {
    const isWhole = (part: string) => completeness(part).status === "complete";
    return isWhole(code.slice(start)) && (start === 0 || isWhole(code.slice(0, start)));
  });
  const last = starts.at(-1) ?? 0;
  return /^(await|const|let|var|import|export|function|class|for|if|while|return)\b/.test(code.slice(last))
    ? code
    : `${code.slice(0, last)}await ${code.slice(last)}`;
}

/** Returns where statements may start: outside of brackets, at the start, after a semicolon, or on a new line. */
function statementStarts(code: string): number[] {
  const starts: number[] = [];
  let depth = 0;
  let previousEnd = 0;
  let previous = "";
  for (const token of tokenize(code)) {
    if (token.kind === "comment") continue;
    const text = code.slice(token.start, token.end);
    const isOnNewLine = code.slice(previousEnd, token.start).includes("\n");
    const mayBegin = !/^[.)\]}?:&|+*/%,<>=^-]/.test(text);
    if (depth === 0 && mayBegin && (previous === "" || previous === ";" || isOnNewLine)) starts.push(token.start);
    if (token.kind === "punctuation") depth += "([{".includes(text) ? 1 : ")]}".includes(text) ? -1 : 0;
    previous = text;
    previousEnd = token.end;
  }
  return starts;
}

function usesName(code: string, name: string): boolean {
  return tokenize(code).some(({ kind, start, end }) => {
    return kind === "name" && code.slice(start, end) === name && code[start - 1] !== "." && !isKey(code, end);
  });
}

function isKey(code: string, end: number): boolean {
  return /^\s*:/.test(code.slice(end));
}

function importedNames(code: string): string[] {
  const clauses = [...code.matchAll(/\bimport\s{0,16}\{([^{}]{0,4000})\}\s{0,16}from\s{0,16}["']slylab["']/g)];
  return clauses.flatMap(([, names = ""]) => names.split(",").map((name) => name.trim().split(/\s+as\s+/)[0] ?? ""));
}

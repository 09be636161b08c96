/** Prepares a cell's text: parses it, removes types, and rewrites names. */
import type { Program } from "oxc-parser";
import type { TransformResult } from "oxc-transform";
import type { Diagnostic } from "../session/cell.js";
import { Edits, type OffsetMap } from "./edits.js";
import { hintForForeignLine } from "./foreign-commands.js";
import { type Oxc, plainSyntax, type SyntaxSettings } from "./oxc.js";
import { namesOfPlainCell } from "./plain-code.js";
import { Lines, mapBySource } from "./positions.js";
import { type Rewritten, rewriteCell } from "./rewrite.js";
import { declaredNames, type RewriteOptions } from "./scope.js";
import { findUnsupportedSyntax, jsxInTypeScript, type UnsupportedSyntax, wordsOf } from "./unsupported-syntax.js";

/** A cell that is ready to run. */
export interface Prepared extends Omit<Rewritten, "toSource"> {
  /** Maps offsets of the script to the user's text. */
  readonly toUser: OffsetMap;
  /** The cell without types, before its names were rewritten. */
  readonly javascript: string;
  readonly toJavaScript: OffsetMap;
  /** Returns the offset of a site ({@link Rewritten.sites}) in the user's text. */
  readonly siteOffset: (site: number) => number;
}

/** A parsed cell. */
export interface ParsedCell {
  readonly program: Program;
  /** The parsed text: the user's, in parentheses if it is an object literal. */
  readonly text: string;
  /** The number of characters before the user's text. */
  readonly shift: 0 | 1;
}

/** Why a cell cannot be run. */
export interface Rejection {
  readonly diagnostics: readonly Diagnostic[];
  readonly hint?: string;
}

/** Settings for parsing and compiling cells. */
export interface CellSyntax extends SyntaxSettings {
  readonly lang: "ts" | "tsx";
  /** The name of the code in messages. */
  readonly unit: "cell" | "script";
}

const plainCell: CellSyntax = { ...plainSyntax, lang: "ts", unit: "cell" };

/** Options of {@link prepareCell}. */
export interface PrepareOptions extends Omit<RewriteOptions, "disposables"> {
  readonly syntax?: CellSyntax;
}

/**
 * Parses a cell; text that can be an object literal is parsed as one. Syntax that cannot run is rejected here, before the
 * type checker reports it in other words.
 */
export function parseCell(oxc: Oxc, code: string, syntax: CellSyntax = plainCell): ParsedCell | Rejection {
  const parsed = parseText(oxc, code, syntax);
  if (isRejection(parsed)) return parsed;
  const unsupported = findUnsupportedSyntax(parsed.program, parsed.text, syntax);
  return unsupported === undefined ? parsed : rejectSyntax(unsupported, parsed.shift, code, syntax);
}

function parseText(oxc: Oxc, code: string, syntax: CellSyntax): ParsedCell | Rejection {
  // A shebang line is valid only at the start of a file.
  const text = code.replace(/^#!/, "//");
  const trimmed = text.trim();
  if (trimmed.startsWith("{") && trimmed.endsWith("}")) {
    const inside = `(${text}\n)`;
    const wrapped = oxc.parse(inside, syntax.lang);
    if (wrapped.errors.length === 0) return { program: wrapped.program, text: inside, shift: 1 };
  }
  const parsed = oxc.parse(text, syntax.lang);
  if (parsed.errors.length > 0) return rejectJsx(oxc, text, syntax) ?? rejectForeign(parsed.errors, code);
  return { program: parsed.program, text, shift: 0 };
}

/** Prepares a parsed cell, or returns why it cannot run. */
export function prepareCell(
  oxc: Oxc,
  code: string,
  parsed: ParsedCell,
  { syntax = plainCell, ...options }: PrepareOptions,
): Prepared | Rejection {
  const { disposables, edits } = liftDisposables(parsed);
  const before = edits.apply(parsed.text);
  // Without types to remove, loading the transformer is not worth it.
  const isPlain = parsed.shift === 0 && namesOfPlainCell(parsed.program) !== undefined;
  const transformed = isPlain ? asIs(before.text) : oxc.transform(before.text, syntax, syntax.lang);
  if (transformed.errors.length > 0) return reject(transformed.errors, code);
  const script = oxc.parseScript(transformed.code);
  const { toSource, ...rewritten } = rewriteCell(script.program, transformed.code, { ...options, disposables });

  // Computed only when an error needs a position.
  let fromJavaScript: OffsetMap | undefined;
  const toUserText: OffsetMap = (offset) => {
    if (isPlain) return Math.min(offset, code.length);
    fromJavaScript ??= mapBySource(transformed.map?.mappings ?? "", transformed.code, before.text);
    const at = before.toOriginal(fromJavaScript(offset)) - parsed.shift;
    return Math.min(Math.max(at, 0), code.length);
  };
  return {
    ...rewritten,
    javascript: transformed.code,
    toJavaScript: toSource,
    toUser: (offset) => toUserText(toSource(offset)),
    siteOffset: (site) => toUserText(rewritten.sites[site] ?? 0),
  };
}

/** The result of a transformation that changed nothing. */
function asIs(code: string): Pick<TransformResult, "code" | "map" | "errors"> {
  return { code, errors: [] };
}

/** Whether a step rejected the cell. */
export function isRejection(result: object): result is Rejection {
  return "diagnostics" in result;
}

/** An error of the parser or transformer, whose types differ. */
interface OxcError {
  readonly message: string;
  readonly codeframe: string | null;
  readonly labels: readonly { readonly start: number; readonly end: number }[];
}

function reject(errors: readonly OxcError[], code: string): Rejection {
  return { diagnostics: errors.map((error) => diagnosticOf(error, new Lines(code))) };
}

/** Adds a hint to a line that is no TypeScript but one of another prompt. */
function rejectForeign(errors: readonly OxcError[], code: string): Rejection {
  const rejection = reject(errors, code);
  const hint = hintForForeignLine(new Lines(code).line(rejection.diagnostics[0]?.line ?? 1) ?? "");
  return hint === undefined ? rejection : { ...rejection, hint };
}

function diagnosticOf(error: OxcError, lines: Lines): Diagnostic {
  const label = error.labels[0];
  const start = lines.positionAt(Math.min(label?.start ?? 0, lines.text.length));
  const end = lines.positionAt(Math.min(label?.end ?? label?.start ?? 0, lines.text.length));
  return {
    severity: "error",
    code: Number(/TS\((\d+)\)/.exec(error.codeframe ?? "")?.[1] ?? 0),
    message: wordsOf(error.message),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/** Explains JSX in a cell whose language has none; the parser's errors would not mention it. */
function rejectJsx(oxc: Oxc, text: string, syntax: CellSyntax): Rejection | undefined {
  if (syntax.lang === "tsx" || !/<[\w>]/.test(text)) return undefined;
  const parsed = oxc.parse(text, "tsx");
  if (parsed.errors.length > 0) return undefined;
  const isEnabled = syntax.jsx !== undefined;
  const found = findUnsupportedSyntax(parsed.program, text, { ...syntax, jsx: undefined });
  const unsupported = found === undefined || !isEnabled ? found : { ...found, ...jsxInTypeScript };
  return unsupported === undefined ? undefined : rejectSyntax(unsupported, 0, text, syntax);
}

function rejectSyntax(
  { start, end, what, hint }: UnsupportedSyntax,
  shift: number,
  code: string,
  { unit }: CellSyntax,
): Rejection {
  const lines = new Lines(code);
  const from = lines.positionAt(Math.max(start - shift, 0));
  const to = lines.positionAt(Math.min(Math.max(end - shift, 0), code.length));
  return {
    diagnostics: [
      {
        severity: "error",
        code: 0,
        message: `a ${unit} cannot use ${what}`,
        line: from.line,
        column: from.column,
        endLine: to.line,
        endColumn: to.column,
      },
    ],
    hint,
  };
}

/**
 * Replaces top-level `using` by `const` before oxc lowers it, since oxc would wrap the cell in a block and so hide its
 * declarations. The resources are disposed of when the cell ends, and their names end with it.
 */
function liftDisposables({ program }: ParsedCell): { disposables: Map<string, boolean>; edits: Edits } {
  const edits = new Edits();
  const disposables = new Map<string, boolean>();
  for (const statement of program.body) {
    if (statement.type !== "VariableDeclaration") continue;
    if (statement.kind !== "using" && statement.kind !== "await using") continue;
    for (const name of declaredNames(statement)) disposables.set(name, statement.kind === "await using");
    edits.replace(statement.start, statement.start + statement.kind.length, "const");
  }
  return { disposables, edits };
}

/** A cell's text made ready: parsed, its types taken out, its names turned into boxes. Pure, but for the parser it is lent. */
import type { Program } from "oxc-parser";
import type { Diagnostic } from "../session/cell.js";
import { type Beyond, findBeyond } from "./beyond.js";
import { Edits, type OffsetMap } from "./edits.js";
import { type Oxc, plainSyntax, type SyntaxSettings } from "./oxc.js";
import { Lines, mapBySource } from "./positions.js";
import { type Rewritten, rewriteCell } from "./rewrite.js";
import { declaredNames, type RewriteOptions } from "./scope.js";

/** A cell that can be run. */
export interface Prepared extends Omit<Rewritten, "toSource"> {
  /** From offsets of the script to offsets of the user's text. */
  readonly toUser: OffsetMap;
  /** The cell without its types, and the way to it from the script. */
  readonly javascript: string;
  readonly toJavaScript: OffsetMap;
  /** The offset, in the user's text, of an awaited place. */
  readonly siteOffset: (site: number) => number;
}

/** What the parser alone knows of a cell. */
export interface ParsedCell {
  readonly program: Program;
  /** The text that was parsed: the user's, or that in parentheses where it is an object literal. */
  readonly text: string;
  /** How many characters stand in it before the user's. */
  readonly shift: 0 | 1;
}

/** Why a cell cannot be run. */
export interface Refusal {
  readonly diagnostics: readonly Diagnostic[];
  readonly hint?: string;
}

/** The form of TypeScript that cells are in. */
export interface CellSyntax extends SyntaxSettings {
  readonly lang: "ts" | "tsx";
}

const plainCell: CellSyntax = { ...plainSyntax, lang: "ts" };

/** What the preparing of a cell depends on. */
export interface PrepareOptions extends Omit<RewriteOptions, "disposables"> {
  readonly syntax?: CellSyntax;
}

/** Parses a cell as the prompt means it: what could be an object literal is one. */
export function parseCell(oxc: Oxc, code: string, syntax: CellSyntax = plainCell): ParsedCell | Refusal {
  // The first line of a file that is run as a program.
  const text = code.replace(/^#!/, "//");
  const trimmed = text.trim();
  if (trimmed.startsWith("{") && trimmed.endsWith("}")) {
    const inside = `(${text}\n)`;
    const wrapped = oxc.parse(inside, syntax.lang);
    if (wrapped.errors.length === 0) return { program: wrapped.program, text: inside, shift: 1 };
  }
  const parsed = oxc.parse(text, syntax.lang);
  if (parsed.errors.length > 0) return refuseJsx(oxc, text, syntax) ?? refuse(parsed.errors, code);
  return { program: parsed.program, text, shift: 0 };
}

/** Prepares a parsed cell, or says why it cannot be run. */
export function prepareCell(
  oxc: Oxc,
  code: string,
  parsed: ParsedCell,
  { syntax = plainCell, ...options }: PrepareOptions,
): Prepared | Refusal {
  const beyond = findBeyond(parsed.program, parsed.text, syntax);
  if (beyond !== undefined) return refuseBeyond(beyond, parsed.shift, code);

  const { disposables, edits } = liftDisposables(parsed);
  const before = edits.apply(parsed.text);
  const transformed = oxc.transform(before.text, syntax, syntax.lang);
  if (transformed.errors.length > 0) return refuse(transformed.errors, code);
  const script = oxc.parseScript(transformed.code);
  const { toSource, ...rewritten } = rewriteCell(script.program, transformed.code, { ...options, disposables });

  // Read only when an error wants a position: most cells never do.
  let fromJavaScript: OffsetMap | undefined;
  const toUserText: OffsetMap = (offset) => {
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

/** Whether a step of preparing refused the cell. */
export function isRefusal(result: object): result is Refusal {
  return "diagnostics" in result;
}

/** What parser and transformer say, each by a type of its own. */
interface Finding {
  readonly message: string;
  readonly codeframe: string | null;
  readonly labels: readonly { readonly start: number; readonly end: number }[];
}

function refuse(errors: readonly Finding[], code: string): Refusal {
  return { diagnostics: errors.map((error) => diagnosticOf(error, new Lines(code))) };
}

function wordsOf(message: string): string {
  if (message.startsWith("Namespaces exporting non-const")) return "a namespace in a cell can export constants only";
  return message.replace(/\.$/, "");
}

function diagnosticOf(error: Finding, lines: Lines): Diagnostic {
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

/** JSX in a cell that has none reads as anything but what it is. */
function refuseJsx(oxc: Oxc, text: string, syntax: CellSyntax): Refusal | undefined {
  if (syntax.lang === "tsx" || !/<[\w>]/.test(text)) return undefined;
  const parsed = oxc.parse(text, "tsx");
  const beyond =
    parsed.errors.length === 0 ? findBeyond(parsed.program, text, { ...syntax, jsx: undefined }) : undefined;
  return beyond === undefined ? undefined : refuseBeyond(beyond, 0, text);
}

function refuseBeyond({ start, end, what, hint }: Beyond, shift: number, code: string): Refusal {
  const lines = new Lines(code);
  const from = lines.positionAt(Math.max(start - shift, 0));
  const to = lines.positionAt(Math.min(Math.max(end - shift, 0), code.length));
  return {
    diagnostics: [
      {
        severity: "error",
        code: 0,
        message: `a cell cannot use ${what}`,
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
 * Takes `using` at the top of a cell away before oxc can lower it, since its way wraps the cell and loses what the cell
 * declares. What it names is disposed of when the cell ends, and the name ends there too.
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

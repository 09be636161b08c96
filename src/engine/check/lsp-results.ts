/** Converts results of the language server to diagnostics and completions of cells. */
import { withUserNames } from "../output/user-names.js";
import type { Lines, Position } from "../pipeline/positions.js";
import type { ParsedCell } from "../pipeline/prepare.js";
import type { CompletionItem, Diagnostic } from "../session/cell.js";
import type * as lsp from "./lsp-shapes.js";

/** Error codes that do not stop a cell. */
const tolerated = new Set([
  // A package without types is `any`, as in JavaScript.
  7016,
]);

/** Returns the diagnostic at the lines of the user; none for tolerated errors and for lines of the prelude. */
export function diagnosticOf(item: lsp.LspDiagnostic, cell: ParsedCell, lines: Lines, user: Lines): Diagnostic[] {
  const isInCell = item.range.start.line >= 1 && item.range.start.line <= lines.count;
  if (item.severity > 2 || tolerated.has(item.code) || !isInCell) return [];
  const inUserText = (position: lsp.LspPosition): Position => {
    const offset = offsetIn(lines, inCode(position)) - cell.shift;
    return user.positionAt(Math.min(Math.max(offset, 0), user.text.length));
  };
  const start = inUserText(item.range.start);
  const end = inUserText(item.range.end);
  return [
    {
      severity: item.severity === 1 ? "error" : "warning",
      ...describeForCell(item),
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
    },
  ];
}

/** Earlier names are imported by the prelude, which the user does not see. */
function describeForCell({ code, message }: lsp.LspDiagnostic): { code: number; message: string } {
  const trimmed = withUserNames(message.replace(/\.$/, ""));
  if (code !== 2632) return { code, message: trimmed };
  return { code: 2588, message: trimmed.replace("it is an import", "it is a constant") };
}

/** Maps a position of the server to the code, which the prelude's line precedes. */
export function inCode(position: lsp.LspPosition): lsp.LspPosition {
  return { ...position, line: position.line - 1 };
}

/** Returns the offset of a position in the cell. */
export function offsetIn(lines: Lines, { line, character }: lsp.LspPosition): number {
  return lines.offsetAt({ line: line + 1, column: character + 1 });
}

/** Returns the documentation as an optional field. */
export function documented(documentation: string | undefined): { documentation?: string } {
  return documentation === undefined || documentation === "" ? {} : { documentation };
}

/** Sorts the methods of promises last in completions of chains. */
export function originOf({ label, sortText }: lsp.LspCompletionItem): string {
  return /^(?:then|catch|finally)$/.test(label) ? `~${sortText}` : sortText;
}

/** Compares two texts by code units. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const kinds: Readonly<Record<number, string>> = {
  2: "method",
  3: "function",
  4: "constructor",
  5: "property",
  6: "variable",
  7: "class",
  8: "interface",
  9: "module",
  10: "property",
  13: "enum",
  14: "keyword",
  17: "file",
  19: "folder",
  20: "enum member",
  21: "constant",
  22: "struct",
  25: "type parameter",
};

/** Converts a completion. */
export function completionOf({ newText, kind, detail }: lsp.LspCompletionItem): CompletionItem {
  const item = { text: newText, kind: kinds[kind] ?? "text" };
  return detail === undefined ? item : { ...item, detail };
}

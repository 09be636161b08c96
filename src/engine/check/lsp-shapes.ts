/** Parses results of a language server; invalid items are skipped. By hand, since zod takes 45 ms to load. */

/** Line and character, 0-based. */
export interface LspPosition {
  readonly line: number;
  readonly character: number;
}

/** A range without its end. */
export interface LspRange {
  readonly start: LspPosition;
  readonly end: LspPosition;
}

/** A diagnostic. */
export interface LspDiagnostic {
  /** 1 is an error, 2 a warning; higher numbers are hints. */
  readonly severity: number;
  readonly code: number;
  readonly message: string;
  readonly range: LspRange;
}

/** A completion. */
export interface LspCompletionItem {
  readonly label: string;
  readonly kind: number;
  readonly sortText: string;
  readonly range: LspRange | undefined;
  readonly newText: string;
  readonly detail: string | undefined;
}

/** A signature. */
export interface LspSignature {
  readonly label: string;
  readonly documentation: string | undefined;
  readonly parameters: readonly {
    readonly label: string | readonly [number, number];
    readonly documentation: string | undefined;
  }[];
  readonly activeParameter: number;
}

/** Parses the result of `textDocument/diagnostic`. */
export function readDiagnostics(result: unknown): LspDiagnostic[] {
  return list(field(result, "items")).flatMap((item) => {
    const range = readRange(field(item, "range"));
    const message = text(field(item, "message"));
    if (range === undefined || message === undefined) return [];
    return [{ severity: number(field(item, "severity")) ?? 1, code: number(field(item, "code")) ?? 0, message, range }];
  });
}

/** Parses the result of `textDocument/completion`: a list, or an object with one. */
export function readCompletions(result: unknown): LspCompletionItem[] {
  const items = Array.isArray(result) ? result : list(field(result, "items"));
  return items.flatMap((item: unknown) => {
    const label = text(field(item, "label"));
    if (label === undefined) return [];
    const edit = field(item, "textEdit");
    return [
      {
        label,
        kind: number(field(item, "kind")) ?? 0,
        sortText: text(field(item, "sortText")) ?? label,
        range: readRange(field(edit, "range") ?? field(edit, "replace")),
        newText: text(field(edit, "newText")) ?? text(field(item, "insertText")) ?? label,
        detail: text(field(item, "detail")),
      },
    ];
  });
}

/** Parses the result of `textDocument/signatureHelp`: its active signature. */
export function readSignature(result: unknown): LspSignature | undefined {
  const signature = list(field(result, "signatures"))[number(field(result, "activeSignature")) ?? 0];
  const label = text(field(signature, "label"));
  if (label === undefined) return undefined;
  return {
    label,
    documentation: markup(field(signature, "documentation")),
    parameters: list(field(signature, "parameters")).map((parameter) => ({
      label: readLabel(field(parameter, "label")),
      documentation: markup(field(parameter, "documentation")),
    })),
    activeParameter: number(field(signature, "activeParameter")) ?? number(field(result, "activeParameter")) ?? 0,
  };
}

/** Parses the result of `textDocument/hover`: markdown. */
export function readHover(result: unknown): string | undefined {
  return markup(field(result, "contents"));
}

function readLabel(label: unknown): string | [number, number] {
  const [start, end] = list(label).map(number);
  return start === undefined || end === undefined ? (text(label) ?? "") : [start, end];
}

function readRange(value: unknown): LspRange | undefined {
  const start = readPosition(field(value, "start"));
  const end = readPosition(field(value, "end"));
  return start === undefined || end === undefined ? undefined : { start, end };
}

function readPosition(value: unknown): LspPosition | undefined {
  const line = number(field(value, "line"));
  const character = number(field(value, "character"));
  return line === undefined || character === undefined ? undefined : { line, character };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function markup(value: unknown): string | undefined {
  const words = text(value) ?? text(field(value, "value"));
  return words === "" ? undefined : words;
}

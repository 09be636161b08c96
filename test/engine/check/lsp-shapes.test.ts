import { describe, expect, it } from "vitest";
import { readCompletions, readDiagnostics, readHover, readSignature } from "../../../src/engine/check/lsp-shapes.js";

const range = { start: { line: 0, character: 1 }, end: { line: 0, character: 2 } };

describe("an answer of a language server", () => {
  it("is parsed as diagnostics; invalid ones are skipped", () => {
    const items = [{ message: "no", range }, { message: "lost" }, { range }, 5];
    expect(readDiagnostics({ items })).toEqual([{ severity: 1, code: 0, message: "no", range }]);
    expect(readDiagnostics(undefined)).toEqual([]);
  });

  it("is parsed as completions, from a list or an object that contains one", () => {
    const item = { label: "a", textEdit: { replace: range, newText: "a()" } };
    const read = [{ label: "a", kind: 0, sortText: "a", range, newText: "a()", detail: undefined }];
    expect(readCompletions([item, {}])).toEqual(read);
    expect(readCompletions({ items: [item] })).toEqual(read);
    expect(readCompletions(null)).toEqual([]);
  });

  it("is parsed as the server's active signature and argument", () => {
    const parameters = [{ label: [2, 3] }, { label: "b", documentation: { value: "the second" } }];
    const signatures = [{ label: "other" }, { label: "f(a, b)", parameters, activeParameter: 1 }];
    expect(readSignature({ signatures, activeSignature: 1, activeParameter: 0 })).toEqual({
      label: "f(a, b)",
      documentation: undefined,
      parameters: [
        { label: [2, 3], documentation: undefined },
        { label: "b", documentation: "the second" },
      ],
      activeParameter: 1,
    });
    expect(readSignature({ signatures: [] })).toBeUndefined();
  });

  it("is parsed as Markdown, and as nothing if it is empty", () => {
    expect([{ contents: "a" }, { contents: { value: "b" } }, { contents: "" }, null].map(readHover)).toEqual([
      "a",
      "b",
      undefined,
      undefined,
    ]);
  });
});

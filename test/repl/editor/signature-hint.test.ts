import { describe, expect, it } from "vitest";
import { promptPaint } from "../../../src/repl/color.js";
import { firstSentence, hintRows, isInCall } from "../../../src/repl/editor/signature-hint.js";

describe("the hint at a call", () => {
  it.each(["f(", "team(8).job({ name: 'a'", "new Set([1, ", "f(a)("])("is wanted in %s", (code) => {
    expect(isInCall(code, code.length)).toBe(true);
  });

  it.each(["f()", "if (a", "(1 + ", "const a = [", "f(1) // g(", ""])("is not wanted in %s", (code) => {
    expect(isInCall(code, code.length)).toBe(false);
  });

  it("shows the signature and the documentation of the argument at the cursor", () => {
    const label = "waitFor(status: JobStatus, options?: WaitOptions): JobsChain";
    const parameter = { start: 8, end: 25, documentation: "Where to wait for. More." };
    expect(hintRows({ label, documentation: "Waits.", parameter }, 80, promptPaint(false))).toEqual([
      label,
      "Where to wait for.",
    ]);
    expect(hintRows({ label, parameter }, 80, promptPaint(true))[0]).toContain("\x1b[1mstatus: JobStatus\x1b[0m");
  });

  it("keeps the argument visible in a signature wider than the screen", () => {
    const label = `f(${"first: number, ".repeat(9)}last: string): void`;
    const start = label.indexOf("last");
    const [row = ""] = hintRows({ label, parameter: { start, end: start + 12 } }, 40, promptPaint(false));
    expect(row.length).toBeLessThanOrEqual(40);
    expect(row).toContain("last: string");
  });

  it("shows the first sentence of a docstring, with links as text", () => {
    expect(firstSentence("Waits for {@link Job}\nto end. Then more.\n\n@example x")).toBe("Waits for Job to end.");
    expect(firstSentence(undefined)).toBe("");
  });
});

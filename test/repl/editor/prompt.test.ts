import { describe, expect, it } from "vitest";
import { promptPaint } from "../../../src/repl/color.js";
import { promptOf } from "../../../src/repl/editor/prompt.js";

describe("the prompt", () => {
  it("shows the instance, ends in > and has a continuation prompt of the same width", () => {
    const { first, later, columns } = promptOf("local", true, 12, promptPaint(false));
    expect([first, later]).toEqual(["local 12> ", "......... "]);
    expect(columns).toBe(first.length);
    expect(later).toHaveLength(columns);
  });

  it("shows a remote instance in the warning color", () => {
    expect(promptOf("a.example", false, 1, promptPaint(true)).first).toContain("\x1b[1;33ma.example\x1b[0m");
  });

  it("escapes control characters in the name", () => {
    expect(promptOf("a\x1b[31m\u202eb", false, 1, promptPaint(false)).first).toBe("a[31mb 1> ");
  });
});

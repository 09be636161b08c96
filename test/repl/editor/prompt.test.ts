import { describe, expect, it } from "vitest";
import { painter } from "../../../src/repl/color.js";
import { promptOf } from "../../../src/repl/editor/prompt.js";

describe("the prompt", () => {
  it("names the instance, ends in > and has dots below it, equally wide", () => {
    const { first, later, columns } = promptOf("local", true, 12, painter(false));
    expect([first, later]).toEqual(["local 12> ", "......... "]);
    expect(columns).toBe(first.length);
    expect(later).toHaveLength(columns);
  });

  it("shows another instance in the color of a warning", () => {
    expect(promptOf("a.example", false, 1, painter(true)).first).toContain("\x1b[1;33ma.example\x1b[0m");
  });

  it("draws nothing of a name that a terminal would obey", () => {
    expect(promptOf("a\x1b[31m\u202eb", false, 1, painter(false)).first).toBe("a[31mb 1> ");
  });
});

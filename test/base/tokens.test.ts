import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenize } from "../../src/base/tokens.js";

const tokens = (code: string) =>
  tokenize(code).map(({ kind, start, end, isOpen }) => `${kind}${isOpen ? "…" : ""} ${code.slice(start, end)}`);

describe("the tokens of half-typed code", () => {
  it("tells words, numbers, strings and comments apart", () => {
    expect(tokens("const a = 1.5e3 // b")).toEqual([
      "keyword const",
      "name a",
      "punctuation =",
      "number 1.5e3",
      "comment… // b",
    ]);
  });

  it("takes a keyword behind a dot for a name", () => {
    expect(tokens("z.default()")).toContain("name default");
  });

  it("goes in and out of a template's expressions", () => {
    expect(tokens("`a${{ b: `c` }}d`")).toEqual([
      "template `a${",
      "punctuation {",
      "name b",
      "punctuation :",
      "template `c`",
      "punctuation }",
      "template }d`",
    ]);
  });

  it("tells a regular expression from a division", () => {
    expect(tokens("a / b / c")).not.toContain("regex / b /");
    expect(tokens("f(/[/]x/g)")).toContain("regex /[/]x/g");
  });

  it("knows what only a value's text has, where it may be one", () => {
    const value = "{ f: [Function: it's], at: 1970-01-01T00:00:00.000Z }";
    const kinds = (isValue: boolean) => tokenize(value, { isValue }).map(({ kind }) => kind);
    expect(kinds(true).filter((kind) => kind === "special" || kind === "number")).toEqual(["special", "number"]);
    expect(kinds(false)).not.toContain("special");
  });

  it("marks what the text ends in", () => {
    expect(tokens("waitFor('on")).toContain("string… 'on");
    expect(tokens("`a")).toEqual(["template… `a"]);
    expect(tokens("'a\nb")).toContain("string 'a");
  });

  it("covers every letter but spaces, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (code) => {
        let at = 0;
        for (const { start, end } of tokenize(code)) {
          expect(code.slice(at, start).trim()).toBe("");
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(code.slice(at).trim()).toBe("");
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenize } from "../../../src/base/text/tokens.js";

const tokens = (code: string) =>
  tokenize(code).map(({ kind, start, end, isOpen }) => `${kind}${isOpen ? "…" : ""} ${code.slice(start, end)}`);

describe("the tokens of incomplete code", () => {
  it("distinguishes words, numbers, strings and comments", () => {
    expect(tokens("const a = 1.5e3 // b")).toEqual([
      "keyword const",
      "name a",
      "punctuation =",
      "number 1.5e3",
      "comment… // b",
    ]);
  });

  it("treats a keyword after a dot as a name", () => {
    expect(tokens("z.default()")).toContain("name default");
  });

  it("handles expressions within templates", () => {
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

  it("distinguishes a regular expression from a division", () => {
    expect(tokens("a / b / c")).not.toContain("regex / b /");
    expect(tokens("f(/[/]x/g)")).toContain("regex /[/]x/g");
  });

  it("recognizes tokens that only displayed values have, if enabled", () => {
    const value = "{ f: [Function: it's], at: 1970-01-01T00:00:00.000Z }";
    const kinds = (isValue: boolean) => tokenize(value, { isValue }).map(({ kind }) => kind);
    expect(kinds(true).filter((kind) => kind === "special" || kind === "number")).toEqual(["special", "number"]);
    expect(kinds(false)).not.toContain("special");
  });

  it("marks an unfinished token at the end", () => {
    expect(tokens("waitFor('on")).toContain("string… 'on");
    expect(tokens("`a")).toEqual(["template… `a"]);
    expect(tokens("'a\nb")).toContain("string 'a");
  });

  it("covers every character except spaces in any text", () => {
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

import { describe, expect, it } from "vitest";
import { tonesOf } from "../../src/repl/highlight.js";

const toneAt = (code: string, word: string, cursor?: number) => tonesOf(code, cursor)[code.indexOf(word)];

describe("the tones of an entry", () => {
  it("has one for each letter", () => {
    expect(tonesOf("let é = '🍋'")).toHaveLength("let é = '🍋'".length);
  });

  it.each([
    ["const", "keyword"],
    ["true", "number"],
    ["'lemon'", "string"],
    ["job(", "call"],
    ["JobList", "type"],
    ["API", "plain"],
    ["// why", "comment"],
  ])("draws %s as %s", (word, tone) => {
    expect(toneAt("const a: JobList = job(true, 'lemon', API) // why", word)).toBe(tone);
  });

  it("marks the bracket at the cursor and its partner", () => {
    const tones = tonesOf("f(g(1), [2])", 12);
    expect(tones.flatMap((tone, at) => (tone === "match" ? [at] : []))).toEqual([1, 11]);
  });

  it("marks no bracket that has no partner", () => {
    expect(tonesOf("f(1", 2)).not.toContain("match");
  });

  it("draws a command's word alone", () => {
    expect(new Set(tonesOf(".load const"))).toEqual(new Set(["call", "plain"]));
  });
});

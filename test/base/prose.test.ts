import { describe, expect, it } from "vitest";
import { wrapWords, writeProse } from "../../src/base/prose.js";

function written(text: string, columns?: number): string {
  let all = "";
  writeProse({ columns, write: (part) => (all += part) }, text);
  return all;
}

describe("prose on a terminal", () => {
  it("is broken between words, and keeps the indent of its line", () => {
    expect(wrapWords("no SERVER_ADDRESS is set", 12)).toEqual(["no", "SERVER_ADDRESS", "is set"]);
    expect(wrapWords("  one two three", 10)).toEqual(["  one two", "  three"]);
    expect(wrapWords("fits", 4)).toEqual(["fits"]);
    expect(wrapWords("", 4)).toEqual([""]);
  });

  it("keeps its own lines, and words that are longer than the terminal is wide", () => {
    expect(written("a b c\nd", 3)).toBe("a b\nc\nd\n");
    expect(written("see /a/long/path now", 6)).toBe("see\n/a/long/path\nnow\n");
  });

  it("stays as it is where there is no terminal", () => {
    expect(written("one two three four")).toBe("one two three four\n");
    expect(written("one two three four", 0)).toBe("one two three four\n");
  });
});

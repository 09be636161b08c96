import { describe, expect, it } from "vitest";
import { wrapWords, writeWrapped } from "../../../src/base/text/prose.js";

function written(text: string, columns?: number): string {
  let all = "";
  writeWrapped({ columns, write: (part) => (all += part) }, text);
  return all;
}

describe("prose on a terminal", () => {
  it("is wrapped between words, and keeps the indentation of its line", () => {
    expect(wrapWords("no SERVER_ADDRESS is set", 12)).toEqual(["no", "SERVER_ADDRESS", "is set"]);
    expect(wrapWords("  one two three", 10)).toEqual(["  one two", "  three"]);
    expect(wrapWords("fits", 4)).toEqual(["fits"]);
    expect(wrapWords("", 4)).toEqual([""]);
  });

  it("keeps its own line breaks, and words wider than the terminal", () => {
    expect(written("a b c\nd", 3)).toBe("a b\nc\nd\n");
    expect(written("see /a/long/path now", 6)).toBe("see\n/a/long/path\nnow\n");
  });

  it("is unchanged without a terminal", () => {
    expect(written("one two three four")).toBe("one two three four\n");
    expect(written("one two three four", 0)).toBe("one two three four\n");
  });
});

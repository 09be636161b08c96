import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml, safeLines, safeText } from "../../../src/render/text/safe-text.js";
import { hostile } from "../samples.js";

describe("safeText", () => {
  it("writes control and invisible characters as their code points", () => {
    const seen = Object.entries(hostile).map(([what, text]) => `${what}: ${safeText(text)}`);
    expect(seen.join("\n")).toMatchInlineSnapshot(`
      "color: \\x1b[31mred\\x1b[0m
      title: \\x1b]0;owned\\x07
      clipboard: \\x1b]52;c;ZXZpbA==\\x07
      link: \\x1b]8;;https://evil.example\\x07click\\x1b]8;;\\x07
      carriage return: safe\\x0devil
      backspace: safe\\x08\\x08\\x08\\x08evil
      tab: a\\x09b
      nul: a\\x00b
      delete: a\\x7fb
      C1 control: a\\x9b31mb
      right to left: invoice\\u202egpj.exe
      isolate: a\\u2066b\\u2069
      zero width: ad\\u200bmin
      byte order mark: \\ufeffadmin
      soft hyphen: ad\\xadmin
      line separator: a\\u2028b
      tags: a\\u{e0041}\\u{e0042}b
      lone surrogate: a\\ud800b"
    `);
  });

  it("shows a newline, or CR LF, as one symbol", () => {
    expect(safeText("a\nb\r\nc")).toBe("a⏎b⏎c");
  });

  it("leaves no control or invisible characters in any input", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(safeText(text)).not.toMatch(/[\p{Cc}\p{Cs}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u);
      }),
    );
  });

  it("keeps the letters of every script, and emoji", () => {
    const words = ["naïve", "ラベル付け", "กำลัง", "हिन्दी", "العربية", "עברית", "👍🏽", "❤️", "🇩🇪", "👩‍👩‍👧"];
    expect(words.map(safeText)).toEqual(words);
  });

  it("keeps a zero-width joiner where spelling needs it, and shows it elsewhere", () => {
    for (const word of ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0915\u094d\u200d\u0937"])
      expect(safeText(word)).toBe(word);
    expect(safeText("ad\u200dmin ad\u200cmin")).toBe("ad\\u200dmin ad\\u200cmin");
  });
});

it("takes linear time for hostile names", () => {
  const text = `\u0915${"\u0301".repeat(100_000)}${"\u200d".repeat(1000)}`;
  const began = performance.now();
  expect(safeText(text).endsWith("\\u200d")).toBe(true);
  // An unbounded lookbehind over marks took a minute.
  expect(performance.now() - began).toBeLessThan(5000);
});

describe("safeLines", () => {
  it("keeps only newlines", () => {
    expect(safeLines("a\x1b\r\nb\rc\n")).toEqual(["a\\x1b", "b\\x0dc", ""]);
  });
});

describe("escapeHtml", () => {
  it("escapes markup and attributes, and shows invisible characters", () => {
    expect(escapeHtml(`<img src=x onerror='a("b")'>&\u202e`)).toBe(
      "&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt;&amp;\\u202e",
    );
  });
});

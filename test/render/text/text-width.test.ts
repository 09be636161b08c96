import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText, graphemes, padText, textWidth, wrapText } from "../../../src/render/text/text-width.js";

describe("textWidth", () => {
  it.each([
    ["abc", 3],
    ["naïve", 5],
    ["e\u0301", 1],
    ["ラベル", 6],
    ["ｆｕｌｌ", 8],
    ["𠮷", 2],
    ["한국어", 6],
    ["각", 2],
    ["กำลัง", 4],
    ["हिन्दी", 5],
    ["தமிழ்", 4],
    ["עברית", 5],
    ["👍", 2],
    ["👍🏽", 2],
    ["👩‍👩‍👧", 2],
    ["❤️", 2],
    ["🇩🇪", 2],
    ["1️⃣", 2],
    ["▰▱ ◐ ⏎", 6],
  ])("of %s is %i columns", (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  it("of plain letters does not depend on combining marks around them", () => {
    const plain = "aé ラ字한Ж—ｆ";
    expect(textWidth(`${plain}กำ`)).toBe(textWidth(plain) + textWidth("กำ"));
  });
});

describe("graphemes", () => {
  it("counts a family emoji, a flag and a letter with its mark as one each", () => {
    expect(graphemes("👩‍👩‍👧🇩🇪e\u0301")).toEqual(["👩‍👩‍👧", "🇩🇪", "e\u0301"]);
  });
});

describe("wrapText", () => {
  it("breaks at spaces", () => {
    expect(wrapText("annotation manual for lemons", 12)).toEqual(["annotation", "manual for", "lemons"]);
  });

  it("breaks a name after its separators", () => {
    expect(wrapText("labeler2_kiwi_task_with_complex_settings", 20)).toEqual([
      "labeler2_kiwi_task_",
      "with_complex_",
      "settings",
    ]);
  });

  it("breaks a long word between graphemes only", () => {
    expect(wrapText("ラベル付け作業", 5)).toEqual(["ラベ", "ル付", "け作", "業"]);
    expect(wrapText("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 4)).toEqual(["👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧"]);
  });

  it("keeps spaces other than ASCII's, which are part of the text", () => {
    expect(wrapText("\u3000\u3000", 2)).toEqual(["\u3000", "\u3000"]);
    expect(wrapText("a\u2003  b", 2)).toEqual(["a\u2003", "b"]);
  });

  it("loses no letter and makes no line too wide", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 2, max: 20 }), (text, width) => {
        const lines = wrapText(text, width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        for (const line of lines) {
          if (graphemes(line).length > 1) expect(textWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

describe("cutText", () => {
  it("keeps the text that fits, and marks the cut", () => {
    expect(cutText("lemons", 6)).toBe("lemons");
    expect(cutText("lemons and kiwis", 9)).toBe("lemons a…");
    expect(cutText("ラベル付け", 6)).toBe("ラベ…");
  });
});

describe("padText", () => {
  it("pads by columns, on either side", () => {
    expect(padText("字", 4)).toBe("字  ");
    expect(padText("42", 4, "right")).toBe("  42");
    expect(padText("lemons", 3)).toBe("lemons");
  });
});

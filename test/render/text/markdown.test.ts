import { describe, expect, it } from "vitest";
import { renderMarkdown } from "../../../src/render/text/markdown.js";

const plainly = (text: string, columns = 40) => renderMarkdown(text, { columns, color: false });

describe("renderMarkdown", () => {
  it("wraps paragraphs and removes the marks of bold, code and links", () => {
    expect(
      plainly("Make **accounts** for `labeler_1`, see\n[the guide](https://example.com), and wait until it is done."),
    ).toMatchInlineSnapshot(`
        "Make accounts for labeler_1, see the
        guide, and wait until it is done."
      `);
  });

  it("colors each line of a wrapped run", () => {
    const drawn = renderMarkdown("one **two three four** five", { columns: 10, color: true });
    expect(drawn.split("\n")).toEqual(["one \x1b[1mtwo\x1b[22m", "\x1b[1mthree four\x1b[22m", "five"]);
  });

  it("keeps all text at any width", () => {
    const text = "A chain **describes** a campaign and `sends nothing`. Its [plan](x) tells what  would happen.";
    for (let columns = 8; columns < 100; columns += 1) {
      const drawn = renderMarkdown(text, { columns, color: true });
      const words = drawn
        .replace(/\x1b\[\d+m/g, "")
        .split(/\s+/)
        .join(" ");
      expect(words.replaceAll(" ", "")).toBe(
        "A chain describes a campaign and sends nothing. Its plan tells what would happen.".replaceAll(" ", ""),
      );
    }
  });

  it("draws headings, lists and fenced code", () => {
    expect(plainly("# Title\n- one\n  more\n2. two\n\n```ts\nconst a = 1;\n```")).toMatchInlineSnapshot(`
      "Title

      • one more
      2. two

        const a = 1;"
    `);
  });

  it("makes control characters visible", () => {
    expect(plainly("a\x1b]52;c;eA==\x07b")).not.toContain("\x1b");
  });
});

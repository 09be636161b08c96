import { describe, expect, it } from "vitest";
import { EditBuffer } from "../../../src/repl/editor/buffer.js";

/** `|` stands for the cursor. */
function buffer(marked: string): EditBuffer {
  const made = new EditBuffer();
  made.set(marked.replace("|", ""), marked.indexOf("|"));
  return made;
}
const marked = ({ text, cursor }: EditBuffer) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;
const edited = (start: string, act: (one: EditBuffer) => void) => {
  const one = buffer(start);
  act(one);
  return marked(one);
};

describe("an edit buffer", () => {
  it("moves by graphemes", () => {
    expect(edited("a👩‍👩‍👧|b", (one) => one.moveLeft())).toBe("a|👩‍👩‍👧b");
    expect(edited("a|👩‍👩‍👧b", (one) => one.deleteRight())).toBe("a|b");
  });

  it("moves by words", () => {
    expect(edited("team(8).jobs|", (one) => one.moveWordLeft())).toBe("team(8).|jobs");
    expect(edited("|team(8)", (one) => one.moveWordRight())).toBe("team|(8)");
  });

  it("moves by rows and keeps the column if the row is long enough", () => {
    expect(edited("abcd\nef\nghij|", (one) => one.moveUp())).toBe("abcd\nef|\nghij");
    expect(edited("ab|cd\nefgh", (one) => one.moveDown())).toBe("abcd\nef|gh");
    expect(edited("\n|a", (one) => one.moveUp())).toBe("|\na");
  });

  it("reports that there is no row above or below", () => {
    expect(buffer("ab|c").moveUp()).toBe(false);
    expect(buffer("ab|c").moveDown()).toBe(false);
  });

  it("kills and yanks", () => {
    expect(edited("const a = |1 + 2\nb", (one) => one.killToLineEnd())).toBe("const a = |\nb");
    expect(edited("a |b\nc", (one) => one.killToLineStart())).toBe("|b\nc");
    expect(
      edited("one two|", (one) => {
        one.killWordLeft(true);
        one.moveLineStart();
        one.yank();
      }),
    ).toBe("two|one ");
  });

  it("joins lines if there is nothing else to kill", () => {
    expect(edited("a|\nb", (one) => one.killToLineEnd())).toBe("a|b");
    expect(edited("a\n|b", (one) => one.killToLineStart())).toBe("a|b");
  });

  it("swaps two letters", () => {
    expect(edited("ab|", (one) => one.transpose())).toBe("ba|");
    expect(edited("a|b", (one) => one.transpose())).toBe("ba|");
  });

  it("undoes a run of letters at once", () => {
    const one = buffer("|");
    for (const letter of "word") one.insert(letter);
    one.insert(" ");
    for (const letter of "two") one.insert(letter);
    one.undo();
    expect(marked(one)).toBe("word |");
    one.undo();
    one.undo();
    expect(marked(one)).toBe("|");
  });

  it("returns the line at the cursor", () => {
    expect(buffer("a\nb|c\nd").line).toEqual({ before: "b", after: "c" });
    expect(buffer("a\nb|c\nd").row).toBe(1);
  });
});

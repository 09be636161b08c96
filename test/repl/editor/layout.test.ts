import { describe, expect, it } from "vitest";
import { arrangeInColumns, clip, layOut } from "../../../src/repl/editor/layout.js";

const look = (text: string, cursor: number, columns = 20) =>
  layOut({ text, cursor, prompt: "p> ", promptColumns: 3, continuation: ".. ", tones: undefined, columns });

describe("the layout of an entry", () => {
  it("puts the prompt before the first line and dots before the later ones", () => {
    expect(look("a\nb", 3)).toEqual({ rows: ["p> a", ".. b"], cursor: { row: 1, column: 4 } });
  });

  it("breaks a line at the screen's edge", () => {
    expect(look("12345678", 8, 8)).toEqual({ rows: ["p> 12345", "678"], cursor: { row: 1, column: 3 } });
  });

  it("puts a cursor after a full row on the next row", () => {
    expect(look("12345", 5, 8)).toEqual({ rows: ["p> 12345", ""], cursor: { row: 1, column: 0 } });
  });

  it("breaks before a wide letter that does not fit", () => {
    expect(look("1234字", 5, 8)).toEqual({ rows: ["p> 1234", "字"], cursor: { row: 1, column: 2 } });
  });

  it("escapes control characters", () => {
    expect(look("a\x1b[2Jb", 0).rows).toEqual(["p> a\\x1b[2Jb"]);
  });

  it("opens and closes colors on each row", () => {
    const tones = Array.from("'abcdef'", () => "string" as const);
    const { rows } = layOut({
      text: "'abcdef'",
      cursor: 0,
      prompt: "> ",
      promptColumns: 2,
      continuation: "",
      tones,
      columns: 6,
    });
    expect(rows).toEqual(["> \x1b[32m'abc\x1b[0m", "\x1b[32mdef'\x1b[0m"]);
  });

  it("keeps the cursor visible in an entry taller than the screen", () => {
    const rows = Array.from({ length: 30 }, (_, index) => `${index}`);
    const seen = clip({ rows, cursor: { row: 29, column: 0 } }, 10);
    expect(seen.rows).toEqual(rows.slice(20));
    expect(seen.cursor.row).toBe(9);
  });

  it("lays out words in columns, down and then across", () => {
    expect(arrangeInColumns(["a", "bb", "c", "d", "e"], 12, 10)).toEqual({
      rows: [
        [0, 2, 4],
        [1, 3],
      ],
      width: 4,
      hiddenCount: 0,
    });
    expect(arrangeInColumns(["a", "b", "c"], 3, 2).hiddenCount).toBe(1);
  });
});

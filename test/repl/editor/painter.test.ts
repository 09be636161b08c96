import { describe, expect, it } from "vitest";
import { FramePainter } from "../../../src/repl/editor/painter.js";

function paint() {
  let written = "";
  const promptPaint = new FramePainter((text) => {
    written += text;
  });
  return {
    promptPaint,
    take: () => {
      const text = written;
      written = "";
      return text;
    },
  };
}

describe("painting frames in place", () => {
  it("writes only the rows that changed", () => {
    const { promptPaint, take } = paint();
    promptPaint.paint({ rows: ["a", "b"], cursor: { row: 1, column: 1 } });
    take();
    promptPaint.paint({ rows: ["a", "bc"], cursor: { row: 1, column: 2 } });
    expect(take()).toBe("\r\x1b[Kbc\r\x1b[2C");
  });

  it("makes room for new rows by line feeds, and clears removed rows", () => {
    const { promptPaint, take } = paint();
    promptPaint.paint({ rows: ["a"], cursor: { row: 0, column: 1 } });
    take();
    promptPaint.paint({ rows: ["a", "hint"], cursor: { row: 0, column: 1 } });
    expect(take()).toBe("\n\r\x1b[Khint\x1b[1A\r\x1b[1C");
    promptPaint.paint({ rows: ["a"], cursor: { row: 0, column: 1 } });
    expect(take()).toBe("\x1b[B\r\x1b[J\x1b[1A\r\x1b[1C");
  });

  it("erases from its first row, wherever its cursor is", () => {
    const { promptPaint, take } = paint();
    promptPaint.paint({ rows: ["a", "b", "c"], cursor: { row: 2, column: 0 } });
    take();
    promptPaint.erase();
    expect(take()).toBe("\x1b[2A\r\x1b[J");
    promptPaint.erase();
    expect(take()).toBe("");
  });

  it("moves below the last row of a frame to leave it", () => {
    const { promptPaint, take } = paint();
    promptPaint.paint({ rows: ["a", "b"], cursor: { row: 0, column: 0 } });
    take();
    promptPaint.leave();
    expect(take()).toBe("\x1b[1B\r\n");
  });

  it("moves up by the rows that a narrower terminal wrapped its rows to", () => {
    const { promptPaint, take } = paint();
    promptPaint.paint({ rows: ["1234567890", "b"], cursor: { row: 1, column: 0 } });
    take();
    promptPaint.resized(4, (row) => row.length);
    expect(take()).toBe("\x1b[3A\r\x1b[J");
  });
});

import { describe, expect, it } from "vitest";
import { LinePainter } from "../../../src/repl/editor/line-painter.js";

function paint() {
  const written: string[] = [];
  return { promptPaint: new LinePainter((text) => written.push(text)), take: () => written.splice(0).join("") };
}
const frame = (...rows: string[]) => ({ rows, cursor: { row: 0, column: 0 } });

describe("drawing in a terminal that cannot redraw", () => {
  it("writes a prompt once, whatever is typed after it", () => {
    const { promptPaint, take } = paint();
    promptPaint.paint(frame("1> "));
    promptPaint.paint(frame("1> 1 +"));
    expect(take()).toBe("1> ");
  });

  it("writes the text before a new line", () => {
    const { promptPaint, take } = paint();
    promptPaint.registerFrame(["1> "]);
    promptPaint.paint(frame("1> {", ".. "));
    expect(take()).toBe(".. ");
  });

  it("starts below an unfinished row", () => {
    const { promptPaint, take } = paint();
    promptPaint.paint(frame("1> "));
    promptPaint.erase();
    promptPaint.paint(frame("1> "));
    expect(take()).toBe("1> \n1> ");
  });

  it("leaves line ends to the terminal's echo", () => {
    const { promptPaint, take } = paint();
    promptPaint.paint(frame("1> "));
    promptPaint.leave();
    promptPaint.resized();
    promptPaint.paint(frame("2> "));
    expect(take()).toBe("1> 2> ");
  });
});

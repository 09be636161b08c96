import { PassThrough } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { Screen } from "../../../src/repl/screen/screen.js";

function open() {
  const output = Object.assign(new PassThrough(), { columns: 40, rows: 10 });
  const screen = new Screen(output);
  onTestFinished(() => screen.close());
  return { screen, take: () => String(output.read() ?? "") };
}

describe("the screen", () => {
  it("starts a new line if the last one is unfinished", () => {
    const { screen, take } = open();
    screen.print("half");
    screen.printLines("whole");
    expect(take()).toBe("half\nwhole\n");
  });

  it("prints above the entry that is edited", () => {
    const { screen, take } = open();
    screen.paint({ rows: ["> ab"], cursor: { row: 0, column: 4 } }, () => {});
    take();
    screen.print("late");
    expect(take()).toBe("\r\x1b[Jlate\n\r\x1b[K> ab\r\x1b[4C");
  });

  it("keeps an unfinished line above the bottom rows until it ends", () => {
    const { screen, take } = open();
    screen.addLiveRows(false).set(["running"]);
    screen.print("a");
    take();
    screen.print("b\n");
    expect(take()).toContain("ab\n");
    screen.endLive();
    expect(take()).toBe("\r\x1b[J");
  });

  it("has the terminal cut live rows, which may be too wide while it becomes narrower", () => {
    const { screen, take } = open();
    const rows = screen.addLiveRows(false);
    rows.set(["running"]);
    expect(take()).toBe("\x1b[?7l\r\x1b[Krunning\r\x1b[?7h");
    screen.endLive();
    take();
    screen.paint({ rows: ["> ab"], cursor: { row: 0, column: 4 } }, () => {});
    expect(take()).not.toContain("\x1b[?7l");
  });

  it("keeps a finished display above later output, and draws it again when it changes", () => {
    const { screen, take } = open();
    const shown = screen.addLiveRows(true);
    shown.set(["one"]);
    screen.print("after\n");
    expect(take()).toMatch(/one\nafter\n$/);
    shown.set(["two"]);
    screen.endLive();
    expect(take()).toMatch(/two\n$/);
  });

  it("treats a line written by the process itself as output", () => {
    const { screen, take } = open();
    screen.paint({ rows: ["> "], cursor: { row: 0, column: 2 } }, () => {});
    take();
    process.stderr.write("warning: stray\n");
    expect(take()).toContain("warning: stray\n");
  });
});

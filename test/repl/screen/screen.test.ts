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
  it("begins lines of its own where one was left open", () => {
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

  it("keeps an open line before the rows at the foot, until it is ended", () => {
    const { screen, take } = open();
    screen.addLiveRows(false).set(["running"]);
    screen.print("a");
    take();
    screen.print("b\n");
    expect(take()).toContain("ab\n");
    screen.endLive();
    expect(take()).toBe("\r\x1b[J");
  });

  it("leaves what settles above what is written after it, and shows it anew when it changes", () => {
    const { screen, take } = open();
    const shown = screen.addLiveRows(true);
    shown.set(["one"]);
    screen.print("after\n");
    expect(take()).toMatch(/one\nafter\n$/);
    shown.set(["two"]);
    screen.endLive();
    expect(take()).toMatch(/two\n$/);
  });

  it("takes a stray line of the process's for output", () => {
    const { screen, take } = open();
    screen.paint({ rows: ["> "], cursor: { row: 0, column: 2 } }, () => {});
    take();
    process.stderr.write("warning: stray\n");
    expect(take()).toContain("warning: stray\n");
  });
});

import { describe, expect, it } from "vitest";
import { LivePanel, repaintWanted } from "../../../src/render/terminal/live.js";
import { FakeTerminal } from "../fake-terminal.js";

describe("a panel in a terminal", () => {
  it("redraws in place, and keeps the lines above", () => {
    const terminal = new FakeTerminal(40, 10);
    terminal.write("before\n");
    const panel = new LivePanel(terminal, { color: false });
    panel.draw(["one", "two"]);
    panel.draw(["three"]);
    expect(terminal.screen()).toEqual(["before", "three"]);
    panel.draw(["four", "five", "six"]);
    expect(terminal.screen()).toEqual(["before", "four", "five", "six"]);
  });

  it("writes lines above itself", () => {
    const terminal = new FakeTerminal(40, 10);
    const panel = new LivePanel(terminal, { color: false });
    panel.draw(["running"]);
    panel.above("✓ done");
    expect(terminal.screen()).toEqual(["✓ done", "running"]);
    panel.clear();
    expect(terminal.screen()).toEqual(["✓ done"]);
  });

  it("erases everything it drew when it closes, and does not hide the cursor", () => {
    const terminal = new FakeTerminal(40, 10);
    const panel = new LivePanel(terminal, { color: false });
    panel.draw(["a", "b", "c"]);
    panel.close("finished");
    expect(terminal.screen()).toEqual(["finished"]);
    expect(terminal.written).not.toContain("\x1b[?25l");
  });

  it("assumes 80 columns if the terminal reports no size", () => {
    const terminal = new FakeTerminal(80, 24);
    const sizeless = { isTTY: true, columns: 0, rows: 0, write: (text: string) => terminal.write(text) };
    const panel = new LivePanel(sizeless, { color: false });
    expect(panel.columns).toBe(79);
    panel.draw(["one", "two", "three"]);
    panel.clear();
    expect(terminal.screen()).toEqual([]);
    expect(terminal.written).not.toContain("Infinity");
  });

  it("erases lines that the terminal rewrapped after it became narrower", () => {
    const terminal = new FakeTerminal(40, 12);
    terminal.write("before\n");
    const panel = new LivePanel(terminal, { color: true });
    panel.draw([`\x1b[31m${"x".repeat(35)}\x1b[39m`, "字".repeat(15)]);
    terminal.resize(20);
    panel.draw(["short"]);
    expect(terminal.screen()).toEqual(["before", "short"]);
  });

  it("erases what it drew after the terminal became narrower and before it learned that", () => {
    const terminal = new FakeTerminal(20, 12);
    terminal.write("before\n");
    const panel = new LivePanel(
      { isTTY: true, columns: 40, rows: 12, write: (text) => terminal.write(text) },
      { color: false },
    );
    panel.draw(["x".repeat(35), "y".repeat(30)]);
    panel.above("done");
    panel.draw(["short"]);
    expect(terminal.screen()).toEqual(["before", "done", "short"]);
    terminal.write("z".repeat(30));
    expect(terminal.screen().at(-1)).toBe("z".repeat(30));
  });

  it("draws no more than fits, since lines that scrolled away cannot be erased", () => {
    const terminal = new FakeTerminal(40, 5);
    const panel = new LivePanel(terminal, { color: false });
    panel.draw(Array.from({ length: 9 }, (_none, index) => `line ${index}`));
    expect(terminal.screen()).toEqual(["line 0", "line 1", "line 2", "… 6 more"]);
    panel.clear();
    expect(terminal.screen()).toEqual([]);
  });

  it("draws a model one column narrower than the terminal", () => {
    const terminal = new FakeTerminal(12, 10);
    new LivePanel(terminal, { color: false }).show({ kind: "text", text: "aaaaa bbbbbb" });
    expect(terminal.screen()).toEqual(["aaaaa", "bbbbbb"]);
  });

  it("starts below the current output after it was reset", () => {
    const terminal = new FakeTerminal(40, 10);
    const panel = new LivePanel(terminal, { color: false });
    panel.draw(["a"]);
    panel.forget();
    panel.draw(["b"]);
    expect(terminal.screen()).toEqual(["a", "b"]);
  });
});

describe("a panel in a pipe", () => {
  it("writes only its last line", () => {
    const chunks: string[] = [];
    const panel = new LivePanel({ write: (text: string) => chunks.push(text) });
    panel.draw(["a"]);
    panel.above("b");
    panel.show({ kind: "text", text: "c" });
    panel.close();
    expect(chunks).toEqual([]);
    panel.close("done");
    expect(chunks).toEqual(["done\n"]);
  });
});

describe("repaintWanted", () => {
  it.each([
    [true, { isTTY: true }, { TERM: "xterm" }],
    [true, { isTTY: true }, { CI: "" }],
    [true, { isTTY: true }, { CI: "false" }],
    [false, { isTTY: true }, { TERM: "dumb" }],
    [false, { isTTY: true }, { CI: "true" }],
    [false, {}, { TERM: "xterm" }],
  ])("is %s for %j with %j", (wanted, stream, env) => {
    expect(repaintWanted({ write: () => true, ...stream }, env)).toBe(wanted);
  });

  it("does not redraw if that is not wanted", () => {
    const chunks: string[] = [];
    const terminal = { isTTY: true, write: (text: string) => chunks.push(text) };
    new LivePanel(terminal, { isLive: false, color: false }).draw(["working"]);
    expect(chunks).toEqual([]);
  });
});

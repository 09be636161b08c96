import { afterEach, describe, expect, it } from "vitest";
import { setHostContext } from "../../src/domain/display/host-context.js";
import { modelOf } from "../../src/render/model/model.js";
import { clear, html, Markup, show, showInStream } from "../../src/render/show.js";
import { FakeTerminal } from "./fake-terminal.js";
import { jobs } from "./samples.js";

let giveBack = () => {};
afterEach(() => giveBack());

describe("show", () => {
  it("passes the value and its updates to the host", () => {
    const seen: unknown[] = [];
    giveBack = setHostContext({
      show: (value) => {
        seen.push(value);
        return { update: (next) => seen.push(next) };
      },
    });
    show(jobs).update(7);
    expect(seen).toEqual([jobs, 7]);
  });

  it("shows a string without quotes", () => {
    const seen: unknown[] = [];
    giveBack = setHostContext({
      show: (value) => {
        seen.push(modelOf(value));
        return { update: (next) => seen.push(modelOf(next)) };
      },
    });
    show("started").update("finished");
    expect(seen).toEqual([
      { kind: "text", text: "started" },
      { kind: "text", text: "finished" },
    ]);
  });
});

describe("showInStream", () => {
  it("writes an update below the last one if the output cannot be redrawn", () => {
    const chunks: string[] = [];
    const terminal = { isTTY: true, write: (text: string) => chunks.push(text) };
    showInStream(terminal, 1, { isLive: false }).update(2);
    expect(chunks.join("").replace(/\x1b\[\d+m/g, "")).toBe("1\n2\n");
  });

  it("updates in place if the terminal had no other output since", () => {
    const terminal = new FakeTerminal(40, 10);
    const shown = showInStream(terminal, 1);
    shown.update(2);
    expect(terminal.screen()).toEqual(["2"]);
    terminal.write("other\n");
    shown.update(3);
    expect(terminal.screen()).toEqual(["2", "other", "3"]);
  });

  it("shows all of a value that is taller than the screen", () => {
    const terminal = new FakeTerminal(40, 4);
    showInStream(terminal, "x").update("a\nb\nc\nd\ne");
    expect(terminal.screen()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("writes tab-separated lines to a pipe, each update below the last", () => {
    const chunks: string[] = [];
    const shown = showInStream({ write: (text: string) => chunks.push(text) }, { a: 1 });
    shown.update({ a: 2 });
    expect(chunks).toEqual(["a\t1\n", "a\t2\n"]);
  });
});

describe("html", () => {
  it("keeps markup unchanged, and shows its text in a terminal", () => {
    const markup = html("<style>b{}</style><p>a &lt; <b>b</b></p><br>c &amp; &quot;d&quot;");
    expect(markup).toBeInstanceOf(Markup);
    expect(modelOf(markup)).toEqual({
      kind: "markup",
      html: "<style>b{}</style><p>a &lt; <b>b</b></p><br>c &amp; &quot;d&quot;",
      text: 'a < b\n\nc & "d"',
    });
  });

  it("accepts a separate text for terminals", () => {
    expect(html("<canvas></canvas>", "a drawing").text).toBe("a drawing");
  });
});

describe("clear", () => {
  it("asks the host", () => {
    const asked: unknown[] = [];
    giveBack = setHostContext({ clear: (options) => asked.push(options) });
    clear();
    clear({ wait: true });
    expect(asked).toEqual([{ wait: false }, { wait: true }]);
  });
});

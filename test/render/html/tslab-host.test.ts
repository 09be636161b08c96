import { createRequire } from "node:module";
import { afterEach, describe, expect, it } from "vitest";
import { runningTslab, showInTslab } from "../../../src/render/html/tslab-host.js";
import { show } from "../../../src/render/show.js";

const require = createRequire(import.meta.url);
// The module in which tslab keeps the writer of the running cell; the tests replace its sockets.
const jupyter = require("../../../node_modules/tslab/dist/jupyter.js");

interface Sent {
  readonly data: Record<string, unknown>;
  readonly id: string;
  readonly update: boolean;
}

/** Sets the globals that tslab's executor sets. */
function runInTslab(): Sent[] {
  const sent: Sent[] = [];
  Reflect.set(globalThis, "__tslab__", { exports: {}, require });
  jupyter.lastWriteDisplayData = (
    { data, transient }: { data: Record<string, unknown>; transient: { display_id: string } },
    update: boolean,
  ) => sent.push({ data, id: transient.display_id, update });
  return sent;
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, "__tslab__");
  jupyter.lastWriteDisplayData = null;
});

describe("in stock tslab", () => {
  it("shows a value as HTML and text in one display, and updates it in place", () => {
    const sent = runInTslab();
    show([{ a: 1 }]).update([{ a: 2 }]);
    expect(sent.map(({ data }) => Object.keys(data).sort())).toEqual([
      ["text/html", "text/plain"],
      ["text/html", "text/plain"],
    ]);
    expect(sent.map(({ update }) => update)).toEqual([false, true]);
    expect(sent[0]?.id).toBe(sent[1]?.id);
  });

  it("gives each display its own place", () => {
    const sent = runInTslab();
    show("a");
    show("b");
    expect(sent[0]?.id).not.toBe(sent[1]?.id);
  });

  it("falls back to the public display with one type per call if the writer is not found", () => {
    const calls: unknown[] = [];
    const tslab = { newDisplay: () => ({ raw: (type: string, content: string) => calls.push([type, content]) }) };
    const shown = showInTslab(tslab, { "text/plain": "a", "text/html": "<b>a</b>" });
    shown.update({ "text/plain": "b" });
    expect(calls).toEqual([
      ["text/html", "<b>a</b>"],
      ["text/plain", "b"],
    ]);
  });
});

describe("runningTslab", () => {
  it("is undefined elsewhere, and if something else has the name", () => {
    expect(runningTslab()).toBeUndefined();
    for (const other of [
      5,
      {},
      { require: 5 },
      { require: () => ({}) },
      {
        require: () => {
          throw new Error("no such module");
        },
      },
    ]) {
      Reflect.set(globalThis, "__tslab__", other);
      expect(runningTslab()).toBeUndefined();
    }
  });
});

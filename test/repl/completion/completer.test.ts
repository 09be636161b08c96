import { describe, expect, it } from "vitest";
import { completeCommand } from "../../../src/repl/completion/command-completer.js";
import { Completer, commonPrefix } from "../../../src/repl/completion/completer.js";
import { scriptedSession } from "../../support/scripted-session.js";

const session = scriptedSession(
  {},
  {
    complete: async (code, offset) => ({
      start: offset,
      end: offset,
      items: ["then", "jobs", "[Symbol]"].map((text) => ({ text, kind: "method", detail: code })),
    }),
  },
);
const textsOf = async (completer: Completer, code: string) =>
  (await completer.complete(code, code.length)).items.map(({ text }) => text);

describe("TAB", () => {
  it("lists the members of every promise last", async () => {
    expect(await textsOf(new Completer(session, completeCommand), "team(8).")).toEqual(["jobs", "then"]);
  });

  it("offers commands after a dot", async () => {
    expect(await textsOf(new Completer(session, completeCommand), ".e")).toEqual(["editor", "exit"]);
  });

  it("finds the common prefix", () => {
    expect(commonPrefix(["ensureAnnotator", "ensureMember"])).toBe("ensure");
    expect(commonPrefix([])).toBe("");
  });
});

import { describe, expect, it } from "vitest";
import { completeCommand } from "../../../src/repl/completion/command-completer.js";
import { Completer, commonPrefix } from "../../../src/repl/completion/completer.js";
import type { NameSource } from "../../../src/repl/options.js";
import { scriptedSession } from "../../support/scripted-session.js";

function counted(fail = 0) {
  const calls: string[] = [];
  const read = (kind: string, names: readonly string[]) => async () => {
    calls.push(kind);
    if (calls.length <= fail) throw new Error("down");
    return names;
  };
  const names: NameSource = {
    teams: read("teams", ["lemons"]),
    projects: async ({ team }) => [`project of ${team}`],
    classes: read("classes", ["kiwi", "lemon"]),
    tags: read("tags", ["origin"]),
    datasets: read("datasets", ["it's"]),
    logins: read("logins", ["labeler_1"]),
  };
  return { calls, names };
}

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
  it("offers names of the instance in strings that want them, and reads each kind once", async () => {
    const { calls, names } = counted();
    const completer = new Completer(session, names, completeCommand);
    expect(await textsOf(completer, "draft.classes('")).toEqual(["kiwi", "lemon"]);
    expect(await textsOf(completer, "draft.classes('k")).toEqual(["kiwi"]);
    expect(await textsOf(completer, "draft.dataset('")).toEqual(["it\\'s"]);
    expect(calls).toEqual(["classes", "datasets"]);
  });

  it("asks for the names of the place that the chain stands in", async () => {
    const { names } = counted();
    const completer = new Completer(session, names, completeCommand);
    expect(await textsOf(completer, "team(9).project('")).toEqual(["project of 9"]);
    expect(await textsOf(completer, "team(8).project('")).toEqual(["project of 8"]);
    expect(await textsOf(completer, "team('")).toEqual(["lemons"]);
  });

  it("reads names again after they could not be read", async () => {
    const { calls, names } = counted(1);
    const completer = new Completer(session, names, completeCommand);
    await textsOf(completer, "draft.classes('");
    expect(await textsOf(completer, "draft.classes('")).toEqual(["kiwi", "lemon"]);
    expect(calls).toEqual(["classes", "classes"]);
  });

  it("reads no names elsewhere, and puts what every promise has last", async () => {
    const { calls, names } = counted();
    expect(await textsOf(new Completer(session, names, completeCommand), "team(8).")).toEqual(["jobs", "then"]);
    expect(calls).toEqual([]);
  });

  it("offers commands behind a dot", async () => {
    expect(await textsOf(new Completer(session, undefined, completeCommand), ".e")).toEqual(["editor", "exit"]);
  });

  it("finds what all texts begin with", () => {
    expect(commonPrefix(["ensureAnnotator", "ensureMember"])).toBe("ensure");
    expect(commonPrefix([])).toBe("");
  });
});

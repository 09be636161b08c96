import { describe, expect, it, onTestFinished, vi } from "vitest";
import { NameCompleter } from "../../../src/engine/names/name-completer.js";
import type { NameScope, NameSource } from "../../../src/engine/names/name-source.js";

function counted(fail = 0) {
  const calls: string[] = [];
  const read = (kind: string, names: readonly string[]) => async () => {
    calls.push(kind);
    if (calls.length <= fail) throw new Error("down");
    return names;
  };
  const placed = async (place: NameScope) => [`in ${JSON.stringify(place)}`];
  const source: NameSource = {
    teams: read("teams", ["lemons"]),
    workspaces: placed,
    projects: placed,
    classes: read("classes", ["kiwi", "lemon"]),
    tags: read("tags", ["origin"]),
    datasets: read("datasets", ["it's", "night/rain"]),
    images: placed,
    logins: read("logins", ["labeler_1", "labeler_1"]),
  };
  return { calls, completer: new NameCompleter(source) };
}

const textsOf = async (completer: NameCompleter, code: string) =>
  (await completer.complete(code, code.length))?.items.map(({ text }) => text);

describe("names on the instance", () => {
  it("are offered in strings that expect them, and each kind is read once", async () => {
    const { calls, completer } = counted();
    expect(await textsOf(completer, "draft.classes('")).toEqual(["kiwi", "lemon"]);
    expect(await textsOf(completer, "draft.classes('k")).toEqual(["kiwi"]);
    expect(await textsOf(completer, "draft.dataset('it\\'")).toEqual(["it\\'s"]);
    expect(await textsOf(completer, "as('")).toEqual(["labeler_1"]);
    expect(calls).toEqual(["classes", "datasets", "logins"]);
  });

  it("are offered with quotes where a string can begin", async () => {
    const { completer } = counted();
    expect(await textsOf(completer, "draft.job({ classes: [")).toEqual(["'kiwi'", "'lemon'"]);
    expect(await textsOf(completer, "draft.dataset(")).toEqual(["'it\\'s'", "'night/rain'"]);
    expect(await completer.complete("as(", 3)).toMatchObject({ start: 3, end: 3 });
  });

  it("are not offered a second time in a list", async () => {
    const { completer } = counted();
    expect(await textsOf(completer, "draft.job({ classes: ['lemon', '")).toEqual(["kiwi"]);
    expect(await textsOf(completer, "draft.job({ classes: ['lemon', ")).toEqual(["'kiwi'"]);
  });

  it("are not offered elsewhere", async () => {
    const { calls, completer } = counted();
    expect(await textsOf(completer, "draft.name('")).toBeUndefined();
    expect(await textsOf(completer, "draft.classes('x")).toBeUndefined();
    expect(calls).toEqual(["classes"]);
  });

  it("follow the team or project of an earlier cell's variable", async () => {
    const { completer } = counted();
    completer.recordCode("const t = team(8)\nconst p = t.project('a')");
    completer.recordCode("team(9).jobs()");
    expect(await textsOf(completer, "p.job({ images: ['")).toEqual(['in {"team":8,"project":"a"}']);
    expect(await textsOf(completer, "t.project('")).toEqual(['in {"team":8}']);
    expect(await textsOf(completer, "const t = team(9); t.project('")).toEqual(['in {"team":9}']);
    expect(await textsOf(completer, "t.project('")).toEqual(['in {"team":8}']);
    completer.forget();
    expect(await textsOf(completer, "t.project('")).toEqual(["in {}"]);
  });

  it("are found by the last part of a path, such as that of a nested dataset", async () => {
    const { completer } = counted();
    expect(await textsOf(completer, "draft.dataset('ra")).toEqual(["night/rain"]);
    expect(await textsOf(completer, "draft.dataset('night/")).toEqual(["night/rain"]);
    expect(await textsOf(completer, "draft.dataset('ain")).toBeUndefined();
  });

  it("are read again after five seconds, since other programs create some too", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const { calls, completer } = counted();
    await textsOf(completer, "draft.classes('");
    vi.advanceTimersByTime(4_900);
    await textsOf(completer, "draft.classes('");
    expect(calls).toHaveLength(1);
    vi.advanceTimersByTime(200);
    await textsOf(completer, "draft.classes('");
    expect(calls).toHaveLength(2);
  });

  it("are read again after each cell and after a failed read", async () => {
    const { calls, completer } = counted(1);
    expect(await textsOf(completer, "draft.classes('")).toBeUndefined();
    expect(await textsOf(completer, "draft.classes('")).toEqual(["kiwi", "lemon"]);
    completer.recordCode("1");
    expect(await textsOf(completer, "draft.classes('")).toEqual(["kiwi", "lemon"]);
    expect(calls).toEqual(["classes", "classes", "classes"]);
  });
});

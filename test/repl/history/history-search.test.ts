import { describe, expect, it } from "vitest";
import { promptPaint } from "../../../src/repl/color.js";
import {
  beginSearch,
  pressInSearch,
  searchFor,
  searchOlder,
  searchRow,
} from "../../../src/repl/history/history-search.js";

const entries = ["team(8).jobs()", "job(37)", "team(9).jobs()"];
const search = (typed: string) => searchFor(entries, beginSearch(entries), typed);

describe("the search of the history", () => {
  it("finds the newest entry first, then older ones", () => {
    const newest = search("jobs");
    expect(newest.found).toBe("team(9).jobs()");
    expect(searchOlder(entries, newest).found).toBe("team(8).jobs()");
  });

  it("stays at its entry while the entry contains the typed text", () => {
    const older = searchOlder(entries, search("jobs"));
    expect(searchFor(entries, older, "jobs(").found).toBe("team(8).jobs()");
  });

  it("keeps the last match, and reports that no entry contains the whole text", () => {
    const missed = searchFor(entries, search("job(3"), "job(3z");
    expect(missed).toMatchObject({ found: "job(37)", isMissed: true });
    expect(searchRow(missed, 60, promptPaint(false))).toBe("not in the history: job(3z");
  });

  it("adds letters, removes them with Backspace, and passes other keys to the found entry", () => {
    const press = (from: ReturnType<typeof search>, key: Parameters<typeof pressInSearch>[2]) =>
      pressInSearch(entries, from, key);
    const key = (name: string) => ({ kind: "key", name }) as const;
    expect(press(search("job"), { kind: "text", text: "(" })).toMatchObject({
      next: { found: "job(37)" },
      isTaken: true,
    });
    expect(press(search("job("), key("backspace"))).toMatchObject({ next: { found: "team(9).jobs()" } });
    expect(press(search("jobs"), key("ctrl-r"))).toMatchObject({ next: { found: "team(8).jobs()" } });
    expect(press(search("jobs"), key("escape"))).toEqual({ next: undefined, isTaken: true });
    expect(press(search("jobs"), key("enter"))).toEqual({ next: undefined, isTaken: false });
  });

  it("finds nothing for an empty text", () => {
    expect(search("").found).toBeUndefined();
  });
});

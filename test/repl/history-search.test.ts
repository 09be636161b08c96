import { describe, expect, it } from "vitest";
import { painter } from "../../src/repl/colour.js";
import { beginSearch, searchFor, searchOlder, searchRow } from "../../src/repl/history-search.js";

const entries = ["team(8).jobs()", "job(37)", "team(9).jobs()"];
const search = (typed: string) => searchFor(entries, beginSearch(entries), typed);

describe("the search of the history", () => {
  it("finds the newest entry first, then older ones", () => {
    const newest = search("jobs");
    expect(newest.found).toBe("team(9).jobs()");
    expect(searchOlder(entries, newest).found).toBe("team(8).jobs()");
  });

  it("stays at its entry while that still holds what is typed", () => {
    const older = searchOlder(entries, search("jobs"));
    expect(searchFor(entries, older, "jobs(").found).toBe("team(8).jobs()");
  });

  it("keeps what it found last, and says so, when nothing holds all of it", () => {
    const missed = searchFor(entries, search("job(3"), "job(3z");
    expect(missed).toMatchObject({ found: "job(37)", isMissed: true });
    expect(searchRow(missed, 60, painter(false))).toBe("not in the history: job(3z");
  });

  it("finds nothing for nothing", () => {
    expect(search("").found).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { nameSlot, quoteName } from "../../../src/repl/completion/name-slot.js";

describe("the slot for a name", () => {
  it.each([
    ["team(8).job({ classes: ['", "classes"],
    ["team(8).job({ classes: ['lemon', 'k", "classes"],
    ["draft.classes('", "classes"],
    ["draft.excludeTagged('", "tags"],
    ['team(8).job({ name: "a", dataset: "', "datasets"],
    ["project(1).dataset(`", "datasets"],
    ["team(8).ensureAnnotator(['a', '", "logins"],
    ["as('lab", "logins"],
    ["job({ 'reviewer': '", "logins"],
    ["team('", "teams"],
    ["team(8).project('", "projects"],
    ["project('", "projects"],
    ["team(8).jobs({ assignedTo: '", "logins"],
  ])("in %s is for %s", (code, kind) => {
    expect(nameSlot(code, code.length)?.kind).toBe(kind);
  });

  it.each([
    "team(8).job({ name: '",
    "team(8).job({ classes: ['a'], '",
    "as('a', { password: '",
    "classes['",
    "// as('",
    "as(name",
    "'lemon'",
    "constructor('",
  ])("is not in %s", (code) => {
    expect(nameSlot(code, code.length)).toBeUndefined();
  });

  it("says what is typed of the name and where", () => {
    expect(nameSlot("as('lab", 7)).toEqual({ kind: "logins", place: {}, start: 4, typed: "lab", quote: "'" });
  });

  it.each([
    ["team(99).project('other').job({ classes: ['", { team: 99, project: "other" }],
    ["const a = team('x').jobs()\nproject(7).dataset('", { project: 7 }],
    ["team(1).project(2)\n  .dataset('", { team: 1, project: 2 }],
    ["team(1).jobs()\nteam('two').ensureAnnotator('", { team: "two" }],
    ["team(id).project('p').job({ dataset: '", { project: "p" }],
    ["draft.classes('", {}],
  ])("in %s is in its chain's place", (code, place) => {
    expect(nameSlot(code, code.length)?.place).toEqual(place);
  });

  it("writes a name so that the string stays one", () => {
    expect(quoteName("it's", "'")).toBe("it\\'s");
    expect(quoteName("a`${b}", "`")).toBe("a\\`\\${b}");
  });
});

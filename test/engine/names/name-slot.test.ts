import { describe, expect, it } from "vitest";
import { nameSlot } from "../../../src/engine/names/name-slot.js";

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
    ["team(8).jobs({ createdBy: '", "logins"],
    ["api.labelingJob.create({ tagsToLabel: ['a'], excludeImagesWithTags: ['", "tags"],
    ["api.labelingJob.create({ includeImagesWithTags: ['a', '", "tags"],
    ["team(8).job({ dataset: 'd', tags: ['", "tags"],
    ["team(8).split({ weights: { '", "logins"],
    ["team(8).split({ weights: { ana: 2, 'ben': 1, '", "logins"],
    ["team(8).split({ name: 'a' }).weights({ '", "logins"],
    ["team(8).ensureProject('p', { workspace: '", "workspaces"],
    ["team(8).job({ dataset: 'd', images: ['", "images"],
    ["team(8)\n  .job({\n    name: 'ä🍋',\n    classes: [\n      '", "classes"],
  ])("in %s is for %s", (code, kind) => {
    expect(nameSlot(code, code.length)?.kind).toBe(kind);
  });

  it.each([
    ["team(8).job({ classes: ['lemon', '|", ["lemon"]],
    ["team(8).job({ classes: ['le\\'mon', 'kiwi', '|'], name: 'a' })", ["kiwi", "le'mon"]],
    ["team(8).job({ name: 'lemon', classes: ['|', 'kiwi'] }); as('a')", ["kiwi"]],
    ["team(8).job({ classes: ['kiwi', |", ["kiwi"]],
    ["draft.tags('situated', '|", ["situated"]],
    ["team(8).job({ assign: 'a', reviewer: '|", []],
    ["team(8).job({ classes: [pick('lemon'), '|", []],
  ])("knows the names beside it: %s", (marked, others) => {
    expect(nameSlot(marked.replace("|", ""), marked.indexOf("|"))?.others).toEqual(others);
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
    "team(8).job({ name: 'a', '",
    "team(8).job({ classes: { '",
    "f(isFirst ? team : 1, '",
  ])("is not in %s", (code) => {
    expect(nameSlot(code, code.length)).toBeUndefined();
  });

  it.each([
    ["team(", "teams"],
    ["team(8).project( ", "projects"],
    ["team(8).job({ tags: [", "tags"],
    ["team(8).job({ classes: ['lemon', ", "classes"],
    ["team(8).job({ name: 'a', dataset: ", "datasets"],
    ["team(8).job({\n  assign: [\n    ", "logins"],
  ])("begins where a string can: %s", (code, kind) => {
    const { length } = code;
    expect(nameSlot(code, length)).toMatchObject({ kind, start: length, end: length, typed: "", isUnquoted: true });
  });

  it.each([
    "const team: ",
    "function f(project: ",
    "function f({ a }: { tag: ",
    "const a = { tag: ",
    "const b = isFirst ? tag : ",
    "f(isFirst ? tag : ",
    "f({ a: isFirst ? tag : ",
    "as('ana', ",
    "job({ tags: ['a'], ",
    "job({ tags: ['a'] ",
    "team(8)",
    "team(8).project",
    "[",
    "case team: ",
  ])("does not begin in %s", (code) => {
    expect(nameSlot(code, code.length)).toBeUndefined();
  });

  it("returns the typed prefix and its position", () => {
    const slot = {
      kind: "logins",
      scope: {},
      others: [],
      start: 4,
      end: 7,
      typed: "lab",
      quote: "'",
      isUnquoted: false,
    };
    expect(nameSlot("as('lab", 7)).toEqual(slot);
    expect(nameSlot("as('labeler_1').jobs('x')", 7)).toEqual({ ...slot, end: 13 });
    // The next quote belongs to another string.
    expect(nameSlot("as('lab).jobs('x')", 7)).toEqual(slot);
  });

  it.each([
    ["team(99).project('other').job({ classes: ['", { team: 99, project: "other" }],
    ["const a = team('x').jobs()\nproject(7).dataset('", { project: 7 }],
    ["team(1).project(2)\n  .dataset('", { team: 1, project: 2 }],
    ["team(1).jobs()\nteam('two').ensureAnnotator('", { team: "two" }],
    ["team(id).project('p').job({ dataset: '", { project: "p" }],
    ["draft.classes('", {}],
    ["const t = team(8)\nteam(9).jobs()\nt.project('", { team: 8 }],
    ["const p = await team(8).project('a')\np.job({ classes: ['", { team: 8, project: "a" }],
    ["const t: TeamChain = team(8), u = team(9)\nt.project('", { team: 8 }],
    ["let a = team(1); a = team(2); const b = a; b.project('", { team: 2 }],
    ["const id = 99\nteam(id).project('", { team: 99 }],
    ["(await team(8)).project('", { team: 8 }],
    ["team(8).jobs().each((one) => one.clone({ dataset: '", { team: 8 }],
    ["team(8).project('a').job({ name: n, dataset: 'd', images: ['", { team: 8, project: "a", dataset: "d" }],
    ["project('a').dataset('b').job({ images: ['", { project: "a", dataset: "b" }],
    ["team(8).project('a').dataset('d').ensure(); team(9).project('", { team: 9 }],
    ["job({ dataset: 10555, classes: ['", { dataset: 10555 }],
    ["team('it\\'s').project(\"\\u{61}\").job({ classes: ['", { team: "it's", project: "a" }],
    ["const t = team(\"it's\")\nt.project(`a\\`b`).dataset('", { team: "it's", project: "a`b" }],
    ["const t = team(8).project('a')\nawait team(9).jobs()\nt.dataset('", { team: 8, project: "a" }],
    ["const n = 'it\\'s'\nteam(n).project('", { team: "it's" }],
    ["team(9) // team(8)\n  .project('", { team: 9 }],
  ])("in %s has the place of its chain", (code, place) => {
    expect(nameSlot(code, code.length)?.scope).toEqual(place);
  });

  it.each(["as('it\\'s", "as('it\\u0027s", "as('it\\x27s", "as(\"it's"])("reads %s without its escapes", (code) => {
    expect(nameSlot(code, code.length)?.typed).toBe("it's");
  });
});

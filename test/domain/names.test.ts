import { describe, expect, it } from "vitest";
import { findNamed, isJobName, isSameName, namedIndex, nameKey, nameSpellings } from "../../src/domain/names.js";

const composed = "piñata".normalize("NFC");
const decomposed = "piñata".normalize("NFD");

describe("names", () => {
  it("are equal with leading or trailing spaces and in both Unicode normalization forms", () => {
    expect(isSameName(" lemons\t", "lemons")).toBe(true);
    expect(isSameName(composed, decomposed)).toBe(true);
    expect(nameKey(` ${decomposed} `)).toBe(composed);
  });

  it("are equal with invisible characters at both ends, and keep those inside and the parts of emoji", () => {
    for (const unseen of ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u00a0", "\u3000", "\r\n"]) {
      expect([unseen, nameKey(`${unseen}car${unseen} `)]).toEqual([unseen, "car"]);
      expect([unseen, nameKey(` ${unseen} `)]).toEqual([unseen, ""]);
    }
    const flag = "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}";
    for (const name of ["c\u200bar", "\u2764\ufe0f", flag]) expect(nameKey(name)).toBe(name);
    expect(nameKey(`a${" ".repeat(1_000_000)}b`).length).toBe(1_000_002);
  });

  it("differ by inner spaces and by case", () => {
    expect(isSameName("two  words", "two words")).toBe(false);
    expect(isSameName("Lemons", "lemons")).toBe(false);
  });

  it("of jobs may end in a number that the server appended", () => {
    expect(isJobName("lemons (#18)", "lemons ")).toBe(true);
    expect(isJobName(`${decomposed} (#9) `, composed)).toBe(true);
    expect(isJobName("lemons (#18) (#19)", "lemons (#18)")).toBe(true);
  });

  it("of jobs keep a requested number and other endings", () => {
    expect(isJobName("lemons", "lemons (#18)")).toBe(false);
    expect(isJobName("lemons (18)", "lemons")).toBe(false);
    expect(isJobName("lemons(#18)", "lemons")).toBe(false);
    expect(isJobName("lemons 2 (#18)", "lemons")).toBe(false);
  });

  it("are looked up in every spelling that a server may store, without duplicates", () => {
    expect(nameSpellings("lemons")).toEqual(["lemons"]);
    expect(nameSpellings(` ${decomposed}`)).toEqual([` ${decomposed}`, decomposed, composed]);
  });

  it("are found by their exact spelling first", () => {
    const things = [{ name: composed }, { name: decomposed }];
    expect(findNamed(things, decomposed)).toBe(things[1]);
    expect(findNamed(things, ` ${decomposed}`)).toBe(things[0]);
    expect(findNamed(things, "other")).toBeUndefined();
  });

  it("are found in an index like one by one, also among very many", () => {
    const items = ["cat ", "cat", composed, ...Array.from({ length: 50_000 }, (_, at) => `c${at}`)].map((name) => ({
      name,
    }));
    const find = namedIndex(items, ({ name }) => name);
    for (const name of ["cat", "cat ", " cat", decomposed, "c7", "C7", "__proto__"]) {
      expect([name, find(name)]).toEqual([name, findNamed(items, name)]);
    }
    expect(items.every(({ name }) => find(` ${name}`) !== undefined)).toBe(true);
  });
});

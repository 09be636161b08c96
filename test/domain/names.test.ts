import { describe, expect, it } from "vitest";
import { findNamed, isJobName, isSameName, nameKey, nameSpellings } from "../../src/domain/names.js";

const composed = "piñata".normalize("NFC");
const decomposed = "piñata".normalize("NFD");

describe("one name", () => {
  it("is the same with outer spaces, and in both compositions of its letters", () => {
    expect(isSameName(" lemons\t", "lemons")).toBe(true);
    expect(isSameName(composed, decomposed)).toBe(true);
    expect(nameKey(` ${decomposed} `)).toBe(composed);
  });

  it("is another with inner spaces or another case", () => {
    expect(isSameName("two  words", "two words")).toBe(false);
    expect(isSameName("Lemons", "lemons")).toBe(false);
  });

  it("of a job may end in a number that the instance appended", () => {
    expect(isJobName("lemons (#18)", "lemons ")).toBe(true);
    expect(isJobName(`${decomposed} (#9) `, composed)).toBe(true);
    expect(isJobName("lemons (#18) (#19)", "lemons (#18)")).toBe(true);
  });

  it("of a job is not stripped of a number that was asked for, nor of other endings", () => {
    expect(isJobName("lemons", "lemons (#18)")).toBe(false);
    expect(isJobName("lemons (18)", "lemons")).toBe(false);
    expect(isJobName("lemons(#18)", "lemons")).toBe(false);
    expect(isJobName("lemons 2 (#18)", "lemons")).toBe(false);
  });

  it("is asked for in every spelling that a server may keep, once each", () => {
    expect(nameSpellings("lemons")).toEqual(["lemons"]);
    expect(nameSpellings(` ${decomposed}`)).toEqual([` ${decomposed}`, decomposed, composed]);
  });

  it("is found as it is spelled before another spelling of it", () => {
    const things = [{ name: composed }, { name: decomposed }];
    expect(findNamed(things, decomposed)).toBe(things[1]);
    expect(findNamed(things, ` ${decomposed}`)).toBe(things[0]);
    expect(findNamed(things, "other")).toBeUndefined();
  });
});

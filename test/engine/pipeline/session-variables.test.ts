import { describe, expect, it } from "vitest";
import { constantBox, SessionVariables } from "../../../src/engine/pipeline/session-variables.js";

describe("the names of a session", () => {
  it("hold a value each, in a box that stays the same", () => {
    const names = new SessionVariables();
    const box = names.box("n");
    names.define("n", 1);
    expect([box.v, names.box("n") === box, names.kind("n")]).toEqual([1, true, "const"]);
  });

  it("answer as JavaScript does where there is none: by the global one, or by an error", () => {
    const names = new SessionVariables();
    expect(names.box("Math").v).toBe(Math);
    expect(() => names.box("nowhere").v).toThrow("nowhere is not defined");
    expect(names.box("nowhere").t).toBeUndefined();
    expect(() => {
      names.box("nowhere").v = 1;
    }).toThrow("nowhere is not defined");
  });

  it("are not there yet between their declaration and their value, but for what they held before", () => {
    const names = new SessionVariables();
    names.define("old", "before");
    const declaration = names.declare(
      new Map([
        ["fresh", "let"],
        ["old", "let"],
        ["hoisted", "var"],
      ]),
    );
    expect(() => names.box("fresh").v).toThrow("Cannot access 'fresh' before initialization");
    expect([names.box("old").v, names.box("hoisted").v]).toEqual(["before", undefined]);
    names.box("fresh").v = 1;
    expect([...declaration.settle()]).toEqual(["fresh", "hoisted"]);
    expect([names.kind("old"), names.box("old").v]).toEqual(["const", "before"]);
  });

  it("are gone when their declaration gave them nothing", () => {
    const names = new SessionVariables();
    names.declare(new Map([["lost", "let"]])).settle();
    expect(names.kind("lost")).toBeUndefined();
    expect(() => names.box("lost").v).toThrow("lost is not defined");
  });

  it("may be bound to a place that changes, and not be assigned then", () => {
    const names = new SessionVariables();
    let count = 1;
    names.link("count", () => count);
    count = 2;
    expect(names.box("count").v).toBe(2);
    expect(() => {
      names.box("count").v = 3;
    }).toThrow("Assignment to constant variable.");
    expect(() => constantBox.v).toThrow("Assignment to constant variable.");
  });

  it("are all forgotten at once, in boxes of earlier cells as well", () => {
    const names = new SessionVariables();
    const box = names.box("n");
    names.define("n", 1);
    names.clear();
    expect(() => box.v).toThrow("n is not defined");
  });
});

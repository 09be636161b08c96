import { describe, expect, it } from "vitest";
import { constantBox, SessionVariables } from "../../../src/engine/pipeline/session-variables.js";

describe("the names of a session", () => {
  it("hold a value each, in a box that stays the same", () => {
    const names = new SessionVariables();
    const box = names.box("n");
    names.define("n", 1);
    expect([box.v, names.box("n") === box, names.kind("n")]).toEqual([1, true, "const"]);
  });

  it("without a value behave as in JavaScript: the global, or an error", () => {
    const names = new SessionVariables();
    expect(names.box("Math").v).toBe(Math);
    expect(() => names.box("nowhere").v).toThrow("nowhere is not defined");
    expect(names.box("nowhere").t).toBeUndefined();
    expect(() => {
      names.box("nowhere").v = 1;
    }).toThrow("nowhere is not defined");
  });

  it("keep their former value until the new one is set", () => {
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

  it("are removed if their declaration gave them no value", () => {
    const names = new SessionVariables();
    names.declare(new Map([["lost", "let"]])).settle();
    expect(names.kind("lost")).toBeUndefined();
    expect(() => names.box("lost").v).toThrow("lost is not defined");
  });

  it("can be linked to a changing value, and are then read-only", () => {
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

  it("are all cleared at once, also for earlier cells", () => {
    const names = new SessionVariables();
    const box = names.box("n");
    names.define("n", 1);
    names.clear();
    expect(() => box.v).toThrow("n is not defined");
  });
});

import { describe, expect, it } from "vitest";
import { painter } from "../../src/repl/colour.js";
import { menuRows, step } from "../../src/repl/menu.js";

const items = ["completed", "on_review", "pending"].map((text) => ({ text, kind: "string", detail: `is ${text}` }));
const menu = { offer: { start: 9, end: 9, items }, chosen: -1, start: 9, end: 9 };

describe("the menu", () => {
  it("goes round at its ends and says what its choice replaces", () => {
    const first = step(menu, 1);
    expect(first).toMatchObject({ chosen: 0, start: 9, end: 18 });
    expect(step(first, -1).chosen).toBe(2);
    expect(step(menu, -1).chosen).toBe(2);
    expect(step(step(menu, -1), 1).chosen).toBe(0);
  });

  it("lays names out in columns and tells of the chosen one", () => {
    expect(menuRows(step(menu, 1), 30, 5, painter(false))).toEqual(["completed  pending", "on_review", "is completed"]);
  });

  it("says how many names did not fit", () => {
    expect(menuRows(menu, 12, 2, painter(false))).toEqual(["completed", "on_review", "… 1 more: type on to narrow"]);
  });

  it("shows nothing of a name that a terminal would obey", () => {
    const hostile = { ...menu, offer: { ...menu.offer, items: [{ text: "a\x1b]0;b\x07", kind: "string" }] } };
    expect(menuRows(hostile, 40, 5, painter(false))).toEqual(["a\\x1b]0;b\\x07"]);
  });
});

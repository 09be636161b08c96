import { describe, expect, it } from "vitest";
import { isDisplayModel } from "../../../src/render/model/model-shape.js";

describe("isDisplayModel", () => {
  it.each([
    { kind: "table", columns: [{ title: "ID", kind: "id" }], rows: [[1]], note: "n" },
    { kind: "record", fields: [{ label: "id", kind: "id", value: 1 }] },
    { kind: "text", text: "a", tone: "good" },
    { kind: "progress", label: "wait", done: 1, total: 2, state: "running" },
    { kind: "chart", form: "bar", series: [{ name: "a", points: [] }] },
    { kind: "error", name: "E", message: "m", source: { file: "a", line: 1, text: "x" }, parts: [] },
    { kind: "stack", parts: [{ kind: "text", text: "a" }] },
  ])("accepts $kind", (model) => {
    expect(isDisplayModel(model)).toBe(true);
  });

  it.each([
    ["a kind of the user's own", { kind: "fruit", text: "a" }],
    ["a kind that objects inherit", { kind: "constructor" }],
    ["a key too many", { kind: "text", text: "a", author: "b" }],
    ["a key too few", { kind: "table", columns: [] }],
    ["a part of another type", { kind: "text", text: 5 }],
    ["rows that are no rows", { kind: "table", columns: [], rows: [1] }],
    ["columns without titles", { kind: "table", columns: [{}], rows: [] }],
    ["markup, at the top", { kind: "markup", html: "<b>", text: "b" }],
    ["markup, inside", { kind: "stack", parts: [{ kind: "markup", html: "<b>", text: "b" }] }],
  ])("refuses %s", (_what, value) => {
    expect(isDisplayModel(value)).toBe(false);
  });
});

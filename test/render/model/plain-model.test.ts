import { inspect } from "node:util";
import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { renderHtml } from "../../../src/render/html/html.js";
import { isPlainObject, objectRecord, objectTable, recordClassOf } from "../../../src/render/model/plain-model.js";
import { renderPiped } from "../../../src/render/terminal/piped.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { jobs, meta } from "../samples.js";

describe("isPlainObject", () => {
  it("is true only for object literals, also of other realms", () => {
    expect([{}, Object.create(null), vm.runInNewContext("({ a: 1 })")].map(isPlainObject)).toEqual([true, true, true]);
    expect([[], new Date(), new Map(), jobs[0], null, 5, Math].map(isPlainObject)).toEqual(Array(7).fill(false));
  });
});

describe("recordClassOf", () => {
  it("finds the class that defines how its records are drawn", () => {
    expect(recordClassOf(jobs)?.plural).toBe("labeling jobs");
    expect(recordClassOf([meta])).toBeUndefined();
    expect(recordClassOf([jobs[0], {}])).toBeUndefined();
  });
});

const withKeys = (length: number) =>
  Object.fromEntries(Array.from({ length }, (_none, index) => [`key_${index}`, index]));

describe("objectTable", () => {
  it("stays a table with more columns than fit the screen", () => {
    const table = objectTable([withKeys(30), withKeys(30)]);
    expect(table?.columns).toHaveLength(30);
    expect(table?.rows[1]?.[29]).toBe(29);
  });

  it("has a column for each key, with the kind of its values", () => {
    const table = objectTable([
      { id: 1, when: new Date(0), done: true, hex: "#ff0000", status: "pending", n: 1, tags: ["a"], size: { w: 1 } },
      { id: 2, when: null, done: false, hex: "#00ff00", status: "stopped", n: 2n, tags: [], extra: "x" },
    ]);
    expect(table?.columns.map(({ title, kind }) => `${title} ${kind}`)).toEqual([
      "id id",
      "when time",
      "done flag",
      "hex color",
      "status status",
      "n count",
      "tags text",
      "size code",
      "extra text",
    ]);
    expect(table?.rows[1]).toEqual([
      2,
      { literal: "null", plain: null },
      { literal: "false", plain: false },
      "#00ff00",
      "stopped",
      { literal: "2n", plain: "2" },
      { literal: "[]", plain: [] },
      undefined,
      "x",
    ]);
  });

  it("treats a column of mixed kinds as text", () => {
    expect(objectTable([{ a: 1 }, { a: "x" }])?.columns).toEqual([{ title: "a", kind: "text" }]);
  });

  it("shortens nested values to one line", () => {
    const [[cell] = []] = objectTable([{ deep: { text: "x".repeat(100) } }])?.rows ?? [];
    expect(cell).toHaveLength(60);
  });

  it("rejects objects with too few common keys, too many keys, or none", () => {
    expect(objectTable([{ a: 1 }, { b: 2 }, { c: 3 }])).toBeUndefined();
    expect(objectTable([withKeys(300)])).toBeUndefined();
    expect(objectTable([{}])).toBeUndefined();
    expect(objectTable([{ a: 1 }, 2])).toBeUndefined();
  });
});

describe("objectRecord", () => {
  it("has a field for each key", () => {
    expect(objectRecord({ 37: "pending", 38: "stopped" })?.fields).toEqual([
      { label: "37", kind: "status", value: "pending" },
      { label: "38", kind: "status", value: "stopped" },
    ]);
    expect(objectRecord({ a: { b: 1 }, f: Math.max })?.fields.map(({ value }) => value)).toEqual([
      "{ b: 1 }",
      "[Function: max]",
    ]);
  });

  it("leaves deeply nested values, symbol keys and getters to Node's text form", () => {
    expect(objectRecord({ deep: { text: "x".repeat(70) } })).toBeUndefined();
    expect(objectRecord({ a: 1, [Symbol("b")]: 2 })).toBeUndefined();
    expect(
      objectRecord({
        get a() {
          return 1;
        },
      }),
    ).toBeUndefined();
    expect(objectRecord({})).toBeUndefined();
  });
});

describe("values of different types", () => {
  const pairs = [
    [1, "1"],
    [null, "null"],
    [undefined, "undefined"],
    [null, undefined],
    [null, "-"],
    [undefined, "-"],
    [undefined, ""],
    [true, "true"],
    [true, "yes"],
    [false, "no"],
    [1n, 1],
    [1n, "1n"],
    [-0, 0],
    [Number.NaN, "NaN"],
    [[], "-"],
    [["a"], "a"],
    [["1"], [1]],
    [["a, b"], ["a", "b"]],
    [{ a: 1 }, "{ a: 1 }"],
    ["a", " a"],
    ["0x10", 16],
  ] as const;
  const named = pairs.map(([one, two]) => ({ name: `${inspect(one)} and ${inspect(two)}`, one, two }));
  it.each(named)("$name are distinguished in a record and in a table", ({ one, two }) => {
    const drawn = [one, two].map((value) => {
      const models = [objectRecord({ value })!, objectTable([{ value, n: 1 }])!];
      return models.map((model) => [renderTerminal(model, { columns: 80, color: false }), renderHtml(model)]);
    });
    for (const [index, [text, page]] of drawn[0]!.entries()) {
      expect(drawn[1]![index]![0]).not.toBe(text);
      expect(drawn[1]![index]![1]).not.toBe(page);
    }
  });

  it("plain words have no quotes, and programs get plain values", () => {
    const value = { login: "labeler_1", count: "1", gone: null, none: undefined, done: true, tags: ["kiwi", "lemon"] };
    expect(renderTerminal(objectRecord(value)!, { columns: 80, color: false })).toContain("labeler_1 ");
    expect(renderPiped(objectRecord(value)!)).toBe(
      "login\tlabeler_1\ncount\t1\ngone\t\nnone\t\ndone\ttrue\ntags\tkiwi, lemon",
    );
  });
});

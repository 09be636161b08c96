import { describe, expect, it } from "vitest";
import { type DisplayModel, display } from "../../../src/domain/display/display.js";
import { NotFoundError } from "../../../src/domain/errors.js";
import { type LazyWork, lazy } from "../../../src/domain/lazy.js";
import { inspected, modelOf } from "../../../src/render/model/model.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { jobs } from "../samples.js";

const words = (value: unknown) => {
  const model = modelOf(value);
  return model.kind === "text" ? model.text : model.kind;
};

describe("modelOf", () => {
  it("uses the model of a value that has one", () => {
    const model: DisplayModel = { kind: "text", text: "own" };
    expect(modelOf({ [display]: () => model })).toBe(model);
    expect(modelOf(jobs)).toMatchObject({ kind: "table", empty: "no labeling jobs" });
  });

  it("describes a chain and does not run it", () => {
    let runs = 0;
    const work: LazyWork = {
      writes: true,
      run: async () => {
        runs += 1;
      },
      describe: () => ({ kind: "text", text: "1. create job" }),
      plan: async () => ({ kind: "text", text: "" }),
    };
    expect(words({ [lazy]: work, [display]: () => ({ kind: "text", text: "not this" }) })).toBe("1. create job");
    expect(runs).toBe(0);
  });

  it("draws a plain array of records like a list of them", () => {
    const some = jobs.filter((job) => job.id > 38);
    expect(modelOf(some)).toMatchObject({ kind: "table", rows: { length: 3 } });
    expect(modelOf(new Set(some))).toMatchObject({ kind: "table", rows: { length: 3 } });
    expect(modelOf([...some, 7])).toMatchObject({ kind: "text" });
  });

  it("draws similar objects as a table, and a map as its entries", () => {
    expect(modelOf([{ a: 1 }, { a: 2, b: 3 }])).toMatchObject({
      kind: "table",
      columns: [{ title: "a" }, { title: "b" }],
    });
    expect(modelOf(new Map([["x", 1]]))).toMatchObject({ kind: "table", rows: [["x", 1]] });
  });

  it("draws a plain object as a record, and a deeply nested one as text", () => {
    expect(modelOf({ id: 1, name: "a" })).toMatchObject({ kind: "record" });
    expect(words({ deep: { text: "x".repeat(70) } })).toContain("deep: {");
  });

  it("draws errors, with the hint of slylab's own", () => {
    expect(modelOf(new TypeError("no"))).toMatchObject({ kind: "error", name: "TypeError", message: "no" });
    const error = new NotFoundError("no job with id 41", { status: 404, method: "jobs.info", hint: "list them" });
    expect(modelOf(error)).toMatchObject({ kind: "error", name: "NotFoundError", hint: "list them" });
  });

  it("accepts a model or plan as a value, but not markup", () => {
    const plan: DisplayModel = { kind: "stack", parts: [{ kind: "text", text: "create" }] };
    expect(modelOf(plan)).toBe(plan);
    expect(modelOf({ kind: "markup", html: "<script>", text: "x" })).toMatchObject({ kind: "record" });
  });

  it.each([
    [undefined, "undefined"],
    [null, "null"],
    [42, "42"],
    [42n, "42n"],
    ["it's", '"it\'s"'],
    [Symbol("a"), "Symbol(a)"],
    [[], "[]"],
    [[1, 2], "[ 1, 2 ]"],
    [{}, "{}"],
    [new Set([1]), "Set(1) { 1 }"],
    [new Uint8Array(2), "Uint8Array(2) [ 0, 0 ]"],
    [function named() {}, "[Function: named]"],
    [
      new (class Point {
        x = 1;
      })(),
      "Point { x: 1 }",
    ],
    [Promise.resolve(1), "Promise { 1 }"],
  ])("writes %s like Node's REPL", (value, text) => {
    expect(words(value)).toBe(text);
  });

  it("runs no getter of a plain object", () => {
    let runs = 0;
    const sly = {
      get name() {
        runs += 1;
        return "x";
      },
    };
    expect(words(sly)).toBe("{ name: [Getter] }");
    expect(words([sly, sly])).toContain("[Getter]");
    expect(runs).toBe(0);
  });

  it("handles values that throw when inspected", () => {
    const broken = {
      [display]: () => {
        throw new Error("broken");
      },
    };
    expect(words(broken)).toBe("a value that cannot be shown: broken");
  });

  it("shows the target of a proxy without running traps", () => {
    const ran: PropertyKey[] = [];
    const trap = new Proxy<ProxyHandler<object>>(
      {},
      {
        get: (_target, name) => () => {
          ran.push(name);
          throw new Error("no entry");
        },
      },
    );
    for (const target of [
      { id: 7 },
      [7],
      new Error("seven"),
      new Map([[7, 7]]),
      () => 7,
      Promise.resolve(7),
      new Date(7),
    ]) {
      const proxy = new Proxy<object>(target, trap);
      for (const value of [proxy, [proxy], [{ a: 1 }, proxy], { proxy }, new Set([proxy]), new Map([["key", proxy]])]) {
        expect(renderTerminal(modelOf(value), { columns: 80, color: false })).not.toContain("cannot be shown");
      }
    }
    expect(words(new Proxy({ id: 7 }, trap))).toBe("{ id: 7 }");
    const revocable = Proxy.revocable({}, {});
    revocable.revoke();
    expect(words(revocable.proxy)).toBe("<Revoked Proxy>");
    expect(ran).toEqual([]);
  });

  it("handles circular values", () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(renderTerminal(modelOf(circle), { columns: 80, color: false })).toContain("[Circular *1]");
  });
});

it("inspects nested values to a limited depth", () => {
  expect(inspected({ a: { b: { c: { d: 1 } } } }).text).toContain("d: 1");
});

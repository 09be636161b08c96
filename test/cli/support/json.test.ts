import { describe, expect, it } from "vitest";
import { cellErrorJson, jsonOf } from "../../../src/cli/support/json.js";
import { TimeoutError } from "../../../src/domain/errors.js";

describe("values as JSON", () => {
  it.each([
    [undefined, "null"],
    [12n, '"12"'],
    [new Map([["a", 1]]), '[["a",1]]'],
    [new Set([1, 2]), "[1,2]"],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [() => 1, "null"],
    [{ error: new TypeError("no") }, '{"error":{"name":"TypeError","message":"no"}}'],
  ])("%o is %s", (value, text) => {
    expect(jsonOf(value)).toBe(text);
  });

  it.each([
    [(proxy: object) => proxy, '{"a":1}'],
    [(proxy: object) => [proxy, 2], '[{"a":1},2]'],
    [(proxy: object) => ({ inside: { proxy } }), '{"inside":{"proxy":{"a":1}}}'],
    [(proxy: object) => new Map([["key", proxy]]), '[["key",{"a":1}]]'],
    [
      (proxy: object) => Object.assign(new Error("no"), { issues: [proxy] }),
      '{"name":"Error","message":"no","issues":[{"a":1}]}',
    ],
  ])("Proxies are their targets, and no trap runs: %#", (make, text) => {
    const trap = () => {
      throw new Error("a trap ran");
    };
    const proxy = new Proxy({ a: 1 }, { get: trap, ownKeys: trap, getOwnPropertyDescriptor: trap, has: trap });
    expect(jsonOf(make(proxy))).toBe(text);
  });

  it("rejects circular values", () => {
    const value: Record<string, unknown> = {};
    value.self = value;
    expect(() => jsonOf(value)).toThrow(TypeError);
  });
});

describe("errors of cells as JSON", () => {
  it("contain the thrown error, the hint and the place", () => {
    const thrown = new TimeoutError("too late", { timeout: 50, hint: "wait longer" });
    const frames = [{ cell: "-e", line: 2, column: 3 }];
    const error = {
      phase: "run",
      name: "TimeoutError",
      message: "too late",
      frames,
      diagnostics: [],
      thrown,
    } as const;
    expect(JSON.parse(cellErrorJson(error))).toEqual({
      error: {
        phase: "run",
        name: "TimeoutError",
        message: "too late",
        code: "timeout",
        hint: "wait longer",
        timeout: 50,
        line: 2,
        column: 3,
      },
    });
  });

  it("list the findings of the checker", () => {
    const finding = {
      severity: "error",
      code: 2322,
      message: "no",
      line: 4,
      column: 1,
      endLine: 4,
      endColumn: 2,
    } as const;
    const error = { phase: "check", name: "TypeError", message: "no", frames: [], diagnostics: [finding] } as const;
    expect(JSON.parse(cellErrorJson(error))).toMatchObject({ error: { line: 4, column: 1, diagnostics: [finding] } });
  });
});

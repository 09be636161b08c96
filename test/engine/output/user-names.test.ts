import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withUserNames } from "../../../src/engine/output/user-names.js";
import { Cells } from "../cells.js";

let cells: Cells;

beforeAll(async () => {
  cells = new Cells({ check: false });
  await cells.value(
    "const api: any = {}; const n: any = 5; let u: any; const f: any = () => 1; class A {}; const ö$x: any = 1",
  );
});

afterAll(() => cells.close());

describe("a message of V8", () => {
  it.each([
    ["api.nope()", "api.nope is not a function"],
    ["api['x y']()", "api.x y is not a function"],
    ["n()", "n is not a function"],
    ["ö$x()", "ö$x is not a function"],
    ["f()()", "f(...) is not a function"],
    ["n`x`", "n is not a function"],
    ["new n()", "n is not a constructor"],
    ["new api.K()", "api.K is not a constructor"],
    ["for (const x of api.list) {}", "api.list is not iterable"],
    ["for await (const x of n) {}", "5 is not async iterable"],
    ["[...n]", "n is not iterable"],
    ["Math.max(...u)", /u is not iterable|Spread syntax requires/],
    ["(await f()).x()", "(intermediate value).x is not a function"],
    ["setTimeout.foo()", "setTimeout.foo is not a function"],
    ["(import.meta as any).nope()", "import.meta.nope is not a function"],
    ["A()", "Class constructor A cannot be invoked without 'new'"],
    ["structuredClone(() => 1)", "() => 1 could not be cloned."],
    ["structuredClone({ at: (a: number) => a + n })", "(a) => a + n could not be cloned."],
    [
      "structuredClone(function named(a: number) { return a })",
      "function named(a) {\n\treturn a;\n} could not be cloned.",
    ],
    ["class C extends ((() => 1) as any) {}", "Class extends value () => 1 is not a constructor or null"],
    ["const { a = n() } = {}", "n is not a function"],
    ["async function g() { await n() }\nawait g()", "n is not a function"],
    ["await Promise.all([(async () => api.nope())()])", "api.nope is not a function"],
  ])("of %s has the user's own names", async (code, message) => {
    const error = await cells.error(code);
    if (typeof message === "string") expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
  });

  it("has them in causes and collected errors too", async () => {
    const any = await cells.error("await Promise.any([(async () => api.nope())()])");
    expect(any.thrown).toMatchObject({ errors: [{ message: "api.nope is not a function" }] });
    const caused = await cells.error("try { n() } catch (cause) { throw new Error('outer', { cause }) }");
    expect(caused.thrown).toMatchObject({ cause: { message: "n is not a function" } });
  });

  it.each([
    "let told = ''; try { api.nope() } catch (e: any) { told = e.message }; told",
    "let told = ''; try { api.nope() } catch ({ message }: any) { told = message }; told",
    "await (async () => api.nope())().catch((e) => e.message)",
    "await (async () => api.nope())().catch(function (e) { return e.message })",
    "await (async () => api.nope())().then(() => '', (e) => e.message)",
  ])("has them where the user's code caught it: %s", async (code) => {
    expect(await cells.value(code)).toBe("api.nope is not a function");
  });

  it("names a function by what it was assigned to", async () => {
    const error = await cells.error("api.handler = () => { throw new Error('in it') }\napi.handler()");
    expect(error.frames[0]?.functionName).toBe("api.handler");
  });

  it("is unchanged without generated names", () => {
    expect(withUserNames("costs $c and $5")).toBe("costs $c and $5");
  });
});

it("destructures caught errors, with defaults and shadowed names", async () => {
  const code = `const message = 'outer'
const seen: unknown[] = []
try { throw { code: 7 } } catch ({ code, message = 'none' }: any) { seen.push(code, message) }
try { throw [1, 2] } catch ([first, ...rest]: any) { { seen.push(first, rest) } }
seen.push(message)
seen`;
  expect(await cells.value(code)).toEqual([7, "none", 1, [2], "outer"]);
});

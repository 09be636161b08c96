import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Cells } from "./cells.js";

let cells: Cells;

beforeAll(() => {
  cells = new Cells(
    {},
    {
      "sums.mjs":
        "export let count = 0; export const add = (n) => { count += n; return count }; export default 'sums';",
      "sums.d.mts":
        "export let count: number; export function add(n: number): number; declare const d: string; export default d;",
      "old.cjs": "module.exports = { old: true };",
      "data.json": '{ "lemons": 6 }',
      "node_modules/only-import/package.json": '{ "name": "only-import", "exports": { "import": "./index.mjs" } }',
      "node_modules/only-import/index.mjs": "export const only = 'import';",
      "node_modules/only-import/index.d.mts": "export const only: string;",
    },
  );
});

afterAll(() => cells.close());

beforeEach(async () => {
  await cells.session.reset();
  cells.printed.length = 0;
  cells.uncaught.length = 0;
});

describe("1: await and loops at the top", () => {
  it("awaits", async () => {
    expect(await cells.value("await Promise.resolve(4)")).toBe(4);
  });

  it("runs `for await` with no other await", async () => {
    expect(await cells.value("let sum = 0\nfor await (const n of [1, Promise.resolve(2)]) sum += n\nsum")).toBe(3);
  });

  it("continues and breaks out of nested loops by a label", async () => {
    const code = `const seen: string[] = []
outer: for (const a of [1, 2, 3]) {
  for (const b of [1, 2, 3]) {
    if (b === 2) continue outer
    if (a === 3) break outer
    seen.push(\`\${a}\${b}\`)
  }
}
seen`;
    expect(await cells.value(code)).toEqual(["11", "21"]);
  });

  it("runs an async generator", async () => {
    const code = `async function* steps() { yield 1; await null; yield 2 }
const all: number[] = []
for await (const step of steps()) all.push(step)
all`;
    expect(await cells.value(code)).toEqual([1, 2]);
  });
});

describe("2: names declared again", () => {
  it("takes the new type of a constant", async () => {
    expect(await cells.value("const c = 1", 'const c = "two"', "c.toUpperCase()")).toBe("TWO");
  });

  it("turns a function into a variable and back", async () => {
    expect(await cells.value("function f() { return 1 }", "let f = 2", "f + 1")).toBe(3);
    expect(await cells.value("function f() { return 'again' }", "f()")).toBe("again");
  });

  it("replaces each kind of declaration by each other", async () => {
    const kinds = ["const x = 1", "let x = 2", "var x = 3", "class x {}", "function x() {}", "enum x { a }"];
    for (const before of kinds) for (const after of kinds) await cells.value(before, after);
  }, 60_000);

  it("keeps a name's value when its new initializer throws", async () => {
    await cells.value("const kept: number = 1");
    expect((await cells.error("const kept: string = JSON.parse('{')")).name).toBe("SyntaxError");
    expect(await cells.value("kept.toFixed(1)")).toBe("1.0");
  });

  it("allows declaring a name again after its initializer threw", async () => {
    await cells.error("let late: number = JSON.parse('{')");
    expect((await cells.error("late", { check: false })).message).toBe("late is not defined");
    expect(await cells.value("let late = 5", "late")).toBe(5);
  });
});

describe("3 and 4: names in functions", () => {
  it("sees the last declaration of a name, in one cell and in two", async () => {
    expect(await cells.value("let n = 1; const f = () => n", "let n = 2; f()")).toBe(2);
    expect(await cells.value("let m = 1", "const g = () => m", "let m = 2", "g()")).toBe(2);
  });

  it("sees an assignment, in one cell and in two", async () => {
    expect(await cells.value("let m = 1; const g = () => m", "m = 5; g()")).toBe(5);
    expect(await cells.value("let k = 1", "const h = () => k", "k = 5; h()")).toBe(5);
  });
});

describe("5: classes", () => {
  it("extends a class of an earlier cell", async () => {
    expect(await cells.value("class A { x = 1 }", "class B extends A { y = 2 }", "new B().x + new B().y")).toBe(3);
  });

  it("keeps the old type of old instances when a class is defined again", async () => {
    await cells.value("class A { x = 1 }", "const a = new A()", "class A { y = 'new' }");
    expect(await cells.value("a.x")).toBe(1);
    expect((await cells.error("a.y")).diagnostics[0]?.code).toBe(2339);
    expect(await cells.value("new A().y")).toBe("new");
  });
});

describe("6: imports", () => {
  it("accepts every form", async () => {
    expect(await cells.value("import { z } from 'zod'", "z.string().parse('ok')")).toBe("ok");
    expect(await cells.value("import name, { add, type add as Add } from './sums.mjs'", "[name, add(2)]")).toEqual([
      "sums",
      2,
    ]);
    expect(await cells.value("import * as sums from './sums.mjs'", "sums.default")).toBe("sums");
    expect(await cells.value("import type { ZodType } from 'zod'\nlet t: ZodType | undefined", "t")).toBeUndefined();
    expect(await cells.value("import fs, { existsSync as has } from 'node:fs'", "has === fs.existsSync")).toBe(true);
    expect(await cells.value("import './sums.mjs'", "1")).toBe(1);
  });

  it("sees changes of a module's variable", async () => {
    const before = Number(await cells.value("import { add, count } from './sums.mjs'", "count"));
    expect(await cells.value("add(3); count")).toBe(before + 3);
  });

  it("imports JSON, dynamically, and by require", async () => {
    expect(await cells.value("import data from './data.json' with { type: 'json' }", "data.lemons")).toBe(6);
    expect(await cells.value("const { z: dynamic } = await import('zod')", "typeof dynamic.string")).toBe("function");
    expect(await cells.value("require('./old.cjs').old")).toBe(true);
    expect(await cells.value("import.meta.url.startsWith('file:') && import.meta.dirname")).toBe(cells.folder);
  });

  it("imports a package that exports only `import`", async () => {
    expect(await cells.value("import { only } from 'only-import'", "only")).toBe("import");
  });

  it("reports what to install", async () => {
    const checked = await cells.error("import { x } from 'not-there/deep'");
    expect(checked).toMatchObject({ phase: "check", hint: "install it: npm install not-there" });
    const run = await cells.error("1\nimport '@scope/not-there'", { check: false });
    expect(run).toMatchObject({
      message: "no package named @scope/not-there",
      hint: "install it: npm install @scope/not-there",
    });
    expect(run.frames).toEqual([expect.objectContaining({ line: 2, column: 8 })]);
  });
});

describe("7: declarations", () => {
  it("keeps exported names", async () => {
    await cells.value(
      "export const a = 1",
      "export function b() { return a + 1 }",
      "export type C = number",
      "export default class {}",
    );
    expect(await cells.value("const c: C = b(); c")).toBe(2);
    expect(await cells.value("export { a as z }", "a")).toBe(1);
    expect(await cells.value("export default 42")).toBe(42);
  });

  it("uses interfaces, types, enums and namespaces in later cells", async () => {
    await cells.value(
      "interface Shape { sides: number }",
      "type Name = keyof Shape",
      "enum Color { Red, Green = 4 }",
      "namespace N { export const q = 7 }",
    );
    expect(await cells.value("const s: Shape = { sides: 3 }; const k: Name = 'sides'; s[k]")).toBe(3);
    expect(await cells.value("[Color.Green, Color[0], N.q]")).toEqual([4, "Red", 7]);
  });

  it("drops former members of an enum that is declared again", async () => {
    await cells.value("enum E { Old }", "enum E { New }");
    expect(await cells.value("Object.keys(E)")).toEqual(["0", "New"]);
  });

  it("accepts generics with indexed access, satisfies, parameter properties", async () => {
    await cells.value("function pick<T, K extends keyof T>(o: T, k: K): T[K] { return o[k] }");
    expect(await cells.value("const o = { a: 1 } satisfies Record<string, number>; pick(o, 'a').toFixed(1)")).toBe(
      "1.0",
    );
    expect(await cells.value("class P { constructor(readonly x: number) {} }", "new P(3).x")).toBe(3);
  });

  it("disposes of `using` at the end of its block, or of its cell", async () => {
    await cells.value(
      "const log: string[] = []; const open = (name: string) => ({ name, [Symbol.dispose]() { log.push(name) } })",
    );
    expect(await cells.value("{ using a = open('a'); log.push('in ' + a.name) }", "log.join()")).toBe("in a,a");
    expect(await cells.value("using r = open('r'); const held = r.name; log.length = 0; held")).toBe("r");
    expect(await cells.value("log.join()")).toBe("r");
    expect((await cells.error("r")).phase).toBe("check");
    expect(await cells.value("held")).toBe("r");
  });

  it("rejects decorators with a clear error", async () => {
    const error = await cells.error("const logged = (value: unknown, _: unknown) => value\n@logged class A {}", {
      check: false,
    });
    expect(error).toMatchObject({ phase: "parse", message: "a cell cannot use decorators" });
    expect(error.frames[0]).toMatchObject({ line: 2, column: 1 });
  });
});

describe("8: patterns and names", () => {
  it("accepts defaults, holes and rest", async () => {
    expect(
      await cells.value(
        "const { a = 1, ...rest } = { b: 2, c: 3 } as { a?: number; b: number; c: number }",
        "[a, rest]",
      ),
    ).toEqual([1, { b: 2, c: 3 }]);
    expect(await cells.value("const [x, , y = 5, ...z] = [1, 2, undefined, 4, 6]", "[x, y, z]")).toEqual([
      1,
      5,
      [4, 6],
    ]);
    expect(await cells.value("[1, , 3].length")).toBe(3);
    expect(await cells.value("const name = 'lemon'", "name")).toBe("lemon");
  });

  it("names functions and classes after their variables", async () => {
    expect(
      await cells.value("const f = () => 1; let g; g = function () {}; const K = class {}; [f.name, g.name, K.name]"),
    ).toEqual(["f", "g", "K"]);
  });
});

describe("functions as values", () => {
  it("show their source text without types", async () => {
    await cells.value(
      "let n = 1\nconst add = (a: number) => { while (n < 1) n++; return a + n }\nclass VariableBox { v = n }",
    );
    expect(await cells.value("add.toString()")).toBe("(a) => {\n\twhile (n < 1) n++;\n\treturn a + n;\n}");
    expect(await cells.value("String(VariableBox)")).toBe("class VariableBox {\n\tv = n;\n}");
    expect(await cells.value("String(Math.max)")).toBe("function max() { [native code] }");
  });

  it("have no name if they were given none", async () => {
    expect(await cells.value("() => 1")).toHaveProperty("name", "");
  });
});

describe("9: order", () => {
  it("calls a function before its declaration in the cell", async () => {
    expect(await cells.value("const v = early(); function early() { return 'ok' } v")).toBe("ok");
  });

  it("recurses over two cells, unchecked since the first one uses an undeclared name", async () => {
    const isOdd = "function isOdd(n: number): boolean { return n === 0 ? false : isEven(n - 1) }";
    expect((await cells.error(isOdd)).diagnostics[0]?.code).toBe(2304);
    expect((await cells.run(isOdd, { check: false })).status).toBe("ok");
    expect(
      await cells.value("function isEven(n: number): boolean { return n === 0 ? true : isOdd(n - 1) }", "isEven(10)"),
    ).toBe(true);
  });

  it("reads a `let` that was never assigned", async () => {
    expect(
      await cells.value("let later: number | undefined; function read() { return later }", "read()"),
    ).toBeUndefined();
  });
});

describe("10: odd texts", () => {
  it("accepts object literals, bare and in parentheses", async () => {
    expect(await cells.value("{ a: 1 }")).toEqual({ a: 1 });
    expect(await cells.value("{ a: 1, b: 2 }")).toEqual({ a: 1, b: 2 });
    expect(await cells.value("({ a: 1 })")).toEqual({ a: 1 });
    expect(await cells.value("{ let inner = 2; inner }")).toBeUndefined();
  });

  it("finds the last expression before a comment or a semicolon", async () => {
    expect(await cells.value("1 + 1 // two")).toBe(2);
    expect(await cells.value("1 + 1; /* two */ ;")).toBeUndefined();
    expect(await cells.value("2 + 2;\n// four\n")).toBe(4);
    expect(await cells.value("'use strict'")).toBe("use strict");
  });

  it("runs an empty cell and one of comments", async () => {
    expect(await cells.run("")).toMatchObject({ status: "ok", value: undefined, form: "none" });
    expect(await cells.run("// only this")).toMatchObject({ status: "ok", form: "none" });
  });

  it("accepts a regular expression with named groups, CRLF and a BOM", async () => {
    expect(await cells.value("/(?<y>\\d{4})/.exec('in 2026')?.groups?.y")).toBe("2026");
    expect(await cells.value("const a = 1\r\nconst b = 2\r\na + b\r\n")).toBe(3);
    expect(await cells.value("\uFEFFconst bom = 1; bom")).toBe(1);
    expect(await cells.value("#!/usr/bin/env slylab\nconst program = 1; program")).toBe(1);
  });

  it("counts columns after emoji in UTF-16 units", async () => {
    const error = await cells.error('"🍋🍋"; throw new Error("here")', { check: false });
    expect(error.frames[0]).toMatchObject({ line: 1, column: 15 });
    expect((await cells.error('"🍋🍋"; nope')).frames[0]).toMatchObject({ line: 1, column: 9 });
  });
});

describe("11: errors", () => {
  it("shows line and column despite type annotations", async () => {
    const code = "interface A {\n  a: string\n}\ntype B = A\n  throw new RangeError('five')";
    const error = await cells.error(code);
    expect(error).toMatchObject({ phase: "run", name: "RangeError", message: "five" });
    expect(error.frames).toEqual([
      { cell: expect.stringMatching(/^cell \d+$/), line: 5, column: 9, text: "  throw new RangeError('five')" },
    ]);
  });

  it("shows them after an await, with the awaiting functions", async () => {
    const error = await cells.error(
      "async function inner() {\n  await null\n  throw new Error('late')\n}\n\nawait inner()",
    );
    expect(error.frames.map(({ line, column, functionName }) => [line, column, functionName])).toEqual([
      [3, 9, "inner"],
      [6, 1, undefined],
    ]);
  });

  it("shows the user's lines in a stack that a cell prints", async () => {
    await cells.value("type T = 1\n\nconsole.log(new Error('shown').stack)");
    expect(cells.printed.join("")).toMatch(/^stdout:Error: shown\n {4}at cell \d+:3:13\n$/);
  });

  it("accepts any thrown value", async () => {
    expect(await cells.error("\nthrow 5")).toMatchObject({ thrown: 5, message: "5", frames: [{ line: 2 }] });
    expect(await cells.error("throw undefined")).toMatchObject({ thrown: undefined, message: "undefined" });
    expect(await cells.error("throw { code: 1 }")).toMatchObject({ message: '{"code":1}' });
    expect((await cells.error("throw null")).thrown).toBeNull();
  });

  it("keeps cause and errors", async () => {
    const { thrown } = await cells.error(
      "throw new AggregateError([new Error('one')], 'all', { cause: new Error('why') })",
    );
    expect(thrown).toMatchObject({ message: "all", errors: [{ message: "one" }], cause: { message: "why" } });
  });

  it("reports syntax that only V8 rejects as a syntax error", async () => {
    expect(await cells.error("/(/", { check: false })).toMatchObject({ phase: "parse", name: "SyntaxError" });
  });

  it("reports a syntax error of the parser", async () => {
    const error = await cells.error("const a = 1\nconst b = = 2");
    expect(error).toMatchObject({ phase: "parse", name: "SyntaxError", frames: [{ line: 2, column: 11 }] });
  });
});

describe("13: names that shadow globals", () => {
  it("affects nothing outside the cells", async () => {
    const before = [process, console, Promise, fetch, URL, globalThis];
    await cells.value(
      "const process = 5; let console = 1; let Promise = 2; const fetch = 3; class URL {}; let globalThis = 4",
    );
    expect([process, console, Promise, fetch, URL, globalThis]).toEqual(before);
    expect(await cells.value("process + fetch")).toBe(8);
    expect(await cells.value("await (async () => globalThis)()")).toBe(4);
    expect(await cells.value("import { z } from 'zod'", "z.url().parse('https://a.b/')")).toBe("https://a.b/");
  });
});

describe("14: a type error", () => {
  it("stops the cell before anything ran, at its line, and declares nothing", async () => {
    const error = await cells.error("console.log('ran')\nconst declared: number = 'no'");
    expect(error).toMatchObject({ phase: "check", frames: [{ line: 2, column: 7 }] });
    expect(error.diagnostics).toMatchObject([{ severity: "error", code: 2322, line: 2, column: 7 }]);
    expect(cells.printed).toEqual([]);
    expect((await cells.error("declared")).diagnostics[0]?.code).toBe(2304);
  });

  it("guards constants and the types of variables over cells", async () => {
    await cells.value("const c = 1; let v = 1");
    expect((await cells.error("c = 2")).diagnostics).toMatchObject([
      { code: 2588, message: "Cannot assign to 'c' because it is a constant" },
    ]);
    expect((await cells.error("v = 'x'")).diagnostics[0]?.code).toBe(2322);
    expect((await cells.error("c = 2", { check: false })).message).toBe("Assignment to constant variable.");
  });

  it("is not caused by a suggestion, or by a new error in an earlier cell", async () => {
    expect(
      await cells.value("const unused = 1; process.pid > 0", "const process = { pid: 'mine' }", "process.pid"),
    ).toBe("mine");
  });
});

import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { Cells } from "../cells.js";

/** Statements, and an expression of what they declare: equal in a JavaScript function, in one cell, and in two. */
const samples: readonly (readonly [string, string])[] = [
  ["let a = 1; a++; --a; a += 4; a **= 2", "a"],
  ["let a; a ??= 3; a ||= 4; a &&= 5", "a"],
  ["let a = 1, b = 2; [a, b] = [b, a]", "[a, b]"],
  ["let a, b; ({ a, b = 4 } = { a: 3 })", "[a, b]"],
  ["let a, rest; ({ a, ...rest } = { a: 1, b: 2, c: 3 })", "[a, rest]"],
  ["let a = []; [a[0], , a[1] = 7] = [1, 2]", "a"],
  ["const o = { x: { y: 1 } }; const { x: { y: z = 5 }, w = z } = o", "[z, w]"],
  ["const key = 'k'; const { [key]: v = 9 } = {}", "v"],
  [
    "const a = 1; const o = { a, b: a, ['c' + a]: a, get d() { return a }, e() { return a } }",
    "[o.a, o.b, o.c1, o.d, o.e()]",
  ],
  ["var n = 0; for (var i = 0; i < 3; i++) n += i", "[n, i]"],
  ["var last; for (var [k, v] of [[1, 2], [3, 4]]) last = k + v", "[k, v, last]"],
  ["var keys = []; for (var k in { a: 1, b: 2 }) keys.push(k)", "[k, keys]"],
  ["let x; const all = []; for (x of [1, 2]) all.push(x)", "[x, all]"],
  ["const o = {}; for (o.p of [1, 2]);", "o.p"],
  ["let a, b; for ([a, b = 5] of [[1]]);", "[a, b]"],
  ["const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i)", "fs.map((f) => f())"],
  ["if (true) { var inBlock = 1 } { let inner = 2; var out = inner }", "[inBlock, out, typeof inner]"],
  ["const a = 1; { const a = 2; { var seen = a } }", "[a, seen]"],
  ["const e = 'outer'; let got; try { throw 'inner' } catch (e) { got = e }", "[e, got]"],
  ["let got; try { throw 1 } catch { got = 'none' } finally { got += '!' }", "got"],
  ["const a = 1; const f = (a, b = a) => a + b; const g = ({ a: c = 3 } = {}) => c", "[f(5), g(), a]"],
  ["const d = 2; function f(x = d) { return x } function g({ y = d } = {}, ...[z = d]) { return y + z }", "[f(), g()]"],
  ["function f() { return arguments.length } const o = { m() { return this === o } }", "[f(1, 2), o.m()]"],
  ["function self() { return this } const o = { self }", "[self(), o.self() === o]"],
  ["const f = () => 1", "f?.() + (f)()"],
  ["const tag = (s, ...v) => s.raw.join('|') + v.join(); const a = 3", "tag`x${a}y${a + 1}z`"],
  [
    "class A { #p = 1; static s = 2; static { this.t = 3 } get p() { return this.#p } static make() { return new A() } }",
    "[A.make().p, A.s, A.t]",
  ],
  [
    "class A { m() { return 'a' } } class B extends A { m() { return super.m() + 'b' } constructor() { super(); this.n = new.target.name } }",
    "[new B().m(), new B().n]",
  ],
  [
    "const k = 'key'; class C { [k] = k; static [k + 'S']() { return k } f = () => this[k] }",
    "[new C().key, C.keyS(), new C().f()]",
  ],
  ["const C = class { static n = this.name }", "[C.name, C.n]"],
  ["class A {}", "[new A instanceof A, new (A)().constructor === A]"],
  ["function* g() { const x = yield 1; yield x } const it = g(); it.next()", "[it.next(5).value, ...g()]"],
  [
    "const seen = []; async function* g() { yield* [1, 2]; yield await 3 } for await (const x of g()) { if (x > 2) break; seen.push(x) }",
    "seen",
  ],
  ["const f = async (x) => await x + (await 1); const all = await Promise.all([f(1), f(2)])", "all"],
  ["const x = await (1, 2)", "x"],
  ["let n = 0; a: { n = 1; if (n) break a; n = 2 }", "n"],
  ["let n = 0; a: for (;;) { b: for (;;) { n++; if (n < 3) continue a; break a } }", "n"],
  ["let n = 0; do n++; while (n < 3); while (n < 5) n++; for (; n < 7; n++);", "n"],
  [
    "let r; switch (2) { case 1: r = 1; case 2: { let x = 'two'; r = x } case 3: r += '3'; break; default: r = 0 }",
    "r",
  ],
  ["let r = ''; switch (1) { case 1: let s = 'in'; r = s }", "[r, typeof s]"],
  ["const a = typeof undeclared; const b = typeof a; let c; const d = typeof c", "[a, b, d]"],
  ["let f = function fact(n) { return n < 2 ? 1 : n * fact(n - 1) }; const g = f; f = null", "g(5)"],
  ["function f() { return f.calls = (f.calls ?? 0) + 1 } f()", "f()"],
  ["const hoisted = early(); function early() { return typeof later } var later = 1", "[hoisted, later]"],
  [
    "const toString = 'mine', constructor = 'too', hasOwnProperty = 3, valueOf = 4",
    "[toString, constructor, hasOwnProperty, valueOf]",
  ],
  ["let async = 1, of = 2, get = 3, type = 4, from = 5", "async + of + get + type + from"],
  ["const \\u0061b = 1", "ab"],
  ["const $c = 1, $c0 = 2, $cf = 3", "[$c, $c0, $cf]"],
  ["const s = 'a\\u{1F34B}'; const t = `${s}${`in ${s}`}`", "t"],
  ["const o = { f: () => 1 }; o.f.g = () => 2; const { f: h } = o", "[h.name, o.f.g.name, h()]"],
  [
    "let f; f = () => {}; let g = async () => {}; const { h = () => {} } = {}; let k; k ??= class {}",
    "[f.name, g.name, h.name, k.name]",
  ],
  ["const f = (() => 3)", "[f.name, f()]"],
  ["const big = 2n ** 64n; const re = /[\\p{L}--[a-z]]/v", "[big, re.test('A'), re.test('a')]"],
  ["const o = { a: { b: null } }", "[o?.a?.b?.c, o.a.b ?? 1, delete o.a, 'a' in o]"],
  ["const w = new WeakMap(); const key = {}; w.set(key, 1)", "w.get(key)"],
  ["const f = function () { 'use strict'; return this }", "f()"],
  ["let n = 0; const o = { get x() { n++; return 1 } }; o.x; o['x']", "n"],
  ["const [a, , b = a, ...c] = [1, 2, undefined, 4]", "[a, b, c]"],
  ["let t = 0; setTimeout; t = [1, 2, 3].reduce((x, y) => x + y, t)", "t"],
  ["const nested = (a) => (b) => ({ a, b }); const { a: x, b: y } = nested(1)(2)", "[x, y]"],
  ["const f = (x) => { if (x) return { x }; return [x] }", "[f(1), f(0)]"],
  ["const f = (x) => ({ x }).x, g = (x) => (x, 1)", "[f(2), g(2)]"],
  [
    "let log = []; for (const x of [1, 2, 3]) { if (x === 2) continue; log.push(x) } for (const x of []) log.push(x)",
    "log",
  ],
];

const cells = new Cells({ check: false });
const AsyncFunction = (async () => {}).constructor;

afterAll(() => cells.close());

beforeEach(() => cells.session.reset());

/** The result of JavaScript itself, in strict mode like a module. */
function natively(statements: string, expression: string): Promise<unknown> {
  return Reflect.construct(AsyncFunction, [`"use strict"; ${statements}\n;return (${expression})`])();
}

describe("a rewritten cell", () => {
  it.each(samples)("%s → %s", async (statements, expression) => {
    const expected = await natively(statements, expression);
    expect(await cells.value(`${statements}\n;(${expression})`)).toEqual(expected);
    await cells.session.reset();
    expect(await cells.value(statements, `(${expression})`)).toEqual(expected);
  });

  it("refuses to assign to a constant, of this cell or an earlier one", async () => {
    await cells.value("const c = 1; let n = 0");
    for (const code of ["c = 2", "c++", "[c] = [3]", "({ c } = { c: 4 })", "for (c of [5]);", "const d = 1; d = 2"]) {
      expect(await cells.error(code)).toMatchObject({ name: "TypeError", message: "Assignment to constant variable." });
    }
    expect(await cells.value("c")).toBe(1);
  });

  it("throws for undeclared names", async () => {
    for (const code of ["nope", "nope()", "nope = 1", "nope.x", "() => nope; nope"]) {
      expect(await cells.error(code)).toMatchObject({ name: "ReferenceError", message: "nope is not defined" });
    }
    expect(await cells.error("early; const early = 1")).toMatchObject({
      message: "Cannot access 'early' before initialization",
    });
  });

  it("sees properties that a cell adds to the global object, and adds none itself", async () => {
    expect(await cells.value("globalThis.placed = 1", "placed + 1")).toBe(2);
    expect(await cells.value("const mine = 1; 'mine' in globalThis")).toBe(false);
    Reflect.deleteProperty(globalThis, "placed");
  });
});

it("ends each statement of a cell with only calls, also without semicolons", async () => {
  const cells = new Cells();
  await cells.value("const seen: unknown[] = []; const note = (...values: unknown[]) => seen.push(...values)");
  expect(
    await cells.value("note(1)\nnote(2) // two\nnote(3); note(4)\n;note(5)\nseen.length\n{ note(6) }\nseen"),
  ).toEqual([1, 2, 3, 4, 5, 6]);
  await cells.value("note('a')\nnote('b')\nnote('c')\nseen.length");
  expect(await cells.value("seen.slice(-3)")).toEqual(["a", "b", "c"]);
  await cells.close();
});

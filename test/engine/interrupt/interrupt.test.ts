import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Host } from "../host-process.js";

const endless: readonly (readonly [string, string])[] = [
  ["a busy loop", "for (;;);"],
  ["a loop that prints", "for (;;) console.log('x')"],
  ["a pending await", "await new Promise(() => {})"],
  ["a promise as the value", "new Promise(() => {})"],
  ["a loop of timers", "for (;;) await new Promise((r) => setTimeout(r, 5))"],
  ["a loop that swallows errors", "for (;;) { try { await new Promise((r) => setTimeout(r, 5)) } catch {} }"],
  ["a loop that never leaves the microtasks", "for (;;) await null"],
  ["a busy loop after an await", "await null; for (;;);"],
  ["a busy function of an earlier cell", "await null; spin()"],
  ["a loop in a callback of a library", "await null; [1].forEach(() => { for (;;); })"],
  ["calls without a loop", "await null; const f = (n: number): number => n === 0 ? 0 : f(n - 1) + f(n - 1); f(60)"],
  ["an endless stream", "async function* g() { for (;;) yield 1 }\nfor await (const x of g()) x"],
  ["a busy timer", "setTimeout(() => { for (;;); }, 1); await new Promise(() => {})"],
  ["microtasks without end", "await null; (function f(): void { queueMicrotask(f) })(); await new Promise(() => {})"],
  ["a library's busy loop", "/^(a+)+$/.test('a'.repeat(40) + 'b')"],
  ["a library's busy loop after an await", "await null; /^(a+)+$/.test('a'.repeat(40) + 'b')"],
];

let host: Host;

beforeAll(async () => {
  host = await Host.start();
  await host.run("let kept = 1; let spun = 0; function spin() { for (;;) spun++ }");
  // The watch thread starts shortly after the first answer.
  await host.run("await new Promise((r) => setTimeout(r, 300))");
});

afterAll(() => host.close());

describe.each([
  ["SIGINT", { signalAfterMs: 150 }],
  ["another thread", { stopAfterMs: 150 }],
] as const)("by %s", (_, how) => {
  it.each(endless)("stops %s and keeps the session", async (_name, code) => {
    expect((await host.run(code, how)).result).toEqual({ status: "interrupted" });
    expect((await host.run("kept += 1; kept > 1 && typeof spin")).result).toEqual({ status: "ok", value: "function" });
  });
});

describe("a stopped cell", () => {
  it("runs its `finally` before the next cell", async () => {
    host.printed.length = 0;
    await host.run("try { await new Promise(() => {}) } finally { console.log('finally') }", { signalAfterMs: 100 });
    await host.run("console.log('next')");
    expect(host.printed).toEqual(["stdout:finally\n", "stdout:next\n"]);
  });

  it("does not continue during later cells", async () => {
    await host.run("let rounds = 0; for (;;) { rounds += 1; await new Promise((r) => setTimeout(r, 1)) }", {
      signalAfterMs: 100,
    });
    const after = await host.run("const then = rounds; await new Promise((r) => setTimeout(r, 50)); [then, rounds]");
    expect(after.result.value).toEqual([expect.any(Number), expect.any(Number)]);
    const [then, now] = Array.isArray(after.result.value) ? after.result.value : [];
    expect(then).toBe(now);
    expect(then).toBeGreaterThan(1);
  });

  it("is the requested cell, not another one", async () => {
    const { result } = await host.run("await new Promise((r) => setTimeout(r, 300)); 'whole'", {
      stopAfterMs: 50,
      cell: 1,
    });
    expect(result).toEqual({ status: "ok", value: "whole" });
  });

  it("restores signal listeners", async () => {
    await host.run("process.on('SIGINT', () => { (globalThis as any).heard = true }); 1");
    expect((await host.run("for (;;);", { signalAfterMs: 100 })).result).toEqual({ status: "interrupted" });
    expect((await host.run("process.listenerCount('SIGINT')")).result).toEqual({ status: "ok", value: 0 });
    expect((await host.run("process.removeAllListeners('SIGINT').listenerCount('SIGINT')")).result.status).toBe("ok");
  });
});

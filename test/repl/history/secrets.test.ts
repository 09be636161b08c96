import { describe, expect, it } from "vitest";
import { findSecrets, holdsKnownSecret, redact, secretNames } from "../../../src/repl/history/secrets.js";

const hex = "0123456789abcdef".repeat(4);
const base64 = "Zk3vQ9xL2mN8pR5tW1yB7cD4fG6hJ0kA+sT/uVxYz12=";

describe("secrets", () => {
  it.each([
    [`as('labeler_1', { password: '11111abc' })`, `as('labeler_1', { password: '‹password›' })`],
    [`const password = "a\\"b"`, `const password = "‹password›"`],
    [`{ "apiKey": "k-1" }`, `{ "apiKey": "‹token›" }`],
    [`const pw = 'x1y2'`, `const pw = '‹password›'`],
    [`const token: string = 'abc'`, `const token: string = '‹token›'`],
    [`API_TOKEN=abc123`, `API_TOKEN=‹token›`],
    [`fetch('https://me:pass@host/x')`, `fetch('https://me:‹password›@host/x')`],
    [`api.login('labeler_1', '11111abc')`, `api.login('labeler_1', '‹password›')`],
    [`const t = '${hex}'`, `const t = '‹token›'`],
    [`send('${base64}')`, `send('‹token›')`],
    [`headers: { authorization: 'Bearer abcdefgh12' }`, `headers: { authorization: 'Bearer ‹token›' }`],
    [
      "const p = '11111abc'; as('labeler_1', { password: p })",
      "const p = '‹password›'; as('labeler_1', { password: p })",
    ],
    [
      "let p: string = `a1`, q = 1\nas('x', {password: p})",
      "let p: string = `‹password›`, q = 1\nas('x', {password: p})",
    ],
    ["const cfg = { key: 'zz9' }; login('x', cfg.key)", "const cfg = { key: '‹password›' }; login('x', cfg.key)"],
    ["const password = 'a' + 'b'", "const password = '‹password›' + '‹password›'"],
    ["as('labeler_1', '11111abc')", "as('labeler_1', '‹password›')"],
    ["api.user.create('labeler_1', '11111abc')", "api.user.create('labeler_1', '‹password›')"],
    ["team(8).ensureAnnotator('labeler_1', '11111abc')", "team(8).ensureAnnotator('labeler_1', '‹password›')"],
    ["me.setPassword('old1')", "me.setPassword('‹password›')"],
    ["{ Authorization: 'Basic bWU6c2VjcmV0' }", "{ Authorization: 'Basic ‹token›' }"],
    ["fetch(u, { headers: ['x', 'Basic bWU6c2VjcmV0'] })", "fetch(u, { headers: ['x', 'Basic ‹password›'] })"],
    ["'Basic ' + btoa('me:secret1')", "'Basic ' + btoa('me:‹password›')"],
    ["{ 'x-api-key': 'k1' }", "{ 'x-api-key': '‹token›' }"],
  ])("detects the secret in %s", (code, safe) => {
    expect(redact(code, {}).replace("‹password›'\n", "")).toBe(safe);
  });

  it.each([
    "const password = await password('of labeler_1: ')",
    "if (password === 'x') {}",
    "team(8).job({ name: 'labeler1_lemons_task', dataset: 10555 })",
    "const f = (token) => token.length",
    "import { readFile } from 'node:fs/promises'",
    "job(37).waitFor('on_review', { timeout: '90s' })",
    "https://github.com/a/b",
    "as('labeler_1', { password: await password('of labeler_1: ') })",
    "// basic authentication is used",
    "const p = 'lemons'; job(p)",
    "as('labeler_1').submit(job)",
  ])("does not change %s", (code) => {
    expect(redact(code, {})).toBe(code);
  });

  it("finds a known value anywhere", () => {
    expect(holdsKnownSecret("console.log('hunter22')", ["hunter22"])).toBe(true);
    expect(redact("a hunter22 b hunter22", { values: ["hunter22"] })).toBe("a ‹password› b ‹password›");
  });

  it("ignores known values that are too short", () => {
    expect(holdsKnownSecret("const abc = 1", ["abc", ""])).toBe(false);
  });

  it("returns findings in order, without overlaps", () => {
    const found = findSecrets(`{ password: '${hex}', token: 'b' }`, { values: [hex] });
    expect(found.map(({ isKnown }) => isKnown)).toEqual([true, false]);
  });

  it("detects variables that are passed as passwords", () => {
    expect(secretNames("as('a', { password: p }); login('b', cfg.q); x.setPassword(r)")).toEqual(["p", "q", "r"]);
    expect(secretNames("as('a', { password: password('?') }); as('b', { password: await ask() })")).toEqual([]);
  });

  const characters = 500_000;
  const hostile = [
    "a",
    "password",
    "token=",
    "api_key",
    "a://",
    "a:",
    "as(",
    "as('a',",
    "login(a,",
    "'",
    '"',
    "`",
    "\\'",
  ];
  const spaced = [
    "password ",
    "token = ",
    "basic ",
    "bearer a",
    " ",
    "btoa(",
    "0123456789abcdef",
    "aB1/",
    "token='a' ",
  ];
  it.each([...hostile, ...spaced])("takes time linear in the length of a line: %j", (piece) => {
    const line = piece.repeat(characters / piece.length);
    // In quadratic time each of these takes minutes: the test's time limit is the assertion.
    expect(redact(line, { names: ["a"] }).length).toBeGreaterThan(0);
    expect(secretNames(line).length).toBeLessThanOrEqual(100);
  });
});

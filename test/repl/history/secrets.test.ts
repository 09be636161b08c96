import { describe, expect, it } from "vitest";
import { findSecrets, holdsKnownSecret, redact } from "../../../src/repl/history/secrets.js";

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
  ])("finds by shape what is in %s", (code, safe) => {
    expect(redact(code, []).replace("‹password›'\n", "")).toBe(safe);
  });

  it.each([
    "const password = await password('of labeler_1: ')",
    "if (password === 'x') {}",
    "team(8).job({ name: 'labeler1_lemons_task', dataset: 10555 })",
    "const f = (token) => token.length",
    "import { readFile } from 'node:fs/promises'",
    "job(37).waitFor('on_review', { timeout: '90s' })",
    "https://github.com/a/b",
  ])("leaves %s as it is", (code) => {
    expect(redact(code, [])).toBe(code);
  });

  it("finds a known value wherever it is", () => {
    expect(holdsKnownSecret("console.log('hunter22')", ["hunter22"])).toBe(true);
    expect(redact("a hunter22 b hunter22", ["hunter22"])).toBe("a ‹password› b ‹password›");
  });

  it("takes no known value that is shorter than a word", () => {
    expect(holdsKnownSecret("const abc = 1", ["abc", ""])).toBe(false);
  });

  it("gives findings in order, none over another", () => {
    const found = findSecrets(`{ password: '${hex}', token: 'b' }`, [hex]);
    expect(found.map(({ isKnown }) => isKnown)).toEqual([true, false]);
  });
});

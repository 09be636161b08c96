import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HistoryWalk, PromptHistory, searchBack } from "../../../src/repl/history/history.js";

const now = () => new Date("2026-11-24T12:00:00Z");
const newFile = () => join(mkdtempSync(join(tmpdir(), "slylab-history-")), "deep", "history");
const open = (file: string | undefined, secrets: readonly string[] = []) =>
  new PromptHistory({ file, secrets: () => secrets, now });

describe("the history", () => {
  it("writes one JSON line per entry to a file that only its owner can read", () => {
    const file = newFile();
    open(file).add("function f() {\n}");
    expect(readFileSync(file, "utf8")).toBe('{"at":"2026-11-24T12:00:00.000Z","code":"function f() {\\n}"}\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("shows entries that another session adds", () => {
    const file = newFile();
    const one = open(file);
    const two = open(file);
    one.add("a");
    two.add("b");
    one.add("c");
    expect(one.entries).toEqual(["a", "b", "c"]);
    expect(two.entries).toEqual(["a", "b", "c"]);
  });

  it("does not store an entry that contains a known secret, begins with a space or repeats the last", () => {
    const file = newFile();
    const history = open(file, ["hunter22"]);
    for (const code of ["1", "1", " 2", "log('hunter22')", "  "]) history.add(code);
    expect(history.entries).toEqual(["1"]);
    expect(readFileSync(file, "utf8")).not.toContain("hunter22");
  });

  it("removes possible secrets from the file, and keeps the whole entry in its session", () => {
    const file = newFile();
    const history = open(file);
    history.add("as('a', { password: 'b1' })");
    expect(history.entries).toEqual(["as('a', { password: 'b1' })"]);
    expect(open(file).entries).toEqual(["as('a', { password: '‹password›' })"]);
  });

  it("removes a variable's value from the file when the variable is used as a password", () => {
    const file = newFile();
    const history = open(file);
    for (const code of ["const p = '11111äbc'", "p.length", "as('labeler_1', { password: p })"]) history.add(code);
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain("11111");
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).code),
    ).toEqual(["const p = '*********'", "p.length", "as('labeler_1', { password: p })"]);
    history.add("let p = '22222'");
    expect(readFileSync(file, "utf8")).not.toContain("22222");
    expect(history.secretNames).toEqual(["p"]);
  });

  it("loses no entry after an incomplete line", () => {
    const file = newFile();
    open(file).add("1");
    appendFileSync(file, '{"at":"2026","code":"cut o');
    const history = open(file);
    history.add("2");
    expect(history.entries).toEqual(["1", "2"]);
    expect(open(file).entries).toEqual(["1", "2"]);
  });

  it("neither waits for a named pipe nor writes to one", () => {
    const file = newFile();
    mkdirSync(join(file, ".."), { recursive: true });
    execFileSync("mkfifo", [file]);
    const history = open(file);
    history.add("1");
    expect(history.entries).toEqual(["1"]);
    expect(history.failure).toBeDefined();
  });

  it("keeps an entry of a megabyte only in memory", () => {
    const file = newFile();
    const history = open(file);
    history.add("1");
    history.add("x".repeat(1_000_000));
    expect(history.entries).toHaveLength(2);
    expect(statSync(file).size).toBeLessThan(1_000);
  });

  it("restricts a file that others can read", () => {
    const file = newFile();
    open(file).add("1");
    chmodSync(file, 0o644);
    expect(open(file).entries).toEqual(["1"]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("skips invalid lines, and leaves an incomplete last line for later", () => {
    const file = newFile();
    const history = open(file);
    history.add("1");
    appendFileSync(file, 'nonsense\n{"code":3}\n{"code":"2"');
    expect(history.entries).toEqual(["1"]);
    appendFileSync(file, "}\n");
    expect(history.entries).toEqual(["1", "2"]);
  });

  it("continues in memory if it cannot write", () => {
    const history = open("/dev/null/history");
    history.add("1");
    expect(history.entries).toEqual(["1"]);
    expect(history.failure).toBeDefined();
  });
});

describe("a walk through the history", () => {
  it("moves back and forth and ends at the draft", () => {
    const walk = new HistoryWalk(["a", "b"], "");
    expect([walk.back(), walk.back(), walk.back(), walk.forward(), walk.forward(), walk.forward()]).toEqual([
      "b",
      "a",
      undefined,
      "b",
      "",
      undefined,
    ]);
  });

  it("stops only at entries with the draft as prefix, and once at repeated ones", () => {
    const walk = new HistoryWalk(["team(1)", "x", "team(2)", "team(2)"], "te");
    expect([walk.back(), walk.back(), walk.back()]).toEqual(["team(2)", "team(1)", undefined]);
  });

  it("finds the newest entry before a position that contains a text", () => {
    expect(searchBack(["ab", "b", "abc"], "b", 2)).toEqual({ index: 1, entry: "b" });
    expect(searchBack(["ab"], "z", 1)).toBeUndefined();
  });
});

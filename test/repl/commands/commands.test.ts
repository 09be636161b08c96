import { describe, expect, it } from "vitest";
import { commands, isQuestion, parseEntry } from "../../../src/repl/commands/commands.js";

describe("an entry", () => {
  it.each([
    [".help", "help", ""],
    [".help waitFor", "help", "waitFor"],
    ["  .watch 5 team(8).jobs()", "watch", "5 team(8).jobs()"],
    ["help(team(8).job)", "doc", "team(8).job"],
    ["help()", "help", ""],
    ["help", "help", ""],
    ["team(8).job?", "doc", "team(8).job"],
    ["exit", "exit", ""],
    ["quit()", "exit", ""],
  ])("%s asks the prompt for %s", (text, name, argument) => {
    expect(parseEntry(text)).toEqual({ kind: "command", name, argument });
  });

  it.each(["team(8).jobs()", "helper(1)", ".5 + 1", "a ? b : c", "exits"])("%s is code", (text) => {
    expect(parseEntry(text)).toEqual({ kind: "code", code: text });
  });

  it.each([
    [".tiem", "time"],
    [".sav x", "save"],
    [".xyzzy", undefined],
  ])("%s is not a command; the nearest one is %s", (text, closest) => {
    expect(parseEntry(text)).toMatchObject({ kind: "unknown", closest });
  });

  it("is a help request if a word ends in a question mark", () => {
    expect(isQuestion("team?")).toBe(true);
    expect(isQuestion("team??")).toBe(true);
    for (const text of ["team?", "team??", "?team", "??team"]) {
      expect(parseEntry(text)).toEqual({ kind: "command", name: "doc", argument: "team" });
    }
    expect(parseEntry("team")).toEqual({ kind: "code", code: "team" });
    expect(isQuestion("team(8).job?")).toBe(true);
    expect(isQuestion("a > 1 ?")).toBe(false);
  });

  it("finds every command by its name", () => {
    for (const { name } of commands) expect(parseEntry(`.${name}`)).toMatchObject({ kind: "command", name });
  });
});

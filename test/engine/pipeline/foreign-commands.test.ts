import { describe, expect, it } from "vitest";
import { hintForForeignLine } from "../../../src/engine/pipeline/foreign-commands.js";

describe("a line of another prompt", () => {
  it.each([
    ["%timeit 1 + 1", 'time it: console.time("a")'],
    ["%%time", 'time it: console.time("a")'],
    ["%matplotlib inline", "remove the line"],
    ["%autoreload 2", "remove the line: changed files are imported again"],
    ["%cd data", 'use process.chdir("data")'],
    ["%pwd", "use process.cwd()"],
    ["%ls -l", 'execSync("ls -l", { stdio: "inherit" })'],
    ["%%bash", "execSync("],
    ["%pip install x", "npm install"],
    ["%constructor", "commands that begin with % are IPython's"],
    ["!ls -la", 'execSync("ls -la", { stdio: "inherit" })'],
    ["!pip install x", "run it in a terminal: pip install x"],
    ["$ git status", 'execSync("git status", { stdio: "inherit" })'],
    ["npm install lodash", "run it in a terminal: npm install lodash"],
    ["ls", 'execSync("ls"'],
    ["cd ..", 'use process.chdir("..")'],
    ["cat notes.txt", 'execSync("cat notes.txt"'],
    ["from slylab import team", 'write import { team } from "slylab"'],
    ["import numpy as np", 'write import * as np from "numpy"'],
    ["# a comment", "write comments with //"],
    ["def f(a):", "write function"],
    ["for job in jobs:", "write blocks in braces"],
  ])("gets a hint what to write: %s", (line, hint) => {
    expect(hintForForeignLine(line)).toContain(hint);
  });

  it.each(["!(a)", "$", "node", "find", "const ls = 1", "a % b", "#!/usr/bin/env slylab", "job(37", ""])(
    "is not %j",
    (line) => {
      expect(hintForForeignLine(line)).toBeUndefined();
    },
  );
});

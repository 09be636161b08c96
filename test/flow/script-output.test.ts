/** What a script writes beside its own output: that of children and tests, and errors inside of errors. */
import { beforeAll, describe, expect, it } from "vitest";
import { Shell } from "../support/shell.js";

let bash: Shell;
beforeAll(async () => {
  bash = await Shell.open();
}, 120_000);

const folderOf = (files: Readonly<Record<string, string>>) => bash.folderOf(files);
const shell = (line: string, cwd?: string) => bash.run(line, cwd);
const run = (text: string) => shell("slylab main.ts", folderOf({ "main.ts": text }));

describe("the output of a script with --json", { timeout: 60_000 }, () => {
  const all = `import { execSync, spawn } from "node:child_process"
    import { writeSync } from "node:fs"
    import { once } from "node:events"
    import { Worker } from "node:worker_threads"
    execSync("echo a; echo b >&2", { stdio: "inherit" })
    await once(spawn("echo", ["c"], { stdio: ["ignore", 1, 2] }), "exit")
    writeSync(1, "d\\n")
    await once(new Worker("console.log('e'); require('fs').writeSync(1, 'f')", { eval: true }), "exit")
    const done = { done: true }; done`;

  it("has one value on stdout; what its children, threads and descriptors write goes to stderr", async () => {
    const folder = folderOf({ "main.ts": all });
    // Linux cannot open /dev/stdout if it is a socket, as the shell's is; in a pipeline it is a pipe.
    for (const redirection of ["> out.txt; cat out.txt", "> /dev/stdout | cat"]) {
      const { err, out } = await shell(`slylab --json main.ts ${redirection}`, folder);
      expect([redirection, out.trim().split("\n").at(-1)]).toEqual([redirection, '{"done":true}']);
      expect(err.match(/[a-f]/g)?.sort().join("")).toBe("abcdef");
    }
  });
});

it("errors inside of a script's AggregateError are shown with their lines", async () => {
  const text = `function low() {
  throw new RangeError("low")
}
const all: unknown[] = []
try {
  low()
} catch (error) {
  all.push(error, new Error("high", { cause: error }))
}
throw new AggregateError(all, "many")`;
  expect((await run(text)).err.split("\n").slice(4)).toEqual([
    "- RangeError: low",
    "    at main.ts:2:9 (low)",
    "- Error: high",
    "    at main.ts:8:19",
    "",
  ]);
}, 60_000);

describe("node:test in a script", () => {
  it("reports the script's file, line and column of a failed test", async () => {
    const text = "import test from 'node:test'\ntype T = 1\n\ntest('a', () => {\n  throw new Error('no')\n})";
    const { out } = await run(text);
    expect(out).toMatch(/location: '\S*main\.ts:4:/);
    expect(out).toContain("main.ts:5:9");
    expect(out).not.toContain("slylab-cell");
  }, 60_000);

  it("is the only output in which script names of V8 are replaced", async () => {
    const { out } = await run(
      "process.stdout.write('slylab-cell:1:1:1\\n'); process.stdout.write(Buffer.from('slylab-cell:1'))",
    );
    expect(out).toBe("slylab-cell:1:1:1\nslylab-cell:1");
  });
});

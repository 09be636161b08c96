/** Code from an argument, a file or standard input, run by the built command line in a pipe. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rounds } from "../attack/rounds.js";
import { builtCli } from "../support/built.js";

let cli = "";
let folder = "";
beforeAll(async () => {
  cli = await builtCli();
  folder = await mkdtemp(join(tmpdir(), "slylab-run-"));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs slylab on the local instance. `onOutput` is called with each output. */
function slylab(args: readonly string[], input = "", onOutput?: (text: string, pid: number) => void): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, HOME: folder };
    const child = spawn(process.execPath, [cli, "--local", ...args], { cwd: folder, env, timeout: 60_000 });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      if (child.pid !== undefined) onOutput?.(stdout, child.pid);
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    child.stdin.end(input);
  });
}

it("the library loads zod only when it uses a schema", { timeout: 60_000 }, () => {
  const library = JSON.stringify(join(dirname(cli), "..", "index.cjs"));
  const loaded = (code: string) =>
    execFileSync(process.execPath, [
      "-p",
      `const { team } = require(${library}); ${code}; Object.keys(require.cache).filter((path) => path.endsWith("zod.cjs")).length`,
    ]);
  expect([loaded(""), loaded("team(8)")].map(String)).toEqual(["0\n", "1\n"]);
});

describe("slylab -e", { timeout: 60_000 }, () => {
  it("reports a chain that is never awaited, but not one after which an error ended the code", async () => {
    const chain = "const chain = ensureTeam('x')";
    const { code, stderr } = await slylab(["-e", `${chain}; 1`]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("a chain was never awaited")]);
    const failed = await slylab(["-e", `${chain}.ensureProject('in', { classes: { a: 'circle' } })`]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('classes.a is "circle", expected a shape');
    expect(failed.stderr).not.toContain("awaited");
  });

  it("runs a chain without await, and prints a table for other programs", async () => {
    const { code, stdout, stderr } = await slylab(["-e", "team(8).members()"]);
    expect(stderr).toBe("");
    expect(stdout.split("\n")[0]?.split("\t")).toContain("Login");
    expect(stdout).toContain("\tmy_username\t");
    expect(stdout).not.toContain("\u001b");
    expect(code).toBe(0);
  });

  it("prints a string unchanged, and nothing for undefined", async () => {
    expect((await slylab(["-e", "'лимон'"])).stdout).toBe("лимон\n");
    expect((await slylab(["-e", "const a = 1"])).stdout).toBe("");
  });

  it("with --json prints only the last value on stdout; printed output goes to stderr", async () => {
    const { code, stdout, stderr } = await slylab(["--json", "-e", "console.log('working'); await team(8).members()"]);
    expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ login: "my_username" })]);
    expect(stderr).toContain("working");
    expect(code).toBe(0);
  });

  it("with --json prints errors as JSON too", async () => {
    const { code, stdout } = await slylab(["--json", "-e", "await job(999)"]);
    expect(JSON.parse(stdout)).toMatchObject({ error: { phase: "run", line: 1 } });
    expect(code).toBe(1);
  });

  it("shows the user's line of a thrown error, and ends with 1", async () => {
    const { code, stdout, stderr } = await slylab([
      "-e",
      "function pick(): never { throw new Error('no lemons') }\npick()",
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("no lemons");
    expect(stderr).toContain("throw new Error('no lemons')");
    expect(stderr).not.toMatch(/dist\/|node:internal/);
  });

  it("ends with 124 when a wait ran out of time", async () => {
    const code =
      "team(8).ensureAnnotator('l').job({ name: 'n', dataset: 10555 }).create().waitFor('on_review', { timeout: 200 })";
    const ended = await slylab(["-e", code]);
    expect(ended.stderr).toContain("pending");
    expect(ended.code).toBe(124);
  });

  it("ends with 130 when it is interrupted", async () => {
    const { code } = await slylab(
      ["-e", "setTimeout(() => console.log('up'), 50); await new Promise(() => setInterval(() => {}, 1000))"],
      "",
      (text, pid) => {
        if (text.includes("up")) process.kill(pid, "SIGINT");
      },
    );
    expect(code).toBe(130);
  });

  it("ends only by the interrupt if it comes right after the first output", async () => {
    const ends: unknown[][] = [];
    const round = async () => {
      const { code, signal, stderr } = await slylab(
        ["-e", "console.log('up'); await new Promise(() => setInterval(() => {}, 1000))"],
        "",
        (_text, pid) => process.kill(pid, "SIGINT"),
      );
      ends.push([code ?? signal, stderr.trim()]);
    };
    for (let at = 0; at < rounds(2, 60); at += 1) await Promise.all(Array.from({ length: 6 }, round));
    // When Node's guard ends, there is a moment of SIGINT's default action.
    const expected = [
      [130, "interrupted"],
      ["SIGINT", ""],
    ];
    expect(ends.filter((end) => !expected.some((one) => isDeepStrictEqual(one, end)))).toEqual([]);
    expect(ends.filter(([end]) => end === 130).length).toBeGreaterThan(ends.length / 2);
  });

  it("ends with the exit code that the code sets", async () => {
    expect((await slylab(["-e", "process.exit(7)"])).code).toBe(7);
  });

  it("reports a chain with writes that never ran, with the line that built it", async () => {
    const { stderr } = await slylab(["-e", "const forgotten = job(37).stop()\n'done'"]);
    expect(stderr).toContain("stop");
    expect(stderr).toContain("-e:1");
  });
});

describe("slylab FILE.ts", { timeout: 60_000 }, () => {
  it("checks the file before any of it runs", async () => {
    const file = join(folder, "wrong.ts");
    await writeFile(file, "console.log('ran')\nconst count: number = 'six'\n");
    const { code, stdout, stderr } = await slylab([file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("wrong.ts:2:7");
  });

  it("passes its arguments to the code", async () => {
    const file = join(folder, "echo.ts");
    await writeFile(file, "console.log(process.argv.slice(2).join(' '))\n");
    expect((await slylab([file, "six", "lemons"])).stdout).toBe("six lemons\n");
  });

  it("reports a missing file", async () => {
    const { code, stderr } = await slylab([join(folder, "gone.ts")]);
    expect(code).toBe(1);
    expect(stderr).toContain("gone.ts");
    expect(stderr).not.toContain("at ");
  });
});

describe("slylab -", { timeout: 60_000 }, () => {
  it("runs standard input entry by entry and keeps variables", async () => {
    const { code, stdout } = await slylab(["-"], "const lemons = await team(8)\n  .members()\nlemons.length\n");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "1\n" });
  });

  it("stops at the first error", async () => {
    const { code, stdout } = await slylab(["-"], "1\nthrow new Error('no')\n2\n");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "1\n" });
  });
});

it("slylab ends with 2 for wrong usage", async () => {
  const { code, stderr } = await slylab(["--color", "-e", "1"]);
  expect(code).toBe(2);
  expect(stderr).toContain("--color");
}, 60_000);

/** A script's own handlers of SIGINT are called as Node calls them; without one, the signal stops the script. */
import { spawn } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { builtCli } from "../support/built.js";

let cli = "";
let folder = "";
beforeAll(async () => {
  cli = await builtCli();
  folder = await mkdtemp(join(tmpdir(), "slylab-signals-"));
  // The script itself does not contain the signal's name.
  await writeFile(join(folder, "listen.mjs"), "export const listen = (f) => process.on('SIGINT', f)\n");
}, 120_000);

/** Runs a command line, sends a signal `ms` after each line `up`, and returns its output and how it ended. */
async function run(
  args: readonly string[],
  input?: string,
  ms = 200,
): Promise<{ out: string; end: number | string | null }> {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(input ?? "");
  let out = "";
  child.stdout.on("data", async (chunk) => {
    out += chunk;
    if (!String(chunk).includes("up")) return;
    await sleep(ms);
    child.kill("SIGINT");
  });
  return new Promise((resolve) => child.on("close", (code, signal) => resolve({ out, end: code ?? signal })));
}

async function file(code: string): Promise<string> {
  const path = join(folder, `script-${Math.random().toString(36).slice(2)}.ts`);
  await writeFile(path, `${code}\nexport {}\n`);
  return path;
}

const wait = "await new Promise((done) => setTimeout(done, 1500))";
const scripts = [
  [
    "while it awaits",
    `process.on('SIGINT', () => console.log('caught'))\nconsole.log('up')\n${wait}\nconsole.log('end')`,
  ],
  [
    "set after an await",
    `${wait.replace("1500", "300")}\nprocess.on('SIGINT', () => console.log('caught'))\n${wait.replace("1500", "100")}\nconsole.log('up')\n${wait}\nconsole.log('end')`,
  ],
  [
    "set by a module",
    `import { listen } from './listen.mjs'\nlisten(() => console.log('caught'))\nconsole.log('up')\n${wait}\nconsole.log('end')`,
  ],
  [
    "set by a module after an await",
    `import { listen } from './listen.mjs'\n${wait.replace("1500", "300")}\nlisten(() => console.log('caught'))\n${wait.replace("1500", "100")}\nconsole.log('up')\n${wait}\nconsole.log('end')`,
  ],
  [
    "while it computes",
    "process.on('SIGINT', () => console.log('caught'))\nconsole.log('up')\nconst at = Date.now()\nwhile (Date.now() - at < 700);\nawait new Promise((done) => setTimeout(done, 100))\nconsole.log('end')",
  ],
  [
    "in its timers",
    "process.on('SIGINT', () => console.log('caught'))\nsetTimeout(() => console.log('up'), 100)\nsetTimeout(() => console.log('end'), 1500)",
  ],
] as const;

describe("a handler of SIGINT", () => {
  it.each(scripts)("in a file is called and the script continues: %s", async (_name, code) => {
    expect(await run(["--no-check", await file(code)])).toEqual({ out: "up\ncaught\nend\n", end: 0 });
  });

  it.each(scripts.slice(0, 2))("in code of -e is called and the code continues: %s", async (_name, code) => {
    expect(await run(["-e", `${code}; undefined`])).toEqual({ out: "up\ncaught\nend\n", end: 0 });
  });

  it("in an earlier entry of standard input is called", async () => {
    const code = `process.on('SIGINT', () => console.log('caught')); undefined\nconsole.log('up')\n${wait}\nconsole.log('end')\n`;
    expect(await run(["-"], code)).toEqual({ out: "up\ncaught\nend\n", end: 0 });
  });

  it("can end the process, and one added with `once` is called once", async () => {
    const ends = `process.on('SIGINT', () => process.exit(5))\nconsole.log('up')\n${wait}`;
    expect(await run(["--no-check", await file(ends)])).toEqual({ out: "up\n", end: 5 });
    const once = `process.once('SIGINT', () => console.log('up'))\nconsole.log('up')\n${wait}\n${wait}`;
    const { out, end } = await run(["--no-check", await file(once)]);
    expect(out).toBe("up\nup\n");
    expect([130, "SIGINT"]).toContain(end);
  });
});

it("a script without a handler of SIGINT is stopped, also if its text mentions the signal", async () => {
  for (const code of [
    `console.log('up')\n${wait}`,
    `// no SIGINT here\nconsole.log('up')\n${wait}`,
    "console.log('up')\nwhile (true);",
  ]) {
    expect((await run(["--no-check", await file(code)])).end).toBe(130);
  }
});

it.skipIf(process.platform === "win32")(
  "a child process that ignores the signal does not keep a script running",
  async () => {
    const code = (command: string) =>
      `import { execSync } from 'node:child_process'\nconsole.log('up')\ntry { execSync(${JSON.stringify(command)}) } finally { console.log('after') }`;
    // It ends later by itself.
    expect(await run([await file(code("trap '' INT; sleep 2; exit 3"))])).toEqual({ out: "up\n", end: 130 });
    const inline =
      "console.log('up'); require('node:child_process').spawnSync('sh', ['-c', `trap '' INT; sleep 50`]); console.log('on')";
    expect(await run(["-e", inline])).toEqual({ out: "up\n", end: 130 });
    // It gets SIGTERM, also for a signal at once.
    const args = ["--no-check", await file(code("trap '' INT; sleep 50"))];
    expect(await run(args, undefined, 0)).toEqual({ out: "up\n", end: 130 });
    expect(await run(args)).toEqual({ out: "up\n", end: 130 });
  },
  60_000,
);

/** The prompt with hostile input, and the state it leaves: in a real terminal. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { builtCli } from "../support/built.js";
import type { Python } from "../support/python.js";
import { keys, Terminal, terminalPython } from "../support/terminal.js";

const python = await terminalPython();
let cli = "";

beforeAll(async () => {
  cli = await builtCli();
}, 120_000);

async function openPrompt(home?: string) {
  const folder = home ?? (await mkdtemp(join(tmpdir(), "slylab-repl-")));
  const env = { NO_COLOR: "1", FORCE_COLOR: undefined, HOME: folder, SERVER_ADDRESS: undefined, API_TOKEN: undefined };
  const terminal = await Terminal.open(python as Python, [process.execPath, cli], { cwd: folder, env });
  onTestFinished(() => terminal.close());
  await terminal.see("^\\S+ 1>");
  return { terminal, home: folder };
}

describe.skipIf(python === undefined)("the prompt", () => {
  it("accepts a pasted line of 30,000 letters, and Ctrl-C clears it", async () => {
    const { terminal } = await openPrompt();
    await terminal.send(keys.paste("a".repeat(30_000)));
    await sleep(500);
    await terminal.send(keys.ctrl("c"));
    await terminal.see("^\\S+ 1> *\\Z");
    await terminal.send(`${keys.paste(`'${"a".repeat(30_000)}'.length`)}\r`);
    await terminal.see("^30000");
  });

  it("accepts a million letters without paste marks, as a terminal sends them, and Ctrl-C clears them", async () => {
    const { terminal } = await openPrompt();
    await terminal.send("a".repeat(1_000_000));
    await terminal.send(keys.ctrl("c"));
    await terminal.see("^\\S+ 1> *\\Z");
    await terminal.send("6 * 7\r");
    await terminal.see("^42");
  });

  it("accepts a statement of 6,000 lines without paste marks", async () => {
    const { terminal } = await openPrompt();
    await terminal.send(`const list = [\r${"1,\r".repeat(6000)}]\rlist.length\r`);
    await terminal.see("^6000");
  });

  it("starts if its history is a named pipe", async () => {
    const home = await mkdtemp(join(tmpdir(), "slylab-repl-"));
    mkdirSync(join(home, ".slylab"));
    execFileSync("mkfifo", [join(home, ".slylab", "history")]);
    const { terminal } = await openPrompt(home);
    await terminal.send("6 * 7\r");
    await terminal.see("^42");
  });

  it("restores the terminal when SIGTERM ends it", async () => {
    const { terminal } = await openPrompt();
    process.kill(terminal.pid, "SIGTERM");
    await terminal.hear("2004l");
    expect(await terminal.exitCode()).not.toBe(0);
  });

  it("saves no password, however it was entered, and no line that begins with a space", async () => {
    const { terminal, home } = await openPrompt();
    const entries = ["const p = '11111abc'", "void as('labeler_1', { password: p })", " const q = 'hidden1'", "2 + 2"];
    for (const [index, entry] of entries.entries()) {
      await terminal.send(`${entry}\r`);
      await terminal.see(`^\\S+ ${index + 2}>`);
    }
    await terminal.send(".save s.ts\r");
    await terminal.see("1 private entry omitted");
    const saved = await readFile(join(home, "s.ts"), "utf8");
    expect(saved).toContain("const p = process.env.PASSWORD!");
    expect(saved).not.toMatch(/11111|hidden1/);
    expect(await readFile(join(home, ".slylab", "history"), "utf8")).not.toMatch(/11111|hidden1/);
  });
});

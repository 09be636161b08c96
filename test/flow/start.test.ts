/** `npm start` in a pipe, and on a terminal of 80 columns. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtCli } from "../support/built.js";
import type { Python } from "../support/python.js";
import { keys, Terminal, terminalPython } from "../support/terminal.js";

let cli: string;
let home: string;
let python: Python | undefined;

beforeAll(async () => {
  cli = await builtCli();
  python = await terminalPython();
  home = await mkdtemp(join(tmpdir(), "slylab-start-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe("slylab start", () => {
  it("runs the whole tutorial in a pipe, without color, and ends with 0", { timeout: 120_000 }, async () => {
    const { exitCode, stdout } = await new Promise<{ exitCode: number; stdout: string }>((resolve) => {
      // The instance named by the environment is not used: the walkthrough runs on the local one.
      const env = { ...process.env, HOME: home, SERVER_ADDRESS: "http://127.0.0.1:1", API_TOKEN: "notatoken" };
      const child = execFile(process.execPath, [cli, "start"], { cwd: home, env }, (_error, text) => {
        resolve({ exitCode: child.exitCode ?? -1, stdout: text });
      });
      child.stdin?.end();
    });
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("\x1b");
    for (const line of [
      "lemon\tBitmap\t#50E3C2\t",
      "size\toneof_string\t['small', 'medium', 'large']\t\tobjectsOnly\t['kiwi', 'lemon']",
      "37\tstopped",
      "39\tpending",
      "Labeler finished his work",
      "Reviewer finished job review",
    ]) {
      expect(stdout.split("\n")).toContain(line);
    }
    expect(stdout).toMatch(/^38\tlabeler2_kiwi_task_with_complex_settings\tpending\tlabeler_2\t/m);
    expect(stdout).toMatch(/^40\tlemons again\tcompleted\tlabeler_1\t/m);
  });

  it("fits 80 columns, and continues at the prompt with its variables", { timeout: 120_000 }, async () => {
    if (python === undefined) return;
    const terminal = await Terminal.open(python, [process.execPath, cli, "start"], {
      columns: 80,
      rows: 50,
      cwd: home,
      env: { HOME: home },
    });
    try {
      await terminal.see("local 1>", 90_000);
      const { rows, raw } = await terminal.look();
      expect(rows.some((row) => row.includes("│ show(await campaign.plan())"))).toBe(true);
      const written = stripVTControlCharacters(raw).split(/[\r\n]+/);
      expect(written.filter((line) => [...line].length > 80)).toEqual([]);
      await terminal.send(`lemons[0]!.name${keys.enter}`);
      await terminal.see("labeler1_lemons_task'");
      await terminal.see("local 2>");
      await terminal.send(keys.ctrl("d"));
      expect(await terminal.exitCode()).toBe(0);
    } finally {
      await terminal.close();
    }
  });
});

/** Limited terminals: no cursor, no UTF-8, a log, 40 columns. The built command in a real pseudo-terminal. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { builtCli } from "../support/built.js";
import type { Python } from "../support/python.js";
import { keys, Terminal, terminalPython } from "../support/terminal.js";

const python = await terminalPython();
let cli = "";

beforeAll(async () => {
  cli = await builtCli();
}, 120_000);

async function open(words: readonly string[], env: NodeJS.ProcessEnv, columns = 80): Promise<Terminal> {
  const home = await mkdtemp(join(tmpdir(), "slylab-plain-"));
  const terminal = await Terminal.open(python as Python, [process.execPath, cli, ...words], {
    columns,
    rows: 40,
    cwd: home,
    // Python would turn the locale "C" into a UTF-8 one.
    env: { PYTHONCOERCECLOCALE: "0", HOME: home, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
  });
  onTestFinished(() => terminal.close());
  return terminal;
}

const chain =
  "team(8).ensureAnnotator('ana').project('tutorial_project').job({ name: 'plain', dataset: 'dataset_01' }).create()";
const rows = "[{ id: 1, name: 'a.jpg', status: 'pending' }, { id: 2, name: 'b.jpg', status: 'completed' }]";

describe.skipIf(python === undefined)("the prompt under TERM=dumb", () => {
  it("reads plain lines and prints no escape sequences", async () => {
    const terminal = await open([], { TERM: "dumb" });
    await terminal.see("^local 1>");
    await terminal.send("40 + 2\n");
    await terminal.see("^42\nlocal 2>");
    await terminal.send("[1,\n");
    await terminal.see("^\\.+$");
    await terminal.send("2].length\n");
    await terminal.see("^2\nlocal 3>");
    await terminal.send(`${chain}\n`);
    await terminal.see("^local 4>");
    await terminal.send(keys.ctrl("d"));
    await terminal.quiet();
    expect((await terminal.look()).raw).not.toContain("\x1b");
  });

  it("clears a line and stops code at Ctrl-C", async () => {
    const terminal = await open([], { TERM: "dumb" });
    await terminal.see("^local 1>");
    await terminal.send("40 + 2\n");
    await terminal.see("^42\nlocal 2>");
    await terminal.send("half");
    await terminal.see("^local 2> half");
    await terminal.send(keys.ctrl("c"));
    await terminal.see("\\^C\nlocal 2>");
    await terminal.send("for (;;) {}\n");
    await terminal.quiet();
    await terminal.send(keys.ctrl("c"));
    await terminal.see("^\\^Cinterrupted; variables are kept\nlocal 3>");
  });

  it("echoes no password", async () => {
    const terminal = await open([], { TERM: "dumb" });
    await terminal.see("^local 1>");
    await terminal.send("(await password('Word: ')).length\n");
    await terminal.see("^Word:");
    await terminal.quiet();
    await terminal.send("secret\n");
    await terminal.see("^6\nlocal 2>");
    expect((await terminal.look()).raw).not.toContain("secret");
  });
});

describe.skipIf(python === undefined)("a locale without UTF-8", () => {
  it.each([{ LC_ALL: "C" }, { LC_ALL: undefined, LC_CTYPE: undefined, LANG: "POSIX" }])(
    "%o gets ASCII",
    async (env) => {
      const terminal = await open(["-e", rows], env);
      await terminal.see("completed", 60_000);
      expect(await terminal.exitCode(60_000)).toBe(0);
      expect((await terminal.look()).raw).toMatch(/^[\r\n\x1b\x20-\x7e]*$/);
    },
  );

  it("prints only ASCII at the prompt, also for the steps of a chain", async () => {
    const terminal = await open([], { LC_ALL: "C" });
    await terminal.see("^local 1>");
    await terminal.send(`${chain}\r`);
    await terminal.see("local 2>");
    await terminal.send(`${rows}\r`);
    await terminal.see("local 3>");
    expect((await terminal.look()).raw).toMatch(/^[\r\n\x1b\x20-\x7e]*$/);
  });

  it("uses box-drawing characters with a UTF-8 locale, and not without", async () => {
    for (const env of [{ LC_ALL: "C.UTF-8" }, { LC_ALL: undefined, LC_CTYPE: undefined, LANG: undefined }]) {
      const terminal = await open(["-e", rows], env);
      await terminal.see("╭─", 60_000);
    }
  });
});

describe.skipIf(python === undefined)("a terminal with CI=true", () => {
  it("shows progress without repainting", async () => {
    const terminal = await open(["-e", chain], { CI: "true" });
    await terminal.see("plain", 60_000);
    expect(await terminal.exitCode(60_000)).toBe(0);
    // Colors do not repaint anything.
    expect((await terminal.look()).raw.replace(/\x1b\[[\d;]*m/g, "")).not.toContain("\x1b");
  });
});

describe.skipIf(python === undefined)("a terminal of 40 columns", () => {
  it("shows a table and an error within its width", async () => {
    const terminal = await open(["-e", rows], {}, 40);
    await terminal.see("╯", 60_000);
    const look = await terminal.look();
    expect(look.rows.filter((row) => row.startsWith("│")).every((row) => row.trimEnd().endsWith("│"))).toBe(true);
    const job = "team(8).ensureAnnotator('ana').job({ name: 'plain', dataset: 10555, classes: ['kiwwi'] }).create()";
    const failing = await open(["--local", "-e", job], {}, 40);
    await failing.see("hint:", 60_000);
    expect(await failing.exitCode(60_000)).toBe(1);
    // A row wrapped within a word would not match.
    const error = (await failing.look()).rows.map((row) => row.trim()).join(" ");
    expect(error).toContain("no class 'kiwwi' in project 5555");
    expect(error).toContain("hint: did you mean 'kiwi'?");
  });

  it("wraps notes between words", async () => {
    const terminal = await open(["-e", "(await team(8).members()).length"], {}, 40);
    await terminal.see("^1$", 60_000);
    const rows = (await terminal.look()).rows.map((row) => row.trimEnd());
    expect(rows.join(" ")).toContain(
      "slylab: SERVER_ADDRESS is not set, so the local instance is used (in memory, lost at exit; slylab serve keeps its data)",
    );
  });
});

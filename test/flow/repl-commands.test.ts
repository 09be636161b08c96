/** The dot commands: the built command in a real terminal, on the local instance. */
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
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

/** The prompt in an empty folder; `enter` types a line and waits for its output. */
async function openPrompt(env: NodeJS.ProcessEnv = {}) {
  const home = await mkdtemp(join(tmpdir(), "slylab-commands-"));
  const color = { NO_COLOR: "1", FORCE_COLOR: undefined };
  const terminal = await Terminal.open(python as Python, [process.execPath, cli], {
    columns: 100,
    rows: 30,
    cwd: home,
    env: { ...color, HOME: home, SERVER_ADDRESS: undefined, API_TOKEN: undefined, ...env },
  });
  onTestFinished(() => terminal.close());
  await terminal.see("^\\S+ 1>");
  return {
    terminal,
    home,
    async enter(line: string, shows: string) {
      await terminal.send(`${line}\r`);
      await terminal.see(shows);
    },
  };
}

const remote = { SERVER_ADDRESS: "http://127.0.0.1:9", API_TOKEN: "x".repeat(128) };

describe.skipIf(python === undefined)("commands of the prompt", () => {
  it(".editor takes lines until Ctrl-D, and UP recalls them as one entry", async () => {
    const { terminal, enter } = await openPrompt();
    await enter(".editor", "Ctrl-D runs, Ctrl-C cancels");
    await terminal.send("const lemons = 20\rlemons +\r22");
    await terminal.quiet();
    await terminal.send(keys.ctrl("d"));
    await terminal.see("^42\nlocal 2>");
    await terminal.send(keys.up);
    await terminal.see("^local 2> const lemons = 20\n\\.+ lemons \\+\n\\.+ 22$");
  });

  it(".doc shows a docstring and sends no request", async () => {
    const { enter } = await openPrompt(remote);
    await enter(".doc team(8).jobs", "Lists the labeling jobs of the team");
    await enter(".doc", "cannot show help: no name given");
    await enter(".doc team(8).jbos", "no help for team\\(8\\)\\.jbos: the name is unknown");
  });

  it(".editor discards its lines at Ctrl-C", async () => {
    const { terminal, enter } = await openPrompt();
    await enter(".editor", "Ctrl-D runs");
    await terminal.send(`console.log('ran')${keys.ctrl("c")}`);
    await terminal.see("^local 1> *\\Z");
    expect((await terminal.look()).rows).not.toContain("ran");
  });

  it(".time shows time, requests and retries of one entry or of every entry", async () => {
    const { enter } = await openPrompt();
    await enter(".time team(8).members()", "^\\d+ ms, 1 request$");
    await enter(".time", "timing is on");
    await enter("20 + 1", "^21\n[\\d.]+ ms\nlocal 3>");
    await enter(".time", "timing is off");
    await enter("20 + 2", "^22\nlocal 4>");
  });

  it(".instance shows the instance and the account", async () => {
    const { enter } = await openPrompt();
    await enter(".instance", "instance +│ local, in memory");
    await enter("1", "account +│ my_username[\\s\\S]*requests +│ 1");
  });

  it(".instance reports in a few lines that the instance does not respond, and the prompt continues", async () => {
    const { enter } = await openPrompt(remote);
    await enter(".instance", "127\\.0\\.0\\.1:9[\\s\\S]*1> *\\Z");
    await enter("20 + 1", "^21$");
  });

  it(".open shows the address of the local instance, which has no pages", async () => {
    const { enter } = await openPrompt();
    await enter(".instance", "account");
    await enter(".open", "no pages; its API is at http://127.0.0.1:\\d+");
  });

  it(".open shows the address if there is no browser", async () => {
    const { enter } = await openPrompt({ ...remote, PATH: "" });
    await enter(".open", "^http://127.0.0.1:9$");
  });

  it(".reset clears all variables, and what .save would write", async () => {
    const { enter } = await openPrompt();
    await enter("const lemons = 20", "^local 2>");
    await enter(".reset", "All variables cleared");
    await enter(".save all.ts", "nothing to save");
    await enter("lemons", "Cannot find name 'lemons'");
  });

  it(".clear leaves only the prompt on the screen", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("20 + 1", "^21$");
    await terminal.send(".clear\r");
    await terminal.see("\\Alocal 2> *\\Z");
  });

  it(".type shows the type of an expression without running it", async () => {
    const { enter, terminal } = await openPrompt();
    await enter(".type [1].map((n) => { console.log('ran'); return `${n}` })", "^string\\[\\]$");
    expect((await terminal.look()).rows).not.toContain("ran");
  });

  it(".help lists all commands, or explains one", async () => {
    const { enter } = await openPrompt();
    await enter(".help watch", "^\\.watch SECONDS CHAIN\nread a chain repeatedly, updating in place$");
    await enter(".help", "^\\.exit +leave");
  });

  it(".exit ends the prompt", async () => {
    const { terminal } = await openPrompt();
    await terminal.send(".exit\r");
    expect(await terminal.exitCode()).toBe(0);
  });

  it(".exit reports a chain that was never run, even if no request was sent", async () => {
    const { terminal, enter } = await openPrompt(remote);
    await enter("const left = job(37).stop()", "2> *\\Z");
    await terminal.send(".exit\r");
    await terminal.see("a chain was never run");
    expect(await terminal.exitCode()).toBe(0);
  });

  it(".save asks before it overwrites a file that it did not write", async () => {
    const { home, enter } = await openPrompt();
    await writeFile(join(home, "mine.ts"), "mine");
    await enter("20 + 1", "^21$");
    await enter(".save mine.ts", "mine.ts already exists; overwrite it");
    await enter("", "not saved");
    expect(await readFile(join(home, "mine.ts"), "utf8")).toBe("mine");
    await enter(".save mine.ts", "overwrite it[\\s\\S]*overwrite it");
    await enter("y", "1 entry saved to mine.ts");
    await enter(".save mine.ts", "saved to mine.ts[\\s\\S]*saved to mine.ts");
  });

  it("keys pressed during a wait are not shown and stay for the next prompt; Ctrl-C stops the wait", async () => {
    const { terminal, enter } = await openPrompt();
    await enter(
      "await team(8).project(5555).dataset(10555).job({ name: 'a', classes: ['kiwi'] }).assign('my_username').create()",
      "pending",
    );
    const wait = "await team(8).jobs().waitFor('completed', { timeout: '4s', every: '100ms' })";
    await terminal.send(`${wait}\r`);
    await terminal.see("wait for completed.*0/6 images");
    await new Promise((resolve) => setTimeout(resolve, 700));
    await terminal.send("20 + 22\r\r");
    await terminal.see("^42$");
    const { rows } = await terminal.look();
    expect(rows.filter((row) => row.includes("20 + 22"))).toEqual([expect.stringMatching(/^local \d+> 20 \+ 22$/)]);
    await terminal.send(`${wait}\r`);
    await terminal.see("wait for completed.*0/6 images");
    await terminal.send("lost\x03");
    await terminal.see("interrupted");
    await enter("1 + 1", "^2$");
  });

  it(".load does not mix keys typed ahead into its output", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("1", "^local 2>");
    await terminal.send(".load gone.ts\r20 + 1\r");
    await terminal.see("^21$");
    expect((await terminal.look()).rows).toContain("error: cannot read gone.ts: no such file or folder (ENOENT)");
  });
});

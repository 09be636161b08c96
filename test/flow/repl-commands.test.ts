/** The dot commands as people meet them: the built command in a real terminal, on the local instance. */
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

/** The prompt in a folder of its own; `enter` types a line and waits for what it shows. */
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

describe.skipIf(python === undefined)("a dot command", () => {
  it(".editor takes lines until Ctrl-D, and UP gives them back whole", async () => {
    const { terminal, enter } = await openPrompt();
    await enter(".editor", "Ctrl-D runs, Ctrl-C cancels");
    await terminal.send("const lemons = 20\rlemons +\r22");
    await terminal.quiet();
    await terminal.send(keys.ctrl("d"));
    await terminal.see("^42\nlocal 2>");
    await terminal.send(keys.up);
    await terminal.see("^local 2> const lemons = 20\n\\.+ lemons \\+\n\\.+ 22$");
  });

  it(".doc tells a docstring, and calls nothing", async () => {
    const { enter } = await openPrompt(remote);
    await enter(".doc team(8).jobs", "Lists the labeling jobs of the team");
    await enter(".doc", "cannot show help: no name given");
    await enter(".doc team(8).jbos", "no help for team\\(8\\)\\.jbos: the name is unknown");
  });

  it(".editor drops its lines at Ctrl-C", async () => {
    const { terminal, enter } = await openPrompt();
    await enter(".editor", "Ctrl-D runs");
    await terminal.send(`console.log('ran')${keys.ctrl("c")}`);
    await terminal.see("^local 1> *\\Z");
    expect((await terminal.look()).rows).not.toContain("ran");
  });

  it(".time tells time, requests and retries, of one entry or of every one", async () => {
    const { enter } = await openPrompt();
    await enter(".time team(8).members()", "^\\d+ ms, 1 request$");
    await enter(".time", "timing is on");
    await enter("20 + 1", "^21\n[\\d.]+ ms\nlocal 3>");
    await enter(".time", "timing is off");
    await enter("20 + 2", "^22\nlocal 4>");
  });

  it(".instance tells which instance and account this is", async () => {
    const { enter } = await openPrompt();
    await enter(".instance", "instance +│ local, in memory");
    await enter("1", "account +│ my_username[\\s\\S]*requests +│ 1");
  });

  it(".instance says in a few lines that nobody answers, and the prompt goes on", async () => {
    const { enter } = await openPrompt(remote);
    await enter(".instance", "127\\.0\\.0\\.1:9[\\s\\S]*1> *\\Z");
    await enter("20 + 1", "^21$");
  });

  it(".open says where the local instance is, which has no pages", async () => {
    const { enter } = await openPrompt();
    await enter(".instance", "account");
    await enter(".open", "no pages; its API is at http://127.0.0.1:\\d+");
  });

  it(".open tells the address where there is no browser", async () => {
    const { enter } = await openPrompt({ ...remote, PATH: "" });
    await enter(".open", "^http://127.0.0.1:9$");
  });

  it(".reset forgets every name, and what would be saved", async () => {
    const { enter } = await openPrompt();
    await enter("const lemons = 20", "^local 2>");
    await enter(".reset", "All variables cleared");
    await enter(".save all.ts", "nothing to save");
    await enter("lemons", "Cannot find name 'lemons'");
  });

  it(".clear leaves the prompt alone on the screen", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("20 + 1", "^21$");
    await terminal.send(".clear\r");
    await terminal.see("\\Alocal 2> *\\Z");
  });

  it(".type tells the type of an expression that is not run", async () => {
    const { enter, terminal } = await openPrompt();
    await enter(".type [1].map((n) => { console.log('ran'); return `${n}` })", "^string\\[\\]$");
    expect((await terminal.look()).rows).not.toContain("ran");
  });

  it(".help lists every command, or tells of one", async () => {
    const { enter } = await openPrompt();
    await enter(".help watch", "^\\.watch SECONDS CHAIN\nread a chain repeatedly, updating in place$");
    await enter(".help", "^\\.exit +leave");
  });

  it(".exit leaves", async () => {
    const { terminal } = await openPrompt();
    await terminal.send(".exit\r");
    expect(await terminal.exitCode()).toBe(0);
  });

  it(".exit reports a chain that was never run, though no server was ever called", async () => {
    const { terminal, enter } = await openPrompt(remote);
    await enter("const left = job(37).stop()", "2> *\\Z");
    await terminal.send(".exit\r");
    await terminal.see("a chain was never run");
    expect(await terminal.exitCode()).toBe(0);
  });

  it(".save asks before it writes over a file of somebody else's", async () => {
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

  it("shows no key that is pressed during a live wait, keeps it for the next prompt, and stops at Ctrl-C", async () => {
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

  it("does not mix what is typed ahead into what it shows", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("1", "^local 2>");
    await terminal.send(".load gone.ts\r20 + 1\r");
    await terminal.see("^21$");
    expect((await terminal.look()).rows).toContain("error: cannot read gone.ts: no such file or folder");
  });
});

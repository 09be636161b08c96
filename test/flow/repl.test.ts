/** The prompt: the built command in a real terminal, on the local instance. */
import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { builtCli } from "../support/built.js";
import type { Python } from "../support/python.js";
import { keys, Terminal, type TerminalOptions, terminalPython } from "../support/terminal.js";

const python = await terminalPython();
let cli = "";

beforeAll(async () => {
  cli = await builtCli();
}, 120_000);

interface Prompt {
  readonly terminal: Terminal;
  readonly home: string;
  /** Types a line and waits for the next prompt. */
  enter(code: string): Promise<void>;
}

async function openPrompt(
  options: TerminalOptions & { home?: string; args?: readonly string[] } = {},
): Promise<Prompt> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), "slylab-repl-")));
  const color = { NO_COLOR: "1", FORCE_COLOR: undefined };
  const env = { ...color, HOME: home, SERVER_ADDRESS: undefined, API_TOKEN: undefined, ...options.env };
  const command = [process.execPath, cli, ...(options.args ?? [])];
  const terminal = await Terminal.open(python as Python, command, { cwd: home, ...options, env });
  onTestFinished(() => terminal.close());
  await terminal.see("^\\S+ 1>");
  return {
    terminal,
    home,
    async enter(code) {
      const before = (await terminal.look()).rows.filter((row) => /^\S+ \d+>/.test(row)).length;
      await terminal.send(`${code}\r`);
      await terminal.see(`(?:^\\S+ \\d+>[\\s\\S]*?){${before}}^\\S+ \\d+> *\\Z`);
    },
  };
}

const history = async (home: string) => {
  const text = await readFile(join(home, ".slylab", "history"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { code: string }).code);
};

describe.skipIf(python === undefined)("the prompt", () => {
  it("greets with version, instance, account and help in three lines", async () => {
    const { terminal } = await openPrompt();
    const { rows } = await terminal.look();
    expect(rows.slice(0, 5)).toEqual([
      expect.stringMatching(/^slylab \d/),
      "the local instance, in memory as my_username",
      ".help shows help, Tab completes, Ctrl-D exits",
      "",
      "local 1>",
    ]);
  });

  it("shows by color that the instance is not local", async () => {
    const env = { SERVER_ADDRESS: "https://annotate.example.com", API_TOKEN: "x".repeat(128), NO_COLOR: undefined };
    const { terminal } = await openPrompt({ env });
    const { raw } = await terminal.look();
    expect(raw).toContain("\x1b[1;33mannotate.example.com\x1b[0m");
  });

  it("prints no color if NO_COLOR is set", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("const text = 'a' // b");
    expect((await terminal.look()).raw).not.toMatch(/\x1b\[[\d;]*m/);
  });

  it("checks types before anything runs", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("console.log('ran'); const n: number = 'one'");
    const { rows } = await terminal.look();
    expect(rows).toContain("    │                           ^");
    expect(rows).not.toContain("ran");
    expect(rows.at(-2)).not.toBe("ran");
  });

  it("runs a chain that ends with a call, and shows the plan of a chain in a variable", async () => {
    const { terminal, enter } = await openPrompt({ columns: 120, rows: 40 });
    await enter("const run = team(8).ensureAnnotator('labeler_1').job({ name: 'lemons', dataset: 10555 }).create()");
    await enter("run");
    await terminal.see("nothing was written");
    await enter("job(37)");
    await terminal.see("labeling job 37 not found");
    await enter("await run");
    await terminal.see("✓ create job .* → ");
    await terminal.see("37 *│ lemons");
  });

  it("runs lines typed ahead in order", async () => {
    const { terminal } = await openPrompt();
    await terminal.send("await new Promise((done) => setTimeout(done, 700))\r");
    await terminal.send("'first'\r'second'\r");
    await terminal.see("^'second'");
    const { rows } = await terminal.look();
    expect(rows.filter((row) => /^'(first|second)'$/.test(row)).slice(-2)).toEqual(["'first'", "'second'"]);
  });

  it("runs the lines of an unbracketed paste in order, a chain over several lines as one", async () => {
    const { terminal } = await openPrompt();
    await terminal.send(
      "const list = [3, 1, 2]\rlist\r  .toSorted()\r  .join('-')\rfunction f() {\r  return 7\r}\rf()\r",
    );
    await terminal.see("^7$");
    const { rows } = await terminal.look();
    expect(rows).toContain("'1-2-3'");
  });

  it("continues the previous entry when a line begins with a call, and runs nothing twice", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("team(8).ensureAnnotator('typed_one')");
    await terminal.see("typed_one");
    await enter(".job({ name: 'typed', dataset: 10555, classes: ['lemon'] })");
    await terminal.see("a draft, not created yet; .create\\(\\) would");
    await enter(".create()");
    await terminal.see("37 *│ typed");
    await enter(".stop()");
    await terminal.see("stopped");
    await enter("team(8).jobs()");
    await terminal.see("37 *│ typed");
    const { rows } = await terminal.look();
    expect(rows.filter((row) => /^ *3[89] /.test(row))).toEqual([]);
    await enter(".wrong()");
    await terminal.see("TS2339");
    await enter("const list = [3, 1, 2]");
    await terminal.see("local \\d+> *$");
    await enter(".toSorted()");
    await terminal.see("nothing to continue");
    await enter("list");
    await terminal.see("3, 1, 2");
    await enter(".toSorted()");
    await terminal.see("1, 2, 3");
    await enter(".help");
    await terminal.see("show the docstring of a name");
    await enter(".join('-')");
    await terminal.see("'1-2-3'");
    await terminal.send("list\r  // sorted\r\r  .map((n) => n * 2)\r  .join('+')\r");
    await terminal.see("'6\\+2\\+4'");
    await enter("const run = team(8)");
    await terminal.see("local \\d+> *$");
    await enter(".jobs()");
    await terminal.see("local \\d+> *$");
    await enter("run");
    await terminal.see("37 *│ typed");
  });

  it("takes a bracketed paste as one entry that waits for Enter", async () => {
    const { terminal } = await openPrompt();
    await terminal.send(keys.paste("const a = 1\nconst b = 2\na + b"));
    await terminal.see("^\\.+ a \\+ b$");
    await terminal.send("\r");
    await terminal.see("^3$");
  });

  it("recalls a multi-line entry as one, for editing", async () => {
    const { terminal, enter } = await openPrompt();
    await terminal.send("function twice(n: number) {\rreturn n * 2\r}\r");
    await terminal.see("^local 2> *$");
    await terminal.send(keys.up);
    await terminal.see("return n \\* 2\n\\.+ }\n*\\Z");
    await terminal.send(`${keys.up}${keys.ctrl("e")}0${keys.down}\r`);
    await terminal.see("^local 3> *$");
    await enter("twice(2)");
    await terminal.see("^40$");
  });

  it("completes the members of a chain without running it", async () => {
    const { terminal } = await openPrompt();
    await terminal.send("let calls = 0; function made() { calls++; return team(8) }\r");
    await terminal.see("^local 2> *$");
    await terminal.send("made().ens\t");
    await terminal.see("made\\(\\).ensure");
    await terminal.send("\t");
    await terminal.see("ensureAnnotator +ensureMember +ensureProject +ensureReviewer");
    await terminal.send(`${keys.ctrl("c")}calls\r`);
    await terminal.see("^0$");
  });

  it("completes statuses inside a string, and shows the signature of a call while it is typed", async () => {
    const { terminal } = await openPrompt();
    await terminal.send("job(37).waitFor(");
    await terminal.see("waitFor\\(status: ");
    await terminal.send("'on\t");
    await terminal.see("waitFor\\('on_review");
  });

  it("numbers values and stores the last error in _error", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("20 + 1");
    await enter("_ * 2");
    await enter("_1 + _2");
    await terminal.see("^63$");
    await enter("throw new Error('once')");
    await enter("_error.message");
    await terminal.see("^'once'$");
  });

  it("stops a wait and a busy loop at Ctrl-C, and keeps variables", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("let kept = 5");
    await terminal.send("await new Promise(() => {})\r");
    await terminal.quiet(300);
    await terminal.send(keys.ctrl("c"));
    await terminal.see("^local 3> *$");
    await terminal.send("while (true) {}\r");
    await terminal.quiet(300);
    await terminal.send(keys.ctrl("c"));
    await terminal.see("^local 4> *$");
    await enter("kept");
    await terminal.see("^5$");
  });

  it("stops a first entry that waits for a child process which ignores the signal", async () => {
    const { terminal } = await openPrompt();
    await terminal.send("require('child_process').execSync(`trap '' INT; echo up; sleep 50`, { stdio: 'inherit' })\r");
    await terminal.see("^up$");
    await terminal.send(keys.ctrl("c"));
    await terminal.see("^local 2> *$", 30_000);
    expect((await terminal.look()).rows.join("\n")).toContain("interrupted");
  }, 60_000);

  it("names _error where an error was cut, and only there; a line of another prompt gets a hint", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("throw new Error('short')");
    expect((await terminal.look()).rows.join("\n")).not.toContain("hint:");
    await enter("throw new AggregateError([...Array(9).keys()].map((n) => new Error(`e${n}`)), 'many')");
    await terminal.see("^hint: type _error for the whole error$");
    await enter("_error");
    await terminal.see("^- Error: e8$");
    await enter("%timeit 1");
    await terminal.see("^hint: time it: console.time");
    await enter("!ls");
    await terminal.see("^hint: use import \\{ execSync \\}");
  });

  it("clears the line at Ctrl-C, and ends at the second Ctrl-C or at Ctrl-D", async () => {
    const first = await openPrompt();
    await first.terminal.send(`abc${keys.ctrl("c")}`);
    await first.terminal.see("^local 1> *\\Z");
    // A Ctrl-C that cleared a line does not count as the first of two.
    await first.terminal.send(keys.ctrl("c"));
    await first.terminal.see("^local 1> *\npress Ctrl-C again");
    await first.terminal.send(keys.ctrl("c"));
    expect(await first.terminal.exitCode()).toBe(0);
    const second = await openPrompt();
    await second.terminal.send(keys.ctrl("d"));
    expect(await second.terminal.exitCode()).toBe(0);
  });

  it("shares a history between prompts that only its owner can read and that contains no secret", async () => {
    const token = "q7".repeat(20);
    const one = await openPrompt({ env: { MY_PASSWORD: "hunter2hunter2" } });
    await one.enter("1 + 1");
    await one.enter("const key = 'hunter2hunter2'");
    await one.enter("const login = { password: '11111abc' }");
    await one.enter(`const address = 'https://me:${token}@example.com'`);
    const lines = await history(one.home);
    expect(lines).toEqual([
      "1 + 1",
      "const login = { password: '‹password›' }",
      "const address = 'https://me:‹password›@example.com'",
    ]);
    expect((await stat(join(one.home, ".slylab", "history"))).mode & 0o777).toBe(0o600);
    const two = await openPrompt({ home: one.home });
    await two.terminal.send(`${keys.ctrl("r")}1 +`);
    await two.terminal.see("local 1> 1 \\+ 1\n");
    await two.terminal.send("\r");
    await two.terminal.see("^2$");
  });

  it("keeps a password generated by a chain out of the history and of saved files", async () => {
    const { terminal, home, enter } = await openPrompt({ columns: 120 });
    await enter("const people = await team(8).ensureAnnotator('made_here')");
    const kept = JSON.parse(await readFile(join(home, ".slylab", "passwords.json"), "utf8")) as {
      local: { made_here: string };
    };
    const password = kept.local.made_here;
    await enter(`const word = '${password}'.length`);
    await enter(".save mine.ts");
    await terminal.see("saved to mine.ts");
    expect(await history(home)).toEqual(["const people = await team(8).ensureAnnotator('made_here')", ".save mine.ts"]);
    expect(await readFile(join(home, "mine.ts"), "utf8")).not.toContain(password);
  });

  it("shows long tables a page at a time", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("Array.from({ length: 120 }, (_, id) => ({ id, name: `n${id}` }))");
    await terminal.see("70 more");
    await terminal.see('^type "it" for the next 50$');
    await enter("it");
    await terminal.see("│ 99 ");
    await enter(".more");
    await terminal.see("│ 119 ");
    await enter(".more");
    await terminal.see("no more rows to show");
  });

  it("saves the session as a script and a notebook that run again", async () => {
    const { terminal, home, enter } = await openPrompt({ columns: 120 });
    await enter("const secret = { password: '11111abc' }");
    await enter("const secret = 2");
    await enter("team(8).jobs()");
    await enter("secret + 40");
    await enter(".save again.ts");
    await enter(".save again.ipynb");
    await enter(".load again.ts");
    const script = await readFile(join(home, "again.ts"), "utf8");
    expect(script).toContain("await team(8).jobs()");
    expect(script).toContain("process.env.PASSWORD!");
    expect(script + (await readFile(join(home, "again.ipynb"), "utf8"))).not.toContain("11111abc");
    await terminal.see("^42$");
  });

  it("reports an invalid command in one line and continues", async () => {
    const { terminal, home, enter } = await openPrompt({ columns: 120 });
    await writeFile(join(home, "bad.ipynb"), "{");
    await enter(".load nothing.ts");
    await terminal.see("cannot read nothing.ts: no such file or folder");
    await enter(".load bad.ipynb");
    await terminal.see("cannot load bad.ipynb: invalid JSON");
    await enter(".tiem");
    await terminal.see("did you mean .time");
    await enter("1 + 1");
    await terminal.see("^2$");
  });

  it("shows late output above the edited line", async () => {
    const { terminal, enter } = await openPrompt();
    await enter("void setTimeout(() => console.log('late'), 400)");
    await terminal.send("half a li");
    await terminal.see("^late\nlocal 2> half a li$");
    await terminal.send("ne");
    await terminal.see("^local 2> half a line$");
  });

  it("asks with input(), and hides the answer to password()", async () => {
    const { terminal } = await openPrompt();
    await terminal.send("const answer = [await input('name: '), await password('secret: ')]\r");
    await terminal.see("^name: *$");
    await terminal.send("Ann\r");
    await terminal.see("^secret: *$");
    await terminal.send("s3cret\r");
    await terminal.see("^local 2> *$");
    expect((await terminal.look()).raw).not.toContain("s3cret");
    await terminal.send("answer.join('/').length\r");
    await terminal.see("^10$");
  });

  it("reports at the end a chain with writes that never ran", async () => {
    const { terminal, enter } = await openPrompt({ columns: 120 });
    await enter("const left = team(8).ensureAnnotator('ann').job({ name: 'left', dataset: 10555 }).create()");
    await terminal.send(keys.ctrl("d"));
    await terminal.see("never (run|awaited)");
    expect(await terminal.exitCode()).toBe(0);
  });

  it("redraws the line when the screen becomes narrower", async () => {
    const { terminal } = await openPrompt({ columns: 80 });
    await terminal.send("const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven']");
    await terminal.see("'seven'\\]$");
    await terminal.resize(40);
    await terminal.see("^hree', 'four', 'five', 'six', 'seven'\\]$");
    await terminal.send(" as const");
    await terminal.see("s const$");
    const { rows } = await terminal.look();
    expect(rows.filter((row) => row.startsWith("local 1>"))).toHaveLength(1);
  });
});

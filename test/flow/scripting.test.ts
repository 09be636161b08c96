/** `slylab -e`, a file, standard input: the built command in pipes, as scripts call it. */
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { builtCli } from "../support/built.js";

let cli = "";
let home = "";

beforeAll(async () => {
  cli = await builtCli();
  home = await mkdtemp(join(tmpdir(), "slylab-script-"));
}, 120_000);

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

function start(args: readonly string[], program = cli) {
  const env = { ...process.env, HOME: home, SERVER_ADDRESS: undefined, API_TOKEN: undefined, FORCE_COLOR: undefined };
  const child = spawn(process.execPath, [program, ...args], { cwd: home, env });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ out, err, code })));
  return { child, ended, soFar: () => out };
}

function slylab(args: readonly string[], input = "", program = cli): Promise<Ended> {
  const { child, ended } = start(args, program);
  child.stdin.end(input);
  return ended;
}

describe("code from a file, -e or standard input", () => {
  it("prints only the last value, a string unchanged", async () => {
    expect(await slylab(["-e", "const a = 20; a + 1"])).toEqual({ out: "21\n", err: "", code: 0 });
    expect((await slylab(["-e", "'lemon\\tkiwi'"])).out).toBe("lemon\\x09kiwi\n");
    expect((await slylab(["-e", "const a = 1"])).out).toBe("");
  });

  it("runs a chain and prints its table in tab-separated lines without color", async () => {
    const { out, code } = await slylab(["-e", "team(8).members()"]);
    expect(code).toBe(0);
    const [head = "", row = ""] = out.split("\n");
    expect(head.split("\t").length).toBe(row.split("\t").length);
    expect(row).toContain("my_username");
    expect(out).not.toContain("\x1b");
  });

  it("prints one JSON value, and what the code prints on stderr", async () => {
    const { out, err } = await slylab([
      "--json",
      "-e",
      "console.log('aside'); ({ id: 1n, at: new Date(0), none: undefined })",
    ]);
    expect(JSON.parse(out)).toEqual({ id: "1", at: "1970-01-01T00:00:00.000Z" });
    expect(err).toBe("aside\n");
  });

  it("prints errors as JSON too", async () => {
    const { out, code } = await slylab(["--json", "-e", "await job(37)"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { phase: "run", code: expect.any(String) } });
    const circular = await slylab(["--json", "-e", "const a = {}; a.a = a; a"]);
    expect(JSON.parse(circular.out)).toMatchObject({ error: { name: "Error" } });
    expect(circular.code).toBe(1);
  });

  it("runs lines of standard input in order and stops at the first error", async () => {
    const lines =
      "console.log('one')\nif (true) {\n  console.log('two')\n}\nelse console.log('no')\nthrow new Error('here')\nconsole.log('three')\n";
    const { out, err, code } = await slylab(["-"], lines);
    expect([out, code]).toEqual(["one\ntwo\n", 1]);
    expect(err).toContain("Error: here");
    expect(err).not.toContain("\x1b");
  });

  it("runs a line as soon as it is complete, before standard input ends", async () => {
    const { child, ended, soFar } = start(["-"]);
    child.stdin.write("6 * 7\n");
    while (soFar() === "") await sleep(20);
    expect(soFar()).toBe("42\n");
    child.stdin.end("[1, 2, 3]\n  .length\n");
    expect((await ended).out).toBe("42\n3\n");
  });

  it("checks a file before it runs, and passes its arguments", async () => {
    const file = join(home, "wrong.ts");
    await writeFile(file, "console.log('ran');\nconst n: number = 'one';\n");
    const wrong = await slylab([file]);
    expect([wrong.out, wrong.code]).toEqual(["", 1]);
    expect(wrong.err).toContain("wrong.ts:2:7");
    const unchecked = await slylab(["--no-check", file]);
    expect([unchecked.out, unchecked.code]).toEqual(["ran\n", 0]);
    const args = join(home, "args.ts");
    await writeFile(
      args,
      "console.log(process.argv.slice(1).join(' '));\n// %%\nconst again = 1;\n// %%\nconst again = 'two';\nconsole.log(again);\nagain\n",
    );
    expect(await slylab([args, "a", "-b"])).toEqual({ out: `${args} a -b\ntwo\n`, err: "", code: 0 });
  });

  it("runs a file whose name looks like a command", async () => {
    await writeFile(join(home, "serv"), "console.log('mine')\n");
    expect(await slylab(["serv"])).toMatchObject({ out: "mine\n", code: 0 });
  });

  it("names the missing package, not standard input", async () => {
    const alone = join(home, "alone");
    await mkdir(alone);
    const root = dirname(dirname(dirname(cli)));
    await cp(join(root, "dist"), join(alone, "dist"), { recursive: true });
    await cp(join(root, "package.json"), join(alone, "package.json"));
    await mkdir(join(alone, "node_modules"));
    for (const name of ["commander", "cli-table3", "get-east-asian-width", "string-width", "zod", "undici", "dotenv"])
      await symlink(join(root, "node_modules", name), join(alone, "node_modules", name));
    const main = join(alone, "dist", "cli", "main.js");
    for (const args of [["-e", "1"], ["-"], ["--json", "-e", "1"]]) {
      const { out, err, code } = await slylab(args, "1\n", main);
      expect(code).toBe(1);
      expect(out + err).toContain("oxc-parser, which is not installed");
      expect(out + err).toContain("npm install oxc-parser");
      expect(out + err).not.toContain("standard input");
    }
  });

  it("reports a missing file in one line", async () => {
    const { out, err, code } = await slylab(["nothing.ts"]);
    expect([out, err.split("\n")[0], code]).toEqual([
      "",
      "slylab: cannot read nothing.ts: no such file or folder (ENOENT)",
      1,
    ]);
  });

  it("waits for timers and open work, and for nothing else", async () => {
    const late = "setTimeout(() => console.log('late'), 300); 'now'";
    expect(await slylab(["-e", late])).toMatchObject({ out: "now\nlate\n", code: 0 });
    const server = `require("node:http").createServer((q, a) => a.end("hi")).listen(0, function () {
      fetch("http://127.0.0.1:" + this.address().port).then((a) => a.text()).then((text) => { console.log(text); this.close() })
    }); 'listens'`;
    expect(await slylab(["-e", server])).toMatchObject({ out: "listens\nhi\n", code: 0 });
    const onEnd = "process.once('beforeExit', () => console.log('last')); 'first'";
    expect(await slylab(["-e", onEnd])).toMatchObject({ out: "first\nlast\n", code: 0 });
  });

  it("has exit codes for a timeout, for an interrupt, and those that the code sets", async () => {
    const wait =
      "team(8).ensureAnnotator('a').job({ name: 'n', dataset: 10555 }).create().waitFor('completed', { timeout: 50 })";
    expect((await slylab(["-e", wait])).code).toBe(124);
    expect((await slylab(["-e", "process.exit(7)"])).code).toBe(7);
    for (const code of ["await new Promise(() => setInterval(() => {}, 1000))", "while (true) {}"]) {
      const { child, ended, soFar } = start(["-e", `console.log('on'); ${code}`]);
      while (soFar() === "") await sleep(20);
      await sleep(200);
      child.kill("SIGINT");
      expect((await ended).code).toBe(130);
    }
  });
});

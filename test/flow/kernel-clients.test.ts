/** The kernel and Jupyter's own clients, from PyPI. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseNotebook } from "../../src/domain/notebook/parse-notebook.js";
import { serializeNotebook } from "../../src/domain/notebook/serialize-notebook.js";
import { builtCli } from "../support/built.js";
import { codeCell, notebookOf } from "../support/notebooks.js";
import { jupyterClients, pythonWith } from "../support/python.js";
import { Terminal, terminalPython } from "../support/terminal.js";

const run = promisify(execFile);
const python = await pythonWith(jupyterClients);

describe.skipIf(python === undefined)("Jupyter's own clients", () => {
  let home: string;
  let env: NodeJS.ProcessEnv;
  const call = async (...args: string[]) => {
    const { stdout, stderr } = await run(python?.executable ?? "", args, { env, cwd: home, timeout: 110_000 });
    return stdout + stderr;
  };

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "jupyter-"));
    await run(process.execPath, [await builtCli(), "kernel", "install", "--prefix", home]);
    const folders = { JUPYTER_PATH: join(home, "share", "jupyter"), JUPYTER_DATA_DIR: join(home, "data") };
    env = { ...process.env, ...folders, JUPYTER_CONFIG_DIR: join(home, "config"), IPYTHONDIR: join(home, "ipython") };
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it("find the installed kernel", async () => {
    const script =
      "from jupyter_client.kernelspec import KernelSpecManager as M; print(M().get_kernel_spec('slylab').language)";
    expect(await call("-c", script)).toContain("typescript");
  });

  it("pass all tests of jupyter_kernel_test", { timeout: 120_000 }, async () => {
    const suite = fileURLToPath(new URL("./kernel-suite.py", import.meta.url));
    const said = await call(suite, "-v").catch(({ stderr }) => String(stderr));
    expect(said.trim().split("\n").at(-1)).toMatch(/^OK \(skipped=1\)$/);
  });

  it("run a notebook by nbclient with each output in its cell and none lost", { timeout: 120_000 }, async () => {
    const notebook = notebookOf(
      codeCell("for (let i = 0; i < 5_000; i++) console.log(i)"),
      codeCell(
        "const handle = show('begun')\nawait new Promise((resolve) => setTimeout(resolve, 50))\nhandle.update('ended')",
      ),
      codeCell("await Promise.resolve({ id: 37 })"),
    );
    await writeFile(join(home, "in.ipynb"), serializeNotebook(notebook));
    const script = `
import nbformat
from nbclient import NotebookClient
nb = nbformat.read("in.ipynb", as_version=4)
nbformat.validate(nb)
NotebookClient(nb, kernel_name="slylab", timeout=60).execute()
nbformat.validate(nb)
nbformat.write(nb, "out.ipynb")`;
    await call("-c", script);
    const text = await readFile(join(home, "out.ipynb"), "utf8");
    const ran = parseNotebook(text, "out.ipynb");
    const [lines, shown, value] = ran.cells.map((cell) => (cell.cell_type === "code" ? cell.outputs : []));
    expect(lines?.map((output) => (output.output_type === "stream" ? output.text : "")).join("")).toBe(
      Array.from({ length: 5_000 }, (_, i) => `${i}\n`).join(""),
    );
    expect(JSON.stringify(shown)).toContain("ended");
    expect(JSON.stringify(shown)).not.toContain("begun");
    expect(value?.map(({ output_type }) => output_type)).toEqual(["execute_result"]);
    // The saved file equals Jupyter's byte for byte.
    expect(serializeNotebook(ran)).toBe(text);
  });

  it("run cells and ask for input in jupyter console", { timeout: 60_000 }, async () => {
    const console = spawn(
      python?.executable ?? "",
      ["-m", "jupyter_console", "--simple-prompt", "--kernel", "slylab"],
      { env, cwd: home },
    );
    let said = "";
    for (const stream of [console.stdout, console.stderr]) {
      stream.on("data", (chunk) => {
        said += String(chunk);
      });
    }
    console.stdin.end("const a = 20\na + 22\nawait input('who? ')\nann\nteam?\nthrow new Error('no lemon')\na\n");
    await once(console, "close");
    expect(said).toMatch(/Out\[2\]: 42\s/);
    expect(said).toMatch(/who\? Out\[3\]: 'ann'/);
    // A question is a complete entry: the console does not wait for its next line.
    expect(said).toContain("A team, by id or name.");
    expect(said).toContain("no lemon");
  });

  it("print a line break after each output of jupyter run", { timeout: 60_000 }, async () => {
    await writeFile(join(home, "two.ts"), "show([{ a: 1 }])\nshow('mark')\nconsole.log('log')\n6 * 7\n");
    const said = await call("-m", "jupyter_client.runapp", "--kernel", "slylab", join(home, "two.ts"));
    expect(said).toMatch(/╯\n'?mark'?\nlog\n42\n/);
  });

  it.each([60, 130])("are as wide as a terminal of %i columns", { timeout: 90_000 }, async (columns) => {
    const terminalPeer = await terminalPython();
    if (terminalPeer === undefined) return;
    const code = "Array.from({ length: 2 }, () => ({ a: 'word '.repeat(9), b: 'word '.repeat(9), c: 'x'.repeat(60) }))";
    await writeFile(join(home, "wide.ts"), code);
    const { COLUMNS: _columns, ...rest } = env;
    const command = (...words: string[]) => [python?.executable ?? "", "-m", ...words, "--kernel", "slylab"];
    for (const [words, input] of [
      [[...command("jupyter_client.runapp"), join(home, "wide.ts")], ""],
      [command("jupyter_console", "--simple-prompt"), `${code}\n`],
    ] as const) {
      const terminal = await Terminal.open(terminalPeer, words, { columns, rows: 40, cwd: home, env: rest });
      if (input !== "") {
        await terminal.see("In \\[1\\]", 30_000);
        await terminal.send(input);
      }
      await terminal.see("╯", 30_000);
      const rows = (await terminal.look()).rows.filter((row) => /^[╭│├╰]/.test(row)).map((row) => row.trimEnd());
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
      expect(rows[0]?.length).toBeLessThanOrEqual(columns);
      expect(rows[0]?.length).toBeGreaterThan(columns - 25);
      await terminal.close();
    }
  });

  it("show the steps of a long wait in jupyter console as they end", { timeout: 60_000 }, async () => {
    const args = ["-m", "jupyter_console", "--simple-prompt", "--kernel", "slylab"];
    const console = spawn(python?.executable ?? "", args, { env: { ...env, HOME: home }, cwd: home });
    let said = "";
    console.stdout.on("data", (chunk) => {
      said += String(chunk);
    });
    console.stdin.end(
      "const jobs = await team(8).ensureAnnotator('dee').job({ name: 'w', dataset: 10555, classes: ['lemon'] }).create()\n" +
        "setTimeout(async () => { const dee = as('dee'); await dee.start(jobs[0].id); await dee.submit(jobs[0].id) }, 1500); await jobs.waitFor('on_review')\n",
    );
    await once(console, "close");
    expect(said).toContain("… wait for on_review (0/6 images, awaiting dee (pending))");
    expect(said).toContain("✓ wait for on_review → job 37 on_review");
    expect(said).not.toContain("◌");
  });

  it("restart the kernel to a clean state, and interrupt it", { timeout: 60_000 }, async () => {
    const script = `
from jupyter_client.manager import start_new_kernel
import time
km, kc = start_new_kernel(kernel_name="slylab")
def run(code, timeout=20):
    out = []
    reply = kc.execute_interactive(code, timeout=timeout, output_hook=lambda m: out.append(m))
    return reply["content"]["status"], "".join(m["content"].get("text", "") for m in out)
print(run("const a = 1; console.log(a)"))
id = kc.execute("await new Promise(() => {})")
time.sleep(0.5)
km.interrupt_kernel()
while True:
    reply = kc.get_shell_msg(timeout=10)
    if reply["parent_header"]["msg_id"] == id: break
print(reply["content"]["ename"])
print(run("console.log(a + 1)"))
km.restart_kernel(now=False)
kc.wait_for_ready(timeout=20)
print(run("console.log(typeof a)", 20)[0])
kc.stop_channels()
started = time.time()
km.shutdown_kernel(now=False)
print("ended", km.is_alive(), time.time() - started < 3)`;
    expect((await call("-c", script)).trim().split("\n")).toEqual([
      "('ok', '1\\n')",
      "Interrupted",
      "('ok', '2\\n')",
      "error",
      "ended False True",
    ]);
  });
});

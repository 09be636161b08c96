/** The notebooks of the repository, in both kernels, against their saved outputs: by slylab's runner, and by nbclient. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseNotebook } from "../../src/domain/notebook/parse-notebook.js";
import { installKernel } from "../../src/kernel/install/install.js";
import { compareNotebooks } from "../../src/notebook/compare/compare.js";
import { builtCli, builtKernel } from "../support/built.js";
import { jupyterClients, type Python, pythonWith } from "../support/python.js";

const folder = fileURLToPath(new URL("../../notebooks/", import.meta.url));
const notebooks = (await readdir(folder)).filter((name) => name.endsWith(".ipynb")).sort();
const limitMs = 180_000;

let cli: string;
let jupyter: string;
let python: Python | undefined;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  cli = await builtCli();
  python = await pythonWith(jupyterClients);
  jupyter = await mkdtemp(join(tmpdir(), "slylab-notebooks-"));
  await installKernel({
    location: { kind: "prefix", folder: jupyter },
    command: [process.execPath, await builtKernel()],
  });
  await describeTslab(join(jupyter, "share", "jupyter", "kernels", "tslab"));
  // An empty home folder: only the instance and passwords that the notebooks create.
  const { SERVER_ADDRESS: _address, API_TOKEN: _token, ...rest } = process.env;
  env = { ...rest, HOME: jupyter, JUPYTER_PATH: join(jupyter, "share", "jupyter"), NO_COLOR: "1" };
}, 600_000);

afterAll(() => rm(jupyter, { recursive: true, force: true }));

/** Stock tslab's kernelspec, which its own installer would write by Jupyter's command. */
async function describeTslab(place: string): Promise<void> {
  const tslab = dirname(createRequire(import.meta.url).resolve("tslab/package.json"));
  const argv = [process.execPath, join(tslab, "bin", "tslab"), "kernel", "--config-path", "{connection_file}"];
  await mkdir(place, { recursive: true });
  await writeFile(
    join(place, "kernel.json"),
    JSON.stringify({ argv, display_name: "TypeScript", language: "typescript" }),
  );
}

interface Outcome {
  readonly exitCode: number;
  readonly said: string;
}

function run(...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [cli, "run", ...words],
      { env, cwd: jupyter },
      (_error, stdout, stderr) => {
        resolve({ exitCode: child.exitCode ?? -1, said: stdout + stderr });
      },
    );
  });
}

interface Executed {
  readonly failure: string | null;
  readonly ran: number;
  readonly cells: number;
  readonly html: number;
  /** The notebook with the outputs of this run. */
  readonly notebook: string;
}

async function executeByNbclient({ executable }: Python, notebook: string, kernel: string): Promise<Executed> {
  const script = fileURLToPath(new URL("./notebooks.py", import.meta.url));
  const { stdout } = await promisify(execFile)(executable, [script, join(folder, notebook), kernel, folder], {
    env,
    maxBuffer: 64 << 20,
  });
  return JSON.parse(stdout) as Executed;
}

/** Runs it by nbclient, and returns what differs from its saved outputs. */
async function differencesByNbclient(python: Python, notebook: string, kernel: "slylab" | "tslab"): Promise<string[]> {
  const executed = await executeByNbclient(python, notebook, kernel);
  expect(executed.failure).toBeNull();
  expect(executed.ran).toBe(executed.cells);
  expect(executed.html).toBeGreaterThan(3);
  const saved = parseNotebook(await readFile(join(folder, notebook), "utf8"), notebook);
  const form = kernel === "slylab" ? "everything" : "text";
  const differences = compareNotebooks(saved, parseNotebook(executed.notebook, "the run"), form);
  return differences.map(({ cellNumber, diff }) => [cellNumber, ...diff].join("\n"));
}

describe.each(notebooks)("%s", (notebook) => {
  it("produces its saved outputs in slylab's runner", { timeout: limitMs }, async () => {
    expect(await run(join(folder, notebook), "--check")).toMatchObject({ exitCode: 0 });
  });

  it("has its saved outputs by nbclient", { timeout: limitMs }, async () => {
    if (python !== undefined) expect(await differencesByNbclient(python, notebook, "slylab")).toEqual([]);
  });

  it("runs unchanged in stock tslab, with the same text output", { timeout: limitMs }, async () => {
    // A run in tslab takes 10 s of CPU: one is by nbclient, the others are by slylab's runner.
    if (notebook === "04-many-annotators.ipynb" && python !== undefined)
      expect(await differencesByNbclient(python, notebook, "tslab")).toEqual([]);
    else expect(await run(join(folder, notebook), "--check", "--kernel", "tslab")).toMatchObject({ exitCode: 0 });
  });
});

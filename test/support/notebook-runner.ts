/** Runs the notebooks of the repository in both kernels. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseNotebook } from "../../src/domain/notebook/parse-notebook.js";
import { installKernel } from "../../src/kernel/install/install.js";
import { compareNotebooks } from "../../src/notebook/compare/compare.js";
import { builtCli, builtKernel } from "./built.js";
import { jupyterClients, type Python, pythonWith } from "./python.js";

const folder = fileURLToPath(new URL("../../notebooks/", import.meta.url));

/** The names of the notebooks. */
export const notebooks = (await readdir(folder)).filter((name) => name.endsWith(".ipynb")).sort();

/** The time limit of a test that runs a notebook, in milliseconds. */
export const notebookTimeout = 180_000;

/** How a command ended. */
export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

interface Executed {
  readonly failure: string | null;
  readonly ran: number;
  readonly cells: number;
  readonly html: number;
  /** The notebook with the outputs of this run. */
  readonly notebook: string;
}

/** Runs notebooks with an empty home folder, which keeps only the instance and the passwords that they create. */
export class NotebookRunner {
  readonly #home: string;
  readonly #cli: string;
  readonly #python: Python | undefined;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(home: string, cli: string, python: Python | undefined) {
    const { SERVER_ADDRESS: _address, API_TOKEN: _token, ...rest } = process.env;
    this.#home = home;
    this.#cli = cli;
    this.#python = python;
    this.#env = { ...rest, HOME: home, JUPYTER_PATH: join(home, "share", "jupyter"), NO_COLOR: "1" };
  }

  /** Installs both kernels in a temporary folder. */
  static async open(): Promise<NotebookRunner> {
    const cli = await builtCli();
    const python = await pythonWith(jupyterClients);
    const home = await mkdtemp(join(tmpdir(), "slylab-notebooks-"));
    const command = [process.execPath, await builtKernel()];
    await installKernel({ location: { kind: "prefix", folder: home }, command });
    await describeTslab(join(home, "share", "jupyter", "kernels", "tslab"));
    return new NotebookRunner(home, cli, python);
  }

  /** Whether nbclient is installed: not without Python. */
  get hasNbclient(): boolean {
    return this.#python !== undefined;
  }

  /** Runs `slylab run` with the notebook. */
  run(notebook: string, ...options: string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [this.#cli, "run", join(folder, notebook), ...options],
        { env: this.#env, cwd: this.#home },
        (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, output: stdout + stderr }),
      );
    });
  }

  /**
   * Runs the notebook by nbclient and returns what differs from its saved outputs; in tslab only their text is compared.
   *
   * @throws {Error} a cell fails or does not run
   */
  async differencesByNbclient(notebook: string, kernel: "slylab" | "tslab"): Promise<string[]> {
    const { failure, ran, cells, html, notebook: text } = await this.#execute(notebook, kernel);
    if (failure !== null || ran !== cells) throw new Error(`${ran} of ${cells} cells ran: ${failure}`);
    if (html <= 3) throw new Error(`expected more than 3 outputs in HTML, found ${html}`);
    const saved = parseNotebook(await readFile(join(folder, notebook), "utf8"), notebook);
    const form = kernel === "slylab" ? "everything" : "text";
    const differences = compareNotebooks(saved, parseNotebook(text, "the run"), form);
    return differences.map(({ cellNumber, diff }) => [cellNumber, ...diff].join("\n"));
  }

  async #execute(notebook: string, kernel: string): Promise<Executed> {
    if (this.#python === undefined) throw new Error("nbclient needs Python");
    const script = fileURLToPath(new URL("./run-by-nbclient.py", import.meta.url));
    const args = [script, join(folder, notebook), kernel, folder];
    const { stdout } = await promisify(execFile)(this.#python.executable, args, {
      env: this.#env,
      maxBuffer: 64 << 20,
    });
    return JSON.parse(stdout) as Executed;
  }

  async close(): Promise<void> {
    await rm(this.#home, { recursive: true, force: true });
  }
}

/** Writes stock tslab's kernelspec, which its own installer would write by Jupyter's command. */
async function describeTslab(place: string): Promise<void> {
  const tslab = dirname(createRequire(import.meta.url).resolve("tslab/package.json"));
  const argv = [process.execPath, join(tslab, "bin", "tslab"), "kernel", "--config-path", "{connection_file}"];
  await mkdir(place, { recursive: true });
  await writeFile(
    join(place, "kernel.json"),
    JSON.stringify({ argv, display_name: "TypeScript", language: "typescript" }),
  );
}

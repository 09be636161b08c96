/** Python for tests: a virtual environment per set of requirements, created once. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));

/** Packages for tests. */
export interface Requirements {
  /** In pip's form, at fixed versions. */
  readonly packages: readonly string[];
  /** Modules that tests import. Their bytecode is written once, after the installation. */
  readonly modules: readonly string[];
}

/** The Jupyter clients of the tests, and a terminal emulator. */
export const jupyterClients: Requirements = {
  packages: [
    "jupyter_client==8.10.0",
    "nbclient==0.11.0",
    "jupyter_kernel_test==0.7.0",
    "jupyter_console==6.6.3",
    "pyte==0.8.2",
  ],
  modules: ["jupyter_console.app", "jupyter_kernel_test", "nbclient", "pyte"],
};

/** Installs packages in a fifth of pip's time. */
const uv: Requirements = { packages: ["uv==0.13.9"], modules: [] };

/** A Python with the requested packages. */
export interface Python {
  /** The interpreter of the virtual environment. */
  readonly executable: string;
  /** Its root, as in `--prefix` and `sys.prefix`. */
  readonly prefix: string;
}

/**
 * Returns a Python with the packages, in a virtual environment that is created in `.cache/` on first use. Without Python on
 * this machine it prints a note and returns undefined, so that the tests are skipped; with `CI=true` that is an error.
 */
export async function pythonWith(requirements: Requirements): Promise<Python | undefined> {
  basePython ??= findPython();
  const base = await basePython;
  if (base === undefined) {
    if (process.env.CI === "true") throw new Error("python3 with venv is needed when CI=true");
    console.warn(`skipped: no python3 with venv here (wanted ${requirements.packages.join(", ")})`);
    return undefined;
  }
  return await environment(base, requirements, async (python) => {
    try {
      await createByUv(base, requirements, python);
    } catch (error) {
      // pip may have an index or certificates in its own configuration.
      console.warn(`uv failed, pip installs the packages: ${String(error)}`);
      await createByPip(base, requirements, python);
    }
    const { PYTHONDONTWRITEBYTECODE: _, ...env } = process.env;
    await run(python.executable, ["-c", `import ${requirements.modules.join(", ")}`], { env });
  });
}

async function createByUv(base: BasePython, requirements: Requirements, { executable, prefix }: Python): Promise<void> {
  const installer = await environment(base, uv, (python) => createByPip(base, uv, python));
  const program = join(installer.prefix, "bin", "uv");
  const options = { env: { UV_SYSTEM_CERTS: "1", ...process.env } };
  await run(program, ["venv", "--quiet", "--python", base.executable, prefix], options);
  await run(program, ["pip", "install", "--quiet", "--python", executable, ...requirements.packages], options);
}

async function createByPip(
  base: BasePython,
  requirements: Requirements,
  { executable, prefix }: Python,
): Promise<void> {
  await rm(prefix, { recursive: true, force: true });
  await run(base.executable, ["-m", "venv", prefix]);
  await run(executable, ["-m", "pip", "install", "--quiet", ...requirements.packages], { maxBuffer: 1 << 26 });
}

/** Returns the virtual environment of these packages; lets `create` create it if it does not exist. */
async function environment(
  base: BasePython,
  { packages, modules }: Requirements,
  create: (python: Python) => Promise<void>,
): Promise<Python> {
  const content = [base.version, ...packages, ...modules].join("\n");
  const key = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const prefix = join(cache, `venv-${key}`);
  const python = { executable: join(prefix, "bin", "python"), prefix };
  const mark = join(prefix, "requirements.txt");
  await mkdir(cache, { recursive: true });
  await withLock(`${prefix}.lock`, async () => {
    if ((await readFile(mark, "utf8").catch(() => "")) === content) return;
    await rm(prefix, { recursive: true, force: true });
    await create(python);
    await writeFile(`${mark}.new`, content);
    await rename(`${mark}.new`, mark);
  });
  return python;
}

/** The Python of this machine. */
interface BasePython {
  readonly executable: string;
  readonly version: string;
}

/** Searched once per test process. */
let basePython: Promise<BasePython | undefined> | undefined;

async function findPython(): Promise<BasePython | undefined> {
  for (const executable of ["python3", "python"]) {
    try {
      const { stdout } = await run(executable, ["-c", "import ensurepip, sys, venv; print(sys.version_info[:3])"]);
      return { executable, version: stdout.trim() };
    } catch {}
  }
  return undefined;
}

/** Runs `work` under the lock file at `path`, since test files run in separate processes. */
export async function withLock(path: string, work: () => Promise<void>): Promise<void> {
  while (!(await takeLock(path))) await sleep(200);
  try {
    await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function takeLock(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const holder = Number(await readFile(path, "utf8").catch(() => ""));
    // 0 while the holder is still writing its process id.
    if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

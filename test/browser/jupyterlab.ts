/** Runs JupyterLab with our kernel and without the user's settings. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { builtCli } from "../support/built.js";
import { type Python, pythonWith } from "../support/python.js";

/** Python with JupyterLab; undefined if Python is missing. */
export function labPython(): Promise<Python | undefined> {
  return pythonWith({ packages: ["jupyterlab==4.6.6"], modules: ["jupyterlab.labapp"] });
}

/** A running JupyterLab server. */
export interface Lab {
  /** Returns the address of the notebook `name`, including the token. */
  addressOf(name: string): string;
  /** Ends the server and its kernels. */
  close(): Promise<void>;
}

/** Starts JupyterLab with the notebooks in `folder`/notebooks; all its other files are in `folder` too. */
export async function startLab(python: Python, folder: string): Promise<Lab> {
  const notebooks = join(folder, "notebooks");
  await mkdir(notebooks, { recursive: true });
  await promisify(execFile)(process.execPath, [await builtCli(), "kernel", "install", "--prefix", folder]);
  await askNoQuestions(join(folder, "settings"));
  const [port, token] = [await freePort(), randomBytes(16).toString("hex")];
  const child = spawn(
    python.executable,
    [
      ...["-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", `--port=${port}`],
      ...["--ServerApp.port_retries=0", `--ServerApp.root_dir=${notebooks}`, `--IdentityProvider.token=${token}`],
      // Makes the page's commands callable by name, because clicks on menus depend on their wording.
      "--LabApp.expose_app_in_browser=True",
      `--LabApp.user_settings_dir=${join(folder, "settings")}`,
      `--LabApp.workspaces_dir=${join(folder, "workspaces")}`,
    ],
    { env: ownEnvironment(folder), stdio: ["ignore", "pipe", "pipe"] },
  );
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (log += String(chunk)));
  const address = `http://127.0.0.1:${port}`;
  await untilUp(child, `${address}/api/status?token=${token}`, () => log);
  return {
    addressOf: (name) => `${address}/lab/tree/${encodeURIComponent(name)}?token=${token}&reset`,
    close: () => end(child),
  };
}

/** Without the user's account and Jupyter folders: the notebook runs on the local instance. */
function ownEnvironment(folder: string): NodeJS.ProcessEnv {
  const { SERVER_ADDRESS: _address, API_TOKEN: _token, ...env } = process.env;
  return {
    ...env,
    HOME: folder,
    JUPYTER_PATH: join(folder, "share", "jupyter"),
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    JUPYTER_DATA_DIR: join(folder, "data"),
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
  };
}

// The dialog about news would cover the page.
async function askNoQuestions(settings: string): Promise<void> {
  const place = join(settings, "@jupyterlab", "apputils-extension");
  await mkdir(place, { recursive: true });
  const answers = { fetchNews: "false", checkForUpdates: false };
  await writeFile(join(place, "notification.jupyterlab-settings"), JSON.stringify(answers));
}

async function untilUp(child: ChildProcess, address: string, log: () => string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 200) {
    if (child.exitCode !== null) throw new Error(`JupyterLab ended with ${child.exitCode}:\n${log()}`);
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(200);
  }
  await end(child);
  throw new Error(`JupyterLab did not answer within a minute:\n${log()}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  return address.port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(late);
}

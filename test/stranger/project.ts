/** Projects of new users: an empty folder, an empty HOME, the packed package. */
import { type ExecFileException, execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { root } from "../support/source-tree.js";

/** The output of a command, and how it ended. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run. */
export interface CommandOptions {
  readonly cwd: string;
  /** Node's folder, if it is not this process's. */
  readonly nodeFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeout?: number;
}

/** Runs a command with only PATH of this environment. Never rejects: a failure is a result. */
export function run(command: string, args: readonly string[], options: CommandOptions): Promise<Outcome> {
  const { cwd, nodeFolder, env = {}, input = "", timeout = 110_000 } = options;
  const path = [...(nodeFolder === undefined ? [] : [nodeFolder]), process.env.PATH].join(delimiter);
  return new Promise((resolve) => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string) =>
      resolve({ exitCode: error === null ? 0 : typeof error.code === "number" ? error.code : null, stdout, stderr });
    const child = execFile(
      command,
      args,
      { cwd, timeout, maxBuffer: 1 << 26, env: { PATH: path, HOME: join(cwd, ".."), NO_COLOR: "1", ...env } },
      done,
    );
    child.stdin?.on("error", () => undefined).end(input);
  });
}

/** Runs a command line in a shell, for pipes. */
export function shell(script: string, options: CommandOptions): Promise<Outcome> {
  return run("bash", ["-o", "pipefail", "-c", script], options);
}

/** Packs the package; returns the path of the tarball. */
export async function packed(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slylab-packed-"));
  const outcome = await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root, timeout: 300_000 });
  if (outcome.exitCode !== 0) throw new Error(outcome.stderr);
  const [name = ""] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  return join(folder, name);
}

/** Creates an empty project `name` in an empty home folder. */
export async function newProject(name: string): Promise<string> {
  const project = join(await mkdtemp(join(tmpdir(), "slylab-stranger-")), name);
  await mkdir(project);
  await writeFile(join(project, "package.json"), '{ "name": "project", "private": true, "type": "module" }\n');
  return project;
}

/** Creates a project with the tarball and further packages, installed with npm. */
export async function npmProject(tarball: string, ...others: readonly string[]): Promise<string> {
  const project = await newProject("npm");
  const outcome = await run("npm", ["install", "--no-audit", "--no-fund", tarball, ...others], {
    cwd: project,
    timeout: 500_000,
  });
  if (outcome.exitCode !== 0) throw new Error(outcome.stderr);
  return project;
}

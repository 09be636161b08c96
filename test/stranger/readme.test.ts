/** Runs every line of the README's shell blocks unchanged, with the package installed or the repository cloned. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "../support/source-tree.js";
import { newProject, npmProject, packed, run, shell } from "./project.js";

const readme = readFileSync(join(root, "README.md"), "utf8");
const lines = [...readme.matchAll(/^```bash\n([\s\S]*?)^```/gm)]
  .flatMap(([, block = ""]) => block.trim().split("\n"))
  .map((line) => line.replace(/\s+#.*$/, ""));

let tarball: string;
let project: string;
beforeAll(async () => {
  tarball = await packed();
  project = await npmProject(tarball);
  await writeFile(join(project, "campaign.ts"), "console.log((await team(8).jobs()).length)\n");
});

const servers = lines.filter((line) => line.startsWith("npx slylab serve"));
const others = {
  "npm install slylab": async () => {
    const cwd = await newProject("fresh");
    expect(await run("npm", ["install", "--no-audit", "--no-fund", tarball], { cwd })).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(cwd, "node_modules/.bin/slylab"))).toBe(true);
  },
  "npx slylab": async () => {
    // The prompt, in a terminal of util-linux's `script`.
    const command = "printf 'team(8).jobs()\\n.exit\\n' | script --quiet --return --command 'npx slylab' /dev/null";
    const { exitCode, stdout } = await shell(command, { cwd: project, env: { TERM: "dumb" } });
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("no labeling jobs")]);
  },
  "npx slylab kernel install": async () => {
    const { exitCode, stdout } = await shell("npx slylab kernel install", { cwd: project });
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("TypeScript (slylab)")]);
  },
  "npx slylab run notebooks/*.ipynb --check": async () => {
    const cwd = join(project, "node_modules/slylab");
    const outcome = await shell("npx slylab run notebooks/*.ipynb --check", { cwd });
    expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
  },
  "npx slylab campaign.ts": async () => {
    const { exitCode, stdout } = await shell("npx slylab campaign.ts", { cwd: project });
    expect([exitCode, stdout]).toEqual([0, "0\n"]);
  },
  "npx slylab -e 'team(8).jobs()' --json": async () => {
    const { exitCode, stdout } = await shell("npx slylab -e 'team(8).jobs()' --json", { cwd: project });
    expect([exitCode, stdout]).toEqual([0, "[]\n"]);
  },
  "npm ci && npm start": async () => {
    const clone = join(await mkdtemp(join(tmpdir(), "slylab-clone-")), "slylab");
    await run("git", ["clone", "--quiet", root, clone], { cwd: root });
    const { exitCode, stdout, stderr } = await shell("npm ci && npm start", { cwd: clone, timeout: 300_000 });
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("labeler1_lemons_task");
  },
  // The command that runs this file.
  "npm ci && npm test": () => Promise.resolve(),
} satisfies Record<string, () => Promise<void>>;

it("are all run here", () => {
  expect([...new Set(lines)].sort()).toEqual([...new Set([...Object.keys(others), ...servers])].sort());
});

describe("the line", () => {
  // npm ci installs all development dependencies.
  it.each(Object.entries(others))("%s", { timeout: 330_000 }, (_, check) => check());

  it.each(servers)("%s serves until it is stopped", async (line) => {
    const server = spawn("bash", ["-c", line.replace("npx", "exec npx")], {
      cwd: project,
      env: { PATH: process.env.PATH, HOME: join(project, "..") },
      detached: true,
    });
    try {
      let printed = "";
      for await (const chunk of server.stdout) {
        printed += String(chunk);
        if (/^SERVER_ADDRESS=.*\nAPI_TOKEN=.*\n/.test(printed)) break;
      }
      expect(printed).toMatch(/^SERVER_ADDRESS=http:\/\/127\.0\.0\.1:\d+\nAPI_TOKEN=\w+\n/);
      if (line.includes("--write-env"))
        expect(readFileSync(join(project, "local.env"), "utf8")).toContain("API_TOKEN=");
    } finally {
      if (server.pid !== undefined && server.exitCode === null) {
        process.kill(-server.pid, "SIGTERM");
        await once(server, "exit");
      }
    }
  });
});

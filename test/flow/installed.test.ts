import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { builtCli } from "../support/built.js";
import { root } from "../support/source-tree.js";

const run = promisify(execFile);
const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), link: z.boolean().optional() })),
});

/** A project with slylab installed from its tarball, with its dependencies and nothing of this repository. */
describe("slylab installed in a project", () => {
  let project = "";
  const slylab = (...args: string[]) =>
    run(process.execPath, [join(project, "node_modules/slylab/dist/cli/main.js"), ...args], {
      cwd: project,
      env: { PATH: process.env.PATH, HOME: project, NO_COLOR: "1" },
    });

  beforeAll(async () => {
    await builtCli();
    project = await mkdtemp(join(tmpdir(), "slylab-project-"));
    const modules = join(project, "node_modules");
    await mkdir(modules);
    await run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", project], { cwd: root });
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
    await run("tar", ["-xzf", join(project, `slylab-${version}.tgz`), "-C", modules]);
    await run("mv", [join(modules, "package"), join(modules, "slylab")]);
    for (const name of productionPackages()) {
      await mkdir(dirname(join(modules, name)), { recursive: true });
      await symlink(join(root, "node_modules", name), join(modules, name));
    }
    await writeFile(join(project, "package.json"), '{ "type": "module" }\n');
  }, 120_000);
  afterAll(() => rm(project, { recursive: true, force: true }));

  it("runs code on the local instance", async () => {
    const { stdout } = await slylab("--local", "-e", "(await team(8).members()).length");
    expect(stdout.trim()).toBe("1");
  });

  it("reads 6 CommonJS files when it is imported, and no other package: neither zod, undici nor the local instance's", async () => {
    const code =
      'import { createRequire } from "node:module"; await import("slylab");' +
      "console.log(Object.keys(createRequire(process.cwd()).cache).join('\\n'));";
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", code], { cwd: project });
    const names = stdout
      .trim()
      .split("\n")
      .map((path) => path.replace(/^.*\/slylab\/dist\/(\w+(?:-runtime)?).*$/, "$1"));
    expect(names.sort()).toEqual(["base", "index", "library", "main", "rolldown-runtime", "start"]);
  });

  it("checks code that uses Node's own globals and modules", async () => {
    await writeFile(
      join(project, "count.ts"),
      'import { readdirSync } from "node:fs";\nimport { connect } from "slylab";\n' +
        "const api = await connect({ local: true });\n" +
        "console.log(readdirSync(process.cwd()).includes('count.ts'), (await api.team.getInfoById(8)).id);\n",
    );
    const { stdout } = await slylab("count.ts");
    expect(stdout.trim()).toBe("true 8");
  });

  it("finds Node's types in the package's own folder, where the notebooks are", async () => {
    const main = join(project, "node_modules/slylab/dist/cli/main.js");
    const code = "import { mkdtemp } from 'node:fs/promises'; typeof mkdtemp";
    const cwd = join(project, "node_modules/slylab/notebooks");
    const { stdout } = await run(process.execPath, [main, "--check", "-e", code], { cwd });
    expect(stdout).toBe("function\n");
  });

  it("reports a type error before anything runs", async () => {
    const failed = slylab("--local", "--check", "-e", 'console.log("ran"); await team(8).jobs().waitFor("on_reveiw")');
    await expect(failed).rejects.toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("on_reveiw") });
  });

  it("contains everything that its library imports", async () => {
    const script = 'import { connect, version } from "slylab"; console.log(typeof connect, version)';
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: project });
    expect(stdout).toMatch(/^function \d+\.\d+\.\d+\n$/);
  });
});

/** The packages at the top of `node_modules` that a user of slylab gets on this platform. */
function productionPackages(): string[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  return Object.entries(packages)
    .filter(([path, { dev, link }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && dev !== true && link !== true)
    .map(([path]) => path.slice("node_modules/".length))
    .filter((name) => existsSync(join(root, "node_modules", name)));
}

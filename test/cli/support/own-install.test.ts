import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { installCommand, installForm, ownCommand, reinstallCommand } from "../../../src/cli/support/own-install.js";

it("gives commands that fit the way it was installed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "slylab-install-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "clone", "src", "cli"), { recursive: true });
  await mkdir(join(folder, "project"));
  await writeFile(join(folder, "project", "package.json"), "{}");
  const forms = ["clone", "project/node_modules/slylab", "project/node_modules/.pnpm/slylab@1/node_modules/slylab"];
  const all = [...forms, "lib/node_modules/slylab", ".npm/_npx/1a2b/node_modules/slylab"];
  expect(all.map((path) => installForm(join(folder, path)))).toEqual(["clone", "project", "project", "global", "npx"]);

  expect(ownCommand("kernel install", "project")).toBe("npx slylab kernel install");
  expect(ownCommand("kernel install", "global")).toBe("slylab kernel install");
  expect(installCommand("sharp", "project")).toBe("npm install sharp");
  expect(installCommand("sharp", "clone")).toBe("npm ci");
  expect(reinstallCommand("clone")).toBe("npm ci");
});

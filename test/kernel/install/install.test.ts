import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { installKernel, uninstallKernel } from "../../../src/kernel/install/install.js";
import { allKernelFolders, type InstallLocation } from "../../../src/kernel/install/kernel-folders.js";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "home-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const command = ["/usr/bin/node", "/opt/slylab/kernel.cjs"];
const install = (location: InstallLocation, env: NodeJS.ProcessEnv = {}) =>
  installKernel({ location, command, env: { HOME: home, ...env } });

it("writes a kernelspec that starts our command and takes interrupts as messages", async () => {
  const folder = await install({ kind: "prefix", folder: home });
  expect(folder).toBe(join(home, "share/jupyter/kernels/slylab"));
  expect(JSON.parse(await readFile(join(folder, "kernel.json"), "utf8"))).toEqual({
    argv: [...command, "{connection_file}"],
    display_name: "TypeScript (slylab)",
    language: "typescript",
    interrupt_mode: "message",
    metadata: { debugger: false },
  });
  expect(await readFile(join(folder, "logo-svg.svg"), "utf8")).toMatch(/^<svg /);
  const png = await readFile(join(folder, "logo-64x64.png"));
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 64]);
});

it.runIf(process.platform === "linux")("is installed where Jupyter looks for a user's kernels", async () => {
  expect(await install({ kind: "user" })).toBe(join(home, ".local/share/jupyter/kernels/slylab"));
  expect(await install({ kind: "user" }, { XDG_DATA_HOME: join(home, "xdg") })).toBe(
    join(home, "xdg/jupyter/kernels/slylab"),
  );
  expect(await install({ kind: "user" }, { JUPYTER_DATA_DIR: join(home, "own") })).toBe(
    join(home, "own/kernels/slylab"),
  );
});

it("is installed into the active Python environment", async () => {
  const location: InstallLocation = { kind: "sys-prefix" };
  for (const name of ["venv", "conda"]) await mkdir(join(home, name));
  expect(await install(location, { VIRTUAL_ENV: join(home, "venv") })).toBe(
    join(home, "venv/share/jupyter/kernels/slylab"),
  );
  expect(await install(location, { CONDA_PREFIX: join(home, "conda") })).toBe(
    join(home, "conda/share/jupyter/kernels/slylab"),
  );
  await expect(install(location, { PATH: home })).rejects.toThrow("cannot find the Python prefix");
});

it.each(["VIRTUAL_ENV", "CONDA_PREFIX"])("creates no environment if %s names a missing folder", async (name) => {
  const gone = join(home, "gone");
  const failure = install({ kind: "sys-prefix" }, { [name]: gone });
  await expect(failure).rejects.toMatchObject({
    message: `${name} is ${gone}, expected an existing folder`,
    hint: `activate the environment again, or unset ${name}`,
  });
  expect(await readdir(home)).not.toContain("gone");
});

it("replaces an older kernelspec, and leaves no incomplete files", async () => {
  const location: InstallLocation = { kind: "prefix", folder: home };
  const folder = await install(location);
  await writeFile(join(folder, "kernel.json"), "{}");
  await install(location);
  expect(JSON.parse(await readFile(join(folder, "kernel.json"), "utf8"))).toMatchObject({ language: "typescript" });
  expect((await readdir(folder)).sort()).toEqual(["kernel.json", "logo-64x64.png", "logo-svg.svg"]);
});

it("is removed completely, and reports if it was not installed", async () => {
  const location: InstallLocation = { kind: "prefix", folder: home };
  const folder = await install(location);
  expect(await uninstallKernel({ location })).toBe(folder);
  expect(await readdir(join(home, "share/jupyter/kernels"))).toEqual([]);
  expect(await uninstallKernel({ location })).toBeUndefined();
});

it.each<[string, InstallLocation, Record<string, string>]>([
  ["the user", { kind: "user" }, {}],
  ["the user", { kind: "user" }, { XDG_DATA_HOME: "xdg" }],
  ["the user", { kind: "user" }, { JUPYTER_DATA_DIR: "own" }],
  ["an environment", { kind: "sys-prefix" }, { VIRTUAL_ENV: "venv" }],
  ["an environment", { kind: "sys-prefix" }, { CONDA_PREFIX: "conda" }],
])("is searched for where it is installed for %s: %j, %j", async (_whose, location, names) => {
  const env = Object.fromEntries(Object.entries(names).map(([name, folder]) => [name, join(home, folder)]));
  for (const path of Object.values(env)) await mkdir(path);
  const folder = await install(location, env);
  expect(await allKernelFolders({ HOME: home, PATH: home, ...env })).toContainEqual({ folder, location });
});

it("reports why a kernel cannot be installed, and leaves no files", async () => {
  const file = join(home, "file");
  await writeFile(file, "");
  await expect(install({ kind: "prefix", folder: file })).rejects.toThrow(
    `the kernel cannot be installed in ${join(file, "share/jupyter/kernels/slylab")}: a part of the path is not a folder (ENOTDIR)`,
  );
  // A folder at the path of the file that is written.
  const folder = await install({ kind: "prefix", folder: home });
  await rm(join(folder, "logo-svg.svg"));
  await mkdir(join(folder, "logo-svg.svg"));
  await expect(install({ kind: "prefix", folder: home })).rejects.toThrow(`cannot be installed in ${folder}: `);
  expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

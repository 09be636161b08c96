import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { builtCli } from "../support/built.js";
import { startTestServer } from "../support/server.js";

const execute = promisify(execFile);
let cli: string;
let folder: string;

beforeAll(async () => {
  cli = await builtCli();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slylab-doctor-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs `slylab doctor` in an empty folder; returns its rows by their first column. */
function doctor(
  more: NodeJS.ProcessEnv = {},
  cwd = folder,
  program = cli,
): Promise<{ exitCode: number; rows: Map<string, string[]> }> {
  const { SERVER_ADDRESS: _address, API_TOKEN: _token, ...env } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, "doctor"],
      { cwd, env: { ...env, HOME: folder, ...more } },
      (_error, stdout) => {
        const rows = stdout.split("\n").map((line) => line.split("\t"));
        resolve({
          exitCode: child.exitCode ?? -1,
          rows: new Map(rows.map(([subject = "", ...rest]) => [subject, rest])),
        });
      },
    );
  });
}

async function installKernel(env: NodeJS.ProcessEnv, option: string): Promise<void> {
  await execute(process.execPath, [cli, "kernel", "install", option], {
    env: { ...process.env, HOME: folder, ...env },
  });
}

/** The built package in a project of the folder, as npm installs it, without some packages; its command. */
async function installedWithout(...names: string[]): Promise<string> {
  const root = dirname(dirname(dirname(cli)));
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "slylab"), { recursive: true });
  await writeFile(join(folder, "package.json"), "{}");
  await cp(join(root, "package.json"), join(modules, "slylab", "package.json"));
  await cp(join(root, "dist"), join(modules, "slylab", "dist"), { recursive: true });
  const { dependencies, optionalDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    if (names.includes(name) || !existsSync(join(root, "node_modules", name))) continue;
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(root, "node_modules", name), join(modules, name));
  }
  return join(modules, "slylab", "dist", "cli", "main.js");
}

describe("slylab doctor", () => {
  it("reports no problem without an account, on the local instance", async () => {
    const { exitCode, rows } = await doctor();
    expect(exitCode).toBe(0);
    for (const part of ["Runtime", "libsql", "oxc-parser", "zeromq", "sharp", "typescript", "~/.slylab"])
      expect(rows.get(part)?.[0]).toBe("ok");
    expect(rows.get("typescript")?.[1]).toContain("checks types");
    expect(rows.get("token")).toEqual(["ok", "of my_username (7)", ""]);
    expect(rows.get("kernel")).toEqual(["missing", expect.any(String), "npx slylab kernel install"]);
    expect(await readdir(folder)).not.toContain(".slylab");
  });

  it("leaves nothing in the home folder, not even caches of npm or TypeScript", async () => {
    await doctor();
    expect(await readdir(folder)).toEqual([]);
  });

  it("counts a package that is not installed as missing, and one that does not load as failed", async () => {
    const program = await installedWithout("zeromq", "sharp");
    const without = await doctor({}, folder, program);
    expect(without.exitCode).toBe(0);
    expect(without.rows.get("zeromq")).toEqual(["missing", expect.any(String), "npm install zeromq"]);
    expect(without.rows.get("sharp")).toEqual(["missing", expect.any(String), "npm install sharp"]);
    expect(without.rows.get("kernel")?.[2]).toBe("npx slylab kernel install");

    const broken = join(folder, "node_modules", "zeromq");
    await mkdir(broken);
    await writeFile(join(broken, "index.js"), 'throw new Error("wrong ELF class");');
    const { exitCode, rows } = await doctor({}, folder, program);
    expect(exitCode).toBe(1);
    expect(rows.get("zeromq")).toEqual(["failed", "wrong ELF class", "npm ci"]);
  });

  it.each([
    ["XDG_DATA_HOME", "--user"],
    ["JUPYTER_DATA_DIR", "--user"],
    ["CONDA_PREFIX", "--sys-prefix"],
    ["VIRTUAL_ENV", "--sys-prefix"],
  ])("finds the kernel where it was installed under %s", async (name, option) => {
    const env = { VIRTUAL_ENV: "", CONDA_PREFIX: "", [name]: join(folder, name) };
    await mkdir(join(folder, name));
    await installKernel(env, option);
    const { rows } = await doctor(env);
    expect(rows.get("kernel")).toEqual(["ok", expect.stringContaining(join(folder, name)), ""]);
  });

  it("reports that the kernel's program is missing", async () => {
    await mkdir(join(folder, "VIRTUAL_ENV"));
    await installKernel({ VIRTUAL_ENV: join(folder, "VIRTUAL_ENV") }, "--sys-prefix");
    const kernel = join(folder, "VIRTUAL_ENV", "share", "jupyter", "kernels", "slylab", "kernel.json");
    const spec = JSON.parse(await readFile(kernel, "utf8"));
    await writeFile(
      kernel,
      JSON.stringify({ ...spec, argv: [process.execPath, "/gone/kernel.cjs", "{connection_file}"] }),
    );
    const { exitCode, rows } = await doctor({ VIRTUAL_ENV: join(folder, "VIRTUAL_ENV") });
    expect(exitCode).toBe(1);
    expect(rows.get("kernel")).toEqual([
      "failed",
      expect.stringContaining("starts /gone/kernel.cjs, which does not exist"),
      "npx slylab kernel install --sys-prefix",
    ]);
  });

  it("reports that ~/.slylab cannot be written to", async () => {
    await writeFile(join(folder, ".slylab"), "a file, where a folder is needed");
    const { exitCode, rows } = await doctor();
    expect(exitCode).toBe(1);
    expect(rows.get("~/.slylab")?.[0]).toBe("failed");
    expect(rows.get("~/.slylab")?.[1]).toMatch(/cannot be written to: .+ \(E\w+\)/);
  });

  it("distinguishes a wrong token from an instance that does not respond, with a hint for each", async () => {
    const server = await startTestServer();
    await writeFile(join(folder, "local.env"), `SERVER_ADDRESS=${server.address}\nAPI_TOKEN=notatoken\n`);
    const wrong = await doctor();
    expect(wrong.exitCode).toBe(1);
    expect(wrong.rows.get(server.address)).toEqual([
      "failed",
      expect.stringContaining("rejected the API token"),
      expect.stringContaining("API_TOKEN"),
    ]);

    await writeFile(join(folder, "local.env"), "SERVER_ADDRESS=http://127.0.0.1:1\nAPI_TOKEN=notatoken\n");
    const gone = await doctor();
    expect(gone.exitCode).toBe(1);
    expect(gone.rows.get("http://127.0.0.1:1")?.[1]).toContain("connection refused");
  });

  it("names the line of an invalid variable", async () => {
    await writeFile(join(folder, "local.env"), "# mine\nCONTEXT_TEAMID=eight\n");
    const { exitCode, rows } = await doctor();
    expect(exitCode).toBe(1);
    expect(rows.get("environment")?.[1]).toContain("local.env:2");
  });

  it("reports the proxy in use, and a wrong path of the address", async () => {
    await writeFile(join(folder, "local.env"), "SERVER_ADDRESS=https://slylab.example\nAPI_TOKEN=notatoken\n");
    const proxied = await doctor({ https_proxy: "http://me:hunter2@127.0.0.1:1", HTTPS_PROXY: "", NO_PROXY: "" });
    expect(proxied.rows.get("proxy")?.slice(0, 2)).toEqual(["used", "http://127.0.0.1:1, from https_proxy"]);
    expect(proxied.rows.get("https://slylab.example")?.[1]).toContain("through the proxy http://127.0.0.1:1");
    expect(JSON.stringify([...proxied.rows])).not.toContain("hunter2");

    const page = createServer((_request, response) =>
      response.writeHead(404, { "content-type": "text/html" }).end("no"),
    );
    await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(page.address() as AddressInfo).port}/sub`;
    await writeFile(join(folder, "local.env"), `SERVER_ADDRESS=${address}\nAPI_TOKEN=notatoken\n`);
    const wrong = await doctor();
    page.close();
    expect(wrong.rows.get(address)?.[1]).toContain("has no API at this path (status 404)");
    expect(wrong.rows.get(address)?.[2]).toContain("remove the path /sub from SERVER_ADDRESS");
  });

  it("sends no token to a server named by a folder's env file, and reports a UTF-16 file instead of reading it as empty", async () => {
    const server = await startTestServer();
    await writeFile(join(folder, "supervisely.env"), "API_TOKEN=abc12345678\n");
    await mkdir(join(folder, "cloned"));
    await writeFile(join(folder, "cloned", "local.env"), `SERVER_ADDRESS=${server.address}\n`);
    const refused = await doctor({}, join(folder, "cloned"));
    expect(refused.exitCode).toBe(1);
    expect(refused.rows.get("environment")?.[1]).toMatch(/local\.env:1 .*~\/supervisely\.env:1/);

    await writeFile(join(folder, "local.env"), `SERVER_ADDRESS=${server.address}\n`, "utf16le");
    const utf16 = await doctor();
    expect(utf16.exitCode).toBe(1);
    expect(utf16.rows.get("environment")?.[1]).toBe("local.env is UTF-16 text, expected UTF-8");
  });
});

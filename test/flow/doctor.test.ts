import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { builtCli } from "../support/built.js";
import { openTestServer, type TestServer } from "../support/server.js";

const execute = promisify(execFile);
let cli: string;
/** A home folder for one test. */
let folder: string;
/** Folders of all tests. */
let shared: string;
/** The command of a copy of the package without its optional packages, which take most of a run's time. */
let bare: string;
let server: TestServer;
/** The account of the server, in variables. */
let account: NodeJS.ProcessEnv;

beforeAll(async () => {
  cli = await builtCli();
  shared = await mkdtemp(join(tmpdir(), "slylab-doctor-"));
  bare = await installedBare(join(shared, "bare"));
  server = await openTestServer();
  account = { SERVER_ADDRESS: server.address, API_TOKEN: server.token };
}, 120_000);
afterAll(async () => {
  await server.close();
  await rm(shared, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slylab-doctor-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly exitCode: number;
  /** The rows by their first column. */
  readonly rows: Map<string, string[]>;
}

/** Runs `slylab doctor` of a package in a home folder. */
function doctor(program: string, home: string, more: NodeJS.ProcessEnv = {}, cwd = home): Promise<Outcome> {
  const { SERVER_ADDRESS: _address, API_TOKEN: _token, ...env } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, "doctor"],
      { cwd, env: { ...env, HOME: home, ...more } },
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

/** Runs `slylab doctor` without the optional packages. */
const bareDoctor = (more: NodeJS.ProcessEnv = {}, cwd = folder) => doctor(bare, folder, more, cwd);

async function installKernel(env: NodeJS.ProcessEnv, option: string): Promise<void> {
  await execute(process.execPath, [cli, "kernel", "install", option], {
    env: { ...process.env, HOME: folder, ...env },
  });
}

/** The built package in a project, as npm installs it without optional packages; its command. */
async function installedBare(project: string): Promise<string> {
  const root = dirname(dirname(dirname(cli)));
  const modules = join(project, "node_modules");
  await mkdir(join(modules, "slylab"), { recursive: true });
  await writeFile(join(project, "package.json"), "{}");
  await cp(join(root, "package.json"), join(modules, "slylab", "package.json"));
  await cp(join(root, "dist"), join(modules, "slylab", "dist"), { recursive: true });
  const { dependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(root, "node_modules", name), join(modules, name));
  }
  return join(modules, "slylab", "dist", "cli", "main.js");
}

describe("slylab doctor", () => {
  describe("in an empty home folder", () => {
    let clean: Outcome & { left: string[] };
    beforeAll(async () => {
      const home = join(shared, "home");
      await mkdir(home);
      clean = { ...(await doctor(cli, home)), left: await readdir(home) };
    });

    it("reports no problem without an account, on the local instance", () => {
      const { exitCode, rows, left } = clean;
      expect(exitCode).toBe(0);
      for (const part of ["Runtime", "libsql", "oxc-parser", "zeromq", "sharp", "typescript", "~/.slylab"])
        expect(rows.get(part)?.[0]).toBe("ok");
      expect(rows.get("typescript")?.[1]).toContain("checks types");
      expect(rows.get("token")).toEqual(["ok", "of my_username (7)", ""]);
      expect(rows.get("kernel")).toEqual(["missing", expect.any(String), "npx slylab kernel install"]);
      expect(left).not.toContain(".slylab");
    });

    it("leaves nothing in the home folder, not even caches of npm or TypeScript", () => {
      expect(clean.left).toEqual([]);
    });
  });

  it("counts a package that is not installed as missing, and one that does not load as failed", async () => {
    const without = await bareDoctor(account);
    expect(without.exitCode).toBe(0);
    expect(without.rows.get("zeromq")).toEqual(["missing", expect.any(String), "npm install zeromq"]);
    expect(without.rows.get("sharp")).toEqual(["missing", expect.any(String), "npm install sharp"]);
    expect(without.rows.get("kernel")?.[2]).toBe("npx slylab kernel install");

    const broken = join(shared, "bare", "node_modules", "zeromq");
    await mkdir(broken);
    onTestFinished(() => rm(broken, { recursive: true }));
    await writeFile(join(broken, "index.js"), 'throw new Error("wrong ELF class");');
    const { exitCode, rows } = await bareDoctor(account);
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
    const { rows } = await bareDoctor({ ...account, ...env });
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
    const { exitCode, rows } = await bareDoctor({ ...account, VIRTUAL_ENV: join(folder, "VIRTUAL_ENV") });
    expect(exitCode).toBe(1);
    expect(rows.get("kernel")).toEqual([
      "failed",
      expect.stringContaining("starts /gone/kernel.cjs, which does not exist"),
      "npx slylab kernel install --sys-prefix",
    ]);
  });

  it("reports that ~/.slylab cannot be written to", async () => {
    await writeFile(join(folder, ".slylab"), "a file, where a folder is needed");
    const { exitCode, rows } = await bareDoctor(account);
    expect(exitCode).toBe(1);
    expect(rows.get("~/.slylab")?.[0]).toBe("failed");
    expect(rows.get("~/.slylab")?.[1]).toMatch(/cannot be written to: .+ \(E\w+\)/);
  });

  it("distinguishes a wrong token from an instance that does not respond, with a hint for each", async () => {
    await writeFile(join(folder, "local.env"), `SERVER_ADDRESS=${server.address}\nAPI_TOKEN=notatoken\n`);
    const wrong = await bareDoctor();
    expect(wrong.exitCode).toBe(1);
    expect(wrong.rows.get(server.address)).toEqual([
      "failed",
      expect.stringContaining("rejected the API token"),
      expect.stringContaining("API_TOKEN"),
    ]);

    await writeFile(join(folder, "local.env"), "SERVER_ADDRESS=http://127.0.0.1:1\nAPI_TOKEN=notatoken\n");
    const gone = await bareDoctor();
    expect(gone.exitCode).toBe(1);
    expect(gone.rows.get("http://127.0.0.1:1")?.[1]).toContain("connection refused");
  });

  it("names the line of an invalid variable", async () => {
    await writeFile(join(folder, "local.env"), "# mine\nCONTEXT_TEAMID=eight\n");
    const { exitCode, rows } = await bareDoctor();
    expect(exitCode).toBe(1);
    expect(rows.get("environment")?.[1]).toContain("local.env:2");
  });

  it("reports the proxy in use, and a wrong path of the address", async () => {
    await writeFile(join(folder, "local.env"), "SERVER_ADDRESS=https://slylab.example\nAPI_TOKEN=notatoken\n");
    const proxied = await bareDoctor({ https_proxy: "http://me:hunter2@127.0.0.1:1", HTTPS_PROXY: "", NO_PROXY: "" });
    expect(proxied.rows.get("proxy")?.slice(0, 2)).toEqual(["used", "http://127.0.0.1:1, from https_proxy"]);
    expect(proxied.rows.get("https://slylab.example")?.[1]).toContain("through the proxy http://127.0.0.1:1");
    expect(JSON.stringify([...proxied.rows])).not.toContain("hunter2");

    const page = createServer((_request, response) =>
      response.writeHead(404, { "content-type": "text/html" }).end("no"),
    );
    await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(page.address() as AddressInfo).port}/sub`;
    await writeFile(join(folder, "local.env"), `SERVER_ADDRESS=${address}\nAPI_TOKEN=notatoken\n`);
    const wrong = await bareDoctor();
    page.close();
    expect(wrong.rows.get(address)?.[1]).toContain("has no API at this path (status 404)");
    expect(wrong.rows.get(address)?.[2]).toContain("remove the path /sub from SERVER_ADDRESS");
  });

  it("sends no token to a server named by a folder's env file, and reports a UTF-16 file instead of reading it as empty", async () => {
    await writeFile(join(folder, "supervisely.env"), "API_TOKEN=abc12345678\n");
    await mkdir(join(folder, "cloned"));
    await writeFile(join(folder, "cloned", "local.env"), `SERVER_ADDRESS=${server.address}\n`);
    const refused = await bareDoctor({}, join(folder, "cloned"));
    expect(refused.exitCode).toBe(1);
    expect(refused.rows.get("environment")?.[1]).toMatch(/local\.env:1 .*~\/supervisely\.env:1/);

    await writeFile(join(folder, "local.env"), `SERVER_ADDRESS=${server.address}\n`, "utf16le");
    const utf16 = await bareDoctor();
    expect(utf16.exitCode).toBe(1);
    expect(utf16.rows.get("environment")?.[1]).toBe("local.env is UTF-16 text, expected UTF-8");
  });
});

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { builtCli } from "../support/built.js";
import { startTestServer } from "../support/server.js";

let cli: string;
let folder: string;

beforeAll(async () => {
  cli = await builtCli();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slylab-doctor-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs `slylab doctor` in a folder of its own; its rows by their first column. */
function doctor(
  more: NodeJS.ProcessEnv = {},
  cwd = folder,
): Promise<{ exitCode: number; rows: Map<string, string[]> }> {
  const { SERVER_ADDRESS: _address, API_TOKEN: _token, ...env } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [cli, "doctor"],
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

describe("slylab doctor", () => {
  it("finds all well without an account, on the local instance", async () => {
    const { exitCode, rows } = await doctor();
    expect(exitCode).toBe(0);
    for (const part of ["Runtime", "libsql", "oxc-parser", "zeromq", "typescript"])
      expect(rows.get(part)?.[0]).toBe("ok");
    expect(rows.get("token")).toEqual(["ok", "of my_username (7)", ""]);
    expect(rows.get("kernel")).toEqual(["missing", expect.any(String), "slylab kernel install"]);
  });

  it("tells a wrong token from an instance that is not there, and what to do", async () => {
    const server = await startTestServer();
    await writeFile(join(folder, "local.env"), `SERVER_ADDRESS=${server.address}\nAPI_TOKEN=notatoken\n`);
    const wrong = await doctor();
    expect(wrong.exitCode).toBe(1);
    expect(wrong.rows.get(server.address)).toEqual([
      "failed",
      expect.stringContaining("does not know this API token"),
      expect.stringContaining("API_TOKEN"),
    ]);

    await writeFile(join(folder, "local.env"), "SERVER_ADDRESS=http://127.0.0.1:1\nAPI_TOKEN=notatoken\n");
    const gone = await doctor();
    expect(gone.exitCode).toBe(1);
    expect(gone.rows.get("http://127.0.0.1:1")?.[1]).toContain("nothing accepts connections there");
  });

  it("names the line of a variable that is wrong", async () => {
    await writeFile(join(folder, "local.env"), "# mine\nCONTEXT_TEAMID=eight\n");
    const { exitCode, rows } = await doctor();
    expect(exitCode).toBe(1);
    expect(rows.get("environment")?.[1]).toContain("local.env:2");
  });

  it("says which proxy is used, and a wrong path", async () => {
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
    expect(wrong.rows.get(address)?.[1]).toContain("has no API there: a page answers with status 404");
    expect(wrong.rows.get(address)?.[2]).toContain("check the path /sub in SERVER_ADDRESS");
  });

  it("sends no token to the server of a folder, and reads no UTF-16 file as nothing", async () => {
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

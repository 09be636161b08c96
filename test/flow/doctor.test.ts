import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
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
function doctor(): Promise<{ exitCode: number; rows: Map<string, string[]> }> {
  const { SERVER_ADDRESS: _address, API_TOKEN: _token, ...env } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [cli, "doctor"],
      { cwd: folder, env: { ...env, HOME: folder } },
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
});

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { previewEnvironment } from "../../../src/cli/support/environment-preview.js";
import { readEnvironment } from "../../../src/client/config/environment.js";

const folder = (file?: string, text = "") => {
  const path = mkdtempSync(join(tmpdir(), "slylab-preview-"));
  if (file !== undefined) writeFileSync(join(path, file), text);
  return path;
};

describe("previewEnvironment", () => {
  it("uses the local instance if nothing is set", async () => {
    expect(await previewEnvironment(folder(), folder(), {})).toEqual({
      address: undefined,
      host: undefined,
      login: undefined,
      secrets: [],
    });
  });

  it("prefers the process environment to local.env, and local.env to supervisely.env", async () => {
    const cwd = folder("local.env", 'SERVER_ADDRESS="https://two.example/"\nCONTEXT_USERLOGIN=ann # who\n');
    const home = folder("supervisely.env", "SERVER_ADDRESS=https://three.example\nAPI_TOKEN='abc'\n");
    expect(await previewEnvironment(cwd, home, {})).toMatchObject({
      host: "two.example",
      login: "ann",
      secrets: ["abc"],
    });
    const withPassword = await previewEnvironment(cwd, home, { SERVER_ADDRESS: "http://me:pw@one.example:81/x" });
    expect(withPassword).toMatchObject({ host: "one.example:81", secrets: ["pw", "abc"] });
  });

  it("recognizes secrets by the names of their variables", async () => {
    const env = { API_TOKEN: "t1", DB_PASSWORD: "p1", EMPTY_SECRET: "", PATH: "/bin" };
    expect((await previewEnvironment(folder(), folder(), env)).secrets).toEqual(["t1", "p1"]);
  });

  it("recognizes the client's secret, with any quotes", async () => {
    const cwd = folder("local.env", "\uFEFFexport API_TOKEN=`abc12345678`\r\nSERVER_ADDRESS=https://one.example\r\n");
    expect((await previewEnvironment(cwd, folder(), {})).secrets).toEqual(["abc12345678"]);
    expect(readEnvironment({ cwd, home: folder(), env: {} })).toMatchObject({
      token: "abc12345678",
      secrets: ["abc12345678"],
    });
  });

  it("fails for an unreadable file instead of using the local instance", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "local.env"), "SERVER_ADDRESS=https://one.example\n", "utf16le");
    await expect(previewEnvironment(cwd, folder(), {})).rejects.toThrow("local.env is UTF-16 text, expected UTF-8");
  });
});

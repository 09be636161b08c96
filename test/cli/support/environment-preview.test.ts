import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { previewEnvironment } from "../../../src/cli/support/environment-preview.js";

const folder = (file?: string, text = "") => {
  const path = mkdtempSync(join(tmpdir(), "slylab-glance-"));
  if (file !== undefined) writeFileSync(join(path, file), text);
  return path;
};

describe("a glance at the environment", () => {
  it("finds the local instance where nothing is set", () => {
    expect(previewEnvironment(folder(), folder(), {})).toEqual({
      address: undefined,
      host: undefined,
      login: undefined,
      secrets: [],
    });
  });

  it("takes the process before local.env before supervisely.env", () => {
    const cwd = folder("local.env", 'SERVER_ADDRESS="https://two.example/"\nCONTEXT_USERLOGIN=ann # who\n');
    const home = folder("supervisely.env", "SERVER_ADDRESS=https://three.example\nAPI_TOKEN='abc'\n");
    expect(previewEnvironment(cwd, home, {})).toMatchObject({ host: "two.example", login: "ann", secrets: ["abc"] });
    expect(previewEnvironment(cwd, home, { SERVER_ADDRESS: "http://me:pw@one.example:81/x" }).host).toBe(
      "one.example:81",
    );
  });

  it("knows secrets by the names of their variables", () => {
    const env = { API_TOKEN: "t1", DB_PASSWORD: "p1", EMPTY_SECRET: "", PATH: "/bin" };
    expect(previewEnvironment(folder(), folder(), env).secrets).toEqual(["t1", "p1"]);
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { glance } from "../../src/cli/glance.js";

let cwd = "";
let home = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "slylab-glance-"));
  home = await mkdtemp(join(tmpdir(), "slylab-glance-"));
});
afterEach(async () => {
  await rm(cwd, { recursive: true });
  await rm(home, { recursive: true });
});

describe("a glance at the environment", () => {
  it("names the local instance by naming none", () => {
    expect(glance(cwd, home, {})).toEqual({ address: undefined, host: undefined, login: undefined, secrets: [] });
  });

  it("lets the process win over local.env, and that over the home's file", async () => {
    await writeFile(join(home, "supervisely.env"), "SERVER_ADDRESS=https://home.example\nUSER_LOGIN=ann\n");
    expect(glance(cwd, home, {})).toMatchObject({ host: "home.example", login: "ann" });
    await writeFile(join(cwd, "local.env"), 'export SERVER_ADDRESS = "https://local.example:8080/path" # ours\n');
    expect(glance(cwd, home, {}).host).toBe("local.example:8080");
    expect(glance(cwd, home, { SERVER_ADDRESS: "process.example" }).host).toBe("process.example");
  });

  it("takes an empty variable as none", () => {
    expect(glance(cwd, home, { SERVER_ADDRESS: " " }).host).toBeUndefined();
  });

  it("shows no name and password of an address", () => {
    expect(glance(cwd, home, { SERVER_ADDRESS: "https://ann:secret@labels.example/x" }).host).toBe("labels.example");
  });

  it("knows what must not be kept by the names it has, wherever it stands", async () => {
    await writeFile(join(cwd, "local.env"), "API_TOKEN='abc def'\nTEAM_ID=8\n");
    const { secrets } = glance(cwd, home, { MY_PASSWORD: "lemon", PATH: "/bin" });
    expect([...secrets].sort()).toEqual(["abc def", "lemon"]);
  });
});

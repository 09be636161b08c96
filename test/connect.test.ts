import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigError } from "../src/domain/errors.js";
import { connect, team, withApi } from "../src/index.js";
import { startTestServer } from "./support/server.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slylab-connect-"));
  vi.stubEnv("HOME", folder);
  for (const name of ["SERVER_ADDRESS", "API_TOKEN", "CONTEXT_TEAMID", "TEAM_ID"]) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe("connect", () => {
  it("opens the local instance if none is configured, once per process, with a notice", async () => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const first = await connect({ cwd: folder });
    const second = await connect({ local: true });
    const lines = said.mock.calls.map(([text]) => String(text)).filter((text) => text.includes("local instance"));
    said.mockRestore();
    expect([first.isLocal, second.address]).toEqual([true, first.address]);
    expect(lines).toHaveLength(1);
    expect(first.context).toMatchObject({ teamId: 8, projectId: 5555, userId: 7, userLogin: "my_username" });
  });

  it("uses the instance in the env file of the working folder", async () => {
    const server = await startTestServer();
    await writeFile(
      join(folder, "local.env"),
      `SERVER_ADDRESS=${server.address}\nAPI_TOKEN=${server.token}\nCONTEXT_TEAMID=8\n`,
    );
    const api = await connect({ cwd: folder });
    expect({ address: api.address, isLocal: api.isLocal, teamId: api.context.teamId }).toEqual({
      address: server.address,
      isLocal: false,
      teamId: 8,
    });
    expect((await api.user.getMyInfo()).login).toBe("my_username");
    expect(() => api.context.projectId).toThrow(ConfigError);
    await api.close();
  });

  it("sends no token to a server that the env file of a folder names", async () => {
    const evil = await startTestServer();
    await writeFile(join(folder, "supervisely.env"), "API_TOKEN=abc12345678\n");
    const cloned = await mkdtemp(join(folder, "cloned-"));
    await writeFile(join(cloned, "local.env"), `SERVER_ADDRESS=${evil.address}\n`);
    const refused = connect({ cwd: cloned });
    await expect(refused).rejects.toMatchObject({ code: "config", source: "local.env:1 and ~/supervisely.env:1" });
    await expect(refused).rejects.not.toThrow("abc12345678");
    await expect(connect({ cwd: cloned, token: "abc12345678" })).rejects.toMatchObject({ code: "config" });
  });

  it("sends no token in plain text to another machine, unless this is allowed", async () => {
    const options = { server: "http://10.0.0.7", token: "abc12345678", cwd: folder };
    await expect(connect(options)).rejects.toThrow("http://10.0.0.7 in connect({ server }) is plain http");
    const api = await connect({ ...options, allowHttp: true });
    expect(api.address).toBe("http://10.0.0.7");
    await api.close();
    const bare = await connect({ ...options, server: "app.supervisely.com" });
    expect(bare.address).toBe("https://app.supervisely.com");
    await bare.close();
  });

  it("names the undefined option", async () => {
    const server = "http://127.0.0.1:1";
    const noToken = connect({ server, token: undefined as never, cwd: folder });
    await expect(noToken).rejects.toMatchObject({
      option: "API_TOKEN",
      message: "connect: server is given without token",
      hint: expect.stringContaining("set API_TOKEN in the same place"),
    });
    await expect(connect({ token: undefined as never, cwd: folder })).rejects.toMatchObject({ code: "config" });
  });

  it("reports which of address and token is missing", async () => {
    await expect(connect({ server: "http://127.0.0.1:1", cwd: folder })).rejects.toMatchObject({
      code: "config",
      option: "API_TOKEN",
    });
    await expect(connect({ token: "abc", cwd: folder })).rejects.toMatchObject({
      code: "config",
      option: "SERVER_ADDRESS",
    });
  });

  it("does not change the connection of team() and project(); withApi(api) uses another one", async () => {
    const server = await startTestServer();
    const { id } = (await server.must("teams.add", { name: "elsewhere", description: "" })) as { id: number };
    const other = await connect({ server: server.address, token: server.token });
    expect((await withApi(other).team("elsewhere")).id).toBe(id);
    await expect(team("elsewhere").members()).rejects.toThrow("no team 'elsewhere'");
    await other.close();
  });
});

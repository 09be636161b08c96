import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigError } from "../src/domain/errors.js";
import { connect, on, team } from "../src/index.js";
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
  it("opens the local instance where nothing is named, once a process, and says so", async () => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const first = await connect({ cwd: folder });
    const second = await connect({ local: true });
    const lines = said.mock.calls.map(([text]) => String(text)).filter((text) => text.includes("local instance"));
    said.mockRestore();
    expect([first.isLocal, second.address]).toEqual([true, first.address]);
    expect(lines).toHaveLength(1);
    expect(first.context).toMatchObject({ teamId: 8, projectId: 5555, userId: 7, userLogin: "my_username" });
  });

  it("takes the instance that the env file of the folder names", async () => {
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

  it("says which of address and token is missing", async () => {
    await expect(connect({ server: "http://127.0.0.1:1", cwd: folder })).rejects.toMatchObject({
      code: "config",
      option: "API_TOKEN",
    });
    await expect(connect({ token: "abc", cwd: folder })).rejects.toMatchObject({
      code: "config",
      option: "SERVER_ADDRESS",
    });
  });

  it("leaves the words at the process's own connection, and on(api) gives those of another", async () => {
    const server = await startTestServer();
    const { id } = (await server.must("teams.add", { name: "elsewhere", description: "" })) as { id: number };
    const other = await connect({ server: server.address, token: server.token });
    expect((await on(other).team("elsewhere")).id).toBe(id);
    await expect(team("elsewhere").members()).rejects.toThrow("no team 'elsewhere'");
    await other.close();
  });
});

import { createHash } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openTestServer, role, startTestServer, type TestServer } from "../support/server.js";

/** Random-looking bytes that are the same in every run. */
function repeatableBytes(): (count: number) => Buffer {
  let calls = 0;
  return (count) => {
    calls += 1;
    const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, index) =>
      createHash("sha256").update(`${calls}/${index}`).digest(),
    );
    return Buffer.concat(blocks).subarray(0, count);
  };
}

async function story(server: TestServer): Promise<unknown[]> {
  const annotator = await server.hire("labeler", role.annotator);
  const draft = { name: "j", datasetId: 10555, userIds: [annotator, 7], meta: { classes: ["lemon"] } };
  const answers = [await server.must("jobs.add", draft)];
  await server.must("jobs.set-status", { id: 37, status: "in_progress" }, "labeler");
  answers.push(await server.must("jobs.info", { id: 37 }), await server.must("images.list", { datasetId: 10555 }));
  answers.push(await server.must("teams.activity", { teamId: 8 }), server.token, server.tokenOf("labeler"));
  // The port is the system's choice.
  return JSON.parse(JSON.stringify(answers).replaceAll(server.address, "")) as unknown[];
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slylab-instance-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("startInstance", () => {
  it("gives the same ids, times, tokens and bytes to the same calls", async () => {
    const first = await story(await startTestServer({ randomBytes: repeatableBytes() }));
    const second = await story(await startTestServer({ randomBytes: repeatableBytes() }));
    expect(second).toEqual(first);
    expect(first[4]).toMatch(/^[0-9a-f]{128}$/);
  });

  it("gives each instance secrets of its own by default", async () => {
    expect((await startTestServer()).token).not.toBe((await startTestServer()).token);
  });

  it("begins with the tutorial's team, project and pictures", async () => {
    const server = await startTestServer();
    expect(server.context).toEqual({ teamId: 8, projectId: 5555, userId: 7, userLogin: "my_username" });
    const { entities } = (await server.must("images.list", { datasetId: 10555 })) as {
      entities: { width: number; height: number; size: string; tags: { name: string }[] }[];
    };
    expect(entities.map(({ tags }) => tags.map(({ name }) => name))).toEqual([
      [],
      ["situated"],
      [],
      ["situated"],
      [],
      ["situated"],
    ]);
    expect(new Set(entities.map(({ width, height }) => `${width}x${height}`))).toEqual(new Set(["400x300"]));
    const dataset = (await server.must("datasets.info", { id: 10555 })) as { size: string };
    expect(Number(dataset.size)).toBe(entities.reduce((sum, { size }) => sum + Number(size), 0));
  });

  it("begins with an account and nothing else when asked to", async () => {
    const server = await startTestServer({ seed: "none" });
    expect(server.context).toBeUndefined();
    expect(await server.must("users.me")).toMatchObject({ login: "my_username", teams: [] });
    const team = (await server.must("teams.add", { name: "ours" })) as { id: number };
    expect(await server.must("workspaces.list", { teamId: team.id })).toMatchObject({ total: 1 });
  });

  it("knows no token of somebody who is not there", async () => {
    expect((await startTestServer()).tokenOf("nobody")).toBeUndefined();
  });

  it("keeps a folder's data over a restart, for its owner only, and does not seed it again", async () => {
    const data = join(await temporaryFolder(), "new");
    const first = await openTestServer({ data });
    await first.must("projects.editInfo", { id: 5555, name: "renamed" });
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect((await stat(join(data, "instance.db"))).mode & 0o777).toBe(0o600);
    await first.close();

    const second = await startTestServer({ data, seed: "none" });
    expect(second.token).toBe(first.token);
    expect(second.context).toEqual(first.context);
    expect(await second.must("projects.info", { id: 5555 })).toMatchObject({ name: "renamed" });
  });

  it("refuses a folder that is in use", async () => {
    const data = await temporaryFolder();
    await startTestServer({ data });
    await expect(openTestServer({ data })).rejects.toThrow(/in use by another process/);
  });

  it("waits for requests under way when it closes, and answers no more", async () => {
    const server = await openTestServer();
    const created = server.ask("users.add", { login: "late", password: "x", isRestricted: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([server.close(), expect(created).resolves.toMatchObject({ status: 200 })]);
    await expect(server.ask("users.me")).rejects.toThrow();
  });
});

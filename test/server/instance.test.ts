import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { encodePng } from "../support/png.js";
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
  const responses = [await server.must("jobs.add", draft)];
  await server.must("jobs.set-status", { id: 37, status: "in_progress" }, "labeler");
  responses.push(await server.must("jobs.info", { id: 37 }), await server.must("images.list", { datasetId: 10555 }));
  responses.push(await server.must("teams.activity", { teamId: 8 }), server.token, server.tokenOf("labeler"));
  // The system chooses the port.
  return JSON.parse(JSON.stringify(responses).replaceAll(server.address, "")) as unknown[];
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slylab-instance-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("startInstance", () => {
  it("returns the same ids, times, tokens and bytes for the same calls", async () => {
    const first = await story(await startTestServer({ randomBytes: repeatableBytes() }));
    const second = await story(await startTestServer({ randomBytes: repeatableBytes() }));
    expect(second).toEqual(first);
    expect(first[4]).toMatch(/^[0-9a-f]{128}$/);
  });

  it("gives each instance its own secrets by default", async () => {
    expect((await startTestServer()).token).not.toBe((await startTestServer()).token);
  });

  it("starts with the tutorial's team, project and pictures", async () => {
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

  it("starts with one account only if requested", async () => {
    const server = await startTestServer({ seed: "none" });
    expect(server.context).toBeUndefined();
    expect(await server.must("users.me")).toMatchObject({ login: "my_username", teams: [] });
    const team = (await server.must("teams.add", { name: "ours" })) as { id: number };
    expect(await server.must("workspaces.list", { teamId: team.id })).toMatchObject({ total: 1 });
  });

  it("has no token for an unknown login", async () => {
    expect((await startTestServer()).tokenOf("nobody")).toBeUndefined();
  });

  it("keeps a folder's data over a restart, readable by its owner only, and does not seed it again", async () => {
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

  it("finishes requests under way when it closes, and answers no others", async () => {
    const server = await openTestServer();
    const created = server.ask("users.add", { login: "late", password: "x", isRestricted: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([server.close(), expect(created).resolves.toMatchObject({ status: 200 })]);
    await expect(server.ask("users.me")).rejects.toThrow();
  });

  it("stores no readable token or password in any file", async () => {
    const data = join(await temporaryFolder(), "new");
    const server = await openTestServer({ data });
    await server.hire("labeler", role.annotator);
    const secrets = [server.token, server.tokenOf("labeler") ?? "", "labeler secret"];
    for (const isOpen of [true, false]) {
      if (!isOpen) await server.close();
      const files = (await readdir(data)).filter((name) => name.startsWith("instance."));
      expect(files).toContain("instance.key");
      for (const file of files) {
        const bytes = await readFile(join(data, file));
        for (const secret of secrets) expect(bytes.includes(secret.slice(0, 24))).toBe(false);
        expect((await stat(join(data, file))).mode & 0o77).toBe(0);
      }
    }
  });

  it("upgrades the folder of an older slylab: its tokens still work and are no longer readable", async () => {
    const data = await temporaryFolder();
    const first = await openTestServer({ data });
    await first.hire("labeler", role.annotator);
    const tokens = [first.token, first.tokenOf("labeler") ?? ""];
    await first.close();
    await rm(join(data, "instance.key"));
    const { default: Libsql } = await import("libsql");
    const older = new Libsql(join(data, "instance.db"));
    for (const [at, login] of ["my_username", "labeler"].entries()) {
      const token = tokens[at] ?? "";
      older.prepare("UPDATE users SET tokenKey = ?, token = ? WHERE login = ?").run([token.slice(0, 32), token, login]);
    }
    older.exec("PRAGMA application_id = 0; PRAGMA user_version = 1; ALTER TABLE deliveries DROP COLUMN attempts");
    older.close();
    await chmod(join(data, "instance.db"), 0o644);

    const warnings: string[] = [];
    const second = await openTestServer({ data, onWarning: (message) => warnings.push(message) });
    expect([second.token, second.tokenOf("labeler")]).toEqual(tokens);
    expect((await second.ask("users.me", {}, tokens[1])).status).toBe(200);
    expect(warnings).toEqual([expect.stringMatching(/instance\.db can be read by other accounts .*644.*chmod 600/)]);
    await second.close();
    const bytes = await readFile(join(data, "instance.db"));
    for (const token of tokens) expect(bytes.includes(token.slice(0, 24))).toBe(false);
  });

  it("replaces a leaked token on request, and every token whose key is missing", async () => {
    const data = await temporaryFolder();
    const first = await openTestServer({ data });
    await first.hire("labeler", role.annotator);
    await first.close();
    const second = await openTestServer({ data, newToken: true });
    expect(second.token).not.toBe(first.token);
    expect((await second.ask("users.me", {}, first.token)).status).toBe(401);
    const labeler = second.tokenOf("labeler") ?? "";
    await second.close();

    await rm(join(data, "instance.key"));
    const warnings: string[] = [];
    const third = await startTestServer({ data, onWarning: (message) => warnings.push(message) });
    expect(third.token).not.toBe(second.token);
    expect((await third.ask("users.me", {}, second.token)).status).toBe(401);
    expect(warnings).toEqual([expect.stringContaining("the first account has a new token")]);
    // Other accounts keep their tokens until they log in.
    expect((await third.ask("users.me", {}, labeler)).status).toBe(200);
    const body = new URLSearchParams({ login: "labeler", password: "labeler secret" });
    const { token } = (await (await fetch(`${third.address}/api/account`, { method: "POST", body })).json()) as {
      token: string;
    };
    const { apiToken } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as {
      apiToken: string;
    };
    expect((await third.ask("users.me", {}, apiToken)).status).toBe(200);
    expect((await third.ask("users.me", {}, labeler)).status).toBe(401);
  });

  it("rejects writes with the reason once its folder is deleted", async () => {
    const data = join(await temporaryFolder(), "new");
    const server = await openTestServer({ data });
    await server.must("teams.add", { name: "before" });
    await rm(data, { recursive: true });
    for (let times = 0; times < 3; times += 1) {
      expect(await server.ask("teams.add", { name: `after ${times}` })).toMatchObject({
        status: 503,
        body: { details: { message: expect.stringContaining("data folder of this instance was deleted or moved") } },
      });
    }
    expect((await server.ask("teams.list")).status).toBe(200);
    await server.close();
  });

  it("names a folder that cannot be used", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "");
    await expect(openTestServer({ data: file })).rejects.toThrow(`${file} cannot be written: it is not a folder`);
    await expect(openTestServer({ data: join(file, "x") })).rejects.toThrow(/cannot be written: a part of the path/);
  });

  it("deletes the bytes of removed images, and frees the disk space on request", async () => {
    const data = await temporaryFolder();
    const first = await openTestServer({ data });
    const form = new FormData();
    const picture = encodePng(1500, 1500, randomBytes(1500 * 1500 * 3));
    for (const name of ["used", "unused"]) {
      const bytes = Buffer.concat([picture, Buffer.from(name)]);
      form.append(`${name}-file`, new Blob([new Uint8Array(bytes)]), `${name}.png`);
    }
    const headers = { "x-api-key": first.token };
    const response = await fetch(`${first.address}/public/api/v3/images.bulk.upload`, {
      method: "POST",
      headers,
      body: form,
    });
    const [{ hash } = { hash: "" }] = (await response.json()) as { hash: string }[];
    const images = ["a", "b"].map((title) => ({ title, hash }));
    const added = (await first.must("images.bulk.add", { datasetId: 10555, images })) as { id: number }[];
    await first.must("images.bulk.remove", { ids: [added[0]?.id] });
    expect(await first.must("images.internal.hashes.list", [hash])).toEqual([hash]);
    expect((await fetch(`${first.address}/public/api/v3/images.download?id=${added[1]?.id}`, { headers })).status).toBe(
      200,
    );
    await first.must("images.bulk.remove", { ids: [added[1]?.id] });
    expect(await first.must("images.internal.hashes.list", [hash])).toEqual([]);
    await first.close();
    const before = (await stat(join(data, "instance.db"))).size;
    const second = await openTestServer({ data, vacuum: true });
    expect((await second.ask("images.list", { datasetId: 10555 })).body).toMatchObject({ total: 6 });
    await second.close();
    expect((await stat(join(data, "instance.db"))).size).toBeLessThan(before / 4);
  });
});

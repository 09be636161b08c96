import { spawnSync } from "node:child_process";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Api } from "../../src/client/api.js";
import { RecordList } from "../../src/domain/display/record-display.js";
import { ArgumentError, AuthError, ConfigError, ConflictError, InvalidError } from "../../src/domain/errors.js";
import { isLazy } from "../../src/domain/lazy.js";
import { type Instance, startInstance } from "../../src/server/instance.js";
import { bundledScript } from "../support/bundled-script.js";

let instance: Instance;
let api: Api;

beforeAll(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  api = new Api({ address: instance.address, token: instance.token });
});
afterAll(async () => {
  await api.close();
  await instance.close();
});

describe("the users tutorial", () => {
  it("runs in its order", async () => {
    const roles = await api.role.getList();
    expect(roles.slice(0, 4).map(({ id, role }) => [id, role])).toEqual([
      [1, "admin"],
      [2, "developer"],
      [3, "annotator"],
      [4, "viewer"],
    ]);
    const me = await api.user.getMyInfo();
    expect(me).toMatchObject({ id: 7, login: "my_username" });
    expect(await api.user.getInfoById(me.id)).toMatchObject({ id: 7, disabled: false });
    const team = await api.team.getInfoById(8);
    expect((await api.user.getTeamMembers(team.id)).map(({ login, role }) => [login, role])).toContainEqual([
      "my_username",
      "admin",
    ]);
    expect(await api.user.getInfoByLogin("alex")).toBeNull();
    const alex = await api.user.create({ login: "alex", password: "123abc45" });
    expect((await api.user.getList()).map(({ login }) => login)).toContain("alex");
    expect(await api.user.getTeams(alex.id)).toMatchObject([{ role: "admin" }]);
    expect(await api.user.update(alex.id, { name: "Alex", password: "new12345" })).toMatchObject({ name: "Alex" });
    await api.user.disable(alex.id);
    expect(await api.user.getInfoById(alex.id)).toMatchObject({ disabled: true });
    await api.user.enable(alex.id);
    expect(await api.user.getTeamRole(alex.id, team.id)).toBeNull();
    await api.user.addToTeam(alex.id, team.id, api.role.DefaultRole.ANNOTATOR);
    expect(await api.user.getTeamRole(alex.id, team.id)).toMatchObject({ id: 8, role: "annotator", roleId: 3 });
    await api.user.changeTeamRole(alex.id, team.id, api.role.DefaultRole.VIEWER);
    expect(await api.user.getMemberInfoById(team.id, alex.id)).toMatchObject({ role: "viewer" });
    await api.user.removeFromTeam(alex.id, team.id);
    expect(await api.user.getMemberInfoByLogin(team.id, "alex")).toBeNull();
  });
});

describe("the labeling-jobs tutorial", () => {
  it("runs in its order and prints its output", async () => {
    const labelers = [];
    for (const login of ["labeler_1", "labeler_2"]) {
      const labeler =
        (await api.user.getInfoByLogin(login)) ??
        (await api.user.create({ login, password: "11111abc", isRestricted: true }));
      if ((await api.user.getTeamRole(labeler.id, 8)) === null) {
        await api.user.addToTeam(labeler.id, 8, api.role.DefaultRole.ANNOTATOR);
      }
      labelers.push(labeler);
    }
    const meta = await api.project.getMeta(5555);
    expect(meta.classes.map(({ name, shape, color }) => [name, shape, color])).toEqual([
      ["kiwi", "bitmap", "#D0021B"],
      ["lemon", "bitmap", "#50E3C2"],
    ]);
    const [dataset] = await api.dataset.getList(5555);
    expect(dataset).toMatchObject({ id: 10555, name: "dataset_01", imagesCount: 6, projectId: 5555 });

    const [first] = await api.labelingJob.create({
      name: "labeler1_lemons_task",
      datasetId: dataset!.id,
      userIds: [labelers[0]!.id],
      readme: "annotation manual for lemons in markdown format here (optional)",
      description: "short description is here (optional)",
      classesToLabel: ["lemon"],
    });
    expect(first).toMatchObject({
      name: "labeler1_lemons_task",
      readme: "annotation manual for lemons in markdown format here (optional)",
      assignedToLogin: "labeler_1",
      createdByLogin: "my_username",
      status: "pending",
      classesToLabel: ["lemon"],
      objectsLimitPerImage: null,
      startedAt: null,
    });
    await api.labelingJob.stop(first!.id);

    const [second] = await api.labelingJob.create({
      name: "labeler2_kiwi_task_with_complex_settings",
      datasetId: dataset!.id,
      userIds: [labelers[1]!.id],
      classesToLabel: ["kiwi"],
      objectsLimitPerImage: 10,
      tagsToLabel: ["size", "origin"],
      tagsLimitPerImage: 20,
      excludeImagesWithTags: ["situated"],
    });
    expect(second).toMatchObject({
      classesToLabel: ["kiwi"],
      tagsToLabel: ["size", "origin"],
      objectsLimitPerImage: 10,
      tagsLimitPerImage: 20,
      excludeImagesWithTags: ["situated"],
      includeImagesWithTags: [],
    });
    const ids = [first!.id, second!.id];
    expect((await api.labelingJob.getList(8)).map(({ id }) => id)).toEqual(ids);
    const user = await api.user.getInfoByLogin("my_username");
    expect((await api.labelingJob.getList(8, { createdById: user!.id })).map(({ id }) => id)).toEqual(ids);
    const mine = await api.labelingJob.getList(8, { createdById: user!.id, assignedToId: labelers[1]!.id });
    expect(mine.map(({ id }) => id)).toEqual([second!.id]);
    await api.labelingJob.archive(second!.id);
    expect((await api.labelingJob.getList(8)).map(({ id }) => id)).toEqual([first!.id]);
    expect((await api.labelingJob.getList(8, { showDisabled: true })).map(({ id }) => id)).toEqual(ids);
    expect(await api.labelingJob.getStatus(first!.id)).toBe(api.labelingJob.Status.STOPPED);
  });

  it("waits until the labeler is finished and then the reviewer", async () => {
    const labeler = await api.user.getInfoByLogin("labeler_1");
    const [job] = await api.labelingJob.create({ name: "to wait for", datasetId: 10555, userIds: [labeler!.id] });
    const hurry = { every: 40 };
    const reviewed = api.labelingJob.wait(job!.id, "on_review", hurry);
    await api.labelingJob.setStatus(job!.id, "in_progress");
    await api.labelingJob.setStatus(job!.id, "on_review");
    expect((await reviewed).status).toBe("on_review");
    const completed = api.labelingJob.wait(job!.id, "completed", hurry);
    await api.labelingJob.setStatus(job!.id, "completed");
    expect((await completed).finishedAt).toBeInstanceOf(Date);
  });

  it("filters lists by ids, names, statuses", async () => {
    const all = await api.labelingJob.getList(8, { showDisabled: true });
    const [first, , third] = all;
    const idsOf = async (query: object) => (await api.labelingJob.getList(8, query)).map(({ id }) => id);
    expect(await idsOf({ ids: [first!.id, third!.id] })).toEqual([first!.id, third!.id]);
    expect(await idsOf({ names: ["to wait for"] })).toEqual([third!.id]);
    expect(await idsOf({ excludeStatuses: ["stopped"] })).toEqual([third!.id]);
    expect(await idsOf({ statuses: ["stopped"] })).toEqual([first!.id]);
    expect(await idsOf({ datasetId: 10555, projectId: 5555, reviewerId: 999 })).toEqual([]);
    expect(await idsOf({ isPartOfQueue: false })).toEqual([first!.id, third!.id]);
  });
});

describe("a list", () => {
  it("sends nothing before it is awaited, and reads once however often it is awaited", async () => {
    const before = api.stats.requests;
    const list = api.team.getList();
    expect(api.stats.requests).toBe(before);
    const [one, two] = await Promise.all([list, list]);
    expect(one).toBe(two);
    expect(one).toBeInstanceOf(RecordList);
    expect(api.stats.requests).toBe(before + 1);
  });

  it("reads again after a failure", async () => {
    const controller = new AbortController();
    controller.abort("not now");
    const list = api.team.getList([], { signal: controller.signal });
    await expect(Promise.resolve(list)).rejects.toBe("not now");
    await expect(Promise.resolve(list)).rejects.toBe("not now");
  });

  it("is iterated row by row, and read again by each iteration", async () => {
    const list = api.image.getList(10555);
    const names: string[] = [];
    for await (const image of list) names.push(image.name);
    expect(names).toHaveLength(6);
    for await (const page of list.pages()) expect(page).toHaveLength(6);
  });

  it("is described when it is printed, without sending a request", () => {
    const list = api.labelingJob.getList(8);
    expect(isLazy(list)).toBe(true);
    expect(`${list}`).toBe("Listing: labeling jobs of team 8, not read yet: await it, or use for await");
    expect(inspect(list)).toContain("not read yet");
    expect(JSON.stringify({ list })).toContain("not read yet");
  });
});

describe("invalid input", () => {
  it("reports a wrong token without showing it", async () => {
    const stranger = new Api({ address: instance.address, token: "wrong-token-123" });
    const error = await Promise.resolve(stranger.team.getList()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AuthError);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("wrong-token-123");
    await stranger.close();
  });

  it("rejects an invalid token and an invalid address", () => {
    expect(() => new Api({ address: instance.address, token: "two words" })).toThrow(ConfigError);
    expect(() => new Api({ address: instance.address, token: "" })).toThrow(/empty/);
    expect(() => new Api({ address: "ftp://host", token: "x" })).toThrow(ConfigError);
    // As `process.env.API_TOKEN` is if it is not set.
    const unset = undefined as unknown as string;
    expect(() => new Api({ address: instance.address, token: unset })).toThrow(/missing/);
    expect(() => new Api({ address: unset, token: "x" })).toThrow(ConfigError);
  });

  it("rejects an invalid id before anything is sent", async () => {
    const before = api.stats.requests;
    for (const id of [Number.NaN, 0, -1, 1.5, "7" as never, undefined as never]) {
      await expect(api.labelingJob.stop(id)).rejects.toBeInstanceOf(ArgumentError);
    }
    await expect(api.labelingJob.setStatus(1, "done" as never)).rejects.toBeInstanceOf(ArgumentError);
    expect(api.stats.requests).toBe(before);
  });

  it("distinguishes an unknown class from a name that is taken", async () => {
    const labeler = await api.user.getInfoByLogin("labeler_1");
    const job = { name: "x", datasetId: 10555, userIds: [labeler!.id], classesToLabel: ["lemmon"] };
    await expect(api.labelingJob.create(job)).rejects.toBeInstanceOf(InvalidError);
    await expect(api.user.create({ login: "labeler_1", password: "11111abc" })).rejects.toBeInstanceOf(ConflictError);
  });
});

describe("the client itself", () => {
  it("never shows its token", () => {
    for (const shown of [inspect(api, { depth: 9, showHidden: true }), JSON.stringify(api), `${Object.values(api)}`]) {
      expect(shown).not.toContain(instance.token);
    }
  });

  it("calls any API method by name", async () => {
    const { version } = await api.call("instance.version", {}, z.object({ version: z.string() }));
    expect(version).toMatch(/^\d+\.\d+/);
  });

  it("loads undici with the first request", async () => {
    const module = await bundledScript(new URL("../../src/client/api.ts", import.meta.url));
    const code = `
      import { createRequire } from "node:module";
      const { cache } = createRequire(import.meta.url);
      const isLoaded = () => Object.keys(cache).some((path) => path.includes("/undici/"));
      const { Api } = await import(${JSON.stringify(module)});
      const api = new Api({ address: "http://127.0.0.1:1", token: "x" });
      const before = isLoaded();
      await api.team.getInfoById(1).catch(() => undefined);
      console.log(before, isLoaded());
    `;
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
      encoding: "utf8",
    });
    expect(run.stdout.trim(), run.stderr).toBe("false true");
  });
});

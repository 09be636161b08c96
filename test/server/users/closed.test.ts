/** Archived records and everything in them are closed for writes and for status changes of jobs. */
import { describe, expect, it } from "vitest";
import { requests } from "../../support/requests.js";
import { role, startTestServer, type TestServer } from "../../support/server.js";

interface Place {
  readonly workspaceId: number;
  readonly projectId: number;
  readonly parentId: number;
  readonly datasetId: number;
  readonly imageId: number;
  readonly jobId: number;
  readonly queueId: number;
  readonly tagId: number;
  readonly figureId: number;
}

/** A workspace with a project, in it a dataset within another, with an image, a job and a queue. */
async function build(server: TestServer): Promise<Place> {
  const made = async (method: string, body: object) => {
    const [first] = [await server.must(method, body)].flat() as { id: number }[];
    return first?.id ?? 0;
  };
  const workspaceId = await made("workspaces.add", { teamId: 8, name: "w" });
  const projectId = await made("projects.add", { workspaceId, name: "p" });
  const meta = {
    classes: [{ title: "lemon", shape: "bitmap" }],
    tags: [{ name: "size", value_type: "any_string" }],
  };
  const { tags } = (await server.must("projects.meta.update", { id: projectId, meta })) as { tags: { id: number }[] };
  const parentId = await made("datasets.add", { projectId, name: "outer" });
  const datasetId = await made("datasets.add", { projectId, name: "inner", parentId });
  const images = [{ title: "a", link: "http://127.0.0.1/a.png" }];
  const imageId = await made("images.bulk.add", { datasetId, images });
  const jobId = await made("jobs.add", { name: "j", datasetId, userIds: [7] });
  await server.must("jobs.set-status", { id: jobId, status: "in_progress" });
  const queueId = await made("labeling-queues.add", { name: "q", datasetId, userIds: [7] });
  const figure = { classTitle: "lemon", geometryType: "bitmap", bitmap: { data: "eJw=", origin: [1, 1] } };
  const figureId = await made("figures.bulk.add", { entityId: imageId, figures: [figure] });
  return {
    ...{ workspaceId, projectId, parentId, datasetId, imageId, jobId, queueId, figureId },
    tagId: tags[0]?.id ?? 0,
  };
}

function writes(place: Place): readonly (readonly [string, unknown])[] {
  const { projectId, datasetId, imageId, jobId, queueId, tagId, figureId } = place;
  const images = [{ title: "b", link: "http://127.0.0.1/b.png" }];
  return [
    ["projects.editInfo", { id: projectId, description: "x" }],
    ["projects.settings.update", { id: projectId, settings: {} }],
    ["projects.meta.update", { id: projectId, meta: { classes: [], tags: [] } }],
    ["datasets.add", { projectId, name: "late" }],
    ["datasets.add", { projectId, name: "late", parentId: datasetId }],
    ["datasets.editInfo", { id: datasetId, description: "x" }],
    ["images.bulk.add", { datasetId, images }],
    ["images.editInfo", { id: imageId, description: "x" }],
    ["images.bulk.remove", { ids: [imageId] }],
    ["image-tags.bulk.add-to-image", { tagId, ids: [imageId], value: "x" }],
    ["tags.entities.bulk.add", { projectId, tags: [{ entityId: imageId, tagId, value: "x" }] }],
    ["annotations.bulk.add", { datasetId, annotations: [{ imageId, annotation: { objects: [] } }] }],
    ["figures.bulk.remove", { ids: [figureId] }],
    ["figures.tags.bulk.add", { tags: [{ figureId, tagId, value: "x" }] }],
    ["jobs.add", { name: "late", datasetId, userIds: [7] }],
    ["jobs.set-status", { id: jobId, status: "on_review" }],
    ["jobs.stop", { id: jobId }],
    ["jobs.pause", { id: jobId }],
    ["jobs.reject", { id: jobId }],
    ["jobs.editInfo", { id: jobId, customData: { a: 1 } }],
    ["jobs.entities.update-review-status", { jobId, entityId: imageId, status: "done" }],
    ["labeling-queues.add", { name: "late", datasetId, userIds: [7] }],
    ["jobs.restart", { id: jobId }],
    ["images.bulk.set-custom-sort", { images: [{ id: imageId, customSort: "a" }] }],
    ["image-tags.update-tag-value", { tagId: 1, value: "x" }],
    ["annotations.bulk.copy", { srcImageIds: [imageId], destImageIds: [imageId] }],
    ["figures.bulk.add", { entityId: imageId, figures: [] }],
    ["figures.editInfo", { id: figureId, meta: {} }],
    ["figures.priority.update", { id: figureId, priority: 1 }],
    ["figures.bulk.restore", { figureIds: [figureId] }],
    ["object-tags.add-to-object", { tagId, figureId, value: "x" }],
    ["datasets.move", { srcId: datasetId, destId: null }],
    ["datasets.favorite-change", { id: datasetId, isFavorite: true }],
    ["projects.workspace.set", { id: projectId, workspaceId: 7 }],
    ["projects.tags.remove", { id: tagId, projectId }],
    ["tags.bulk.add", { projectId, tags: [{ name: "late" }] }],
    ["advanced.tags.editInfo", { id: tagId, color: "#000000" }],
    ["entities-collections.add", { projectId, name: "late" }],
    ["labeling-queues.set-status", { id: queueId, status: "in_progress" }],
  ];
}

describe("writes to archived records", () => {
  it.each([
    ["dataset", "datasets.archive", "datasetId"],
    ["parent dataset", "datasets.archive", "parentId"],
    ["project", "projects.archive", "projectId"],
    ["workspace", "workspaces.archive", "workspaceId"],
  ] as const)("are rejected within an archived %s", async (what, method, id) => {
    const server = await startTestServer();
    const place = await build(server);
    const before = await server.must("jobs.info", { id: place.jobId });
    await server.must(method, { id: place[id] });
    const { total } = (await server.must("teams.activity", { teamId: 8 })) as { total: number };
    const open: string[] = [];
    for (const [name, body] of writes(place)) {
      // A project stays open if only one of its datasets is archived.
      const isOfProject = /^(projects|advanced)\./.test(name) || JSON.stringify(body).includes('"late"');
      const isBeside = what.endsWith("dataset") && isOfProject;
      if (isBeside) continue;
      const { status } = await server.ask(name, body);
      if (![400, 404].includes(status)) open.push(`${name}: ${status}`);
    }
    expect(open).toEqual([]);
    for (const list of ["projects.list.all", "datasets.list.all"]) {
      const { entities } = (await server.must(list, { per_page: 500 })) as { entities: { id: number }[] };
      const gone = { "projects.list.all": what.endsWith("dataset") ? 0 : place.projectId }[list] ?? place.datasetId;
      expect(entities.map(({ id }) => id)).not.toContain(gone);
    }
    expect(await server.must("jobs.info", { id: place.jobId })).toEqual(before);
    expect(await server.must("teams.activity", { teamId: 8 })).toMatchObject({ total });
    expect(JSON.stringify(await server.must("projects.list", { groupId: 8 }))).toContain("tutorial_project");
  });

  it("are tested with existing methods only", () => {
    const names = new Set(writes({} as Place).map(([name]) => name));
    expect([...names].filter((name) => requests[name] === undefined)).toEqual([]);
  });
});

describe("a stranger to a team", () => {
  it("sees no e-mail, last login or other teams of the people added to it", async () => {
    const server = await startTestServer();
    const user = { login: "victim", password: "secret", email: "v@example.com", name: "V" };
    const { userId } = (await server.must("users.add", user)) as { userId: number };
    await server.must("members.add", { login: "victim", teamId: 8, roleId: role.annotator });
    await server.must("users.add", { login: "nosy", password: "secret" });
    const { entities } = (await server.must("teams.list", {}, "nosy")) as { entities: { id: number }[] };
    const teamId = entities[0]?.id;
    await server.must("members.add", { login: "victim", teamId, roleId: role.annotator }, "nosy");
    await fetch(`${server.address}/api/account`, {
      method: "POST",
      body: new URLSearchParams({ login: "victim", password: "secret" }),
    });

    const info = (await server.must("users.info", { id: userId }, "nosy")) as { teams: { id: number }[] };
    expect(info).toMatchObject({ login: "victim", email: null, lastLogin: null });
    expect(info.teams.map(({ id }) => id)).toEqual([teamId]);
    const members = (await server.must("members.list", { teamId }, "nosy")) as { entities: { login: string }[] };
    expect(members.entities.find(({ login }) => login === "victim")).toMatchObject({ email: null, lastLogin: null });
    const filter = [{ field: "email", operator: ">", value: "u" }];
    for (const query of [{ sort: "email" }, { filter }, { sort: "lastLogin" }]) {
      expect((await server.ask("members.list", { teamId, ...query }, "nosy")).status).not.toBe(200);
    }
    expect(await server.must("users.info", { id: userId }, "victim")).toMatchObject({ email: "v@example.com" });
    expect(await server.must("users.info", { id: userId })).toMatchObject({ email: "v@example.com" });
  });

  it("creates no image from content of which only the hash is known", async () => {
    const server = await startTestServer();
    await server.must("users.add", { login: "nosy", password: "secret" });
    const { entities } = (await server.must("teams.list", {}, "nosy")) as { entities: { id: number }[] };
    const spaces = (await server.must("workspaces.list", { teamId: entities[0]?.id }, "nosy")) as typeof server & {
      entities: { id: number }[];
    };
    const project = { workspaceId: spaces.entities[0]?.id, name: "p" };
    const { id: projectId } = (await server.must("projects.add", project, "nosy")) as { id: number };
    const dataset = (await server.must("datasets.add", { projectId, name: "d" }, "nosy")) as { id: number };
    const { hash } = (await server.must("images.info", { id: 283001 })) as { hash: string };
    expect(await server.must("images.internal.hashes.list", [hash], "nosy")).toEqual([]);
    const add = { datasetId: dataset.id, images: [{ title: "stolen", hash }] };
    expect(await server.ask("images.bulk.add", add, "nosy")).toMatchObject({
      status: 400,
      body: { details: [{ path: "images.0.hash" }] },
    });
    // An account that sends the bytes itself may use them.
    const token = server.tokenOf("nosy") ?? "";
    const bytes = await (
      await fetch(`${server.address}/public/api/v3/images.download?id=283001`, {
        headers: { "x-api-key": server.token },
      })
    ).arrayBuffer();
    const body = new FormData();
    body.append("0-file", new Blob([bytes]), "a.png");
    const headers = { "x-api-key": token };
    await fetch(`${server.address}/public/api/v3/images.bulk.upload`, { method: "POST", headers, body });
    expect(await server.must("images.internal.hashes.list", [hash], "nosy")).toEqual([hash]);
    expect((await server.ask("images.bulk.add", add, "nosy")).status).toBe(200);
  });
});

describe("the own password", () => {
  it("is changed only with the old password, or by an admin of the instance", async () => {
    const server = await startTestServer();
    const id = await server.hire("labeler", role.annotator);
    const change = (body: object, as?: string) => server.ask("users.editInfo", { id, ...body }, as);
    expect(await change({ password: "new" }, "labeler")).toMatchObject({
      status: 400,
      body: { details: [{ path: "oldPassword" }] },
    });
    expect((await change({ password: "new", oldPassword: "wrong" }, "labeler")).status).toBe(400);
    expect((await change({ name: "L" }, "labeler")).status).toBe(200);
    expect((await change({ password: "new", oldPassword: "labeler secret" }, "labeler")).status).toBe(200);
    expect((await change({ password: "newer" })).status).toBe(200);
    const guesses = await Promise.all(
      Array.from({ length: 30 }, (_, at) => change({ password: "mine", oldPassword: `guess ${at}` }, "labeler")),
    );
    expect(guesses.filter(({ status }) => status === 400)).toHaveLength(10);
    // The first account has no password.
    expect((await server.ask("users.editInfo", { id: 7, password: "first" })).status).toBe(200);
    expect((await server.ask("users.editInfo", { id: 7, password: "second" })).status).toBe(400);
  });
});

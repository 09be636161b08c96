import { describe, expect, it } from "vitest";
import { role, startTestServer } from "../../support/server.js";

interface Meta {
  readonly classes: readonly { readonly id: number; readonly title: string }[];
  readonly tags: readonly { readonly id: number; readonly name: string }[];
}

describe("projects", () => {
  it("are added, found by name, changed and archived; the name of an archived project is free", async () => {
    const server = await startTestServer();
    const draft = { workspaceId: 7, name: "new", description: "d", readme: "r", customData: { a: 1 } };
    const made = (await server.must("projects.add", draft)) as { id: number };
    expect(made).toMatchObject({ name: "new", teamId: 8, type: "images", imagesCount: null, datasetsCount: null });
    const filter = [{ field: "name", operator: "=", value: "new" }];
    expect(await server.must("projects.list", { workspaceId: 7, filter })).toMatchObject({
      entities: [{ id: made.id, customData: { a: 1 } }],
    });
    expect(await server.must("projects.info", { id: made.id })).toMatchObject({
      imagesCount: 0,
      datasetsCount: 0,
      size: "0",
    });
    await server.must("projects.editInfo", { id: made.id, name: "renamed" });
    expect(await server.must("projects.info", { id: made.id })).toMatchObject({ name: "renamed", description: "d" });
    await server.must("projects.archive", { id: made.id });
    expect((await server.ask("projects.info", { id: made.id })).status).toBe(404);
    expect((await server.ask("projects.add", { ...draft, name: "renamed" })).status).toBe(200);
  });

  it("have unique names in the workspace; a taken name gets the API's error message", async () => {
    const server = await startTestServer();
    const response = await server.ask("projects.add", { workspaceId: 7, name: "tutorial_project" });
    expect(response).toEqual({
      status: 400,
      body: {
        error: "project already exists",
        details: {
          type: "NONUNIQUE",
          errors: [
            { name: "tutorial_project", id: 5555, message: 'Project with name "tutorial_project" already exists' },
          ],
        },
      },
    });
    const other = (await server.must("workspaces.add", { teamId: 8, name: "second" })) as { id: number };
    expect((await server.ask("projects.add", { workspaceId: other.id, name: "tutorial_project" })).status).toBe(200);
  });

  it("contain only images, and store settings one by one", async () => {
    const server = await startTestServer();
    expect(await server.ask("projects.add", { workspaceId: 7, name: "v", type: "videos" })).toMatchObject({
      status: 400,
      body: { details: [{ path: "type" }] },
    });
    await server.must("projects.settings.update", { id: 5555, settings: { groupImages: true } });
    await server.must("projects.settings.update", { id: 5555, settings: { other: 1 } });
    expect(await server.must("projects.info", { id: 5555 })).toMatchObject({
      settings: { groupImages: true, other: 1 },
    });
  });

  it("are listed only for a workspace or a team", async () => {
    const server = await startTestServer();
    expect(await server.must("projects.list", { groupId: 8 })).toMatchObject({ total: 1 });
    expect((await server.ask("projects.list", {})).status).toBe(400);
    expect((await server.ask("projects.list", { workspaceId: 999 })).status).toBe(404);
  });

  it("are shown to an annotator only if they have one of the annotator's jobs", async () => {
    const server = await startTestServer();
    const annotator = await server.hire("labeler", role.annotator);
    expect(await server.must("projects.list", { groupId: 8 }, "labeler")).toMatchObject({ total: 0 });
    await server.must("jobs.add", { name: "j", datasetId: 10555, userIds: [annotator] });
    await server.must("datasets.add", { projectId: 5555, name: "other" });
    expect(await server.must("projects.list", { groupId: 8 }, "labeler")).toMatchObject({ total: 1 });
    expect(await server.must("datasets.list", { projectId: 5555 }, "labeler")).toMatchObject({
      entities: [{ id: 10555 }],
    });
  });
});

describe("datasets", () => {
  it("can be nested; names are unique within their parent", async () => {
    const server = await startTestServer();
    const add = async (name: string, parentId?: number) =>
      (await server.must("datasets.add", { projectId: 5555, name, parentId, description: "d" })) as { id: number };
    const outer = await add("outer");
    const inner = await add("dataset_01", outer.id);
    const list = (body: object) => server.must("datasets.list", { projectId: 5555, ...body });
    expect(await list({})).toMatchObject({ entities: [{ id: 10555 }, { id: outer.id }] });
    expect(await list({ recursive: true })).toMatchObject({ total: 3 });
    expect(await list({ parentId: outer.id })).toMatchObject({
      entities: [{ id: inner.id, parentId: outer.id, description: "d" }],
    });
    const filter = [
      { field: "name", value: "dataset_01" },
      { field: "parentId", value: outer.id },
    ];
    expect(await list({ filter, recursive: true })).toMatchObject({ entities: [{ id: inner.id }] });
    expect(await server.ask("datasets.add", { projectId: 5555, name: "dataset_01" })).toMatchObject({
      status: 400,
      body: { error: "dataset already exists" },
    });
    await server.must("datasets.editInfo", { id: inner.id, name: "moved", customData: { k: 1 } });
    expect(await server.must("datasets.info", { id: inner.id })).toMatchObject({ name: "moved", customData: { k: 1 } });
    expect((await server.ask("datasets.editInfo", { id: outer.id, name: "dataset_01" })).status).toBe(400);
    await server.must("datasets.archive", { id: inner.id });
    expect((await server.ask("datasets.info", { id: inner.id })).status).toBe(404);
  });

  it("must have a parent of the same project", async () => {
    const server = await startTestServer();
    const project = (await server.must("projects.add", { workspaceId: 7, name: "p" })) as { id: number };
    expect((await server.ask("datasets.add", { projectId: project.id, name: "x", parentId: 10555 })).status).toBe(403);
  });
});

describe("the meta of a project", () => {
  it("is replaced: known names keep their ids, omitted classes and tags are removed with their uses", async () => {
    const server = await startTestServer();
    const before = (await server.must("projects.meta", { id: 5555 })) as Meta;
    const classes = [{ title: "apple", shape: "polygon", color: "#112233", hotkey: "A" }, before.classes[1]];
    const after = (await server.must("projects.meta.update", { id: 5555, meta: { classes, tags: [] } })) as Meta;
    expect(after.classes).toEqual([
      expect.objectContaining({ title: "apple", shape: "polygon", color: "#112233", hotkey: "A" }),
      before.classes[1],
    ]);
    expect(after.tags).toEqual([]);
    expect(await server.must("projects.meta", { id: 5555 })).toEqual(after);
    expect(await server.must("images.info", { id: 283002 })).toMatchObject({ tags: [] });
  });

  it("takes no id from a request: a class of another project does not change", async () => {
    const server = await startTestServer();
    const project = (await server.must("projects.add", { workspaceId: 7, name: "p" })) as { id: number };
    const meta = { classes: [{ id: 22309, title: "stolen", shape: "any" }], tags: [] };
    const stolen = (await server.must("projects.meta.update", { id: project.id, meta })) as Meta;
    expect(stolen.classes[0]?.id).not.toBe(22309);
    expect(await server.must("projects.meta", { id: 5555 })).toMatchObject({
      classes: [{ title: "kiwi" }, { id: 22309, title: "lemon" }],
    });
  });

  it("is listed class by class and tag by tag", async () => {
    const server = await startTestServer();
    expect(await server.must("advanced.object_classes.list", { projectId: 5555 })).toMatchObject({
      entities: [
        { id: 22308, name: "kiwi", description: "", shape: "bitmap", settings: {}, createdAt: expect.any(String) },
        { name: "lemon" },
      ],
    });
    const filter = [{ field: "name", value: "situated" }];
    expect(await server.must("tags.list", { projectId: 5555, filter })).toMatchObject({
      entities: [{ id: 4174, projectId: 5555, settings: { value_type: "none", applicable_type: "imagesOnly" } }],
    });
  });

  it.each([
    [{ classes: [{ title: "a", shape: "circle" }], tags: [] }, "meta.classes.0.shape"],
    [{ classes: [{ title: "a", shape: "any", color: "red" }], tags: [] }, "meta.classes.0.color"],
    [
      {
        classes: [
          { title: "a", shape: "any" },
          { title: "a", shape: "any" },
        ],
        tags: [],
      },
      "meta.classes.1.title",
    ],
    [
      {
        classes: [],
        tags: [
          { name: "t", value_type: "none" },
          { name: "t", value_type: "none" },
        ],
      },
      "meta.tags.1.name",
    ],
    [{ classes: [], tags: [{ name: "t", value_type: "oneof_string" }] }, "meta.tags.0.values"],
    [{ classes: [], tags: [{ name: "t", value_type: "number" }] }, "meta.tags.0.value_type"],
    [{ classes: [], tags: [{ name: "t", value_type: "none", classes: ["gone"] }] }, "meta.tags.0.classes.0"],
  ])("is not changed by the invalid value %j", async (meta, path) => {
    const server = await startTestServer();
    const before = await server.must("projects.meta", { id: 5555 });
    expect(await server.ask("projects.meta.update", { id: 5555, meta })).toMatchObject({
      status: 400,
      body: { details: [{ path }] },
    });
    expect(await server.must("projects.meta", { id: 5555 })).toEqual(before);
  });
});

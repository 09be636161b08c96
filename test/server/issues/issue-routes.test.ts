import { describe, expect, it } from "vitest";
import { role, startTestServer, type TestServer } from "../../support/server.js";

interface Issue {
  readonly id: number;
  readonly name: string;
  readonly parentId: number | null;
  readonly bindings?: readonly object[];
  readonly subIssues?: readonly Issue[];
}

const add = async (server: TestServer, body: object = {}, as?: string): Promise<number> =>
  ((await server.must("issues.add", { teamId: 8, name: "blurred", ...body }, as)) as { id: number }).id;

const bind = async (server: TestServer, issueId: number, ...bindings: object[]): Promise<number[]> =>
  ((await server.must("issues.sub-issue.add", { issueId, bindings })) as { ids: number[] }).ids;

const about = (body: object) => (server: TestServer) =>
  server.must("issues.dataset-issues.list", body) as Promise<readonly Issue[]>;

describe("issues", () => {
  it("have the fields that the SDK reads, and are changed and removed", async () => {
    const server = await startTestServer();
    const reviewer = await server.hire("reviewer", role.reviewer);
    const id = await add(server, { comment: "look", assignees: [reviewer] });
    const { entities } = (await server.must("issues.list", { teamId: 8, filter: [] })) as { entities: Issue[] };
    expect(entities).toEqual([
      expect.objectContaining({
        id,
        name: "blurred",
        status: "open",
        userLogin: "my_username",
        imageId: null,
        imageName: null,
        datasetId: null,
        projectId: null,
        createdBy: 7,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      }),
    ]);
    expect(entities[0]).not.toHaveProperty("subIssues");
    await server.must("issues.editInfo", { id, status: "closed", isPinned: true });
    const filter = [{ field: "status", operator: "=", value: "closed" }];
    expect(await server.must("issues.list", { teamId: 8, filter })).toMatchObject({ total: 1 });
    await server.must("issues.remove", { id });
    expect(await server.ask("issues.info", { id })).toMatchObject({ status: 404 });
  });

  it("have comments, which their authors can change", async () => {
    const server = await startTestServer();
    await server.hire("reviewer", role.reviewer);
    const id = await add(server, { comment: "first" });
    const made = (await server.must("issues.comments.add", { issueId: id, comment: "second" }, "reviewer")) as {
      id: number;
    };
    expect(made).toMatchObject({ issueId: id, comment: "second", createdByUser: "reviewer", meta: {}, links: {} });
    const edit = { id: made.id, comment: "better" };
    expect(await server.ask("issues.comments.editInfo", edit)).toMatchObject({ status: 403 });
    expect(await server.must("issues.comments.editInfo", edit, "reviewer")).toMatchObject({ comment: "better" });
    expect(await server.must("issues.info", { id })).toMatchObject({
      comments: [{ comment: "first" }, { comment: "better" }],
    });
  });

  it("are shown to annotators who raised them or are assigned to them", async () => {
    const server = await startTestServer();
    const annotator = await server.hire("annotator", role.annotator);
    await server.hire("viewer", role.viewer);
    const hidden = await add(server);
    const assigned = await add(server, { assignees: [annotator] });
    const raised = await add(server, {}, "annotator");
    const list = (await server.must("issues.list", { teamId: 8 }, "annotator")) as { entities: Issue[] };
    expect(list.entities.map(({ id }) => id)).toEqual([assigned, raised]);
    expect(await server.ask("issues.info", { id: hidden }, "annotator")).toMatchObject({ status: 403 });
    expect(await server.ask("issues.editInfo", { id: hidden, name: "x" }, "annotator")).toMatchObject({ status: 403 });
    await server.must("issues.editInfo", { id: assigned, status: "closed" }, "annotator");
    expect(await server.ask("issues.add", { teamId: 8, name: "x" }, "viewer")).toMatchObject({ status: 403 });
  });
});

describe("sub-issues", () => {
  it("are about images, objects, projects and jobs, one each", async () => {
    const server = await startTestServer();
    const figure = { classTitle: "lemon", geometryType: "bitmap", bitmap: { data: "eJw=", origin: [1, 1] } };
    const [{ id: figureId } = { id: 0 }] = (await server.must("figures.bulk.add", {
      entityId: 283002,
      figures: [figure],
    })) as { id: number }[];
    const id = await add(server);
    const ids = await bind(
      server,
      id,
      { field: "imageId", value: 283001 },
      { field: "figureId", value: figureId, extra: { figureImageId: 283002 } },
      { field: "projectId", value: 5555 },
    );
    const records = await about({ datasetId: 10555 })(server);
    expect(records.map((record) => record.id)).toEqual([id, ids[0], ids[1]]);
    expect(records[0]).not.toHaveProperty("bindings");
    expect(records[1]?.bindings).toEqual([{ field: "imageId", value: 283001 }]);
    expect(records[2]?.bindings).toEqual([{ field: "figureId", value: figureId, extra: { figureImageId: 283002 } }]);
    expect(await about({ projectId: 5555 })(server)).toHaveLength(4);
    const whole = (await server.must("issues.info", { id, withSubIssues: true })) as Issue;
    expect(whole.subIssues?.map((sub) => sub.id)).toEqual(ids);
    const count = async (data: object) => {
      const filters = [{ type: "issues_count", data }];
      const page = (await server.must("images.list", { datasetId: 10555, filters })) as { entities: Issue[] };
      return page.entities.map((image) => image.id);
    };
    expect(await count({})).toEqual([283001, 283002]);
    expect(await count({ from: 2 })).toEqual([]);
    expect(await count({ from: 0, to: 0 })).toHaveLength(4);
  });

  it("are closed and moved to another issue", async () => {
    const server = await startTestServer();
    const [first, second] = [await add(server), await add(server)];
    const [sub = 0] = await bind(server, first, { field: "imageId", value: 283001 });
    await server.must("issues.sub-issue.editInfo", { id: sub, status: "closed", parentId: second, meta: { a: 1 } });
    expect(await server.must("issues.info", { id: second, withSubIssues: true })).toMatchObject({
      subIssues: [{ id: sub, status: "closed", meta: { a: 1 } }],
    });
    const deep = { issueId: sub, bindings: [{ field: "imageId", value: 283001 }] };
    expect(await server.ask("issues.sub-issue.add", deep)).toMatchObject({ status: 400 });
    expect(await server.ask("issues.editInfo", { id: sub, name: "x" })).toMatchObject({ status: 400 });
    expect(await server.ask("issues.sub-issue.editInfo", { id: first, status: "open" })).toMatchObject({ status: 400 });
  });

  it("are kept when their image is removed", async () => {
    const server = await startTestServer();
    const id = await add(server);
    const [sub] = await bind(server, id, { field: "imageId", value: 283001 });
    await server.must("images.bulk.remove", { imageIds: [283001] });
    expect(await about({ datasetId: 10555 })(server)).toEqual([]);
    expect(await server.must("issues.info", { id, withSubIssues: true })).toMatchObject({ subIssues: [{ id: sub }] });
  });
});

import { expect, it } from "vitest";
import { startTestServer } from "../../support/server.js";

it("datasets are moved, but not into themselves, into another project or to a taken name", async () => {
  const server = await startTestServer();
  const add = async (name: string, parentId?: number) =>
    ((await server.must("datasets.add", { projectId: 5555, name, parentId })) as { id: number }).id;
  const outer = await add("outer");
  const inner = await add("inner", outer);
  const twin = await add("inner");
  expect((await server.ask("datasets.move", { srcId: outer, destId: inner })).status).toBe(400);
  expect((await server.ask("datasets.move", { srcId: outer, destId: outer })).status).toBe(400);
  expect(await server.ask("datasets.move", { srcId: twin, destId: outer })).toMatchObject({
    status: 400,
    body: { details: { type: "NONUNIQUE" } },
  });
  const project = (await server.must("projects.add", { workspaceId: 7, name: "p" })) as { id: number };
  const far = (await server.must("datasets.add", { projectId: project.id, name: "far" })) as { id: number };
  expect((await server.ask("datasets.move", { srcId: far.id, destId: outer })).status).toBe(400);
  await server.must("datasets.move", { srcId: 10555, destId: inner });
  expect(await server.must("datasets.info", { id: 10555 })).toMatchObject({ parentId: inner });
  const { entities } = (await server.must("images.list", { datasetId: outer, recursive: true })) as {
    entities: unknown[];
  };
  expect(entities).toHaveLength(6);
  await server.must("datasets.move", { srcId: 10555, destId: null });
  expect(await server.must("datasets.info", { id: 10555 })).toMatchObject({ parentId: null });
});

it("projects are moved only between workspaces of their team", async () => {
  const server = await startTestServer();
  const second = (await server.must("workspaces.add", { teamId: 8, name: "second" })) as { id: number };
  await server.must("projects.workspace.set", { id: 5555, workspaceId: second.id });
  expect(await server.must("projects.info", { id: 5555 })).toMatchObject({ workspaceId: second.id });
  const team = (await server.must("teams.add", { name: "other" })) as { id: number };
  const { entities } = (await server.must("workspaces.list", { teamId: team.id })) as { entities: { id: number }[] };
  expect((await server.ask("projects.workspace.set", { id: 5555, workspaceId: entities[0]?.id })).status).toBe(400);
});

it("projects and datasets are listed for all teams that the account can see completely", async () => {
  const server = await startTestServer();
  await server.hire("labeler", 3);
  expect(await server.must("projects.list.all", { sort: "title" })).toMatchObject({ total: 1 });
  expect(await server.must("projects.list.all", {}, "labeler")).toMatchObject({ total: 0 });
  expect(await server.must("datasets.list.all", {}, "labeler")).toMatchObject({ total: 0 });
  expect(await server.must("datasets.list.all", {})).toMatchObject({ total: 1, entities: [{ id: 10555 }] });
});

it("the lists of all projects and datasets take the fields that the SDK documents", async () => {
  const server = await startTestServer();
  const totals = async (field: string, value: unknown) =>
    Promise.all(
      ["projects.list.all", "datasets.list.all"].map(async (method) => {
        const { total } = (await server.must(method, { filter: [{ field, operator: "eq", value }] })) as {
          total: number;
        };
        return total;
      }),
    );
  for (const [field, value] of [
    ["projectId", 5555],
    ["workspaceId", 7],
    ["groupId", 8],
    ["teamId", 8],
  ] as const) {
    expect([field, await totals(field, value)]).toEqual([field, [1, 1]]);
    expect([field, await totals(field, 999_999)]).toEqual([field, [0, 0]]);
  }
  for (const sort of ["id", "name", "size", "createdAt", "updatedAt"]) {
    for (const method of ["projects.list.all", "datasets.list.all"]) {
      expect(await server.must(method, { sort, sort_order: "desc" }), `${method} ${sort}`).toMatchObject({ total: 1 });
    }
  }
});

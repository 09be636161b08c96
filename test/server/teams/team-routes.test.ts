import { describe, expect, it } from "vitest";
import { role, startTestServer } from "../../support/server.js";

describe("users", () => {
  it("are created with a unique login; an unrestricted user gets a team, also if its name is taken", async () => {
    const server = await startTestServer();
    const add = (login: string, isRestricted: boolean) =>
      server.ask("users.add", { login, password: "x", isRestricted });
    await add("ann", true);
    expect(await add("ann", true)).toMatchObject({
      status: 400,
      body: { error: "user already exists", details: { type: "NONUNIQUE" } },
    });
    const { body } = await add("tutorial", false);
    expect(await server.must("users.info", { id: (body as { userId: number }).userId })).toMatchObject({
      teams: [{ name: "tutorial (1)", role: "admin", roleId: 1 }],
    });
  });

  it.each([
    [{ login: "", password: "x" }, "login"],
    [{ login: "a\u0007b", password: "x" }, "login"],
    [{ login: "a", password: "" }, "password"],
  ])("are not created from %j", async (user, path) => {
    const server = await startTestServer();
    expect(await server.ask("users.add", user)).toMatchObject({ status: 400, body: { details: [{ path }] } });
  });

  it("change their own name and password, not those of others", async () => {
    const server = await startTestServer();
    const id = await server.hire("ann", role.annotator);
    await server.must("users.editInfo", { id, name: "Ann" }, "ann");
    expect(await server.must("users.me", {}, "ann")).toMatchObject({ name: "Ann" });
    expect((await server.ask("users.editInfo", { id: 7, name: "x" }, "ann")).status).toBe(403);
    expect((await server.ask("users.editInfo", { id })).status).toBe(400);
    expect((await server.ask("users.editInfo", { id: 999, name: "x" })).status).toBe(404);
  });

  it("lose their access when disabled and regain it when enabled; users who disabled their own account can only enable it again", async () => {
    const server = await startTestServer();
    const id = await server.hire("ann", role.annotator);
    await server.must("users.disable", { id, disable: true });
    expect((await server.ask("users.me", {}, "ann")).status).toBe(401);
    expect(await server.must("users.info", { id })).toMatchObject({ disabled: true });
    await server.must("users.disable", { id, disable: false });
    expect((await server.ask("users.me", {}, "ann")).status).toBe(200);
    await server.must("users.disable", { id: 7, disable: true });
    expect((await server.ask("users.me")).status).toBe(401);
    await server.must("users.disable", { id: 7, disable: false });
    expect((await server.ask("users.me")).status).toBe(200);
  });

  it("are seen by the admins of their teams", async () => {
    const server = await startTestServer();
    const id = await server.hire("ann", role.annotator);
    await server.hire("boss", role.admin);
    expect((await server.ask("users.info", { id }, "boss")).status).toBe(200);
    expect((await server.ask("users.info", { id: 999 })).status).toBe(404);
  });
});

describe("teams", () => {
  it("are created with their creator as admin, renamed and archived", async () => {
    const server = await startTestServer();
    const team = (await server.must("teams.add", { name: "new", description: "d" })) as { id: number };
    expect(team).toMatchObject({ name: "new", description: "d", role: "admin" });
    expect(await server.ask("teams.add", { name: "new" })).toMatchObject({
      status: 400,
      body: { error: "groups already exists" },
    });
    expect((await server.ask("teams.editInfo", { id: team.id, name: "tutorial" })).status).toBe(400);
    await server.must("teams.editInfo", { id: team.id, name: "renamed" });
    expect(await server.must("teams.list", { filter: [{ field: "name", value: "renamed" }] })).toMatchObject({
      entities: [{ id: team.id }],
    });
    await server.must("teams.archive", { id: team.id });
    expect((await server.ask("teams.info", { id: team.id })).status).toBe(404);
    expect(await server.must("teams.list")).toMatchObject({ total: 1 });
  });

  it("are not created by restricted users", async () => {
    const server = await startTestServer();
    await server.hire("ann", role.annotator);
    expect((await server.ask("teams.add", { name: "mine" }, "ann")).status).toBe(403);
  });

  it("keep at least one admin", async () => {
    const server = await startTestServer();
    for (const [method, body] of [
      ["members.editInfo", { roleId: role.viewer }],
      ["members.remove", {}],
    ] as const) {
      expect(await server.ask(method, { id: 7, teamId: 8, ...body })).toMatchObject({
        status: 400,
        body: { details: [{ path: "id" }] },
      });
    }
    await server.hire("boss", role.admin);
    expect((await server.ask("members.remove", { id: 7, teamId: 8 })).status).toBe(200);
    expect((await server.ask("teams.info", { id: 8 })).status).toBe(403);
  });

  it("add members by login; a second invitation does not change the role", async () => {
    const server = await startTestServer();
    const id = await server.hire("ann", role.annotator);
    expect(await server.must("members.add", { login: "ann", teamId: 8, roleId: role.admin })).toEqual({ userId: id });
    const filter = [{ field: "login", operator: "=", value: "ann" }];
    expect(await server.must("members.list", { teamId: 8, filter })).toMatchObject({
      entities: [{ id, role: "annotator", roleId: 3 }],
    });
    await server.must("members.editInfo", { id, teamId: 8, roleId: role.reviewer });
    expect(await server.must("members.list", { teamId: 8, filter })).toMatchObject({
      entities: [{ role: "reviewer" }],
    });
    expect(await server.ask("members.add", { login: "nobody", teamId: 8, roleId: 3 })).toMatchObject({
      status: 400,
      body: { details: [{ path: "login" }] },
    });
    expect(await server.ask("members.add", { login: "ann", teamId: 8, roleId: 7 })).toMatchObject({
      status: 400,
      body: { details: [{ path: "roleId" }] },
    });
    expect((await server.ask("members.remove", { id: 999, teamId: 8 })).status).toBe(404);
  });

  it("have an activity log, in which annotators see only their own entries", async () => {
    const server = await startTestServer();
    const annotator = await server.hire("ann", role.annotator);
    await server.must("jobs.add", { name: "j", datasetId: 10555, userIds: [annotator] });
    await server.must("jobs.set-status", { id: 37, status: "in_progress" }, "ann");
    await server.must("jobs.entities.update-review-status", { jobId: 37, entityId: 283001, status: "done" }, "ann");
    const actions = async (filter: object[], as?: string) => {
      const { entities } = (await server.must("teams.activity", { teamId: 8, filter }, as)) as {
        entities: { action: string; date: string }[];
      };
      return entities.map(({ action }) => action);
    };
    expect(await actions([])).toEqual([
      "add_member",
      "create_job",
      "update_job_status",
      "annotation_duration",
      "image_review_status_updated",
    ]);
    expect(await actions([], "ann")).toEqual([
      "update_job_status",
      "annotation_duration",
      "image_review_status_updated",
    ]);
    expect(await actions([{ field: "type", operator: "in", value: ["create_job", "add_member"] }])).toEqual([
      "add_member",
      "create_job",
    ]);
    expect(
      await actions([
        { field: "labelerId", value: annotator },
        { field: "reviewStatus", value: "done" },
      ]),
    ).toEqual(["image_review_status_updated"]);
    expect(
      await actions([
        { field: "jobId", value: 37 },
        { field: "userId", value: 7 },
      ]),
    ).toEqual(["create_job"]);
    expect(await actions([{ field: "date", operator: "<", value: "2026-01-05T09:00:02.000Z" }])).toEqual([
      "add_member",
    ]);
    expect(
      await server.must("teams.activity", {
        teamId: 8,
        filter: [{ field: "type", value: "image_review_status_updated" }],
      }),
    ).toMatchObject({
      entities: [
        {
          user: "ann",
          userId: annotator,
          job: "j",
          image: "fruits_01.png",
          dataset: "dataset_01",
          project: "tutorial_project",
          meta: { reviewStatus: "done" },
        },
      ],
    });
  });
});

describe("workspaces", () => {
  it("are added, renamed and archived within a team", async () => {
    const server = await startTestServer();
    const made = (await server.must("workspaces.add", { teamId: 8, name: "second" })) as { id: number };
    expect(await server.ask("workspaces.add", { teamId: 8, name: "second" })).toMatchObject({
      status: 400,
      body: { error: "workspace already exists" },
    });
    await server.must("workspaces.editInfo", { id: made.id, description: "d" });
    expect(await server.must("workspaces.info", { id: made.id })).toMatchObject({
      name: "second",
      description: "d",
      teamId: 8,
    });
    expect((await server.ask("workspaces.editInfo", { id: made.id, name: "First Workspace" })).status).toBe(400);
    await server.must("workspaces.archive", { id: made.id });
    expect((await server.ask("workspaces.info", { id: made.id })).status).toBe(404);
    expect(await server.must("workspaces.list", { teamId: 8 })).toMatchObject({ total: 1 });
  });
});

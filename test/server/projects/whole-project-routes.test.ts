import { describe, expect, it } from "vitest";
import { role, startTestServer } from "../../support/server.js";

describe("projects.clone", () => {
  it("returns a finished task with the copy, and rejects a name that is taken", async () => {
    const server = await startTestServer();
    const clone = { id: 5555, workspaceId: 7, name: "copy" };
    const { taskId } = (await server.must("projects.clone", clone)) as { taskId: number };
    const task = (await server.must("tasks.info", { id: taskId })) as { meta: { output: { project: { id: number } } } };
    expect(task).toMatchObject({ status: "finished", meta: { output: { project: { title: "copy" } } } });
    const { id } = task.meta.output.project;
    expect(await server.must("projects.info", { id })).toMatchObject({ imagesCount: 6, datasetsCount: 1 });
    expect(await server.ask("projects.clone", clone)).toMatchObject({
      status: 400,
      body: { details: { type: "NONUNIQUE" } },
    });
    expect((await server.ask("projects.clone", { sharedLink: "x", workspaceId: 7, name: "c" })).status).toBe(400);
  });

  it("keeps the natural order of names", async () => {
    const server = await startTestServer();
    const images = ["a10.png", "a9.png"].map((title) => ({ title, link: "http://127.0.0.1:9/x.png" }));
    await server.must("images.bulk.add", { datasetId: 10_555, images });
    for (const name of ["part 10", "part 9"]) await server.must("datasets.add", { projectId: 5555, name });
    const clone = { id: 5555, workspaceId: 7, name: "copy" };
    const { taskId } = (await server.must("projects.clone", clone)) as { taskId: number };
    const task = (await server.must("tasks.info", { id: taskId })) as { meta: { output: { project: { id: number } } } };
    const projectId = task.meta.output.project.id;
    const list = async (method: string, request: object) => {
      const { entities } = (await server.must(method, request)) as { entities: { id: number; name: string }[] };
      return entities;
    };
    const datasets = await list("datasets.list", { projectId, sort: "name" });
    expect(datasets.map(({ name }) => name)).toEqual(["dataset_01", "part 9", "part 10"]);
    const copied = await list("images.list", { datasetId: datasets[0]?.id, sort: "name" });
    expect(copied.slice(0, 2).map(({ name }) => name)).toEqual(["a9.png", "a10.png"]);
  });

  it("copies only the requested parts", async () => {
    const server = await startTestServer();
    const clone = { id: 5555, workspaceId: 7, name: "empty", include: { images: false } };
    const { taskId } = (await server.must("projects.clone", clone)) as { taskId: number };
    const { meta } = (await server.must("tasks.info", { id: taskId })) as {
      meta: { output: { project: { id: number } } };
    };
    const { id } = meta.output.project;
    expect(await server.must("projects.info", { id })).toMatchObject({ imagesCount: 0, datasetsCount: 1 });
    const { classes } = (await server.must("projects.meta", { id })) as { classes: unknown[] };
    expect(classes.length).toBeGreaterThan(0);
  });
});

describe("permanent removal", () => {
  it("removes a team with its projects, jobs, queues and files, and no other team", async () => {
    const server = await startTestServer();
    const team = (await server.must("teams.add", { name: "gone" })) as { id: number };
    const { entities } = (await server.must("workspaces.list", { teamId: team.id })) as { entities: { id: number }[] };
    const project = (await server.must("projects.add", { workspaceId: entities[0]?.id, name: "p" })) as { id: number };
    const outer = (await server.must("datasets.add", { projectId: project.id, name: "d" })) as { id: number };
    const nested = { projectId: project.id, name: "in", parentId: outer.id };
    const inner = (await server.must("datasets.add", nested)) as { id: number };
    const images = [{ title: "a.png", imageId: 283001 }];
    await server.must("images.bulk.add", { datasetId: inner.id, images });
    await server.must("jobs.add", { name: "j", datasetId: inner.id, userIds: [7] });
    await server.must("teams.remove.permanently", { teamsIds: [team.id] });
    expect((await server.ask("teams.info", { id: team.id })).status).toBe(404);
    expect((await server.ask("datasets.info", { id: inner.id })).status).toBe(404);
    expect((await server.ask("images.download", { id: 283001 })).status).toBe(200);
  });

  it("removes archived records too, and is rejected for those who may not archive them", async () => {
    const server = await startTestServer();
    await server.hire("viewer", role.viewer);
    const dataset = (await server.must("datasets.add", { projectId: 5555, name: "d" })) as { id: number };
    await server.must("datasets.archive", { id: dataset.id });
    const body = { datasets: [{ id: dataset.id }] };
    expect((await server.ask("datasets.remove.permanently", body, "viewer")).status).toBe(403);
    expect(await server.must("datasets.remove.permanently", body)).toEqual({ success: true });
    expect((await server.ask("datasets.remove.permanently", body)).status).toBe(404);
  });

  it("keeps a project whose data was moved to a backup, with the addresses of the backup", async () => {
    const server = await startTestServer();
    const archiveUrl = "https://example.com/files.tar";
    const body = { projects: [{ id: 5555, archiveUrl, annotationsArchiveUrl: "https://example.com/labels.tar" }] };
    expect(await server.must("projects.remove.permanently", body)).toEqual({ success: true });
    expect(await server.must("projects.info", { id: 5555 })).toMatchObject({
      backupArchive: { url: archiveUrl, annotationsUrl: "https://example.com/labels.tar" },
      datasetsCount: 0,
      imagesCount: 0,
    });
    expect((await server.ask("datasets.info", { id: 10555 })).status).toBe(404);
    await server.must("projects.remove.permanently", { projects: [{ id: 5555 }], preserveProjectCard: false });
    expect((await server.ask("projects.info", { id: 5555 })).status).toBe(404);
  });
});

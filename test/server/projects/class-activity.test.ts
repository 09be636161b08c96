import { expect, it } from "vitest";
import { classChanges } from "../../../src/server/projects/class-activity.js";
import { startTestServer } from "../../support/server.js";

it("changes of classes are found by id", () => {
  const before = [
    { id: 1, name: "kept", color: "#000000", updatedAt: "1" },
    { id: 2, name: "gone", color: "#000000", updatedAt: "1" },
    { id: 3, name: "recolored", color: "#000000", updatedAt: "1" },
  ];
  const after = [
    { id: 1, name: "kept", color: "#000000", updatedAt: "2" },
    { id: 3, name: "recolored", color: "#ffffff", updatedAt: "2" },
    { id: 4, name: "new", color: "#000000", updatedAt: "2" },
  ];
  expect(classChanges(before, after)).toEqual([
    { action: "disable_class", classId: 2, meta: { class: "gone" } },
    { action: "update_class", classId: 3, meta: { class: "recolored" } },
    { action: "create_class", classId: 4, meta: { class: "new" } },
  ]);
});

it("the activity of a team has changes of classes, projects, datasets, images and workspaces, and logins", async () => {
  const server = await startTestServer();
  const project = (await server.must("projects.add", { workspaceId: 7, name: "p" })) as { id: number };
  const dataset = (await server.must("datasets.add", { projectId: project.id, name: "d" })) as { id: number };
  const meta = { classes: [{ title: "plum", shape: "rectangle", color: "#123456" }], tags: [] };
  await server.must("projects.meta.update", { id: project.id, meta });
  const { classes } = (await server.must("projects.meta", { id: project.id })) as { classes: { id: number }[] };
  const classId = classes[0]?.id;
  await server.must("advanced.object_classes.editInfo", { id: classId, name: "pear" });
  await server.must("projects.classes.remove", { id: classId, projectId: project.id });
  await server.must("datasets.editInfo", { id: dataset.id, name: "e" });
  await server.must("datasets.archive", { id: dataset.id });
  await server.must("projects.editInfo", { id: project.id, description: "x" });
  await server.must("projects.archive", { id: project.id });
  await server.must("images.editInfo", { id: 283001, description: "x" });
  const workspace = (await server.must("workspaces.add", { teamId: 8, name: "w" })) as { id: number };
  await server.must("workspaces.archive", { id: workspace.id });
  const account = { login: "maria", password: "secret", isRestricted: true };
  await server.must("users.add", account);
  await server.must("members.add", { login: "maria", teamId: 8, roleId: 3 });
  await fetch(`${server.address}/api/account`, { method: "POST", body: new URLSearchParams(account as never) });
  const { entities } = (await server.must("teams.activity", { teamId: 8 })) as {
    entities: { action: string; class: string | null }[];
  };
  expect(entities.flatMap((entry) => (entry.class === null ? [] : [[entry.action, entry.class]]))).toEqual([
    ["create_class", "plum"],
    ["update_class", "pear"],
    ["disable_class", "pear"],
  ]);
  expect(entities.map(({ action }) => action)).toEqual([
    "create_project",
    "create_dataset",
    "create_class",
    "update_class",
    "disable_class",
    "update_dataset",
    "disable_dataset",
    "update_project",
    "disable_project",
    "update_image",
    "create_workspace",
    "disable_workspace",
    "add_member",
    "login",
  ]);
});

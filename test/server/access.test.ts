import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/server/database.js";
import { createHouse } from "../../src/server/house.js";
import { methodsOf } from "../../src/server/routes/methods.js";
import { createStores } from "../../src/server/stores/stores.js";
import { openTestServer, role, type TestServer } from "../support/server.js";

/** Who asks: the roles of team 8, an annotator whose the job is, and people from elsewhere. */
const askers = [
  "admin",
  "manager",
  "developer",
  "reviewer",
  "viewer",
  "assignee",
  "annotator",
  "foreigner",
  "teamless",
] as const;
type Asker = (typeof askers)[number];

const members: readonly Asker[] = ["admin", "manager", "developer", "reviewer", "viewer", "assignee", "annotator"];
const seers: readonly Asker[] = ["admin", "manager", "developer", "reviewer", "viewer"];
const seersAndAssignee: readonly Asker[] = [...seers, "assignee"];
const editors: readonly Asker[] = ["admin", "manager", "developer"];
const judges: readonly Asker[] = [...editors, "reviewer"];
const markers: readonly Asker[] = [...judges, "assignee"];
const admin: readonly Asker[] = ["admin"];
const everybody: readonly Asker[] = askers;

interface World {
  readonly server: TestServer;
  readonly ids: Readonly<Record<string, number>>;
  /** A new job for the assignee with the first two images, brought to a status. */
  job(status?: string): Promise<number>;
  /** A name that nothing has yet. */
  name(): string;
}

type Row = readonly [method: string, body: (world: World) => unknown, allowed: readonly Asker[]];

const box = { classTitle: "lemon", geometryType: "bitmap", bitmap: { data: "eJw=", origin: [1, 1] } };
const noFigures = { imageId: 283001, annotation: { objects: [] } };

const table: readonly Row[] = [
  ["users.me", () => ({}), everybody],
  ["users.info", ({ ids }) => ({ id: ids.annotator }), ["admin", "annotator"]],
  ["users.list", () => ({}), admin],
  ["users.add", ({ name }) => ({ login: name(), password: "x", isRestricted: true }), admin],
  ["users.editInfo", ({ ids }) => ({ id: ids.annotator, name: "A" }), ["admin", "annotator"]],
  ["users.disable", ({ ids }) => ({ id: ids.idle, disable: true }), admin],
  ["roles.list", () => ({}), everybody],
  ["teams.list", () => ({}), everybody],
  ["teams.info", () => ({ id: 8 }), members],
  ["teams.editInfo", () => ({ id: 8, description: "d" }), admin],
  ["teams.activity", () => ({ teamId: 8 }), members],
  ["members.list", () => ({ teamId: 8 }), members],
  ["members.add", () => ({ login: "idle", teamId: 8, roleId: 3 }), admin],
  ["members.editInfo", ({ ids }) => ({ id: ids.spare, teamId: 8, roleId: 4 }), admin],
  ["members.remove", ({ ids }) => ({ id: ids.spare, teamId: 8 }), admin],
  ["workspaces.list", () => ({ teamId: 8 }), members],
  ["workspaces.info", () => ({ id: 7 }), members],
  ["workspaces.add", ({ name }) => ({ teamId: 8, name: name() }), editors],
  ["workspaces.editInfo", () => ({ id: 7, description: "d" }), editors],
  ["projects.list", () => ({ workspaceId: 7 }), members],
  ["projects.list", () => ({ groupId: 8 }), members],
  ["projects.info", () => ({ id: 5555 }), seersAndAssignee],
  ["projects.add", ({ name }) => ({ workspaceId: 7, name: name() }), editors],
  ["projects.editInfo", () => ({ id: 5555, description: "d" }), editors],
  ["projects.settings.update", () => ({ id: 5555, settings: {} }), editors],
  ["projects.meta", () => ({ id: 5555 }), seersAndAssignee],
  [
    "projects.meta.update",
    async ({ server }) => ({ id: 5555, meta: await server.must("projects.meta", { id: 5555 }) }),
    editors,
  ],
  ["tags.list", () => ({ projectId: 5555 }), seersAndAssignee],
  ["advanced.object_classes.list", () => ({ projectId: 5555 }), seersAndAssignee],
  ["datasets.list", () => ({ projectId: 5555 }), seersAndAssignee],
  ["datasets.info", () => ({ id: 10555 }), seersAndAssignee],
  ["datasets.add", ({ name }) => ({ projectId: 5555, name: name() }), editors],
  ["datasets.editInfo", () => ({ id: 10555, description: "d" }), editors],
  ["images.list", () => ({ datasetId: 10555 }), seersAndAssignee],
  ["images.info", () => ({ id: 283001 }), seersAndAssignee],
  ["images.info", () => ({ id: 283006 }), seers],
  ["images.download", () => ({ id: 283001 }), seersAndAssignee],
  ["images.bulk.download", () => ({ datasetId: 10555, imageIds: [283001] }), seersAndAssignee],
  ["images.internal.hashes.list", () => ["x"], everybody],
  [
    "images.bulk.add",
    ({ name }) => ({ datasetId: 10555, images: [{ title: name(), link: "http://127.0.0.1/a.png" }] }),
    editors,
  ],
  ["images.editInfo", () => ({ id: 283001, description: "d" }), editors],
  ["image-tags.bulk.add-to-image", () => ({ tagId: 4174, ids: [283001] }), markers],
  ["image-tags.bulk.add-to-image", () => ({ tagId: 4174, ids: [283006] }), judges],
  ["tags.entities.bulk.add", () => ({ projectId: 5555, tags: [{ entityId: 283001, tagId: 4174 }] }), markers],
  ["image-tags.bulk.remove-from-images", () => ({ tagIds: [4174], ids: [283001] }), markers],
  ["annotations.info", () => ({ imageId: 283001 }), seersAndAssignee],
  ["annotations.bulk.info", () => ({ datasetId: 10555, imageIds: [283001] }), seersAndAssignee],
  ["annotations.list", () => ({ datasetId: 10555 }), seersAndAssignee],
  ["annotations.bulk.add", () => ({ datasetId: 10555, annotations: [noFigures] }), markers],
  ["figures.list", () => ({ datasetId: 10555 }), seersAndAssignee],
  ["figures.bulk.add", () => ({ entityId: 283001, figures: [box] }), markers],
  ["jobs.list", () => ({ teamId: 8 }), members],
  ["jobs.info", async ({ job }) => ({ id: await job() }), seersAndAssignee],
  ["jobs.stats", async ({ job }) => ({ id: await job() }), seersAndAssignee],
  ["jobs.add", ({ ids }) => ({ name: "j", datasetId: 10555, userIds: [ids.assignee] }), editors],
  ["jobs.stop", async ({ job }) => ({ id: await job() }), editors],
  ["jobs.pause", async ({ job }) => ({ id: await job() }), editors],
  ["jobs.archive", async ({ job }) => ({ id: await job() }), editors],
  ["jobs.bulk.archive", async ({ job }) => ({ ids: [await job()] }), editors],
  ["jobs.bulk.unarchive", async ({ job }) => ({ ids: [await job()] }), editors],
  ["jobs.bulk.remove", async ({ job }) => ({ ids: [await job()] }), editors],
  ["jobs.editInfo", async ({ job, ids }) => ({ id: await job(), userId: ids.assignee }), editors],
  ["jobs.restart", async ({ job }) => ({ id: await job("rejected") }), editors],
  ["jobs.set-status", async ({ job }) => ({ id: await job(), status: "in_progress" }), [...editors, "assignee"]],
  [
    "jobs.set-status",
    async ({ job }) => ({ id: await job("in_progress"), status: "on_review" }),
    [...editors, "assignee"],
  ],
  ["jobs.set-status", async ({ job }) => ({ id: await job("on_review"), status: "completed" }), judges],
  ["jobs.set-status", async ({ job }) => ({ id: await job("on_review"), status: "in_progress" }), judges],
  ["jobs.set-status", async ({ job }) => ({ id: await job(), status: "completed" }), editors],
  ["jobs.set-status", async ({ job }) => ({ id: await job(), status: "stopped" }), editors],
  ["jobs.set-status", async ({ job }) => ({ id: await job("stopped"), status: "pending" }), editors],
  ["jobs.info", async ({ job }) => ({ id: await job("stopped") }), seers],
  [
    "jobs.entities.update-review-status",
    async ({ job }) => ({ jobId: await job("in_progress"), entityId: 283001, status: "done" }),
    [...editors, "assignee"],
  ],
  [
    "jobs.entities.update-review-status",
    async ({ job }) => ({ jobId: await job("on_review"), entityId: 283001, status: "accepted" }),
    judges,
  ],
  ["jobs.reject", async ({ job }) => ({ id: await job("on_review"), mode: "all" }), judges],
  ["labeling-queues.add", ({ ids }) => ({ name: "q", datasetId: 10555, userIds: [ids.assignee] }), editors],
  ["labeling-queues.list", () => ({ teamId: 8 }), members],
  ["labeling-queues.info", ({ ids }) => ({ id: ids.queue }), seersAndAssignee],
  ["labeling-queues.stats.entities", ({ ids }) => ({ id: ids.queue }), seersAndAssignee],
  ["labeling-queues.set-status", ({ ids }) => ({ id: ids.queue, status: "pending" }), editors],
  ["webhooks.list", () => ({ teamId: 8 }), admin],
  ["webhooks.add", () => ({ teamId: 8, url: "http://127.0.0.1:9/", action: "labeling_job.completed" }), admin],
  ["webhooks.info", ({ ids }) => ({ id: ids.webhook }), admin],
  ["webhooks.update", ({ ids }) => ({ id: ids.webhook, meta: { retriesCount: 1 } }), admin],
];

describe("the rights of each role", () => {
  let world: World;

  beforeAll(async () => {
    world = await makeWorld(await openTestServer());
  });
  afterAll(() => world?.server.close());

  it.each(table.map((row) => [row[0], row] as const))("%s", async (_name, [method, body, allowed]) => {
    const outcomes: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const asker of askers) {
      // The spare member may have been removed or changed by the row before.
      await world.server.must("members.add", { login: "spare", teamId: 8, roleId: role.annotator });
      const { status, body: answer } = await world.server.ask(method, await body(world), loginOf(asker));
      outcomes[asker] = status === 200 || status === 403 ? String(status) : `${status} ${JSON.stringify(answer)}`;
      wanted[asker] = allowed.includes(asker) ? "200" : "403";
    }
    expect(outcomes).toEqual(wanted);
  });

  it("covers every method of the API that asks for a right", async () => {
    const covered = new Set(table.map(([method]) => method));
    const stores = createStores(await openDatabase(undefined));
    const methods = methodsOf(createHouse(stores, { clock: () => new Date(), randomBytes, trustedHooks: false }));
    const bare = [...methods.keys()].filter((method) => !covered.has(method));
    expect(bare.sort()).toEqual(
      [
        // Asked by files, see routes/image-edits.test.ts.
        "images.bulk.upload",
        // Known to everybody.
        "instance.version",
        // The right to the image or figure that they name is that of the rows above.
        "datasets.archive",
        "figures.bulk.remove",
        "figures.editInfo",
        "figures.info",
        "figures.tags.bulk.add",
        "figures.tags.list",
        "image-tags.remove-from-image",
        "image-tags.update-tag-value",
        "images.bulk.remove",
        "projects.archive",
        "teams.add",
        "teams.archive",
        "webhooks.bulk.remove",
        "webhooks.test",
        "workspaces.archive",
      ].sort(),
    );
  });
});

function loginOf(asker: Asker): string {
  return asker === "admin" ? "my_username" : asker;
}

async function makeWorld(server: TestServer): Promise<World> {
  const ids: Record<string, number> = {};
  for (const [login, roleId] of Object.entries({
    manager: role.manager,
    developer: role.developer,
    reviewer: role.reviewer,
    viewer: role.viewer,
    assignee: role.annotator,
    annotator: role.annotator,
    spare: role.annotator,
  })) {
    ids[login] = await server.hire(login, roleId);
  }
  ids.foreigner = await account(server, "foreigner", false);
  ids.teamless = await account(server, "teamless", true);
  ids.idle = await account(server, "idle", true);
  const queue = { name: "q", datasetId: 10555, userIds: [ids.assignee], meta: { entityIds: [283002] } };
  ids.queue = idOf(await server.must("labeling-queues.add", queue));
  const hook = { teamId: 8, url: "http://127.0.0.1:9/", action: "labeling_queue.completed" };
  ids.webhook = idOf(await server.must("webhooks.add", hook));

  const job = async (status = "pending") => {
    const draft = { name: "j", datasetId: 10555, userIds: [ids.assignee], meta: { entityIds: [283001, 283002] } };
    const [created] = (await server.must("jobs.add", draft)) as { id: number }[];
    const id = created?.id ?? 0;
    const steps = { pending: [], stopped: ["stopped"], in_progress: ["in_progress"] }[status] ?? [
      "in_progress",
      "on_review",
    ];
    for (const step of steps) await server.must("jobs.set-status", { id, status: step });
    if (status === "rejected") await server.must("jobs.reject", { id, mode: "all" });
    return id;
  };
  // The image is in a job that the assignee has in progress, so that it lends the right to mark it.
  await job("in_progress");
  let names = 0;
  return { server, ids, job, name: () => `name ${++names}` };
}

async function account(server: TestServer, login: string, isRestricted: boolean): Promise<number> {
  const made = (await server.must("users.add", { login, password: "secret", isRestricted })) as { userId: number };
  return made.userId;
}

function idOf(body: unknown): number {
  return (body as { id: number }).id;
}

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../../src/server/db/open-database.js";
import { BlobFolder } from "../../../src/server/files/blob-folder.js";
import { methodsOf } from "../../../src/server/methods.js";
import { createServerContext } from "../../../src/server/server-context.js";
import { createStores } from "../../../src/server/stores.js";
import { type Request, requests } from "../../support/requests.js";
import { openTestServer, role } from "../../support/server.js";
import { makeWorld, type World } from "../../support/world.js";

/** The callers: the roles of team 8, the annotator of the job, and people of other teams. */
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
const markersAndAnnotator: readonly Asker[] = [...markers, "annotator"];
const admin: readonly Asker[] = ["admin"];
const everybody: readonly Asker[] = askers;

/** Without a body, the method's valid request is used. */
type Row = readonly [method: string, allowed: readonly Asker[], body?: Request];

const table: readonly Row[] = [
  ["users.me", everybody],
  ["users.info", ["admin", "annotator"]],
  ["users.list", admin],
  ["users.add", admin],
  ["users.editInfo", ["admin", "annotator"]],
  ["users.disable", admin],
  ["roles.list", everybody],
  ["teams.list", everybody],
  ["teams.info", members],
  ["teams.add", ["admin", "foreigner"]],
  ["teams.editInfo", admin],
  ["teams.archive", admin],
  ["teams.activity", members],
  ["members.list", members],
  ["members.add", admin],
  ["members.editInfo", admin],
  ["members.remove", admin],
  ["workspaces.list", members],
  ["workspaces.info", members],
  ["workspaces.add", editors],
  ["workspaces.editInfo", editors],
  ["workspaces.archive", editors],
  ["projects.list", members],
  ["projects.list", members, () => ({ groupId: 8 })],
  ["projects.info", seersAndAssignee],
  ["projects.add", editors],
  ["projects.editInfo", editors],
  ["projects.archive", editors],
  ["projects.settings.update", editors],
  ["projects.meta", seersAndAssignee],
  ["projects.meta.update", editors],
  ["advanced.object_classes.editInfo", editors],
  ["advanced.tags.editInfo", editors],
  ["advanced.tags.values.rename", editors],
  ["tags.list", seersAndAssignee],
  ["advanced.object_classes.list", seersAndAssignee],
  ["datasets.list", seersAndAssignee],
  ["datasets.info", seersAndAssignee],
  ["datasets.add", editors],
  ["datasets.editInfo", editors],
  ["datasets.archive", editors],
  ["images.list", seersAndAssignee],
  ["images.info", seersAndAssignee],
  ["images.info", seers, () => ({ id: 283006 })],
  ["images.download", seersAndAssignee],
  ["images.bulk.download", seersAndAssignee],
  ["images.internal.hashes.list", everybody],
  ["images.bulk.add", editors],
  ["images.editInfo", editors],
  ["images.update.links", editors],
  ["images.bulk.remove", editors],
  ["image-tags.bulk.add-to-image", markers],
  ["image-tags.bulk.add-to-image", judges, () => ({ tagId: 4174, ids: [283006] })],
  ["tags.entities.bulk.add", markers],
  ["image-tags.bulk.remove-from-images", markers],
  ["image-tags.remove-from-image", markers],
  ["image-tags.update-tag-value", markers],
  ["annotations.info", seersAndAssignee],
  ["annotations.bulk.info", seersAndAssignee],
  ["annotations.list", seersAndAssignee],
  ["annotations.bulk.add", markers],
  ["figures.list", seersAndAssignee],
  ["figures.bulk.add", markers],
  ["figures.info", seersAndAssignee],
  ["figures.tags.list", seersAndAssignee],
  ["figures.editInfo", markers],
  ["figures.tags.bulk.add", markers],
  ["figures.bulk.remove", markers],
  ["projects.stats", seers],
  ["projects.clone", editors],
  ["tasks.info", members],
  ["tasks.list", members],
  ["teams.remove.permanently", admin],
  ["workspaces.remove.permanently", editors],
  ["projects.remove.permanently", editors],
  ["datasets.remove.permanently", editors],
  ["datasets.move", editors],
  ["datasets.favorite-change", seersAndAssignee],
  ["datasets.list.all", everybody],
  ["projects.list.all", everybody],
  ["projects.workspace.set", editors],
  ["workspaces.visibility.set", editors],
  ["advanced.object_classes.info", seersAndAssignee],
  ["advanced.object_classes.editInfo", editors],
  ["projects.classes.remove", editors],
  ["projects.tags.remove", editors],
  ["tags.bulk.add", editors],
  ["advanced.tags.editInfo", editors],
  ["images.bulk.set-custom-sort", editors],
  ["images.bulk.download-by-hash", seersAndAssignee],
  ["annotations.bulk.copy", markers],
  ["object-tags.add-to-object", markers],
  ["object-tags.remove-from-figure", markers],
  ["object-tags.custom-data.update", markers],
  ["image-tags.custom-data.update", markers],
  ["figures.priority.update", markers],
  ["figures.bulk.restore", markers],
  ["figures.bulk.download.geometry", seersAndAssignee],
  ["jobs.list", members],
  ["jobs.info", seersAndAssignee],
  ["jobs.stats", seersAndAssignee],
  ["jobs.add", editors],
  ["jobs.stop", editors],
  ["jobs.pause", editors],
  ["jobs.archive", editors],
  ["jobs.bulk.archive", editors],
  ["jobs.bulk.unarchive", editors],
  ["jobs.bulk.remove", editors],
  ["jobs.editInfo", editors],
  ["jobs.restart", editors],
  ["jobs.set-status", [...editors, "assignee"]],
  [
    "jobs.set-status",
    [...editors, "assignee"],
    async ({ job }) => ({ id: await job("in_progress"), status: "on_review" }),
  ],
  ["jobs.set-status", judges, async ({ job }) => ({ id: await job("on_review"), status: "completed" })],
  ["jobs.set-status", judges, async ({ job }) => ({ id: await job("on_review"), status: "in_progress" })],
  ["jobs.set-status", editors, async ({ job }) => ({ id: await job(), status: "completed" })],
  ["jobs.set-status", editors, async ({ job }) => ({ id: await job(), status: "stopped" })],
  ["jobs.set-status", editors, async ({ job }) => ({ id: await job("stopped"), status: "pending" })],
  ["jobs.info", seers, async ({ job }) => ({ id: await job("stopped") })],
  ["jobs.entities.update-review-status", [...editors, "assignee"]],
  [
    "jobs.entities.update-review-status",
    judges,
    async ({ job }) => ({ jobId: await job("on_review"), entityId: 283001, status: "accepted" }),
  ],
  ["jobs.reject", judges],
  ["labeling-queues.add", editors],
  ["labeling-queues.list", members],
  ["labeling-queues.info", seersAndAssignee],
  ["labeling-queues.stats.entities", seersAndAssignee],
  ["labeling-queues.set-status", editors],
  ["webhooks.list", admin],
  ["webhooks.add", admin],
  ["webhooks.info", admin],
  ["webhooks.update", admin],
  ["webhooks.test", admin],
  ["webhooks.bulk.remove", admin],
  ["entities-collections.list", seersAndAssignee],
  ["entities-collections.add", editors],
  ["entities-collections.info", seersAndAssignee],
  ["entities-collections.editInfo", editors],
  ["entities-collections.remove", editors],
  ["entities-collections.items.bulk.add", editors],
  ["entities-collections.items.bulk.remove", editors],
  ["issues.list", members],
  ["issues.info", seers],
  ["issues.add", markersAndAnnotator],
  ["issues.editInfo", judges],
  ["issues.remove", judges],
  ["issues.comments.add", judges],
  ["issues.comments.editInfo", admin],
  ["issues.sub-issue.add", judges],
  ["issues.sub-issue.editInfo", judges],
  ["issues.dataset-issues.list", seersAndAssignee],
  ["guides.list", members],
  ["guides.info", members],
  ["guides.add", editors],
  ["guides.remove", editors],
  ["file-storage.list", seers],
  ["file-storage.v2.list", seers],
  ["file-storage.info", seers],
  ["file-storage.raw", seers],
  ["file-storage.download", seers],
  ["file-storage.remove", editors],
  ["file-storage.bulk.remove", editors],
];

describe("the rights of each role", () => {
  let world: World;
  let disabledToken: string;

  beforeAll(async () => {
    world = await makeWorld(await openTestServer());
    const id = await world.server.hire("disabled", role.admin);
    await world.server.must("users.disable", { id });
    disabledToken = world.server.tokenOf("disabled") ?? "";
    expect(disabledToken).toMatch(/^[0-9a-f]{64,}$/);
  });
  afterAll(() => world?.server.close());

  it.each(table.map((row) => [row[0], row] as const))(
    "%s",
    async (_name, [method, allowed, body = requests[method]]) => {
      if (body === undefined) throw new Error(`no request for ${method}`);
      const outcomes: Record<string, string> = {};
      const wanted: Record<string, string> = {};
      let input: unknown;
      for (const asker of askers) {
        // A refused request changes nothing: the next asker can send it too.
        if (input === undefined) {
          // The spare member may have been removed or changed by the request before.
          await world.server.must("members.add", { login: "spare", teamId: 8, roleId: role.annotator });
          input = await body(world);
        }
        const { status, body: response } = await world.server.ask(method, input, loginOf(asker));
        if (status !== 403) input = undefined;
        outcomes[asker] = status === 200 || status === 403 ? String(status) : `${status} ${JSON.stringify(response)}`;
        wanted[asker] = allowed.includes(asker) ? "200" : "403";
      }
      expect(outcomes).toEqual(wanted);
    },
  );

  it.each(table.map(([method]) => method))(
    "%s is refused without a token, with an unknown token and for a disabled account",
    async (method) => {
      const body = (await requests[method]?.(world)) ?? {};
      for (const token of ["", "f".repeat(128), disabledToken]) {
        expect((await world.server.ask(method, body, token)).status, token).toBe(401);
      }
    },
  );

  it("cover every method of the API that requires a right", async () => {
    const covered = new Set(table.map(([method]) => method));
    const stores = createStores(await openDatabase(undefined));
    const methods = methodsOf(
      createServerContext(stores, {
        clock: () => new Date(),
        randomBytes,
        trustedHooks: false,
        blobs: new BlobFolder(undefined),
      }),
    );
    const bare = [...methods.keys()].filter((method) => !covered.has(method));
    // The attacks and the matrix of closed records take their methods from `requests`.
    const files = [
      "figures.bulk.upload.geometry",
      "file-storage.bulk.upload",
      "file-storage.upload",
      "images.bulk.upload",
    ];
    expect([...methods.keys()].filter((method) => !(method in requests)).sort()).toEqual(files);
    // Methods that take files (see figure-work-routes.test.ts, file-routes.test.ts, image-routes.test.ts) and public ones.
    expect(bare.sort()).toEqual([...files, "instance.version"]);
  });
});

function loginOf(asker: Asker): string {
  return asker === "admin" ? "my_username" : asker;
}

/** One valid request with all its fields for every method of the API that accepts JSON. */
import { lemonFigure, type World } from "./world.js";

/** Builds a body; may create the records that it names first. */
export type Request = (world: World) => unknown;

/** The fields of a list; `filter` and `sort` name fields that all records have. */
const listing = {
  filter: [{ field: "id", operator: ">", value: 0 }],
  sort: "id",
  sort_order: "desc",
  page: 1,
  per_page: 3,
  fields: ["id"],
};
const byToken = { pagination_mode: "token", per_page: 3, after: null };

const fruit = { title: "lemon", description: "a fruit", shape: "bitmap", color: "#50E3C2", hotkey: "L" };
const size = { name: "size", value_type: "oneof_string", values: ["small"], color: "#417505", classes: ["lemon"] };
const hook = { retriesCount: 1, retriesDelay: 2, headers: { "x-from": "slylab" }, followRedirect: false };

const jobMeta = {
  classes: ["lemon"],
  projectTags: ["size"],
  imageTags: [{ name: "situated", positive: false }],
  imageFiguresLimit: 10,
  imageTagsLimit: 2,
  entityIds: [283001, 283002, 283003],
  range: { start: 1, end: 2 },
  dynamicClasses: false,
  dynamicTags: false,
  allowRestore: true,
  readOnlyTags: ["situated"],
};

const people = ({ ids }: World) => ({ userIds: [ids.assignee], reviewerId: ids.reviewer });
const words = { readme: "# Lemons", description: "first" };

interface Named {
  readonly entities: readonly { readonly id: number; readonly name: string }[];
}

async function classId({ server }: World, projectId = 5555): Promise<number> {
  const { entities } = (await server.must("advanced.object_classes.list", { projectId })) as Named;
  return entities.find(({ name }) => name === "lemon")?.id ?? 0;
}

async function sizeTag({ server }: World): Promise<number> {
  const { entities } = (await server.must("tags.list", { projectId: 5555 })) as Named;
  return entities.find(({ name }) => name === "size")?.id ?? 0;
}

/** The id of the tag that a fresh figure has. */
async function tagOfFigure({ server }: World, figureId: number): Promise<number> {
  const [tag] = (await server.must("figures.tags.list", { id: figureId })) as { id: number }[];
  return tag?.id ?? 0;
}

export const requests: Readonly<Record<string, Request>> = {
  "instance.version": () => ({}),
  "users.me": () => ({}),
  "users.info": ({ ids }) => ({ id: ids.annotator }),
  "users.list": () => listing,
  "users.add": ({ name }) => ({ login: name(), password: "x", isRestricted: true, name: "A", email: "a@b.c" }),
  "users.editInfo": ({ ids }) => ({ id: ids.annotator, name: "A" }),
  "users.disable": ({ ids }) => ({ id: ids.idle, disable: true }),
  "roles.list": () => listing,

  "teams.list": () => listing,
  "teams.info": () => ({ id: 8 }),
  "teams.add": ({ name }) => ({ name: name(), description: "d" }),
  "teams.editInfo": () => ({ id: 8, name: "tutorial", description: "d" }),
  "teams.archive": async ({ fresh }) => ({ id: await fresh("team") }),
  "teams.activity": () => ({ teamId: 8, ...byToken }),
  "members.list": () => ({ teamId: 8, ...listing }),
  "members.add": () => ({ login: "idle", teamId: 8, roleId: 3 }),
  "members.editInfo": ({ ids }) => ({ id: ids.spare, teamId: 8, roleId: 4 }),
  "members.remove": ({ ids }) => ({ id: ids.spare, teamId: 8 }),
  "workspaces.list": () => ({ teamId: 8, ...listing }),
  "workspaces.info": () => ({ id: 7 }),
  "workspaces.add": ({ name }) => ({ teamId: 8, name: name(), description: "d" }),
  "workspaces.editInfo": () => ({ id: 7, name: "First Workspace", description: "d" }),
  "workspaces.archive": async ({ fresh }) => ({ id: await fresh("workspace") }),

  "projects.list": () => ({ workspaceId: 7, ...listing }),
  "projects.info": () => ({ id: 5555 }),
  "projects.add": ({ name }) => ({ workspaceId: 7, name: name(), type: "images", ...words }),
  "projects.editInfo": () => ({ id: 5555, name: "tutorial_project", ...words }),
  "projects.settings.update": () => ({ id: 5555, settings: {} }),
  "projects.archive": async ({ fresh }) => ({ id: await fresh("project") }),
  "projects.meta": () => ({ id: 5555 }),
  "projects.meta.update": async ({ fresh }) => ({
    id: await fresh("project"),
    meta: { classes: [fruit], tags: [size] },
  }),
  "advanced.object_classes.editInfo": () => ({ id: 22308, name: "kiwi", description: "d", color: "#D0021B" }),
  "advanced.tags.editInfo": () => ({ id: 4172, title: "origin", color: "#8B572A" }),
  "advanced.tags.values.rename": () => ({ id: 4173, values: { small: "small" } }),
  "tags.list": () => ({ projectId: 5555, ...listing }),
  "advanced.object_classes.list": () => ({ projectId: 5555, ...listing }),
  "datasets.list": () => ({ projectId: 5555, recursive: true, ...listing }),
  "datasets.info": () => ({ id: 10555 }),
  "datasets.add": ({ name }) => ({ projectId: 5555, name: name(), description: "d", parentId: 10555 }),
  "datasets.editInfo": () => ({ id: 10555, name: "dataset_01", description: "d" }),
  "datasets.archive": async ({ fresh }) => ({ id: await fresh("dataset") }),

  "projects.stats": () => ({ id: 5555 }),
  "projects.clone": ({ name }) => ({
    id: 5555,
    workspaceId: 7,
    name: name(),
    include: { images: false, figures: false },
  }),
  "tasks.info": async ({ server, name }) => {
    const clone = { id: 5555, workspaceId: 7, name: name(), include: { datasets: false } };
    const { taskId } = (await server.must("projects.clone", clone)) as { taskId: number };
    return { id: taskId };
  },
  "tasks.list": () => ({ workspaceId: 7, ...listing }),
  "teams.remove.permanently": async ({ fresh }) => ({ teamsIds: [await fresh("team")] }),
  "workspaces.remove.permanently": async ({ fresh }) => ({ workspacesIds: [await fresh("workspace")] }),
  "projects.remove.permanently": async ({ fresh }) => ({ projects: [{ id: await fresh("project") }] }),
  "datasets.remove.permanently": async ({ fresh }) => ({ datasets: [{ id: await fresh("dataset") }] }),
  "datasets.move": async ({ fresh }) => ({ srcId: await fresh("dataset"), destId: 10555 }),
  "datasets.favorite-change": () => ({ id: 10555, isFavorite: true }),
  "datasets.list.all": () => ({ extraFields: ["customData"], ...listing }),
  "projects.list.all": () => ({ skipExported: true, extraFields: [], ...listing }),
  "projects.workspace.set": async ({ fresh }) => ({
    id: await fresh("project"),
    workspaceId: await fresh("workspace"),
  }),
  "workspaces.visibility.set": () => ({ id: 7, hidden: false }),
  "advanced.object_classes.info": async (world) => ({ id: await classId(world) }),
  "projects.classes.remove": async (world) => {
    const projectId = await world.fresh("project");
    return { id: await classId(world, projectId), projectId };
  },
  "projects.tags.remove": async ({ server, fresh }) => {
    const projectId = await fresh("project");
    const { entities } = (await server.must("tags.list", { projectId })) as { entities: { id: number }[] };
    return { id: entities[0]?.id, projectId };
  },
  "tags.bulk.add": ({ name }) => ({
    projectId: 5555,
    tags: [{ title: name(), color: "#417505", hotkey: "", settings: { type: "any_string", applicableType: "all" } }],
  }),

  "images.bulk.set-custom-sort": () => ({ images: [{ id: 283001, customSort: "a" }] }),
  "images.bulk.download-by-hash": async ({ server }) => {
    const { hash } = (await server.must("images.info", { id: 283001 })) as { hash: string };
    return { hashes: [hash] };
  },
  "images.list": () => ({
    datasetId: 10555,
    recursive: false,
    filters: [{ type: "images_tag", data: { tagId: 4174, include: false } }],
    ...listing,
  }),
  "images.info": () => ({ id: 283001 }),
  "images.download": () => ({ id: 283001 }),
  "images.bulk.download": () => ({ datasetId: 10555, imageIds: [283001] }),
  "images.internal.hashes.list": () => ["x"],
  "images.bulk.add": ({ name }) => ({ datasetId: 10555, images: [{ title: name(), link: "http://127.0.0.1/a.png" }] }),
  "images.editInfo": () => ({ id: 283001, description: "d", meta: { camera: 1 } }),
  "images.update.links": async ({ fresh }) => ({
    images: [{ id: await fresh("image"), link: "http://127.0.0.1/a.png" }],
    clearLocalDataSource: false,
  }),
  "images.bulk.remove": async ({ fresh }) => ({ imageIds: [await fresh("image")] }),
  "image-tags.bulk.add-to-image": () => ({ tagId: 4174, ids: [283001] }),
  "tags.entities.bulk.add": () => ({ projectId: 5555, tags: [{ entityId: 283001, tagId: 4174 }] }),
  "image-tags.bulk.remove-from-images": () => ({ tagIds: [4174], ids: [283001] }),
  "image-tags.remove-from-image": async ({ fresh }) => {
    await fresh("imageTag");
    return { tagId: 4174, imageId: 283001 };
  },
  "image-tags.update-tag-value": async ({ fresh }) => ({ id: await fresh("imageTag"), value: null }),

  "annotations.info": () => ({ imageId: 283001 }),
  "annotations.bulk.info": () => ({ datasetId: 10555, imageIds: [283001] }),
  "annotations.list": () => ({ datasetId: 10555, ...byToken }),
  "annotations.bulk.add": () => ({
    datasetId: 10555,
    annotations: [{ imageId: 283001, annotation: { description: "d", objects: [lemonFigure] } }],
    skipBoundsValidation: false,
  }),
  "figures.list": () => ({ datasetId: 10555, ...listing, fields: ["id", "imageId"] }),
  "figures.info": async ({ fresh }) => ({ id: await fresh("figure") }),
  "figures.tags.list": async ({ fresh }) => ({ id: await fresh("figure") }),
  "figures.bulk.add": () => ({ entityId: 283001, figures: [lemonFigure], skipBoundsValidation: false }),
  "figures.editInfo": async ({ fresh }) => {
    const { bitmap, tags } = lemonFigure;
    return { id: await fresh("figure"), geometry: { bitmap }, tags };
  },
  "figures.bulk.remove": async ({ fresh }) => ({ ids: [await fresh("figure")] }),
  "figures.tags.bulk.add": async ({ fresh }) => ({
    projectId: 5555,
    tags: [{ figureId: await fresh("figure"), tagId: 4172, value: "here" }],
  }),

  "entities-collections.add": ({ name }) => ({
    projectId: 5555,
    name: name(),
    description: "d",
    type: "aiSearch",
    meta: { aiSearchKey: "lemon" },
  }),
  "entities-collections.list": () => ({ projectId: 5555, type: "all", extraFields: ["meta"], ...listing }),
  "entities-collections.info": async ({ fresh }) => ({ id: await fresh("collection"), extraFields: ["meta"] }),
  "entities-collections.editInfo": async ({ fresh, name }) => ({
    id: await fresh("collection"),
    name: name(),
    description: "d",
  }),
  "entities-collections.remove": async ({ fresh }) => ({ id: await fresh("collection"), hardDelete: true }),
  "entities-collections.items.bulk.add": async ({ fresh }) => ({
    collectionId: await fresh("collection"),
    entityIds: [283001],
  }),
  "entities-collections.items.bulk.remove": async ({ fresh }) => ({
    collectionId: await fresh("collection"),
    entityIds: [283001],
  }),

  "issues.list": () => ({ teamId: 8, withSubIssues: true, ...listing }),
  "issues.info": async ({ fresh }) => ({ id: await fresh("issue"), withSubIssues: true }),
  "issues.add": ({ ids }) => ({
    teamId: 8,
    name: "wrong class",
    comment: "see there",
    assignees: [ids.reviewer],
    isLocal: false,
  }),
  "issues.editInfo": async ({ fresh }) => ({ id: await fresh("issue"), name: "n", status: "closed", isPinned: true }),
  "issues.remove": async ({ fresh }) => ({ id: await fresh("issue") }),
  "issues.comments.add": async ({ fresh }) => ({ issueId: await fresh("issue"), comment: "c" }),
  "issues.comments.editInfo": async ({ fresh }) => ({ id: await fresh("comment"), comment: "c" }),
  "issues.sub-issue.add": async ({ fresh }) => {
    const issueId = await fresh("issue");
    const bindings = [{ field: "imageId", value: 283001, extra: { figureImageId: 283001 } }];
    return { issueId, parentId: issueId, bindings, meta: {} };
  },
  "issues.sub-issue.editInfo": async ({ fresh }) => ({ id: await fresh("subIssue"), status: "closed", meta: {} }),
  "issues.dataset-issues.list": () => ({ datasetId: 10555 }),

  "guides.list": () => ({ teamId: 8, ...listing }),
  "guides.info": async ({ fresh }) => ({ id: await fresh("guide") }),
  "guides.add": async ({ fresh, name }) => {
    await fresh("guide");
    return { teamId: 8, name: name(), description: "d", filePath: "/guides/lemons.pdf" };
  },
  "guides.remove": async ({ fresh }) => ({ id: await fresh("guide") }),

  "file-storage.list": () => ({ teamId: 8, path: "/docs/", recursive: false }),
  "file-storage.v2.list": () => ({
    teamId: 8,
    path: "/docs/",
    recursive: true,
    withMetadata: true,
    files: true,
    folders: true,
    limit: 2,
    continuationToken: null,
  }),
  "file-storage.info": async ({ fresh }) => ({ id: await fresh("file") }),
  "file-storage.raw": async ({ fresh }) => ({ id: await fresh("file") }),
  "file-storage.download": async ({ fresh }) => {
    await fresh("file");
    return { teamId: 8, path: "/docs/" };
  },
  "file-storage.remove": () => ({ teamId: 8, path: "/old/" }),
  "file-storage.bulk.remove": () => ({ teamId: 8, paths: ["/old/a.txt"] }),

  "annotations.bulk.copy": () => ({ srcImageIds: [283002], destImageIds: [283001], preserveSourceDate: false }),
  "object-tags.add-to-object": async ({ fresh }) => ({ tagId: 4172, figureId: await fresh("figure"), value: "here" }),
  "object-tags.remove-from-figure": async (world) => {
    const figureId = await world.fresh("figure");
    return { tagId: await sizeTag(world), figureId, id: await tagOfFigure(world, figureId) };
  },
  "object-tags.custom-data.update": async (world) => ({
    id: await tagOfFigure(world, await world.fresh("figure")),
    customData: { a: 1 },
    updateStrategy: "replace",
  }),
  "image-tags.custom-data.update": async ({ fresh }) => ({ id: await fresh("imageTag"), customData: { a: 1 } }),
  "figures.priority.update": async ({ fresh }) => ({ id: await fresh("figure"), priority: 2 }),
  "figures.bulk.restore": async ({ server, fresh }) => {
    const id = await fresh("figure");
    await server.must("figures.bulk.remove", { ids: [id] });
    return { figureIds: [id] };
  },
  "figures.bulk.download.geometry": async ({ fresh }) => ({ ids: [await fresh("figure")] }),

  "jobs.list": () => ({ teamId: 8, showDisabled: true, ...listing }),
  "jobs.info": async ({ job }) => ({ id: await job() }),
  "jobs.stats": async ({ job }) => ({ id: await job() }),
  "jobs.add": (world) => ({ name: "j", datasetId: 10555, ...people(world), ...words, meta: jobMeta }),
  "jobs.stop": async ({ job }) => ({ id: await job() }),
  "jobs.pause": async ({ job }) => ({ id: await job() }),
  "jobs.archive": async ({ job }) => ({ id: await job() }),
  "jobs.bulk.archive": async ({ job }) => ({ ids: [await job()] }),
  "jobs.bulk.unarchive": async ({ job }) => ({ ids: [await job()] }),
  "jobs.bulk.remove": async ({ job }) => ({ ids: [await job()] }),
  "jobs.editInfo": async ({ job, ids }) => ({
    id: await job(),
    userId: ids.assignee,
    reviewerId: ids.reviewer,
    customData: { batch: 1 },
  }),
  "jobs.restart": async (world) => ({
    id: await world.job("rejected"),
    ...people(world),
    completeExisting: true,
    name: "again",
  }),
  "jobs.set-status": async ({ job }) => ({ id: await job(), status: "in_progress" }),
  "jobs.entities.update-review-status": async ({ job }) => ({
    jobId: await job("in_progress"),
    entityId: 283001,
    status: "done",
  }),
  "jobs.reject": async ({ job }) => ({ id: await job("on_review"), mode: "all" }),

  "labeling-queues.add": (world) => ({
    name: "q",
    datasetId: 10555,
    ...people(world),
    ...words,
    reviewerIds: [world.ids.reviewer],
    qualityCheckUserIds: [world.ids.reviewer],
    meta: jobMeta,
  }),
  "labeling-queues.list": () => ({ teamId: 8, showDisabled: true, ...listing }),
  "labeling-queues.info": ({ ids }) => ({ id: ids.queue }),
  "labeling-queues.stats.entities": ({ ids }) => ({
    id: ids.queue,
    entityStatus: ["none", null],
    page: 1,
    per_page: 3,
  }),
  "labeling-queues.set-status": ({ ids }) => ({ id: ids.queue, status: "pending" }),

  "webhooks.list": () => ({ teamId: 8, ...listing }),
  "webhooks.add": () => ({ teamId: 8, url: "http://127.0.0.1:9/", action: "labeling_job.completed", meta: hook }),
  "webhooks.info": ({ ids }) => ({ id: ids.webhook }),
  "webhooks.update": ({ ids }) => ({ id: ids.webhook, url: "http://127.0.0.1:9/b", meta: hook }),
  "webhooks.test": ({ ids }) => ({ teamId: 8, id: ids.webhook, action: "labeling_job.completed", payload: {} }),
  "webhooks.bulk.remove": async ({ fresh }) => ({ ids: [await fresh("webhook")] }),
};

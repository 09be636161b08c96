/** Two teams with one record of each kind, for requests. */
import { role, type TestServer } from "./server.js";

/** The ids of records by kind, for example `annotator` and `queue`; those of the other team are in `other`. */
export interface World {
  readonly server: TestServer;
  readonly ids: Readonly<Record<string, number>>;
  /** One record of each kind in a team without members of team 8, except the admin of the instance. */
  readonly other: Readonly<Record<Kind, number>>;
  /** A new job for the assignee with the first two images, in the given status. */
  job(status?: string): Promise<number>;
  /** A new record of team 8, to be changed or removed. */
  fresh(kind: Kind): Promise<number>;
  /** An unused name. */
  name(): string;
}

/** The kinds of records that requests name by id. */
export const kinds = [
  "user",
  "team",
  "workspace",
  "project",
  "dataset",
  "image",
  "class",
  "tag",
  "imageTag",
  "figure",
  "figureTag",
  "task",
  "job",
  "queue",
  "webhook",
  "file",
  "collection",
  "issue",
  "subIssue",
  "comment",
  "guide",
] as const;
export type Kind = (typeof kinds)[number];

const talk = ["file", "collection", "issue", "subIssue", "comment", "guide"] as const;

/** A figure in the format of requests. */
export const lemonFigure = {
  classTitle: "lemon",
  geometryType: "bitmap",
  bitmap: { data: "eJw=", origin: [1, 1] },
  tags: [{ name: "size", value: "small" }],
} as const;

/** Where records of a team are created. */
interface Place {
  readonly team: number;
  readonly workspace: number;
  readonly project: number;
  readonly dataset: number;
  readonly image: number;
  readonly tag: number;
  readonly user: number;
}

const tutorial = { team: 8, workspace: 7, project: 5555, dataset: 10_555, image: 283_001, tag: 4174 } as const;

const members = {
  manager: role.manager,
  developer: role.developer,
  reviewer: role.reviewer,
  viewer: role.viewer,
  assignee: role.annotator,
  annotator: role.annotator,
  spare: role.annotator,
};

/** Creates the records on `server`. */
export async function makeWorld(server: TestServer): Promise<World> {
  let names = 0;
  const name = () => `name ${++names}`;
  const ids: Record<string, number> = {};
  for (const [login, roleId] of Object.entries(members)) ids[login] = await server.hire(login, roleId);
  ids.foreigner = await account(server, "foreigner", false);
  ids.teamless = await account(server, "teamless", true);
  ids.idle = await account(server, "idle", true);
  const here: Place = { ...tutorial, user: ids.assignee! };
  const queue = { name: "q", datasetId: 10555, userIds: [ids.assignee], meta: { entityIds: [283002] } };
  ids.queue = idOf(await server.must("labeling-queues.add", queue));
  ids.webhook = await make(server, "webhook", here, name());

  const job = async (status = "pending") => {
    const id = await make(server, "job", here, "j");
    const steps = { pending: [], stopped: ["stopped"], in_progress: ["in_progress"] }[status] ?? [
      "in_progress",
      "on_review",
    ];
    for (const step of steps) await server.must("jobs.set-status", { id, status: step });
    if (status === "rejected") await server.must("jobs.reject", { id, mode: "all" });
    return id;
  };
  // The image is in a job of the assignee that is in progress, which includes the permission to mark it.
  await job("in_progress");
  return {
    server,
    ids,
    job,
    name,
    other: await makeOther(server, name),
    fresh: (kind) => make(server, kind, here, name()),
  };
}

/** A complete team, created by the admin of the instance, with its own annotator. */
async function makeOther(server: TestServer, name: () => string): Promise<Record<Kind, number>> {
  const user = await account(server, "stranger", true);
  const team = idOf(await server.must("teams.add", { name: name() }));
  await server.must("members.add", { login: "stranger", teamId: team, roleId: role.annotator });
  return oneOfEach(server, { team, user }, name);
}

/** One record of each kind in a new workspace of `team`, with work for `user`. */
export async function oneOfEach(
  server: TestServer,
  { team, user }: Pick<Place, "team" | "user">,
  name: () => string,
): Promise<Record<Kind, number>> {
  let place: Place = { team, workspace: 0, project: 0, dataset: 0, image: 0, tag: 0, user };
  const made: Record<string, number> = {};
  for (const kind of ["workspace", "project", "dataset", "image", "tag"] as const) {
    place = { ...place, [kind]: await make(server, kind, place, name()) };
  }
  for (const kind of [
    "class",
    "imageTag",
    "figure",
    "figureTag",
    "task",
    "job",
    "queue",
    "webhook",
    ...talk,
  ] as const) {
    made[kind] = await make(server, kind, place, name());
  }
  return { ...place, ...made } as Record<Kind, number>;
}

/** Creates one record; returns its id. */
async function make(server: TestServer, kind: Kind, place: Place, name: string): Promise<number> {
  const { team, workspace, project, dataset, image, tag, user } = place;
  const add = async (method: string, body: unknown): Promise<number> => idOf(await server.must(method, body));
  switch (kind) {
    case "collection":
      return add("entities-collections.add", { projectId: project, name });
    case "issue":
      return add("issues.add", { teamId: team, name });
    case "subIssue": {
      const issueId = await add("issues.add", { teamId: team, name });
      return add("issues.sub-issue.add", { issueId, bindings: [{ field: "imageId", value: image }] });
    }
    case "comment":
      return add("issues.comments.add", { issueId: await add("issues.add", { teamId: team, name }), comment: "c" });
    case "guide":
      await addFile(server, team, "/guides/lemons.pdf", name);
      return add("guides.add", { teamId: team, name, filePath: "/guides/lemons.pdf" });
    case "file":
      return addFile(server, team, `/docs/${name}.txt`, name);
    case "user":
      return account(server, name, true);
    case "team":
      return add("teams.add", { name });
    case "workspace":
      return add("workspaces.add", { teamId: team, name });
    case "project": {
      const id = await add("projects.add", { workspaceId: workspace, name });
      const lemon = { title: "lemon", shape: "bitmap", color: "#50E3C2" };
      const size = { name: "size", value_type: "any_string" };
      await server.must("projects.meta.update", { id, meta: { classes: [lemon], tags: [size] } });
      return id;
    }
    case "dataset":
      return add("datasets.add", { projectId: project, name });
    case "image": {
      const images = [{ title: name, link: "http://127.0.0.1/a.png" }];
      return add("images.bulk.add", { datasetId: dataset, images });
    }
    case "class": {
      const list = await server.must("advanced.object_classes.list", { projectId: project });
      return idOf((list as { entities: { id: number }[] }).entities);
    }
    case "tag": {
      const { entities } = (await server.must("tags.list", { projectId: project })) as { entities: { id: number }[] };
      return idOf(entities);
    }
    case "imageTag": {
      const value = tag === tutorial.tag ? {} : { value: name };
      return add("tags.entities.bulk.add", { projectId: project, tags: [{ entityId: image, tagId: tag, ...value }] });
    }
    case "figure":
      return add("figures.bulk.add", { entityId: image, figures: [lemonFigure], skipBoundsValidation: true });
    case "figureTag": {
      const id = await make(server, "figure", place, name);
      return idOf(await server.must("figures.tags.list", { id }));
    }
    case "task": {
      const clone = { id: project, workspaceId: workspace, name: `${name} clone`, include: { datasets: false } };
      return ((await server.must("projects.clone", clone)) as { taskId: number }).taskId;
    }
    case "job": {
      const entityIds = image === tutorial.image ? [image, image + 1] : [image];
      return add("jobs.add", { name, datasetId: dataset, userIds: [user], meta: { entityIds } });
    }
    case "queue":
      return add("labeling-queues.add", { name, datasetId: dataset, userIds: [user], meta: { entityIds: [image] } });
    case "webhook":
      return add("webhooks.add", { teamId: team, url: "http://127.0.0.1:9/", action: "labeling_queue.completed" });
  }
}

async function account(server: TestServer, login: string, isRestricted: boolean): Promise<number> {
  const made = (await server.must("users.add", { login, password: "secret", isRestricted })) as { userId: number };
  return made.userId;
}

/** the id in a response, or in its first item. */
function idOf(response: unknown): number {
  const [first] = [response].flat() as { id: number }[];
  if (first === undefined) throw new Error("the response is empty");
  return first.id;
}

/** Uploads a text file to a team's files; returns its id. */
async function addFile(server: TestServer, teamId: number, path: string, text: string): Promise<number> {
  const query = new URLSearchParams({ teamId: String(teamId), path });
  const url = `${server.address}/public/api/v3/file-storage.upload?${query}`;
  const headers = { "x-api-key": server.token, "content-type": "application/octet-stream" };
  const response = await fetch(url, { method: "POST", headers, body: text });
  return idOf(await response.json());
}

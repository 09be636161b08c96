import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allowedTransitions, jobStatuses } from "../../src/domain/records/job-status.js";
import { isId, type Path, places, replaced, without, wrongBodies } from "../support/bad-values.js";
import { kindOf } from "../support/request-ids.js";
import { requests } from "../support/requests.js";
import { openTestServer, role, type TestResponse } from "../support/server.js";
import { makeWorld, type World } from "../support/world.js";

let folder: string;
let world: World;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slylab-bad-input-"));
  world = await makeWorld(await openTestServer({ data: folder }));
  await world.server.hire("chief", role.admin);
});
afterAll(async () => {
  await world?.server.close();
  await rm(folder, { recursive: true, force: true });
});

const methods = Object.keys(requests);

// These methods need no body, and ignore one.
const bodiless = ["instance.version"];
// The fields within these have user-defined names, or those of a geometry.
const ownNames = ["customData", "settings", "headers", "payload", "values", "geometry", "points", "bitmap", "size"];

/** Changes with every commit: the server appends to its log, and no other connection can open the database. */
function version(): string {
  const { size, mtimeNs } = statSync(join(folder, "instance.db-wal"), { bigint: true });
  return `${size} ${mtimeNs}`;
}

/** Fields that accept any value of their type: user-defined ones, and values that are compared and not stored. */
const free: readonly RegExp[] = [
  /^customData\./,
  /^images.editInfo meta\./,
  /^settings\./,
  / filter\.0\.value$/,
  /^issues\.sub-issue\.\w+ meta/,
  / extraFields\.0$/,
  /^webhooks\.\w+ meta\.retriesDelay$/,
];

function isFree(method: string, path: Path, value: unknown): boolean {
  const place = `${method} ${path.join(".")}`;
  // A password is hashed, so any text is valid.
  if (place === "users.add password" && typeof value === "string") return value.length < 1000;
  return free.some((pattern) => pattern.test(place) || pattern.test(path.join(".")));
}

it("the database version changes with a write", async () => {
  const before = version();
  await world.server.must("teams.add", { name: world.name() });
  expect(version()).not.toEqual(before);
});

describe("a body with one invalid value is rejected with its path, and nothing is written", () => {
  it.each(methods)("%s", async (method) => {
    const good = await requests[method]!(world);
    const before = version();
    const wrong = wrongBodies(good).filter(({ path, value }) => !isFree(method, path, value));
    const odd = await oddOf(wrong, async ({ path, value, body }) => {
      const response = await world.server.ask(method, body);
      return isAt(path, refusedAt(response)) ? undefined : `${path.join(".")} = ${show(value)}: ${show(response)}`;
    });
    expect(odd).toEqual([]);
    expect(version()).toEqual(before);
  });
});

describe("a missing field is rejected by its name, or has a default", () => {
  it.each(methods)("%s", async (method) => {
    const odd: string[] = [];
    let good = await requests[method]!(world);
    for (const [path] of places(good)) {
      const response = await world.server.ask(method, without(good, path));
      const where = refusedAt(response);
      // Some fields may be in each item of a list, or beside the list for all items.
      const isMissed = isAt(path.slice(0, 1), where) || where?.endsWith(`.${path.at(-1)}`);
      if (response.status !== 200 && !isMissed) odd.push(`${path.join(".")}: ${show(response)}`);
      // A rejected request has changed nothing.
      if (response.status === 200) good = await requests[method]!(world);
    }
    expect(odd).toEqual([]);
  });
});

describe("a misspelled field is rejected by its name with a suggestion, and nothing is written", () => {
  // Its body is a list.
  const named = methods.filter((method) => method !== "images.internal.hashes.list" && !bodiless.includes(method));
  it.each(named)("%s", async (method) => {
    const good = (await requests[method]!(world)) as Record<string, unknown>;
    const before = version();
    const odd = await oddOf(places(good), async ([path, value]) => {
      const field = path.at(-1);
      if (typeof field !== "string" || path.some((part) => ownNames.includes(String(part)))) return undefined;
      const place = [...path.slice(0, -1), `${field.slice(0, -2)}${field.at(-1)}${field.at(-2)}`];
      if (field.length < 4 || place.at(-1) === field || isFree(method, path, value)) return undefined;
      const response = await world.server.ask(method, replaced(good, place, value));
      const said = (response.body as { details?: { message?: string }[] }).details?.[0]?.message ?? "";
      const isMeant = said.startsWith(`unknown field "${place.at(-1)}"`);
      return refusedAt(response) === place.join(".") && isMeant ? undefined : `${place.join(".")}: ${show(response)}`;
    });
    expect(odd).toEqual([]);
    expect(version()).toEqual(before);
  });

  it("an unknown field is answered with the similar name, or with all field names", async () => {
    const job = { datasetId: 10555, userIds: [world.ids.assignee] };
    expect(await world.server.ask("jobs.add", { ...job, nmae: "x" })).toMatchObject({
      status: 400,
      body: { details: [{ path: "name" }, { path: "nmae", message: 'unknown field "nmae"; did you mean "name"?' }] },
    });
    const response = await world.server.ask("teams.add", { name: world.name(), budget: 7 });
    expect(response).toMatchObject({
      status: 400,
      body: { details: [{ path: "budget", message: 'unknown field "budget"; the fields are name, description' }] },
    });
  });
});

describe("a body that is not an object is rejected", () => {
  it.each(methods.filter((method) => !bodiless.includes(method)))("%s", async (method) => {
    const before = version();
    const bodies = ['"x"', "7", "null", "true", "{", "[1", "\u0000", `{"id":${"[".repeat(200)}${"]".repeat(200)}}`];
    const statuses = await Promise.all(bodies.map((body) => post(method, body)));
    expect(statuses).toEqual(bodies.map(() => 400));
    expect(version()).toEqual(before);
  });
});

describe("an unknown id is rejected, and nothing is written", () => {
  it.each(methods)("%s", async (method) => {
    await expectRefused(method, undefined, () => 999_999_999);
  });
});

describe("an id of another team is rejected for members of this team only, and nothing is written", () => {
  it.each(methods)("%s", async (method) => {
    await expectRefused(method, "chief", (path) => world.other[kindOf(method, path)]);
  });
});

describe("an empty list of ids is rejected, and nothing is written", () => {
  it.each(methods)("%s", async (method) => {
    const good = await requests[method]!(world);
    const before = version();
    const selections = places(good).filter(([path, value]) => Array.isArray(value) && isSelection(method, path));
    for (const [path] of selections) {
      const response = await world.server.ask(method, replaced(good, path, []));
      expect(refusedAt(response), show(response)).toBe(path.join("."));
    }
    expect(version()).toEqual(before);
  });
});

describe("a name that is taken is rejected, and nothing is written", () => {
  const adding = [
    "users.add",
    "teams.add",
    "workspaces.add",
    "projects.add",
    "datasets.add",
    "images.bulk.add",
    "entities-collections.add",
  ];
  it.each(adding)("%s", async (method) => {
    const good = await requests[method]!(world);
    await world.server.must(method, good);
    const before = version();
    expect(await world.server.ask(method, good)).toMatchObject({
      status: 400,
      body: { details: { type: "NONUNIQUE" } },
    });
    expect(version()).toEqual(before);
  });

  const renaming = ["team", "workspace", "project", "dataset", "image"] as const;
  it.each(renaming)("%ss.editInfo", async (kind) => {
    const [first, second] = [await world.fresh(kind), await world.fresh(kind)];
    const { name } = (await world.server.must(`${kind}s.info`, { id: first })) as { name: string };
    const before = version();
    const response = await world.server.ask(`${kind}s.editInfo`, { id: second, name });
    expect(response).toMatchObject({
      status: 400,
      body: { details: { type: "NONUNIQUE", errors: [{ name, id: first }] } },
    });
    expect(version()).toEqual(before);
  });
});

describe("a query string has the same effect as a body", () => {
  it.each(methods.filter((method) => method !== "images.internal.hashes.list"))("%s", async (method) => {
    const query = Object.entries((await requests[method]!(world)) as Record<string, unknown>)
      .filter(([, value]) => value !== null)
      .map(([key, value]): [string, string] => [
        key,
        typeof value === "object" ? JSON.stringify(value) : String(value),
      ]);
    const { address, token } = world.server;
    const url = `${address}/public/api/v3/${method}?${new URLSearchParams(query)}`;
    const response = await fetch(url, { headers: { "x-api-key": token } });
    expect({ status: response.status, body: response.status === 200 ? "" : await response.text() }).toEqual({
      status: 200,
      body: "",
    });
  });
});

describe("a status that a job cannot change to is rejected, and nothing is written", () => {
  const ways = {
    pending: [],
    in_progress: ["in_progress"],
    on_review: ["in_progress", "on_review"],
    completed: ["in_progress", "on_review", "completed"],
    stopped: ["stopped"],
  } as const;

  // Webhooks of a completed job are written too, at any time.
  beforeAll(async () => {
    const { entities } = (await world.server.must("webhooks.list", { teamId: 8 })) as { entities: { id: number }[] };
    await world.server.must("webhooks.bulk.remove", { ids: entities.map(({ id }) => id) });
  });

  it.each(Object.keys(ways) as (keyof typeof ways)[])("from %s", async (from) => {
    const id = await world.fresh("job");
    for (const status of ways[from]) await world.server.must("jobs.set-status", { id, status });
    const impossible = jobStatuses.filter((to) => to !== from && !allowedTransitions[from].includes(to));
    expect(impossible.length).toBeGreaterThan(0);
    const before = version();
    for (const status of [...impossible, "done"]) {
      const response = await world.server.ask("jobs.set-status", { id, status });
      expect({ to: status, at: refusedAt(response) }).toEqual({ to: status, at: "status" });
    }
    expect(version()).toEqual(before);
  });
});

/** The results of `check`, which finds what is wrong with a case; 16 cases at once. */
async function oddOf<T>(cases: readonly T[], check: (one: T) => Promise<string | undefined>): Promise<string[]> {
  const odd: string[] = [];
  for (let at = 0; at < cases.length; at += 16) {
    const found = await Promise.all(cases.slice(at, at + 16).map(check));
    odd.push(...found.filter((one) => one !== undefined));
  }
  return odd;
}

/** Calls `method` with each id of its valid request replaced. */
async function expectRefused(method: string, as: string | undefined, idAt: (path: Path) => number): Promise<void> {
  const good = await requests[method]!(world);
  const ids = places(good).filter(([path, value]) => typeof value === "number" && isId(path) && !isSearch(path));
  const before = version();
  const odd = await oddOf(ids, async ([path]) => {
    const response = await world.server.ask(method, replaced(good, path, idAt(path)), as);
    const isRefused = [403, 404].includes(response.status) || isAt(path, refusedAt(response));
    return isRefused ? undefined : `${path.join(".")}: ${show(response)}`;
  });
  expect(odd).toEqual([]);
  expect(version()).toEqual(before);
}

/** Searches by an id may find nothing; missing items of a collection are returned as missing. */
function isSearch(path: Path): boolean {
  return path[0] === "filters" || path[0] === "filter" || path[0] === "entityIds";
}

/** Whether a list contains the records that the method changes. */
function isSelection(method: string, path: Path): boolean {
  if (method === "figures.editInfo" || method === "jobs.restart") return false;
  return (
    path.length === 1 &&
    /^(ids|imageIds|tagIds|images|figures|annotations|tags|userIds|paths|entityIds|bindings)$/.test(String(path[0]))
  );
}

async function post(method: string, body: string): Promise<number> {
  const { address, token } = world.server;
  const headers = { "x-api-key": token, "content-type": "application/json" };
  const response = await request(`${address}/public/api/v3/${method}`, { method: "POST", headers, body });
  await response.body.dump();
  return response.statusCode;
}

/** The path of the first field in a validation error; empty for the body itself. */
function refusedAt({ status, body }: TestResponse): string | undefined {
  const { details } = body as { details?: unknown };
  if (status !== 400 || !Array.isArray(details)) return undefined;
  return (details[0] as { path?: string }).path;
}

/** Whether an error about `where` concerns the value at `path`, a part of it or one of its containers. */
function isAt(path: Path, where: string | undefined): boolean {
  const place = path.join(".");
  return where !== undefined && (place.startsWith(where) || where.startsWith(place));
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 160);
}

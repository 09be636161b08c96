/**
 * Every method with records of another team, of an archived project, of an archived team and with an archived job, called by
 * several roles: no internal error, and nothing is written.
 */
import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isId, type Path, places, replaced } from "../../support/bad-values.js";
import { kindOf } from "../../support/request-ids.js";
import { requests } from "../../support/requests.js";
import { openTestServer, role } from "../../support/server.js";
import { type Kind, makeWorld, oneOfEach, type World } from "../../support/world.js";

type Things = Partial<Readonly<Record<Kind, number>>>;
type Where = "another team" | "an archived project" | "an archived team" | "an archived job";

let folder: string;
let world: World;
let things: Readonly<Record<Where, Things>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slylab-closed-"));
  world = await makeWorld(await openTestServer({ data: folder }));
  const { server, ids, other, name } = world;
  await server.hire("chief", role.admin);
  const team = (await server.must("teams.add", { name: name() })) as { id: number };
  for (const [login, roleId] of Object.entries({
    chief: role.admin,
    assignee: role.annotator,
    reviewer: role.reviewer,
  })) {
    await server.must("members.add", { login, teamId: team.id, roleId });
  }
  const shared = { user: ids.assignee ?? 0 };
  const closed = await oneOfEach(server, { ...shared, team: team.id }, name);
  const inProject = await oneOfEach(server, { ...shared, team: 8 }, name);
  const job = await world.job("rejected");
  for (const { job: id } of [closed, inProject]) {
    for (const status of ["in_progress", "on_review"]) await server.must("jobs.set-status", { id, status });
    await server.must("jobs.reject", { id });
  }
  const subIssue = await subIssueOn(inProject);
  await server.must("teams.archive", { id: team.id });
  await server.must("projects.archive", { id: inProject.project });
  await server.must("jobs.archive", { id: job });
  const { user: _user, ...ofTeam } = closed;
  const { project, dataset, image, imageTag, figure, figureTag, queue, collection, tag } = inProject;
  things = {
    "another team": other,
    "an archived project": {
      ...{ project, dataset, image, imageTag, figure, figureTag, queue, collection, tag, subIssue },
      ...{ class: inProject.class, job: inProject.job },
    },
    "an archived team": ofTeam,
    "an archived job": { job },
  };
});
afterAll(async () => {
  await world?.server.close();
  await rm(folder, { recursive: true, force: true });
});

const wheres: readonly Where[] = ["another team", "an archived project", "an archived team", "an archived job"];
const askers: Readonly<Record<Where, readonly (string | undefined)[]>> = {
  // The admin of the instance is in every team.
  "another team": ["chief", "reviewer", "assignee", "teamless"],
  "an archived project": [undefined, "chief", "reviewer", "assignee"],
  "an archived team": [undefined, "chief", "reviewer", "assignee"],
  "an archived job": [undefined, "chief", "reviewer", "assignee"],
};

/** Methods that work on archived records: permanent removal, archiving and restoring of jobs. */
function isMeant(method: string, where: Where): boolean {
  if (where === "another team") return false;
  if (method.endsWith(".remove.permanently") || method === "jobs.bulk.remove") return true;
  return where === "an archived job" && /^jobs\.(bulk\.)?(un)?archive$/.test(method);
}

describe("no method writes to records of another team or to archived records", () => {
  it.each(Object.keys(requests))("%s", async (method) => {
    const good = await requests[method]!(world);
    const asked = wheres.filter((where) => !isMeant(method, where)).flatMap((where) => bodiesFor(where, method, good));
    const before = version();
    const responses = await Promise.all(
      asked.map(async ({ where, body, as }) => ({
        where,
        as,
        sent: body,
        ...(await world.server.ask(method, body, as)),
      })),
    );
    const hasWritten = version() !== before;
    // Reads are accepted; if anything was written, every accepted call is suspect.
    const suspects = responses.filter(({ status }) =>
      status === 200 ? hasWritten : ![400, 403, 404].includes(status),
    );
    expect(suspects).toEqual([]);
    expect(hasWritten).toBe(false);
  });
});

/** The valid request with each of its ids, and with all ids, replaced by those of closed records, from each caller. */
function bodiesFor(where: Where, method: string, good: unknown) {
  const ids = places(good).flatMap(([path, value]): (readonly [Path, number])[] => {
    const closed = typeof value === "number" && isId(path) ? things[where][kindOf(method, path)] : undefined;
    return closed === undefined ? [] : [[path, closed]];
  });
  const bodies = ids.map(([path, id]) => replaced(good, path, id));
  if (ids.length > 1) bodies.push(ids.reduce((body, [path, id]) => replaced(body, path, id), good));
  return askers[where].flatMap((as) => bodies.map((body) => ({ where, body, as: as ?? "my_username" })));
}

/** Changes with every commit of the server. */
function version(): string {
  const { size, mtimeNs } = statSync(join(folder, "instance.db-wal"), { bigint: true });
  return `${size} ${mtimeNs}`;
}

/** A sub-issue of team 8 about an image. */
async function subIssueOn({ image }: Things): Promise<number> {
  const { server, name } = world;
  const { id: issueId } = (await server.must("issues.add", { teamId: 8, name: name() })) as { id: number };
  const bindings = [{ field: "imageId", value: image }];
  return ((await server.must("issues.sub-issue.add", { issueId, bindings })) as { id: number }).id;
}

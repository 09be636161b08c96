/** The rights of each role for the methods that take files, on records of its team, of another team and of an archived one. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestServer, role } from "../../support/server.js";
import { makeWorld, oneOfEach, type World } from "../../support/world.js";

const askers = [
  ...["my_username", "manager", "developer", "reviewer", "viewer", "assignee", "annotator", "foreigner", "teamless"],
  "nobody",
] as const;
const editors = ["my_username", "manager", "developer"];
const markers = [...editors, "reviewer", "assignee"];

let world: World;
let archived: { readonly team: number; readonly figure: number };

beforeAll(async () => {
  world = await makeWorld(await openTestServer());
  const { server, ids, name } = world;
  const { id: team } = (await server.must("teams.add", { name: name() })) as { id: number };
  for (const [login, roleId] of Object.entries(role)) {
    if (login !== "admin") await server.must("members.add", { login, teamId: team, roleId });
  }
  const { figure } = await oneOfEach(server, { team, user: ids.annotator ?? 0 }, name);
  await server.must("teams.archive", { id: team });
  archived = { team, figure };
});
afterAll(() => world?.server.close());

/** Sends a form with one file. Returns the status. */
async function send(as: string, method: string, form: FormData): Promise<number> {
  const { server } = world;
  const token = as === "nobody" ? "0".repeat(128) : (server.tokenOf(as) ?? "");
  const headers = { "x-api-key": token };
  const response = await fetch(`${server.address}/public/api/v3/${method}`, { method: "POST", headers, body: form });
  await response.arrayBuffer();
  return response.status;
}

function formOf(...parts: readonly (readonly [name: string, text: string])[]): FormData {
  const form = new FormData();
  for (const [name, text] of parts) form.append(name, new Blob([text]), name);
  return form;
}

async function statuses(method: string, form: () => FormData): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const asker of askers) found[asker] = await send(asker, method, form());
  return found;
}

const allowed = (logins: readonly string[]) =>
  Object.fromEntries(askers.map((asker) => [asker, asker === "nobody" ? 401 : logins.includes(asker) ? 200 : 403]));

const geometry = JSON.stringify({ bitmap: { data: "eJw=", origin: [1, 1] } });
const shapeOf = (figure: number) => () => formOf(["figureId", `${figure}`], ["geometry", geometry]);
const file = () => formOf(["path", "/a/b.txt"], ["file", "text"]);
const filesOf = async (team: number) => world.server.ask("file-storage.list", { teamId: team, path: "/" });

it("geometries of objects are written by those who may label the image", async () => {
  const figure = await world.fresh("figure");
  expect(await statuses("figures.bulk.upload.geometry", shapeOf(figure))).toEqual(allowed(markers));
});

it("geometries of objects of another team or an archived team are not written by members of this team", async () => {
  const { server, other } = world;
  for (const figure of [other.figure, archived.figure]) {
    const before = await server.must("figures.info", { id: figure }).catch(String);
    const found = await statuses("figures.bulk.upload.geometry", shapeOf(figure));
    const isOther = figure === other.figure;
    // The admin of the instance is in every team.
    for (const [asker, status] of Object.entries(found)) {
      if (isOther && asker === "my_username") expect(status).toBe(200);
      else expect([asker, [400, 401, 403, 404].includes(status)]).toEqual([asker, true]);
    }
    if (!isOther) expect(await server.must("figures.info", { id: figure }).catch(String)).toEqual(before);
  }
});

it.each(["file-storage.upload", "file-storage.bulk.upload"])("%s is allowed to editors of the team", async (method) => {
  const { server } = world;
  expect(await statuses(`${method}?teamId=8`, file)).toEqual(allowed(editors));
  const others = await statuses(`${method}?teamId=${world.other.team}`, file);
  expect(others).toEqual(allowed(["my_username"]));
  const before = (await filesOf(archived.team)).body;
  const closed = await statuses(`${method}?teamId=${archived.team}`, file);
  for (const [asker, status] of Object.entries(closed)) expect([asker, status !== 200]).toEqual([asker, true]);
  expect((await filesOf(archived.team)).body).toEqual(before);
  await server.must("file-storage.list", { teamId: 8, path: "/a" });
});

it("bytes of images are uploaded by those who may add images to some team", async () => {
  const found = await statuses("images.bulk.upload", () => formOf(["a.png", "bytes"]));
  for (const asker of ["reviewer", "viewer", "assignee", "annotator", "teamless"])
    expect([asker, found[asker]]).toEqual([asker, 403]);
  expect(found.nobody).toBe(401);
  for (const asker of editors) expect([asker, found[asker]]).toEqual([asker, 200]);
});

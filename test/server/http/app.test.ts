import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer } from "../../support/server.js";

describe("the API over HTTP", () => {
  let server: TestServer;
  const failures: string[] = [];
  const get = (path: string, init: RequestInit = {}) =>
    fetch(`${server.address}${path}`, { headers: { "x-api-key": server.token }, ...init });

  beforeAll(async () => {
    server = await openTestServer({ onFailure: (_error, method) => failures.push(method) });
  });
  afterAll(() => server?.close());

  it("answers at its root without a token", async () => {
    expect((await get("/", { headers: {} })).status).toBe(200);
  });

  it("returns its version without a token", async () => {
    const response = await get("/public/api/v3/instance.version", { headers: {} });
    expect(await response.json()).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  });

  it.each([
    ["no token", {}],
    ["an empty token", { "x-api-key": "" }],
    ["an unknown token", { "x-api-key": "0".repeat(128) }],
    ["half of a token", () => ({ "x-api-key": server.token.slice(0, 64) })],
    [
      "a token with another end",
      () => ({ "x-api-key": `${server.token.slice(0, -1)}${server.token.endsWith("0") ? 1 : 0}` }),
    ],
  ])("rejects %s with the API's error message", async (_what, headers) => {
    const given = typeof headers === "function" ? headers() : headers;
    const response = await get("/public/api/v3/users.me", { headers: given });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: "Unauthorized", details: null });
  });

  it("accepts a query string like a body: numbers, flags and lists as text", async () => {
    const info = await get("/public/api/v3/projects.info?id=5555");
    expect(await info.json()).toMatchObject({ id: 5555, imagesCount: 6, datasetsCount: 1 });
    const filter = encodeURIComponent(JSON.stringify([{ field: "id", operator: "in", value: [1] }]));
    const jobs = await get(`/public/api/v3/jobs.list?teamId=8&showDisabled=true&filter=${filter}`);
    expect(await jobs.json()).toMatchObject({ total: 0 });
  });

  it("prefers the body to the query string, and accepts any HTTP verb", async () => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const response = await get("/public/api/v3/datasets.info?id=1", { method, body: JSON.stringify({ id: 10555 }) });
      expect(await response.json()).toMatchObject({ id: 10555 });
    }
  });

  it("answers other paths and methods with 404", async () => {
    for (const path of ["/nope", "/public/api/v3/", "/public/api/v3/jobs.nope", "/public/api/v3/constructor"]) {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: "Not found" });
    }
  });

  it.each([
    ["not JSON", "{", /is not JSON/],
    ["no object", "3", /must be an object/],
    ["text", '"id"', /must be an object/],
    ["nested too deep", `{"id":${"[".repeat(70)}${"]".repeat(70)}}`, /nests deeper than 64/],
  ])("rejects a body that is %s", async (_what, body, message) => {
    const response = await get("/public/api/v3/users.me", { method: "POST", body });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toMatch(message);
  });

  it("does not count brackets within strings as nesting", async () => {
    const body = JSON.stringify({ id: 5555, description: `\\"${"[{".repeat(500)}` });
    expect((await get("/public/api/v3/projects.editInfo", { method: "POST", body })).status).toBe(200);
  });

  it("rejects a body that is too large before reading it", async () => {
    const response = await get("/api/account", {
      method: "POST",
      body: new URLSearchParams({ login: "x".repeat(70_000) }),
    });
    expect(response.status).toBe(413);
  });

  it("names each invalid field", async () => {
    const answer = await server.ask("jobs.add", {
      name: "",
      datasetId: "x",
      userIds: [],
      meta: { imageFiguresLimit: -1 },
    });
    expect(answer.status).toBe(400);
    const { details } = answer.body as { details: { path: string }[] };
    expect(details.map(({ path }) => path).sort()).toEqual(["datasetId", "meta.imageFiguresLimit", "name", "userIds"]);
  });

  it.each([["1e30"], [2 ** 60], [-1], [0], [1.5], [null], [{}], ["1; DROP TABLE jobs"]])(
    "rejects %j as an id",
    async (id) => {
      expect(await server.ask("jobs.info", { id })).toMatchObject({ status: 400, body: { details: [{ path: "id" }] } });
    },
  );

  it.each([
    ["images.bulk.download", { datasetId: 10555, imageIds: [] }, "imageIds"],
    ["images.bulk.add", { datasetId: 10555, images: [] }, "images"],
    ["images.bulk.remove", { imageIds: [] }, "imageIds"],
    ["image-tags.bulk.add-to-image", { tagId: 4174, ids: [] }, "ids"],
    ["image-tags.bulk.remove-from-images", { tagIds: [], ids: [283001] }, "tagIds"],
    ["tags.entities.bulk.add", { projectId: 5555, tags: [] }, "tags"],
    ["annotations.bulk.info", { datasetId: 10555, imageIds: [] }, "imageIds"],
    ["annotations.bulk.add", { datasetId: 10555, annotations: [] }, "annotations"],
    ["figures.bulk.add", { entityId: 283001, figures: [] }, "figures"],
    ["figures.bulk.remove", { ids: [] }, "ids"],
    ["jobs.add", { name: "j", datasetId: 10555, userIds: [] }, "userIds"],
    ["jobs.bulk.archive", { ids: [] }, "ids"],
    ["jobs.bulk.remove", { ids: [] }, "ids"],
    ["labeling-queues.add", { name: "q", datasetId: 10555, userIds: [] }, "userIds"],
    ["webhooks.bulk.remove", { ids: [] }, "ids"],
  ])("%s rejects an empty list of ids", async (method, body, path) => {
    expect(await server.ask(method, body)).toMatchObject({ status: 400, body: { details: [{ path }] } });
  });

  it("rejects names and texts that the database would truncate", async () => {
    const answer = await server.ask("teams.add", { name: "a\0b", description: "c\0d" });
    expect(answer).toMatchObject({ status: 400, body: { details: [{ path: "name" }, { path: "description" }] } });
  });

  it("detects JSON that is nested too deep, also as text within JSON", async () => {
    const customData = `${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`;
    expect(await server.ask("projects.editInfo", { id: 5555, customData })).toMatchObject({
      status: 400,
      body: { details: [{ path: "customData", message: "nests deeper than 64 levels" }] },
    });
  });

  it("reports the cause of an internal error only to its operator", async () => {
    const broken = await openTestServer({
      clock: () => new Date(Number.NaN),
      onFailure: (_error, method) => failures.push(method),
    });
    const answer = await broken.ask("teams.editInfo", { id: 8, description: "d" });
    await broken.close();
    expect(answer).toEqual({ status: 500, body: { error: "Internal server error", details: null } });
    expect(failures).toEqual(["/public/api/v3/teams.editInfo"]);
  });
});

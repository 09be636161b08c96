import { describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../support/server.js";

const lemon = {
  classTitle: "lemon",
  geometryType: "bitmap",
  bitmap: { data: "eJw=", origin: [1, 1] },
  tags: [{ name: "size", value: "small" }],
};

async function draw(server: TestServer): Promise<number> {
  const [figure] = (await server.must("figures.bulk.add", { entityId: 283001, figures: [lemon] })) as [{ id: number }];
  return figure.id;
}

describe("a removed object", () => {
  it("is restored under its id, with its tags and the count of the image", async () => {
    const server = await startTestServer();
    const id = await draw(server);
    await server.must("figures.bulk.remove", { figureIds: [id] });
    expect(await server.must("images.info", { id: 283001 })).toMatchObject({ labelsCount: 0 });
    await server.must("figures.bulk.restore", { figureIds: [id] });
    expect(await server.must("images.info", { id: 283001 })).toMatchObject({ labelsCount: 1 });
    expect(await server.must("figures.info", { id })).toMatchObject({ tags: [{ name: "size", value: "small" }] });
    // A second time changes nothing.
    await server.must("figures.bulk.restore", { figureIds: [id] });
    expect((await server.ask("figures.bulk.restore", { figureIds: [999_999] })).status).toBe(404);
  });
});

describe("geometries stored apart from their objects", () => {
  const upload = (server: TestServer, parts: readonly (readonly [string, string])[]) => {
    const form = new FormData();
    for (const [name, text] of parts) form.append(name, new Blob([text]), name);
    return fetch(`${server.address}/public/api/v3/figures.bulk.upload.geometry`, {
      method: "POST",
      headers: { "x-api-key": server.token },
      body: form,
    });
  };

  it("are uploaded and downloaded in multipart bodies, named by object id", async () => {
    const server = await startTestServer();
    const id = await draw(server);
    const geometry = { bitmap: { data: "eJw=", origin: [7, 8] } };
    const response = await upload(server, [
      ["figureId", `${id}`],
      ["geometry", JSON.stringify(geometry)],
    ]);
    expect(response.status).toBe(200);
    expect(await server.must("figures.info", { id })).toMatchObject({ geometry });
    const { body } = await server.ask("figures.bulk.download.geometry", { ids: [id] });
    expect(body).toContain(`name="${id}"`);
    expect(body).toContain(JSON.stringify(geometry));
  });

  it("are rejected if an id, a geometry or JSON is missing", async () => {
    const server = await startTestServer();
    const id = `${await draw(server)}`;
    for (const parts of [
      [],
      [["figureId", id]],
      [["geometry", "{}"]],
      [
        ["figureId", "x"],
        ["geometry", "{}"],
      ],
      [
        ["figureId", id],
        ["geometry", "{"],
      ],
      [
        ["figureId", id],
        ["geometry", '{"bitmap":{}}'],
      ],
    ] as const) {
      expect((await upload(server, parts)).status).toBe(400);
    }
  });
});

describe("annotations.bulk.copy", () => {
  it("replaces the annotation of the target image", async () => {
    const server = await startTestServer();
    await draw(server);
    await server.must("annotations.bulk.copy", { srcImageIds: [283001], destImageIds: [283002] });
    expect(await server.must("annotations.info", { imageId: 283002 })).toMatchObject({
      annotation: { objects: [{ classTitle: "lemon", tags: [{ name: "size", value: "small" }] }] },
    });
    const uneven = { srcImageIds: [283001], destImageIds: [283002, 283003] };
    expect(await server.ask("annotations.bulk.copy", uneven)).toMatchObject({
      status: 400,
      body: { details: [{ path: "destImageIds" }] },
    });
  });
});

describe("custom data of tags", () => {
  it("is merged, or replaced if the request asks for it", async () => {
    const server = await startTestServer();
    const id = await draw(server);
    const [tag] = (await server.must("figures.tags.list", { id })) as [{ id: number }];
    const update = (customData: object, more: object = {}) =>
      server.must("object-tags.custom-data.update", { id: tag.id, customData, ...more });
    await update({ a: 1 });
    expect(await update({ b: 2 })).toMatchObject({ customData: { a: 1, b: 2 } });
    expect(await update({ c: 3 }, { updateStrategy: "replace" })).toMatchObject({ customData: { c: 3 } });
  });
});

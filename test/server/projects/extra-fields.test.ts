import { describe, expect, it } from "vitest";
import { startTestServer } from "../../support/server.js";

interface Datasets {
  readonly entities: readonly object[];
}

describe("fields that are returned on request", () => {
  it("custom data of datasets is in lists with extraFields, and always in single records", async () => {
    const server = await startTestServer();
    await server.must("datasets.editInfo", { id: 10555, customData: { a: 1 } });
    const list = async (body: object) => ((await server.must("datasets.list", body)) as Datasets).entities[0];
    expect(await list({ projectId: 5555, recursive: true })).not.toHaveProperty("customData");
    expect(await list({ projectId: 5555, extraFields: ["customData"] })).toMatchObject({ customData: { a: 1 } });
    expect(await list({ projectId: 5555, fields: ["customData"] })).toEqual({ id: 10555, customData: { a: 1 } });
    expect(await server.must("datasets.info", { id: 10555 })).toMatchObject({ customData: { a: 1 } });
  });

  it("embeddings of projects are always disabled", async () => {
    const server = await startTestServer();
    const extraFields = ["embeddingsEnabled", "embeddingsInProgress"];
    expect(await server.must("projects.info", { id: 5555, extraFields })).toMatchObject({
      embeddingsEnabled: false,
      embeddingsInProgress: false,
    });
    expect(await server.must("projects.info", { id: 5555 })).not.toHaveProperty("embeddingsEnabled");
  });
});

describe("counts in lists", () => {
  it("have the number of images and bytes of projects and datasets", async () => {
    const server = await startTestServer();
    const fields = ["id", "title", "imagesCount", "datasetsCount", "size"];
    const { entities } = (await server.must("projects.list", { workspaceId: 7, fields })) as Datasets;
    expect(entities).toEqual([
      {
        id: 5555,
        name: "tutorial_project",
        imagesCount: 6,
        datasetsCount: 1,
        size: expect.stringMatching(/^[1-9]\d+$/),
      },
    ]);
    expect(await server.must("datasets.list", { projectId: 5555 })).toMatchObject({ entities: [{ imagesCount: 6 }] });
  });
});

import { expect, it } from "vitest";
import { otherArea } from "../../src/server/other-areas.js";
import { startTestServer } from "../support/server.js";

it("the error for a method of another part of the product names the part", () => {
  expect(otherArea("videos.list")).toBe("videos");
  expect(otherArea("annotation-objects.tags.bulk.add")).toBe("objects of videos, point clouds and volumes");
  expect(otherArea("jobs.nothing")).toBeUndefined();
});

it("a method of another part of the product is not answered with 404", async () => {
  const server = await startTestServer();
  expect(await server.ask("videos.info", { id: 1 })).toMatchObject({
    status: 400,
    body: { error: "videos.info is not available: this local instance has image labeling only, not videos" },
  });
  expect(await server.ask("jobs.nothing")).toMatchObject({ status: 404 });
});

it("images inside archives of the team files are rejected, and no image of the request is added", async () => {
  const server = await startTestServer();
  const { total } = (await server.must("images.list", { datasetId: 10_555 })) as { total: number };
  // As `image.upload_by_offsets` of the official SDK sends them.
  const inArchive = { title: "a.png", teamFileId: 1, sourceBlob: { offsetStart: 0, offsetEnd: 9 } };
  const byLink = { title: "b.png", link: "https://example.com/b.png" };
  const answer = await server.ask("images.bulk.add", { datasetId: 10_555, images: [byLink, inArchive] });
  expect(answer).toMatchObject({
    status: 400,
    body: { error: expect.stringMatching(/inside archives of the team files/) },
  });
  expect(await server.must("images.list", { datasetId: 10_555 })).toMatchObject({ total });
});

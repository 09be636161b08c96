import { expect, it } from "vitest";
import { otherArea } from "../../src/server/other-areas.js";
import { startTestServer } from "../support/server.js";

it("the error for a method of another part of the product names the part", () => {
  expect(otherArea("videos.list")).toBe("videos");
  expect(otherArea("annotation-objects.tags.bulk.add")).toBe("objects of videos, point clouds and volumes");
  expect(otherArea("images.embeddings-updated-at.update")).toBe("neural networks");
  expect(otherArea("projects.versions.list")).toBe("versions of projects");
  expect(otherArea("instance.data.cleanup-unused")).toBe("the administration of a server");
  expect(otherArea("tags.entities.bulk.add")).toBeUndefined();
  expect(otherArea("jobs.nothing")).toBeUndefined();
});

it("a method of another part of the product does not return 404", async () => {
  const server = await startTestServer();
  expect(await server.ask("videos.info", { id: 1 })).toMatchObject({
    status: 400,
    body: { error: "videos.info is not available: this local instance has image labeling only, not videos" },
  });
  expect(await server.ask("jobs.nothing")).toMatchObject({ status: 404 });
});

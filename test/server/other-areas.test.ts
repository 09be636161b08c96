import { expect, it } from "vitest";
import { otherArea } from "../../src/server/other-areas.js";
import { startTestServer } from "../support/server.js";

it("names the area of a method of another part of the product", () => {
  expect(otherArea("videos.list")).toBe("videos");
  expect(otherArea("annotation-objects.tags.bulk.add")).toBe("objects of videos, point clouds and volumes");
  expect(otherArea("jobs.nothing")).toBeUndefined();
});

it("refuses a method of another area with a reason that no client takes for 'not found'", async () => {
  const server = await startTestServer();
  expect(await server.ask("videos.info", { id: 1 })).toMatchObject({
    status: 400,
    body: { error: "videos.info is not available: this local instance has image labeling only, not videos" },
  });
  expect(await server.ask("jobs.nothing")).toMatchObject({ status: 404 });
});

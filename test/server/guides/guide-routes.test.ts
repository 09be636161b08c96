import { expect, it } from "vitest";
import { role, startTestServer } from "../../support/server.js";

it("guides, whose text is a team file, can be read by all members", async () => {
  const server = await startTestServer();
  await server.hire("annotator", role.annotator);
  const guide = { teamId: 8, name: "How to label", description: "d", filePath: "/guides/lemons.pdf" };
  expect(await server.ask("guides.add", guide)).toMatchObject({
    status: 400,
    body: { details: [{ path: "filePath" }] },
  });
  const query = new URLSearchParams({ teamId: "8", path: guide.filePath });
  const headers = { "x-api-key": server.token, "content-type": "application/octet-stream" };
  const url = `${server.address}/public/api/v3/file-storage.upload?${query}`;
  await fetch(url, { method: "POST", headers, body: "x" });
  const { id } = (await server.must("guides.add", guide)) as { id: number };
  expect(await server.must("guides.list", { teamId: 8, filter: [] }, "annotator")).toMatchObject({
    total: 1,
    entities: [{ id, ...guide, createdBy: 7, videoId: null, disabledBy: null, disabledAt: null }],
  });
  expect(await server.must("guides.info", { id }, "annotator")).toMatchObject(guide);
  expect(await server.ask("guides.remove", { id }, "annotator")).toMatchObject({ status: 403 });
  await server.must("guides.remove", { id });
  expect(await server.ask("guides.info", { id })).toMatchObject({ status: 404 });
});

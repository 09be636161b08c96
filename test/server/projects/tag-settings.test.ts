import { expect, it } from "vitest";
import { startTestServer } from "../../support/server.js";

type Tag = { id: number; name: string };

const tagsOf = async (server: Awaited<ReturnType<typeof startTestServer>>) =>
  ((await server.must("projects.meta", { id: 5555 })) as { tags: Tag[] }).tags;

it("a new tag keeps its default value and the limits of its frame ranges", async () => {
  const server = await startTestServer();
  const settings = { type: "any_number", isDefault: true, defaultValue: 3, frameRangeMinLength: 5 };
  await server.must("tags.bulk.add", { projectId: 5555, tags: [{ title: "count", settings }] });
  const stored = { default: true, default_value: 3, frame_range_min_length: 5 };
  expect(await tagsOf(server)).toContainEqual(expect.objectContaining({ name: "count", ...stored }));
});

it("settings in camelCase change the stored ones; others are kept", async () => {
  const server = await startTestServer();
  const added = (await server.must("tags.bulk.add", {
    projectId: 5555,
    tags: [{ title: "run", settings: { type: "none", frameRangeMinLength: 5, frameRangeMaxLength: 30 } }],
  })) as Tag[];
  await server.must("advanced.tags.editInfo", { id: added[0]?.id, settings: { frameRangeMaxLength: 0 } });
  const run = (await tagsOf(server)).find(({ name }) => name === "run");
  expect(run).toMatchObject({ frame_range_min_length: 5, frame_range_max_length: 0 });
  expect(run).not.toHaveProperty("frameRangeMaxLength");
});

it("a default value of another type is rejected", async () => {
  const server = await startTestServer();
  const settings = { type: "any_number", defaultValue: "three" };
  expect(await server.ask("tags.bulk.add", { projectId: 5555, tags: [{ title: "count", settings }] })).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining("takes a number") as string },
  });
});

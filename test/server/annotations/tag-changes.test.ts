import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { tagChanges } from "../../../src/server/annotations/tag-changes.js";
import { openTestServer, role, type TestServer } from "../../support/server.js";

const [a, b] = [{ tagId: 1 }, { tagId: 2, value: "x" }];

it.each([
  [[], [], []],
  [[a], [a], []],
  [[a], [{ ...a, value: null }], []],
  [[], [a, b], ["attach_tag 1", "attach_tag 2"]],
  [[a, b], [], ["detach_tag 1", "detach_tag 2"]],
  [[a, b], [{ ...b, value: "y" }], ["detach_tag 1", "update_tag_value 2"]],
  [[b], [b, { ...b, value: "y" }], ["attach_tag 2"]],
])("tagChanges(%j, %j) is %j", (before, after, changes) => {
  expect(tagChanges(before, after).map(({ action, tagId }) => `${action} ${tagId}`)).toEqual(changes);
});

describe("the activity of a team contains changes of tags", () => {
  let server: TestServer;
  let imageId = 283_000;
  let earlier = 0;
  let ids: Readonly<Record<string, number>>;

  beforeAll(async () => {
    server = await openTestServer();
    await server.hire("maria", role.manager);
    const { tags } = (await server.must("projects.meta", { id: 5555 })) as { tags: { id: number; name: string }[] };
    ids = Object.fromEntries(tags.map(({ name, id }) => [name, id]));
  });
  afterAll(() => server?.close());
  beforeEach(async () => {
    imageId += 1;
    earlier = 0;
    await put({});
    earlier = (await told()).length;
  });

  const lemon = (tags: readonly object[], x = 1) => ({
    ...{ classTitle: "lemon", geometryType: "bitmap", bitmap: { data: "eJw=", origin: [x, 1] } },
    tags,
  });
  const put = (annotation: object) =>
    server.must("annotations.bulk.add", { datasetId: 10_555, annotations: [{ imageId, annotation }] }, "maria");
  const read = async () => {
    const { annotation } = (await server.must("annotations.info", { imageId })) as {
      annotation: { objects: { id: number }[] };
    };
    return annotation;
  };

  /** The activity's entries about tags of the image, oldest first. */
  async function told(): Promise<string[]> {
    const filter = [{ field: "type", operator: "in", value: ["attach_tag", "update_tag_value", "detach_tag"] }];
    const { entities } = (await server.must("teams.activity", { teamId: 8, filter })) as {
      entities: { action: string; tag: string; figureId: number | null; imageId: number; user: string }[];
    };
    return entities
      .filter((each) => each.imageId === imageId)
      .map(({ action, tag, figureId, user }) => `${user} ${action} ${tag}${figureId === null ? "" : " of an object"}`)
      .slice(earlier);
  }

  it("of an image, by an annotation", async () => {
    await put({ tags: [{ name: "situated" }, { name: "size", value: "small" }] });
    await put({ tags: [{ name: "size", value: "small" }] });
    await put({ tags: [{ name: "size", value: "large" }] });
    await put({ tags: [] });
    expect(await told()).toEqual([
      "maria attach_tag situated",
      "maria attach_tag size",
      "maria detach_tag situated",
      "maria update_tag_value size",
      "maria detach_tag size",
    ]);
  });

  it("of objects, by an annotation, without tags that stay", async () => {
    await put({ objects: [lemon([{ name: "size", value: "small" }])] });
    const [object] = (await read()).objects;
    await put({ objects: [object, lemon([], 9)] });
    await put({ objects: [{ ...object, tags: [{ name: "size", value: "large" }] }] });
    await put({ objects: [{ ...object, tags: [] }] });
    expect(await told()).toEqual([
      "maria attach_tag size of an object",
      "maria update_tag_value size of an object",
      "maria detach_tag size of an object",
    ]);
  });

  it("of objects, added one at a time and many at once", async () => {
    await put({ objects: [lemon([])] });
    const figureId = (await read()).objects[0]?.id;
    const tagId = ids.size;
    await server.must("figures.tags.bulk.add", { tags: [{ figureId, tagId, value: "small" }] }, "maria");
    await server.must("object-tags.add-to-object", { figureId, tagId, value: "large" }, "maria");
    await server.must("figures.editInfo", { id: figureId, tags: [] }, "maria");
    expect(await told()).toEqual([
      "maria attach_tag size of an object",
      "maria attach_tag size of an object",
      "maria detach_tag size of an object",
      "maria detach_tag size of an object",
    ]);
  });
});

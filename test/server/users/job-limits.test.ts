/** What an annotator may change within a job, and what stays unchanged outside of it. */
import { beforeEach, describe, expect, it } from "vitest";
import { role, startTestServer, type TestServer } from "../../support/server.js";

const imageId = 283001;
const datasetId = 10555;
const figure = (classTitle: string, x: number) => ({
  classTitle,
  geometryType: "bitmap",
  bitmap: { data: "eJw=", origin: [x, 1] },
});

let server: TestServer;
let annotator: number;

/** A job in progress for the annotator. */
async function job(meta: object): Promise<number> {
  const draft = { name: "j", datasetId, userIds: [annotator], meta: { entityIds: [imageId], ...meta } };
  const [made] = (await server.must("jobs.add", draft)) as { id: number }[];
  await server.must("jobs.set-status", { id: made?.id, status: "in_progress" }, "labeler");
  return made?.id ?? 0;
}

function save(annotation: object, as?: string) {
  return server.ask("annotations.bulk.add", { datasetId, annotations: [{ imageId, annotation }] }, as);
}

async function standing(): Promise<{ tags: string[]; objects: string[] }> {
  const { annotation } = (await server.must("annotations.info", { imageId })) as {
    annotation: {
      tags: { name: string; value: unknown }[];
      objects: { classTitle: string; labelerLogin: string; tags: { name: string }[] }[];
    };
  };
  return {
    tags: annotation.tags.map(({ name, value }) => (value == null ? name : `${name}=${value}`)).sort(),
    objects: annotation.objects
      .map(({ classTitle, labelerLogin, tags }) =>
        [classTitle, labelerLogin, ...tags.map(({ name }) => name)].join(" "),
      )
      .sort(),
  };
}

beforeEach(async () => {
  server = await startTestServer();
  annotator = await server.hire("labeler", role.annotator);
  const { classes, tags } = (await server.must("projects.meta", { id: 5555 })) as { classes: object[]; tags: object[] };
  const more = ["quality", "season", "notes"].map((name) => ({ name, value_type: "any_string" }));
  await server.must("projects.meta.update", { id: 5555, meta: { classes, tags: [...tags, ...more] } });
});

async function tagId(name: string): Promise<number> {
  const { tags } = (await server.must("projects.meta", { id: 5555 })) as { tags: { id: number; name: string }[] };
  return tags.find((tag) => tag.name === name)?.id ?? 0;
}

describe("saving an annotation within a job", () => {
  it("keeps figures of classes that the job does not show", async () => {
    await save({ objects: [figure("kiwi", 1), figure("lemon", 2)] });
    await job({ classes: ["lemon"] });
    expect((await save({ objects: [figure("lemon", 5)] }, "labeler")).status).toBe(200);
    expect((await standing()).objects).toEqual(["kiwi my_username", "lemon labeler"]);
    expect((await save({ objects: [] }, "labeler")).status).toBe(200);
    expect((await standing()).objects).toEqual(["kiwi my_username"]);
  });

  it("rejects changes of objects that the job does not show", async () => {
    await save({ objects: [figure("kiwi", 1)] });
    const { annotation } = (await server.must("annotations.info", { imageId })) as {
      annotation: { objects: { id: number }[] };
    };
    const [kiwi] = annotation.objects;
    await job({ classes: ["lemon"] });
    for (const object of [
      { ...kiwi, ...figure("kiwi", 9) },
      { ...kiwi, ...figure("lemon", 9) },
    ]) {
      expect((await save({ objects: [object] }, "labeler")).status).toBe(400);
    }
    expect((await server.ask("figures.bulk.remove", { ids: [kiwi?.id] }, "labeler")).status).toBe(400);
    const geometry = { bitmap: { data: "eJw=", origin: [3, 3] } };
    expect((await server.ask("figures.editInfo", { id: kiwi?.id, geometry }, "labeler")).status).toBe(400);
    // Sent back unchanged, it is accepted.
    expect((await save({ objects: [kiwi, figure("lemon", 4)] }, "labeler")).status).toBe(200);
    expect((await standing()).objects).toEqual(["kiwi my_username", "lemon labeler"]);
  });

  it("keeps tags that the job does not show, on the image and on its objects", async () => {
    const objects = [{ ...figure("lemon", 1), tags: [{ name: "origin", value: "Italy" }] }];
    await save({ tags: [{ name: "situated" }, { name: "quality", value: "good" }], objects });
    await job({ projectTags: ["quality", "size"] });
    const read = (await server.must("annotations.info", { imageId })) as {
      annotation: { objects: { id: number }[] };
    };
    const lemon = { ...read.annotation.objects[0], tags: [{ name: "size", value: "small" }] };
    const tags = [{ name: "quality", value: "bad" }];
    expect((await save({ tags, objects: [lemon] }, "labeler")).status).toBe(200);
    expect(await standing()).toEqual({
      tags: ["quality=bad", "situated"],
      objects: ["lemon my_username origin size"],
    });
    expect((await save({ tags: [{ name: "season", value: "spring" }], objects: [] }, "labeler")).status).toBe(400);
  });

  it("counts only objects and tags that the job shows toward its limits", async () => {
    await save({ objects: [figure("kiwi", 1), figure("kiwi", 2)] });
    await job({ classes: ["lemon"], imageFiguresLimit: 1, imageTagsLimit: 1 });
    expect((await save({ objects: [figure("lemon", 3), figure("lemon", 4)] }, "labeler")).status).toBe(400);
    expect((await save({ objects: [figure("lemon", 3)] }, "labeler")).status).toBe(200);
    const one = { entityId: imageId, figures: [figure("lemon", 9)] };
    expect((await server.ask("figures.bulk.add", one, "labeler")).status).toBe(400);
    const tags = [
      { name: "quality", value: "a" },
      { name: "notes", value: "b" },
    ];
    expect((await save({ tags, objects: [figure("lemon", 3)] }, "labeler")).status).toBe(400);
    expect((await save({ tags: tags.slice(1), objects: [figure("lemon", 3)] }, "labeler")).status).toBe(200);
  });
});

describe("single tags within a job", () => {
  it.each([
    ["that are not the job's", { projectTags: ["quality"] }],
    ["that are only to be read", { readOnlyTags: ["season"] }],
  ])("%s are not added, changed or removed", async (_what, meta) => {
    const season = await tagId("season");
    const put = { tagId: season, ids: [imageId], value: "spring" };
    await server.must("image-tags.bulk.add-to-image", put);
    const { tags } = (await server.must("images.info", { id: imageId })) as { tags: { id: number; tagId: number }[] };
    const there = tags.find((tag) => tag.tagId === season)?.id;
    const [added] = (await server.must("figures.bulk.add", { entityId: imageId, figures: [figure("lemon", 1)] })) as {
      id: number;
    }[];
    await job(meta);
    const calls: [string, object][] = [
      ["image-tags.bulk.add-to-image", put],
      ["tags.entities.bulk.add", { projectId: 5555, tags: [{ entityId: imageId, tagId: season, value: "x" }] }],
      ["image-tags.remove-from-image", { tagId: season, imageId }],
      ["image-tags.bulk.remove-from-images", { tagIds: [season], ids: [imageId] }],
      ["image-tags.update-tag-value", { id: there, value: "autumn" }],
      ["figures.tags.bulk.add", { tags: [{ figureId: added?.id, tagId: season, value: "x" }] }],
    ];
    for (const [method, body] of calls) {
      expect([method, (await server.ask(method, body, "labeler")).status]).toEqual([method, 400]);
    }
    const quality = { tagId: await tagId("quality"), ids: [imageId], value: "good" };
    expect((await server.ask("image-tags.bulk.add-to-image", quality, "labeler")).status).toBe(200);
    expect((await standing()).tags).toEqual(["quality=good", "season=spring"]);
  });

  it("are limited to the number that the job allows", async () => {
    await job({ imageTagsLimit: 1 });
    const put = async (name: string, value: string) =>
      (await server.ask("image-tags.bulk.add-to-image", { tagId: await tagId(name), ids: [imageId], value }, "labeler"))
        .status;
    expect([await put("quality", "a"), await put("quality", "b"), await put("notes", "c")]).toEqual([200, 200, 400]);
  });
});

describe("single objects within a job", () => {
  it("keep tags of objects, custom data and removed objects that the job does not show", async () => {
    await save({
      tags: [{ name: "notes", value: "n" }],
      objects: [figure("kiwi", 1), { ...figure("lemon", 2), tags: [{ name: "notes", value: "n" }] }, figure("kiwi", 3)],
    });
    const { annotation } = (await server.must("annotations.info", { imageId })) as {
      annotation: { tags: { id: number }[]; objects: { id: number; tags: { id: number }[] }[] };
    };
    const [kiwi, lemon, gone] = annotation.objects;
    await server.must("figures.bulk.remove", { ids: [gone?.id] });
    const [quality, notes] = [await tagId("quality"), await tagId("notes")];
    await job({ classes: ["lemon"], projectTags: ["quality"] });
    const refused = {
      "object-tags.add-to-object": { figureId: kiwi?.id, tagId: quality, value: "q" },
      "object-tags.remove-from-figure": { id: lemon?.tags[0]?.id },
      "object-tags.custom-data.update": { id: lemon?.tags[0]?.id, customData: { a: 1 } },
      "image-tags.custom-data.update": { id: annotation.tags[0]?.id, customData: { a: 1 } },
      "figures.bulk.restore": { figureIds: [gone?.id] },
    };
    for (const [method, body] of Object.entries(refused)) {
      expect({ method, ...(await server.ask(method, body, "labeler")) }).toMatchObject({ method, status: 400 });
    }
    const other = { figureId: lemon?.id, tagId: notes, value: "m" };
    expect((await server.ask("object-tags.add-to-object", other, "labeler")).status).toBe(400);
    const own = { figureId: lemon?.id, tagId: quality, value: "q" };
    expect((await server.ask("object-tags.add-to-object", own, "labeler")).status).toBe(200);
  });
});

import { randomBytes } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import { openDatabase } from "../../../src/server/db/open-database.js";
import { changeMeta } from "../../../src/server/projects/meta-change.js";
import { seedInstance } from "../../../src/server/seed/seed.js";
import { createStores } from "../../../src/server/stores.js";
import { openTestServer, role, type TestServer } from "../../support/server.js";

interface Meta {
  readonly classes: { readonly id: number; readonly title: string; readonly shape: string }[];
  readonly tags: {
    readonly id: number;
    readonly name: string;
    readonly values?: string[];
    readonly classes: string[];
  }[];
}

let server: TestServer | undefined;
let meta: Meta;
const open = () => server!;
const id = 5555;
const metaOf = async () => (await open().must("projects.meta", { id })) as Meta;
const update = (next: object) => open().ask("projects.meta.update", { id, meta: { ...meta, ...next } });
const classWith = (title: string, change: object) =>
  meta.classes.map((each) => (each.title === title ? { ...each, ...change } : each));
const tagWith = (name: string, change: object) =>
  meta.tags.map((each) => (each.name === name ? { ...each, ...change } : each));
const lemon = (x: number) => ({
  classTitle: "lemon",
  bitmap: { data: "eJw=", origin: [x, 1] },
  tags: [{ name: "size", value: "small" }],
});
const drawn = async () => {
  const { annotation } = (await open().must("annotations.info", { imageId: 283_001 })) as {
    annotation: { objects: { id: number; classTitle: string; tags: { name: string; value: unknown }[] }[] };
  };
  return annotation.objects.map(({ id, classTitle, tags }) => [
    id,
    classTitle,
    ...tags.map(({ name, value }) => `${name}=${value}`),
  ]);
};

beforeEach(async () => {
  await server?.close();
  server = await openTestServer();
  meta = await metaOf();
  const annotations = [
    { imageId: 283_001, annotation: { objects: [lemon(1), lemon(2)], tags: [{ name: "situated" }] } },
    { imageId: 283_002, annotation: { objects: [lemon(3)] } },
  ];
  await server.must("annotations.bulk.add", { datasetId: 10_555, annotations });
});
afterAll(() => server?.close());

describe("a change of the meta that contradicts existing objects is rejected, and nothing changes", () => {
  it.each([
    ["another shape", () => ({ classes: classWith("lemon", { shape: "polygon" }) }), "3 objects on 2 images"],
    ["a value in use dropped", () => ({ tags: tagWith("size", { values: ["medium"] }) }), "conflicts with 3 objects"],
    ["another kind of tag", () => ({ tags: tagWith("size", { value_type: "any_number", values: null }) }), "3 objects"],
    [
      "a value for a tag without",
      () => ({ tags: tagWith("situated", { value_type: "any_string" }) }),
      "conflicts with 3 images",
    ],
    [
      "not for objects",
      () => ({ tags: tagWith("size", { applicable_type: "imagesOnly" }) }),
      "conflicts with 3 objects",
    ],
    [
      "not for images",
      () => ({ tags: tagWith("situated", { applicable_type: "objectsOnly" }) }),
      "conflicts with 3 images",
    ],
    ["for other classes", () => ({ tags: tagWith("size", { classes: ["kiwi"] }) }), "conflicts with 3 objects"],
  ])("%s", async (_what, next, message) => {
    const response = await update(next());
    expect(response).toMatchObject({ status: 400, body: { error: expect.stringContaining(message) as string } });
    expect(await metaOf()).toEqual(meta);
  });

  it("also by the methods for one class or tag", async () => {
    const lemonId = meta.classes.find(({ title }) => title === "lemon")!.id;
    const sizeId = meta.tags.find(({ name }) => name === "size")!.id;
    const shape = await open().ask("advanced.object_classes.editInfo", { id: lemonId, shape: "polygon" });
    expect(shape).toMatchObject({ status: 400, body: { error: expect.stringContaining("3 objects") as string } });
    const settings = { applicable_type: "imagesOnly" };
    expect((await open().ask("advanced.tags.editInfo", { id: sizeId, settings })).status).toBe(400);
  });

  it("a change without contradictions is made", async () => {
    expect((await update({ classes: classWith("kiwi", { shape: "polygon" }) })).status).toBe(200);
    expect((await update({ tags: tagWith("size", { values: ["small", "huge"] }) })).status).toBe(200);
    expect((await update({ classes: classWith("lemon", { shape: "any" }) })).status).toBe(200);
  });
});

describe("a rename keeps objects and tags", () => {
  it("of classes and tags in an update of the meta, tags for the class and jobs follow", async () => {
    const userIds = [await open().hire("wim", role.annotator)];
    const settings = { classes: ["lemon"], projectTags: ["size"], imageTags: [{ name: "situated", positive: true }] };
    const [job] = (await open().must("jobs.add", { name: "j", datasetId: 10_555, userIds, meta: settings })) as {
      id: number;
    }[];
    await open().must("jobs.set-status", { id: job!.id, status: "in_progress" });
    const before = await drawn();
    const next = { classes: classWith("lemon", { title: "citrus" }), tags: tagWith("size", { name: "extent" }) };
    expect((await update(next)).status).toBe(200);
    expect(await drawn()).toEqual(before.map(([figureId]) => [figureId, "citrus", "extent=small"]));
    const after = await metaOf();
    expect(after.classes.map(({ id }) => id)).toEqual(meta.classes.map(({ id }) => id));
    expect(after.tags.find(({ name }) => name === "extent")?.classes).toEqual(["kiwi", "citrus"]);
    expect(await open().must("jobs.info", { id: job!.id })).toMatchObject({
      meta: { classes: [{ title: "citrus" }], projectTags: [{ title: "extent" }] },
    });
    const figure = { classTitle: "citrus", bitmap: { data: "eJw=", origin: [9, 9] } };
    await open().must("figures.bulk.add", { entityId: 283_001, figures: [figure] }, "wim");
  });

  it("through the client: { id, name } and renameValues", async () => {
    const { address, token } = open();
    const api = new Api({ address, token });
    const before = await drawn();
    const classId = meta.classes.find(({ title }) => title === "lemon")!.id;
    const tagId = meta.tags.find(({ name }) => name === "size")!.id;
    const changed = await api.project.updateMeta(id, {
      classes: [{ id: classId, name: "citrus", description: "sour" }],
      tags: [{ id: tagId, name: "extent", renameValues: { small: "tiny" } }],
    });
    expect(changed.classes.find(({ name }) => name === "citrus")).toMatchObject({ id: classId, description: "sour" });
    expect(changed.tags.find(({ name }) => name === "extent")).toMatchObject({
      id: tagId,
      possibleValues: ["tiny", "medium", "large"],
    });
    expect(await drawn()).toEqual(before.map(([figureId]) => [figureId, "citrus", "extent=tiny"]));
    await api.close();
  });

  it("of two classes that swap names keeps the objects, over HTTP and through the client", async () => {
    const before = await drawn();
    const titles = { lemon: "kiwi", kiwi: "lemon" };
    const swapped = meta.classes.map((each) =>
      each.title === "lemon" || each.title === "kiwi" ? { ...each, title: titles[each.title] } : each,
    );
    expect((await update({ classes: swapped })).status).toBe(200);
    expect(await drawn()).toEqual(before.map(([figureId, , tags]) => [figureId, "kiwi", tags]));
    const { address, token } = open();
    const api = new Api({ address, token });
    await api.project.updateMeta(id, {
      classes: meta.classes.map(({ id: classId, title: name }) => ({ id: classId, name })),
    });
    expect(await drawn()).toEqual(before);
    expect((await metaOf()).classes.map(({ title }) => title)).toEqual(meta.classes.map(({ title }) => title));
    await api.close();
  });

  it("to a taken name is rejected", async () => {
    const lemonId = meta.classes.find(({ title }) => title === "lemon")!.id;
    const response = await open().ask("advanced.object_classes.editInfo", { id: lemonId, name: " kiwi" });
    expect(response).toMatchObject({ status: 400, body: { details: [{ path: "name" }] } });
  });

  it("of two tag values that are swapped", async () => {
    const tagId = meta.tags.find(({ name }) => name === "size")!.id;
    await open().must("advanced.tags.values.rename", { id: tagId, values: { small: "large", large: "small" } });
    expect((await drawn())[0]).toContain("size=large");
    expect((await metaOf()).tags.find(({ name }) => name === "size")?.values).toEqual(["large", "medium", "small"]);
    const wrong = await open().ask("advanced.tags.values.rename", { id: tagId, values: { tiny: "x" } });
    expect(wrong).toMatchObject({ status: 400, body: { details: [{ path: "values.tiny" }] } });
  });
});

describe("the fields of a meta", () => {
  const plum = { title: "plum", shape: "polygon" };
  const tag = { name: "ripe", value_type: "oneof_string", values: ["yes"] };
  it.each([
    [{ classes: [{ ...plum, shpe: "polygon" }] }, "meta.classes.0.shpe"],
    [{ classes: [{ ...plum, geometry_config: 7 }] }, "meta.classes.0.geometry_config"],
    [{ classes: [plum, { ...plum, title: " plum " }] }, "meta.classes.1.title"],
    [
      {
        classes: [
          { ...plum, title: "cafe\u0301" },
          { ...plum, title: "caf\u00e9" },
        ],
      },
      "meta.classes.1.title",
    ],
    [{ classes: [{ ...plum, title: " " }] }, "meta.classes.0.title"],
    [{ classes: [plum], tags: [{ ...tag, value: "x" }] }, "meta.tags.0.value"],
    [{ classes: [plum], tags: [{ ...tag, values: ["yes", "yes "] }] }, "meta.tags.0.values.1"],
    [{ classes: [plum], tags: [{ ...tag, values: [" "] }] }, "meta.tags.0.values.0"],
    [{ classes: [plum], tags: [{ ...tag, value_type: "any_string" }] }, "meta.tags.0.values"],
    [{ classes: [plum], tags: [{ ...tag, target_type: "some" }] }, "meta.tags.0.target_type"],
    [{ classes: [plum], tag: [] }, "meta.tag"],
  ])("that are invalid are rejected: %j", async (next, path) => {
    const project = (await open().must("projects.add", { workspaceId: 7, name: "checked" })) as { id: number };
    const response = await open().ask("projects.meta.update", { id: project.id, meta: { tags: [], ...next } });
    expect(response).toMatchObject({ status: 400, body: { details: [{ path }] } });
  });

  it("have names without leading or trailing spaces, equal in all Unicode forms", async () => {
    const classes = [...meta.classes, { title: " cafe\u0301 ", shape: "any" }];
    expect((await update({ classes })).status).toBe(200);
    const added = (await metaOf()).classes.at(-1);
    expect(added?.title).toBe("caf\u00e9");
    meta = await metaOf();
    expect((await update({ classes: classWith("caf\u00e9", { title: "cafe\u0301" }) })).status).toBe(200);
    expect((await metaOf()).classes.at(-1)?.id).toBe(added?.id);
  });

  it("accept dates for a date tag", async () => {
    const tags = [...meta.tags, { name: "picked", value_type: "date", applicable_type: "all" }];
    await update({ tags });
    const put = (value: unknown) => {
      const annotation = { tags: [{ name: "picked", value }] };
      return open().ask("annotations.bulk.add", { datasetId: 10_555, annotations: [{ imageId: 283_003, annotation }] });
    };
    expect((await put("2026-01-05")).status).toBe(200);
    expect((await put("2026-01-05T09:00:00+02:00")).status).toBe(200);
    for (const value of ["soon", "2026-02-30", 7, null]) {
      expect(await put(value)).toMatchObject({
        status: 400,
        body: { details: [{ path: "annotations.0.annotation.tags.0.value" }] },
      });
    }
  });
});

describe("one change in a project of many classes", () => {
  it("keeps the times of all other classes and tags", async () => {
    const rows = async (method: string) =>
      ((await open().must(method, { projectId: id })) as { entities: { id: number; updatedAt: string }[] }).entities;
    const [classes, tags] = [await rows("advanced.object_classes.list"), await rows("tags.list")];
    const [first] = classes;
    await open().must("advanced.object_classes.editInfo", { id: first?.id, description: "ripe" });
    const others = (list: typeof classes) => list.filter((each) => each.id !== first?.id);
    expect(others(await rows("advanced.object_classes.list"))).toEqual(others(classes));
    expect(await rows("tags.list")).toEqual(tags);
  });

  it("is in the next list, in the order of the project", async () => {
    const [lemon, ...others] = meta.classes;
    await open().must("advanced.object_classes.editInfo", { id: lemon?.id, name: "citron" });
    expect((await metaOf()).classes.map(({ title }) => title)).toEqual(["citron", ...others.map(({ title }) => title)]);
    await open().must("projects.meta.update", {
      id,
      meta: { ...(await metaOf()), classes: meta.classes.toReversed() },
    });
    expect((await metaOf()).classes).toEqual(meta.classes.toReversed());
  });

  it("that fails halfway does not change the meta", async () => {
    const stores = createStores(await openDatabase(undefined));
    seedInstance(stores, "lemons", randomBytes);
    const before = stores.metas.classes(id);
    const halfway = () =>
      stores.database.atomic(() => {
        changeMeta(stores, id, { classes: [], tags: [] }, "2026-01-01T00:00:00.000Z");
        expect(stores.metas.classes(id)).toEqual([]);
        throw new Error("rejected");
      });
    expect(halfway).toThrow("rejected");
    expect(stores.metas.classes(id)).toEqual(before);
  });

  it("names at most 50 classes in an error", async () => {
    const classes = Array.from({ length: 200 }, (_, at) => ({ title: `class ${at}`, shape: "any", color: "#50E3C2" }));
    await update({ classes: [...meta.classes, ...classes] });
    const figures = [{ ...lemon(1), tags: [], classTitle: "nothing" }];
    const { status, body } = await open().ask("figures.bulk.add", { entityId: 283_001, figures });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain("152 more");
  });
});

import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseMultipart } from "../../support/parse-multipart.js";
import { encodePng } from "../../support/png.js";
import { openTestServer, role, startTestServer, type TestServer } from "../../support/server.js";

interface Image {
  readonly id: number;
  readonly name: string;
  readonly hash: string;
  readonly tags: readonly { readonly id: number; readonly name: string; readonly value: unknown }[];
}

const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64");
const picture = encodePng(2, 1, Uint8Array.from([255, 0, 0, 0, 0, 255]));

async function upload(server: TestServer, files: readonly Uint8Array[], as?: string) {
  const form = new FormData();
  for (const [index, bytes] of files.entries()) form.append(`${index}-file`, new Blob([bytes]), String(index));
  const token = as === undefined ? server.token : (server.tokenOf(as) ?? "");
  const url = `${server.address}/public/api/v3/images.bulk.upload`;
  const response = await fetch(url, { method: "POST", headers: { "x-api-key": token }, body: form });
  return { status: response.status, body: await response.json() };
}

const add = (server: TestServer, ...images: object[]) => server.ask("images.bulk.add", { datasetId: 10555, images });
const imageOf = async (server: TestServer, id: number) => (await server.must("images.info", { id })) as Image;

describe("uploads", () => {
  it("store bytes once, by their hash, and return them unchanged", async () => {
    const server = await startTestServer();
    expect(await server.must("images.internal.hashes.list", [hashOf(picture), "nope"])).toEqual([]);
    expect(await upload(server, [picture, picture])).toEqual({
      status: 200,
      body: [{ hash: hashOf(picture) }, { hash: hashOf(picture) }],
    });
    expect(await server.must("images.internal.hashes.list", [hashOf(picture), "nope"])).toEqual([hashOf(picture)]);
    const { body } = await add(server, { title: "a.png", hash: hashOf(picture), meta: { camera: "x" } });
    const [image] = body as Image[];
    expect(image).toMatchObject({
      name: "a.png",
      mime: "image/png",
      ext: "png",
      width: 2,
      height: 1,
      size: String(picture.length),
      meta: { camera: "x" },
    });
    const response = await fetch(`${server.address}/public/api/v3/images.download?id=${image?.id}`, {
      headers: { "x-api-key": server.token },
    });
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await response.arrayBuffer()).equals(picture)).toBe(true);
  });

  it("report an error for each invalid part, and store the others", async () => {
    const server = await startTestServer();
    expect((await upload(server, [Buffer.from("text, not an image at all"), picture])).body).toEqual([
      { errors: [expect.stringContaining("not an image")] },
      { hash: hashOf(picture) },
    ]);
  });

  it("are rejected in another format, and for accounts that may not change images in any team", async () => {
    const server = await startTestServer();
    await server.hire("labeler", role.annotator);
    expect((await upload(server, [picture], "labeler")).status).toBe(403);
    expect((await server.ask("images.bulk.upload", {})).status).toBe(400);
  });
});

describe("images.bulk.add", () => {
  it("adds by hash, by link and from another image, in the order of the request", async () => {
    const server = await startTestServer();
    await upload(server, [picture]);
    const link = "https://example.com/pictures/b.png";
    const { body } = await add(
      server,
      { title: "c", imageId: 283003 },
      { name: "b", link },
      { title: "a", hash: hashOf(picture) },
    );
    expect(body).toMatchObject([
      { name: "c", hash: (await imageOf(server, 283003)).hash, width: 400 },
      { name: "b", link, hash: null, width: null },
      { name: "a", hash: hashOf(picture) },
    ]);
    expect(await server.must("datasets.info", { id: 10555 })).toMatchObject({ imagesCount: 9 });
    expect((await server.ask("images.download", { id: (body as Image[])[1]?.id })).status).toBe(404);
  });

  it("names every image with one of the names, in the form that the SDK parses to resolve conflicts", async () => {
    const server = await startTestServer();
    const link = "http://127.0.0.1/x.png";
    const answer = await add(
      server,
      { title: "fruits_02.png", link },
      { title: "new", link },
      { title: "fruits_01.png", link },
    );
    expect(answer).toEqual({
      status: 400,
      body: {
        error: "image already exists",
        details: {
          type: "NONUNIQUE",
          errors: [
            { name: "fruits_01.png", id: 283001, message: 'Image with name "fruits_01.png" already exists' },
            { name: "fruits_02.png", id: 283002, message: 'Image with name "fruits_02.png" already exists' },
          ],
        },
      },
    });
    expect(await server.must("images.list", { datasetId: 10555 })).toMatchObject({ total: 6 });
  });

  it.each([
    [[{ title: "a", hash: "unknown" }], "images.0.hash"],
    [[{ title: "a" }], "images.0"],
    [[{ link: "http://127.0.0.1/a" }], "images.0.title"],
    [[{ title: "a", link: "file:///etc/passwd" }], "images.0.link"],
    [
      [
        { title: "a", imageId: 283001 },
        { title: "a", imageId: 283002 },
      ],
      "images.1.title",
    ],
  ])("rejects %j", async (images, path) => {
    const server = await startTestServer();
    expect(await add(server, ...images)).toMatchObject({ status: 400, body: { details: [{ path }] } });
    expect(await server.must("images.list", { datasetId: 10555 })).toMatchObject({ total: 6 });
  });
});

describe("images", () => {
  it("are downloaded many at once, each with its id", async () => {
    const server = await startTestServer();
    const response = await fetch(`${server.address}/public/api/v3/images.bulk.download`, {
      method: "POST",
      headers: { "x-api-key": server.token, "content-type": "application/json" },
      body: JSON.stringify({ datasetId: 10555, imageIds: [283004, 283001] }),
    });
    const parts = parseMultipart(response.headers.get("content-type") ?? "", Buffer.from(await response.arrayBuffer()));
    const images = [await imageOf(server, 283004), await imageOf(server, 283001)];
    expect(parts.map(({ name, bytes }) => [name, hashOf(bytes)])).toEqual(
      images.map(({ id, hash }) => [String(id), hash]),
    );
    const foreign = { datasetId: 10555, imageIds: [1] };
    expect((await server.ask("images.bulk.download", foreign)).status).toBe(404);
  });

  it("are renamed, described and removed", async () => {
    const server = await startTestServer();
    await server.must("images.editInfo", { id: 283001, name: "x.png", description: "d", meta: { a: 1 } });
    expect(await imageOf(server, 283001)).toMatchObject({ name: "x.png", description: "d", meta: { a: 1 } });
    expect(await server.ask("images.editInfo", { id: 283001, name: "fruits_02.png" })).toMatchObject({
      status: 400,
      body: { details: { type: "NONUNIQUE" } },
    });
    expect((await server.ask("images.bulk.remove", { imageIds: [283001, 999] })).status).toBe(404);
    await server.must("images.bulk.remove", { imageIds: [283001] });
    expect((await server.ask("images.info", { id: 283001 })).status).toBe(404);
    expect(await server.must("datasets.info", { id: 10555 })).toMatchObject({ imagesCount: 5 });
  });

  it("are shown to an annotator only if they are in the annotator's jobs", async () => {
    const server = await startTestServer();
    const annotator = await server.hire("labeler", role.annotator);
    await server.must("jobs.add", {
      name: "j",
      datasetId: 10555,
      userIds: [annotator],
      meta: { entityIds: [283002, 283005] },
    });
    const { entities } = (await server.must("images.list", { datasetId: 10555 }, "labeler")) as { entities: Image[] };
    expect(entities.map(({ id }) => id)).toEqual([283002, 283005]);
    expect((await server.ask("images.info", { id: 283001 }, "labeler")).status).toBe(403);
    await server.must("jobs.stop", { id: 37 });
    expect((await server.ask("images.list", { datasetId: 10555 }, "labeler")).status).toBe(403);
  });
});

describe("filters of images.list", () => {
  let server: TestServer;
  const found = async (...filters: object[]) => {
    const { entities } = (await server.must("images.list", { datasetId: 10555, filters })) as { entities: Image[] };
    return entities.map(({ id }) => id - 283_000);
  };
  const figure = (classTitle: string, value?: string) => ({
    classTitle,
    bitmap: { data: "eJw=", origin: [0, 0] },
    tags: value === undefined ? [] : [{ name: "size", value }],
  });

  beforeAll(async () => {
    server = await openTestServer();
    await server.hire("other", role.developer);
    const draw = (imageId: number, objects: object[], as?: string) =>
      server.must(
        "annotations.bulk.add",
        { datasetId: 10555, annotations: [{ imageId, annotation: { objects } }] },
        as,
      );
    await draw(283001, [figure("lemon", "small"), figure("lemon", "large"), figure("kiwi")]);
    await draw(283003, [figure("kiwi")], "other");
    await server.must("image-tags.bulk.add-to-image", { tagId: 4174, ids: [283005] }, "other");
    await server.must("jobs.add", { name: "j", datasetId: 10555, userIds: [7], meta: { entityIds: [283006] } });
  });
  afterAll(() => server?.close());

  it.each([
    ["images_filename", { value: "TS_02" }, [2]],
    ["images_filename", { value: "%" }, []],
    ["images_tag", { tagId: 4174 }, [2, 4, 5, 6]],
    ["images_tag", { tagId: 4174, include: false }, [1, 3]],
    ["objects_class", { classId: 22309 }, [1]],
    ["objects_class", { classId: 22308, include: false }, [2, 4, 5, 6]],
    ["objects_class", { classId: 22309, from: 3 }, []],
    ["objects_class", { classId: 22309, from: 0, to: 0 }, [2, 3, 4, 5, 6]],
    ["objects_tag", { tagId: 4173 }, [1]],
    ["objects_tag", { tagId: 4173, value: "large" }, [1]],
    ["objects_tag", { tagId: 4173, value: "medium" }, []],
    ["objects_tag", { tagId: 4173, value: "large", from: 2 }, []],
    ["objects_annotator", { userId: 29 }, [3]],
    ["tagged_by_annotator", { userId: 29 }, [5]],
    ["job", { jobId: 37 }, [6]],
    ["job", { jobId: 37, include: false }, [1, 2, 3, 4, 5]],
  ])("%s %j", async (type, data, wanted) => {
    expect(await found({ type, data })).toEqual(wanted);
  });

  it("must all match", async () => {
    expect(await found({ type: "images_tag", data: { tagId: 4174 } }, { type: "job", data: { jobId: 37 } })).toEqual([
      6,
    ]);
  });

  it("of an unknown type are rejected", async () => {
    const filters = [{ type: "images_color", data: {} }];
    expect(await server.ask("images.list", { datasetId: 10555, filters })).toMatchObject({
      status: 400,
      body: { details: [{ path: "filters.0.type" }] },
    });
  });
});

describe("tags on images", () => {
  it("are added once, changed and removed", async () => {
    const server = await startTestServer();
    const meta = (await server.must("projects.meta", { id: 5555 })) as { tags: object[] };
    const tags = [...meta.tags, { name: "fruits", value_type: "any_number", applicable_type: "imagesOnly" }];
    const changed = (await server.must("projects.meta.update", { id: 5555, meta: { ...meta, tags } })) as {
      tags: { id: number; name: string }[];
    };
    const tagId = changed.tags.find(({ name }) => name === "fruits")?.id;
    const put = (value: number) =>
      server.must("tags.entities.bulk.add", { projectId: 5555, tags: [{ entityId: 283001, tagId, value }] });
    const first = await put(2);
    expect(await put(3)).toEqual(first);
    const [{ id } = { id: 0 }] = first as { id: number }[];
    expect((await imageOf(server, 283001)).tags).toMatchObject([{ id, name: "fruits", value: 3 }]);
    await server.must("image-tags.update-tag-value", { id, value: 4 });
    expect((await imageOf(server, 283001)).tags).toMatchObject([{ id, value: 4 }]);
    expect((await server.ask("image-tags.update-tag-value", { id, value: "four" })).status).toBe(400);
    await server.must("image-tags.remove-from-image", { tagId, imageId: 283001, id });
    expect((await imageOf(server, 283001)).tags).toEqual([]);
    expect((await server.ask("image-tags.remove-from-image", { tagId, imageId: 283001 })).status).toBe(404);
  });

  it("are added to all images of a request or to none", async () => {
    const server = await startTestServer();
    expect((await server.ask("image-tags.bulk.add-to-image", { tagId: 4174, ids: [283001, 999] })).status).toBe(404);
    expect((await imageOf(server, 283001)).tags).toEqual([]);
  });

  it("may be for objects only, as in the official tutorial on tags, and the image can still be saved", async () => {
    const server = await startTestServer();
    await server.must("image-tags.bulk.add-to-image", { tagId: 4173, ids: [283001], value: "small" });
    const tags = (await imageOf(server, 283001)).tags;
    expect(tags).toMatchObject([{ tagId: 4173, value: "small" }]);
    const annotation = { size: { width: 400, height: 300 }, tags: [{ name: "size", value: "small" }], objects: [] };
    await server.must("annotations.bulk.add", { datasetId: 10555, annotations: [{ imageId: 283001, annotation }] });
    expect(
      await server.ask("image-tags.bulk.add-to-image", { tagId: 4173, ids: [283001], value: "huge" }),
    ).toMatchObject({ status: 400, body: { error: expect.stringContaining("takes one of small") } });
  });

  it("of another project are rejected with their path, and nothing is written", async () => {
    const server = await startTestServer();
    const { id: projectId } = (await server.must("projects.add", { name: "other", workspaceId: 7 })) as { id: number };
    const meta = { classes: [], tags: [{ name: "strange", value_type: "none" }] };
    const { tags } = (await server.must("projects.meta.update", { id: projectId, meta })) as { tags: { id: number }[] };
    const tagId = tags[0]?.id;
    const before = await imageOf(server, 283001);
    const refusals: readonly [string, object, string][] = [
      ["image-tags.bulk.add-to-image", { tagId, ids: [283001] }, "tagId"],
      ["tags.entities.bulk.add", { projectId: 5555, tags: [{ entityId: 283001, tagId }] }, "tags.0.tagId"],
      ["image-tags.remove-from-image", { tagId, imageId: 283001 }, "tagId"],
      ["image-tags.bulk.remove-from-images", { tagIds: [4174, tagId], ids: [283001] }, "tagIds.1"],
    ];
    for (const [method, body, path] of refusals) {
      expect(await server.ask(method, body)).toMatchObject({ status: 400, body: { details: [{ path }] } });
    }
    expect(await imageOf(server, 283001)).toEqual(before);
  });

  it("are removed only by their own id, and an unknown id changes nothing", async () => {
    const server = await startTestServer();
    const body = { projectId: 5555, tags: [{ entityId: 283001, tagId: 4174 }] };
    const [{ id } = { id: 0 }] = (await server.must("tags.entities.bulk.add", body)) as { id: number }[];
    const before = [await imageOf(server, 283001), await imageOf(server, 283003)];
    const take = (given: object) => server.ask("image-tags.remove-from-image", { tagId: 4174, ...given });
    expect((await take({ imageId: 283001, id: id + 1 })).status).toBe(404);
    expect((await take({ imageId: 283003 })).status).toBe(404);
    expect([await imageOf(server, 283001), await imageOf(server, 283003)]).toEqual(before);
    expect((await take({ imageId: 283001, id })).status).toBe(200);
  });
});

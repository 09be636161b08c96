import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import { hashOf } from "../../../src/client/image/image-contents.js";
import { ArgumentError, BulkError, ConflictError, InvalidError } from "../../../src/domain/errors.js";
import type { ImageInfo } from "../../../src/domain/records/image.js";
import { type Instance, startInstance } from "../../../src/server/instance.js";
import { type FaultProxy, faultOn, startFaultProxy } from "../../support/fault-proxy.js";

let instance: Instance;
let proxy: FaultProxy;
let api: Api;
let seeded: readonly ImageInfo[];
let picture: Uint8Array;

beforeAll(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  proxy = await startFaultProxy(instance.address);
  api = new Api({ address: proxy.address, token: instance.token });
  seeded = await api.image.getList(10555);
  picture = await api.image.download(seeded[0]!.id);
});
afterAll(async () => {
  await api.close();
  await proxy.close();
  await instance.close();
});

/** Pictures with different bytes: data after the end of a PNG is not drawn. */
function pictures(count: number, name: string) {
  return Array.from({ length: count }, (_, at) => ({
    name: `${name}_${at}.png`,
    bytes: Buffer.concat([picture, Buffer.from(`${name} ${at}`)]),
  }));
}

const newDataset = async (name: string) => (await api.dataset.create(5555, name)).id;

describe("upload", () => {
  it("stores the same bytes", async () => {
    const datasetId = await newDataset("there and back");
    const images = pictures(7, "lemon");
    const progress: number[] = [];
    const added = await api.image.upload(datasetId, images, { onProgress: ({ done }) => progress.push(done) });
    expect(added.map(({ name }) => name)).toEqual(images.map(({ name }) => name));
    expect(added.map(({ hash }) => hash)).toEqual(images.map(({ bytes }) => hashOf(bytes)));
    expect(progress.at(-1)).toBe(7);
    expect(Buffer.from(await api.image.download(added[3]!.id)).equals(images[3]!.bytes)).toBe(true);
    const ids = added.map(({ id }) => id).reverse();
    const contents = await api.image.downloadBatch(datasetId, ids, { concurrency: 2 });
    expect(contents.map((bytes) => hashOf(bytes))).toEqual(images.map(({ bytes }) => hashOf(bytes)).reverse());
  });

  it("does not send bytes that the server has", async () => {
    const before = proxy.methods.length;
    const datasetId = await newDataset("known bytes");
    await api.image.upload(datasetId, [{ name: "again.png", bytes: picture }]);
    expect(proxy.methods.slice(before)).not.toContain("images.bulk.upload");
    expect(await api.image.checkExistingHashes([hashOf(picture), hashOf(Buffer.from("never seen"))])).toEqual([
      hashOf(picture),
    ]);
  });

  it("accepts a hash or a link in place of bytes, and a meta", async () => {
    const datasetId = await newDataset("hash and link");
    const [byHash, byLink] = await api.image.upload(datasetId, [
      { name: "hash.png", hash: hashOf(picture), meta: { camera: 7 } },
      { name: "link.jpg", link: "https://example.org/link.jpg" },
    ]);
    expect(byHash).toMatchObject({ name: "hash.png", hash: hashOf(picture), meta: { camera: 7 } });
    expect(byLink).toMatchObject({ name: "link.jpg", link: "https://example.org/link.jpg" });
  });

  it("reports which images failed, and stores the others", async () => {
    const datasetId = await newDataset("some fail");
    const images = pictures(60, "kiwi");
    await api.image.upload(datasetId, [images[4]!, images[57]!]);
    const error = await api.image.upload(datasetId, images).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BulkError);
    const { failures, done, untried } = error as BulkError;
    expect(failures.map(({ index, item }) => [index, item])).toEqual([
      [4, "kiwi_4.png"],
      [57, "kiwi_57.png"],
    ]);
    expect(failures.every((failure) => failure.error instanceof ConflictError)).toBe(true);
    expect([done.length, untried.length]).toEqual([58, 0]);
    expect(await api.image.getList(datasetId)).toHaveLength(60);
  });

  it("fails with the error itself for one image", async () => {
    const datasetId = await newDataset("one fails");
    const [image] = pictures(1, "one");
    await api.image.upload(datasetId, [image!]);
    await expect(api.image.upload(datasetId, [image!])).rejects.toBeInstanceOf(ConflictError);
    await expect(
      api.image.upload(datasetId, [{ name: "text.png", bytes: Buffer.from("no image") }]),
    ).rejects.toBeInstanceOf(InvalidError);
  });

  it.each([
    ["drop-reply", { kind: "drop-reply" }],
    ["502", { kind: "response", status: 502, commit: true }],
    ["reset before", { kind: "reset-before" }],
    ["cut", { kind: "cut" }],
  ] as const)("adds each image once after a %s", async (name, fault) => {
    const datasetId = await newDataset(`once after ${name}`);
    proxy.play((request) => (/^images\.bulk\./.test(request.method) ? faults(request.method) : undefined));
    const tried = new Map<string, number>();
    function faults(method: string) {
      tried.set(method, (tried.get(method) ?? 0) + 1);
      return tried.get(method) === 1 ? fault : undefined;
    }
    const added = await api.image.upload(datasetId, pictures(5, `once ${name}`));
    proxy.play(() => undefined);
    const there = await api.image.getList(datasetId);
    expect(there.map(({ id }) => id)).toEqual(added.map(({ id }) => id));
    expect(there).toHaveLength(5);
  });

  it.each([
    ["two sources", [{ name: "a", hash: "x", link: "y" }]],
    ["no source", [{ name: "a" }]],
    ["no name", [{ name: "", link: "y" }]],
    [
      "the same name",
      [
        { name: "a", link: "x" },
        { name: "a", link: "y" },
      ],
    ],
  ])("rejects %s before anything is sent", async (_what, images) => {
    const before = proxy.stats.requests;
    await expect(api.image.upload(10555, images)).rejects.toBeInstanceOf(ArgumentError);
    expect(proxy.stats.requests).toBe(before);
  });

  it("stops with the signal's reason", async () => {
    const datasetId = await newDataset("stopped");
    const controller = new AbortController();
    const upload = api.image.upload(datasetId, pictures(200, "stop"), {
      signal: controller.signal,
      concurrency: 1,
      onProgress: () => controller.abort("enough"),
    });
    await expect(upload).rejects.toBe("enough");
  });
});

describe("images", () => {
  it("are found by id, name and the conditions of the product's pages", async () => {
    const [first] = seeded;
    const situated = (await api.tag.getNameToIdMap(5555)).get("situated")!;
    expect((await api.image.getInfoByName(10555, first!.name))?.id).toBe(first!.id);
    expect(await api.image.getList(10555, { ids: [first!.id] })).toHaveLength(1);
    const tagged = seeded.filter(({ tags }) => tags.some(({ tagId }) => tagId === situated)).map(({ id }) => id);
    const found = await api.image.getList(10555, {
      filters: [{ type: "images_tag", data: { tagId: situated, include: true } }],
    });
    expect(tagged.length).toBeGreaterThan(0);
    expect(found.map(({ id }) => id)).toEqual(tagged);
    expect(await api.image.getList(10555, { onlyLabelled: true })).toHaveLength(
      seeded.filter(({ labelsCount }) => labelsCount > 0).length,
    );
    expect((await api.image.getListOfProject(5555)).length).toBeGreaterThanOrEqual(6);
  });

  it("are renamed and removed", async () => {
    const datasetId = await newDataset("rename");
    const added = await api.image.upload(datasetId, pictures(3, "old"));
    expect(await api.image.rename(added[0]!.id, "new.png")).toMatchObject({ name: "new.png" });
    expect(await api.image.update(added[0]!.id, { meta: { a: 1 } })).toMatchObject({ meta: { a: 1 } });
    await api.image.remove(added[1]!.id);
    await api.image.removeBatch([added[2]!.id]);
    expect((await api.image.getList(datasetId)).map(({ name }) => name)).toEqual(["new.png"]);
  });

  it("have tags, added once when the response is lost", async () => {
    const datasetId = await newDataset("tags");
    const added = await api.image.upload(datasetId, pictures(2, "tagged"));
    const ids = added.map(({ id }) => id);
    await api.project.updateMeta(5555, { tags: [{ name: "ripeness", valueType: "any_number" }] });
    const tagId = (await api.tag.getNameToIdMap(5555)).get("ripeness")!;
    proxy.play(faultOn("image-tags.bulk.add-to-image", [1], { kind: "drop-reply" }));
    await api.image.addTagBatch(ids, tagId, 3);
    proxy.play(() => undefined);
    const [tag, ...more] = (await api.image.getInfoById(ids[0]!)).tags;
    expect(tag).toMatchObject({ tagId, name: "ripeness", value: 3 });
    expect(more).toEqual([]);
    await api.image.updateTagValue(tag!.id!, 4);
    expect((await api.image.getInfoById(ids[0]!)).tags).toMatchObject([{ value: 4 }]);
    await api.image.removeTag(ids[0]!, tagId, tag!.id!);
    expect((await api.image.getInfoById(ids[0]!)).tags).toEqual([]);
    await api.image.removeTagsBatch([tagId], ids);
    expect((await api.image.getInfoById(ids[1]!)).tags).toEqual([]);
  });
});

describe("the meta of a project", () => {
  it("changes in the given parts and keeps all others", async () => {
    const before = await api.project.getMeta(5555);
    const changed = await api.project.updateMeta(5555, {
      classes: [
        { name: "plum", shape: "polygon" },
        { name: "kiwi", color: "#112233" },
      ],
      tags: [{ name: "size", hotkey: "s" }],
    });
    const kiwi = before.classes.find(({ name }) => name === "kiwi")!;
    expect(changed.classes.find(({ name }) => name === "kiwi")).toEqual({ ...kiwi, color: "#112233" });
    expect(changed.classes.find(({ name }) => name === "lemon")).toEqual(
      before.classes.find(({ name }) => name === "lemon"),
    );
    expect(changed.classes.find(({ name }) => name === "plum")).toMatchObject({ shape: "polygon" });
    const size = before.tags.find(({ name }) => name === "size")!;
    expect(changed.tags.find(({ name }) => name === "size")).toEqual({ ...size, hotkey: "s" });
    const shrunk = await api.project.updateMeta(5555, { remove: { classes: ["plum"] } });
    expect(shrunk.classes.map(({ name }) => name)).toEqual(before.classes.map(({ name }) => name));
    expect((await api.objectClass.getNameToIdMap(5555)).get("kiwi")).toBe(kiwi.id);
  });

  it("rejects removing an unknown class or tag", async () => {
    await expect(api.project.updateMeta(5555, { remove: { tags: ["colour"] } })).rejects.toBeInstanceOf(ArgumentError);
  });
});

describe("annotations", () => {
  it("are returned as they were sent, in the requested order", async () => {
    const datasetId = await newDataset("annotations");
    const added = await api.image.upload(datasetId, pictures(3, "drawn"));
    const ids = added.map(({ id }) => id);
    const annotation = {
      description: "",
      tags: [],
      size: { width: added[0]!.width!, height: added[0]!.height! },
      objects: [
        {
          classTitle: "lemon",
          geometryType: "bitmap",
          tags: [],
          bitmap: { data: "eJzrDPBz5+WS4mJgYOD19HAJAtL/", origin: [3, 4] },
        },
      ],
    };
    await api.annotation.uploadBatch(
      datasetId,
      ids.map((imageId) => ({ imageId, annotation })),
    );
    await api.annotation.upload(datasetId, ids[0]!, annotation);
    const one = await api.annotation.download(ids[0]!);
    expect(one.annotation.objects).toHaveLength(1);
    expect(one.annotation.objects[0]).toMatchObject({ classTitle: "lemon", bitmap: annotation.objects[0]!.bitmap });
    const all = await api.annotation.downloadBatch(datasetId, [...ids].reverse());
    expect(all.map(({ imageId }) => imageId)).toEqual([...ids].reverse());
  });
});

it("empty lists are rejected before anything is sent", async () => {
  const sent = proxy.stats.requests;
  const calls = [
    () => api.image.upload(10555, []),
    () => api.image.removeBatch([]),
    () => api.image.addTagBatch([], 4174),
    () => api.image.removeTagsBatch([4174], []),
    () => api.image.removeTagsBatch([], [seeded[0]!.id]),
    () => api.annotation.uploadBatch(10555, []),
    () => api.labelingJob.removeBatch([]),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject({
      code: "argument",
      message: expect.stringContaining("is [], expected a non-empty list"),
    });
  }
  expect(proxy.stats.requests).toBe(sent);
});

it("an undefined or empty name is rejected", async () => {
  const nothing: string = JSON.parse('{"login":""}').name;
  const looks = [
    () => api.user.getInfoByLogin(nothing),
    () => api.user.getMemberInfoByLogin(8, nothing),
    () => api.team.getInfoByName(nothing),
    () => api.workspace.getInfoByName(8, nothing),
    () => api.project.getInfoByName(7, nothing),
    () => api.dataset.getInfoByName(5555, nothing),
    () => api.user.getInfoByLogin(""),
  ];
  for (const look of looks) await expect(look()).rejects.toBeInstanceOf(ArgumentError);
});

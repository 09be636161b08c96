/** Uploads to a real instance. */
import { randomBytes } from "node:crypto";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { Local } from "../local.js";
import { failureOf, startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";
import { makeFolder, picture } from "./pictures.js";

useOwnHome();

const names = async ({ api }: Local, datasetId: number) => (await api.image.getList(datasetId)).map(({ name }) => name);

function project({ ensureTeam }: Local) {
  return ensureTeam("Road signs").ensureProject("november", { tags: { weather: ["sun", "rain"] } });
}

describe("an upload of a folder", () => {
  it("creates images in natural order, and sends nothing when run again", async () => {
    const local = await startLocal();
    const roads = project(local);
    const folder = await makeFolder();
    for (const name of ["10.png", "2.png", "1.png", "sub/a.JPG", "sub/deep/b.webp"]) await picture(folder, name);
    const photos = roads.dataset("photos").upload(folder);
    const plan = await photos.plan();
    expect(plan.steps.slice(-2).map(({ action, what }) => `${action} ${what}`)).toEqual([
      "create dataset 'photos'",
      expect.stringMatching(/^create 5 images \([\d.]+ k?B\)$/),
    ]);
    local.forget();
    const result = await photos;
    expect(result.uploaded.map(({ name }) => name)).toEqual([
      "1.png",
      "2.png",
      "10.png",
      "sub__a.JPG",
      "sub__deep__b.webp",
    ]);
    expect(await names(local, result.datasetId)).toEqual(result.uploaded.map(({ name }) => name));
    expect(local.writes()).toEqual([
      "teams.add",
      "projects.add",
      "projects.meta.update",
      "datasets.add",
      "images.bulk.upload",
      "images.bulk.add",
    ]);
    local.forget();
    const again = await photos.fresh();
    expect(again.skipped).toHaveLength(5);
    expect(again.bytesSent).toBe(0);
    expect(local.writes()).toEqual([]);
    expect((await photos.fresh().plan()).steps.at(-1)).toMatchObject({
      action: "reuse",
      what: "5 images with the same content",
    });
  });

  it("creates nested datasets with `folders: 'datasets'`", async () => {
    const local = await startLocal();
    const roads = project(local);
    const folder = await makeFolder();
    for (const name of ["a.png", "night/a.png", "night/rain/a.png"]) await picture(folder, name);
    const upload = () => roads.ensureDataset("photos").upload(folder, { folders: "datasets" });
    const { uploaded } = await upload();
    expect(uploaded.map(({ name }) => name)).toEqual(["a.png", "a.png", "a.png"]);
    const datasets = await roads.datasets();
    expect(datasets.map(({ name, imagesCount }) => [name, imagesCount])).toEqual([
      ["photos", 1],
      ["night", 1],
      ["rain", 1],
    ]);
    local.forget();
    expect((await upload()).skipped).toHaveLength(3);
    expect(local.writes()).toEqual([]);
  });

  it("lists damaged pictures with the reason, and uploads the others", async () => {
    const local = await startLocal();
    const roads = project(local);
    const folder = await makeFolder();
    const good = await picture(folder, "good.jpg");
    const png = await picture(folder, "whole.png");
    await writeFile(join(folder, "cut.jpg"), good.subarray(0, good.length - 40));
    await writeFile(join(folder, "cut.png"), png.subarray(0, png.length - 20));
    await writeFile(join(folder, "flipped.png"), Buffer.from(png.map((byte, at) => (at === 60 ? byte ^ 255 : byte))));
    await writeFile(join(folder, "empty.png"), "");
    await writeFile(join(folder, "text.jpg"), "hello");
    await writeFile(join(folder, "notes.txt"), "hello");
    await writeFile(join(folder, "anim.gif"), "GIF89a");
    await writeFile(join(folder, ".hidden.png"), png);
    await symlink("nowhere.png", join(folder, "dangling.png"));
    await mkdir(join(folder, "sub"));
    await symlink("..", join(folder, "sub", "loop"));
    const { steps } = await roads.dataset("photos").upload(folder).plan();
    const planned = steps
      .filter(({ what }) => what.endsWith("refused"))
      .map(({ what, note = "" }) => `${what}: ${note}`);
    expect(planned[0]).toMatch(/^2 files refused: has no supported format: .*anim\.gif, .*notes\.txt$/);
    expect(planned).toHaveLength(8);
    expect(planned).toContainEqual(
      expect.stringMatching(/^1 file refused: is not an image of a supported format: .*text\.jpg$/),
    );
    expect(planned).toContainEqual(expect.stringMatching(/^1 file refused: is empty: .*empty\.png$/));
    const { uploaded, refused, hidden } = await roads.dataset("photos").upload(folder);
    expect(uploaded.map(({ name }) => name)).toEqual(["good.jpg", "whole.png"]);
    expect(hidden).toBe(1);
    const reasons = Object.fromEntries(refused.map(({ path, reason }) => [path.slice(folder.length + 1), reason]));
    expect(reasons).toEqual({
      "cut.jpg": "is a truncated JPEG file",
      "cut.png": "is a truncated PNG file",
      "flipped.png": "is a damaged PNG file",
      "empty.png": "is empty",
      "text.jpg": expect.stringContaining("is not an image of a supported format"),
      "notes.txt": expect.stringContaining("has no supported format"),
      "anim.gif": expect.stringContaining("has no supported format"),
      "dangling.png": expect.stringContaining("is a broken link"),
      "sub/loop": "is a link to one of its parent folders",
    });
  });

  it.skipIf(process.getuid?.() === 0)("lists files that cannot be read", async () => {
    const local = await startLocal();
    const roads = project(local);
    const folder = await makeFolder();
    await picture(folder, "good.jpg");
    await picture(folder, "closed.jpg");
    await chmod(join(folder, "closed.jpg"), 0);
    const { uploaded, refused } = await roads.dataset("photos").upload(folder);
    expect(uploaded).toHaveLength(1);
    expect(refused.map(({ reason }) => reason)).toEqual(["cannot be read: permission denied (EACCES)"]);
  });
});

describe("an image of the same name with other content", () => {
  async function conflicting() {
    const local = await startLocal();
    const roads = project(local);
    const before = await makeFolder();
    await picture(before, "a.png");
    await roads.dataset("photos").upload(before);
    const folder = await makeFolder();
    const content = await picture(folder, "a.png");
    await picture(folder, "b.png");
    return { local, photos: roads.ensureDataset("photos"), folder, content };
  }

  it("is reported and left alone", async () => {
    const { local, photos, folder } = await conflicting();
    const upload = photos.upload(folder);
    expect((await upload.plan()).problems).toEqual(["1 image with other content, a.png: the image has other content"]);
    const { conflicts, uploaded, datasetId } = await upload;
    expect(conflicts.map(({ name, note }) => [name, note])).toEqual([["a.png", "the image has other content"]]);
    expect(uploaded.map(({ name }) => name)).toEqual(["b.png"]);
    expect(await names(local, datasetId)).toEqual(["a.png", "b.png"]);
  });

  it("is kept with onConflict 'rename': one image with another name is added once", async () => {
    const { local, photos, folder } = await conflicting();
    const { uploaded, datasetId } = await photos.upload(folder, { onConflict: "rename" });
    expect(uploaded.map(({ name }) => name)).toEqual(["a_01.png", "b.png"]);
    local.forget();
    const again = await photos.upload(folder, { onConflict: "rename" });
    expect(again.skipped.map(({ name }) => name)).toEqual(["a_01.png", "b.png"]);
    expect(local.writes()).toEqual([]);
    expect(await names(local, datasetId)).toEqual(["a.png", "a_01.png", "b.png"]);
  });

  it("is replaced once with onConflict 'replace'", async () => {
    const { local, photos, folder, content } = await conflicting();
    const { uploaded } = await photos.upload(folder, { onConflict: "replace" });
    const [image] = uploaded;
    expect(Buffer.from(await local.api.image.download(image?.imageId ?? 0)).equals(content)).toBe(true);
    local.forget();
    expect((await photos.upload(folder, { onConflict: "replace" })).skipped).toHaveLength(2);
    expect(local.writes()).toEqual([]);
  });
});

describe("two files with the same image name", () => {
  it.each(["report", "replace"] as const)("are a conflict with onConflict '%s'", async (onConflict) => {
    const local = await startLocal();
    const roads = project(local);
    const folder = await makeFolder();
    await picture(folder, "sub/a.png");
    await picture(folder, "sub__a.png");
    const upload = () => roads.ensureDataset("photos").upload(folder, { onConflict });
    const { uploaded, conflicts } = await upload();
    expect(uploaded.map(({ name }) => name)).toEqual(["sub__a.png"]);
    expect(conflicts.map(({ note }) => note)).toEqual([expect.stringContaining("has the same image name")]);
    local.forget();
    expect(await upload()).toMatchObject({ skipped: { length: 1 }, conflicts: { length: 1 } });
    expect(local.writes()).toEqual([]);
  });

  it("are detected across Unicode normalization forms", async () => {
    const local = await startLocal();
    const roads = project(local);
    const folder = await makeFolder();
    const content = await picture(folder, "caf\u00e9.png");
    await writeFile(join(folder, "cafe\u0301.png"), content);
    const { uploaded, skipped, datasetId } = await roads.dataset("photos").upload(folder);
    expect([uploaded.length, skipped.length]).toEqual([1, 1]);
    expect(await names(local, datasetId)).toEqual(["caf\u00e9.png"]);
  });
});

describe("the EXIF orientation", () => {
  it("is applied once, unless orient is false", async () => {
    const local = await startLocal();
    const roads = project(local);
    const folder = await makeFolder();
    const raw = await sharp({ create: { width: 40, height: 20, channels: 3, background: "#a30" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    await writeFile(join(folder, "side.jpg"), raw);
    const { uploaded, datasetId } = await roads.dataset("photos").upload(folder);
    expect(uploaded[0]?.note).toBe("EXIF orientation applied");
    const content = await local.api.image.download(uploaded[0]?.imageId ?? 0);
    expect(await sharp(content).metadata()).toMatchObject({ width: 20, height: 40 });
    expect((await sharp(content).metadata()).orientation ?? 1).toBe(1);
    expect((await local.api.image.getList(datasetId))[0]).toMatchObject({ width: 20, height: 40 });
    local.forget();
    expect((await roads.dataset("photos").upload(folder)).skipped).toHaveLength(1);
    expect(local.writes()).toEqual([]);
    const asIs = await roads.dataset("as it is").upload(folder, { orient: false });
    expect(Buffer.from(await local.api.image.download(asIs.uploaded[0]?.imageId ?? 0)).equals(raw)).toBe(true);
  });
});

describe("tags of an upload", () => {
  it("are created, and added to each image once", async () => {
    const local = await startLocal();
    const roads = project(local);
    const folder = await makeFolder();
    await picture(folder, "a.png");
    await roads.dataset("photos").upload(folder);
    await picture(folder, "b.png");
    const upload = () => roads.dataset("photos").upload(folder, { tags: { night: null, weather: "sun" } });
    expect((await upload().plan()).steps.map(({ action, what }) => `${action} ${what}`).slice(-3)).toEqual([
      "create tag 'night'",
      expect.stringMatching(/^create 1 image \([\d.]+ k?B\)$/),
      "reuse 1 image with the same content",
    ]);
    const { datasetId } = await upload();
    const tags = (await local.api.image.getList(datasetId)).map((image) =>
      image.tags.map(({ name, value }) => [name, value]).sort(),
    );
    const both = [
      ["night", null],
      ["weather", "sun"],
    ];
    expect(tags).toEqual([both, both]);
    local.forget();
    await upload();
    expect(local.writes()).toEqual([]);
  });

  it("that differ from existing ones fail before anything is written", async () => {
    const local = await startLocal();
    const roads = project(local);
    const folder = await makeFolder();
    await picture(folder, "a.png");
    await roads;
    const upload = roads.ensureDataset("photos").upload(folder, { tags: { weather: "snow" } });
    expect((await upload.plan()).problems).toEqual([
      "tags.weather is \"snow\", expected one of its values, there are: 'sun', 'rain'",
    ]);
    expect(await failureOf(upload)).toMatchObject({ message: expect.stringContaining('tags.weather is "snow"') });
    expect((await roads.datasets()).map(({ imagesCount }) => imagesCount)).toEqual([0]);
  });
});

describe("upload requests", () => {
  it("send no content twice, and none that the instance has", async () => {
    const local = await startLocal();
    const roads = project(local);
    const folder = await makeFolder();
    const content = await picture(folder, "a.png");
    await writeFile(join(folder, "b.png"), content);
    expect((await roads.dataset("one").upload(folder)).bytesSent).toBe(content.length);
    expect(await roads.dataset("two").upload(folder)).toMatchObject({ bytesSent: 0, uploaded: { length: 2 } });
  });

  it("report progress in images and bytes; the result is displayed as a table", async () => {
    const local = await startLocal();
    const roads = project(local);
    const folder = await makeFolder();
    const png = await picture(folder, "0.png");
    for (let at = 1; at < 120; at++) await writeFile(join(folder, `${at}.png`), Buffer.concat([png, randomBytes(8)]));
    const told: [number, number, string | undefined][] = [];
    const result = await roads
      .dataset("photos")
      .upload(folder)
      .run({
        onProgress: ({ done, total, note }) => told.push([done, total, note]),
      });
    expect(told.at(-1)?.slice(0, 2)).toEqual([120, 120]);
    expect(told.at(-1)?.[2]).toMatch(/^images, (\d\S* kB) of \1$/);
    expect(JSON.parse(JSON.stringify(result))).toMatchObject({ uploaded: { length: 120 }, refused: [] });
    expect(await names(local, result.datasetId)).toEqual(Array.from({ length: 120 }, (_, at) => `${at}.png`));
  });
});

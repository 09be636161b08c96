import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { failureOf, startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";
import { makeFolder, picture } from "../upload/pictures.js";

useOwnHome();

describe.skipIf(process.platform === "win32")("named pipes in an import folder", () => {
  it("are refused as pictures, without waiting for a writer", async () => {
    const folder = await makeFolder();
    await picture(folder, "images/a.png");
    const names = ["a.png", "pipe.png", `${"x".repeat(5000)}.png`];
    const images = names.map((file_name, id) => ({ id, file_name, width: 24, height: 16 }));
    writeFileSync(join(folder, "instances.json"), JSON.stringify({ images, annotations: [], categories: [] }));
    execFileSync("mkfifo", [join(folder, "images", "pipe.png")]);
    const { project } = await startLocal();
    const { uploaded, refused } = await project(5555).dataset(10_555).import(folder, { as: "coco" });
    expect(uploaded.map(({ name }) => name)).toEqual(["a.png"]);
    expect(refused.map(({ note }) => note).sort()).toEqual([
      "cannot be read: it is not a regular file",
      "cannot be read: its name is too long (ENAMETOOLONG)",
    ]);
  });

  it("are refused as the file of the annotations", async () => {
    const folder = await makeFolder();
    execFileSync("mkfifo", [join(folder, "instances.json")]);
    const { project } = await startLocal();
    const error = await failureOf(project(5555).dataset(10_555).import(folder, { as: "coco" }));
    expect(String(error)).toMatch(/instances\.json' is not a regular file/);
  });
});

it("a damaged mask is reported with the picture of its annotation, and a decompression bomb is not unpacked", async () => {
  for (const data of ["!!!!", deflateSync(Buffer.alloc(200_000_000), { level: 1 }).toString("base64")]) {
    const folder = await makeFolder();
    await picture(folder, "d/img/a.png");
    mkdirSync(join(folder, "d/ann"));
    const classes = [{ title: "fog", shape: "bitmap", color: "#FF0000" }];
    writeFileSync(join(folder, "meta.json"), JSON.stringify({ classes, tags: [] }));
    const fog = { classTitle: "fog", geometryType: "bitmap", tags: [], bitmap: { data, origin: [0, 0] } };
    const annotation = { description: "", tags: [], size: { width: 24, height: 16 }, objects: [fog] };
    writeFileSync(join(folder, "d/ann/a.png.json"), JSON.stringify(annotation));
    const { project, api } = await startLocal();
    const error = await failureOf(project(5555).import(folder, { as: "supervisely" }));
    expect(String(error)).toMatch(
      /the annotation of '.*a\.png' is damaged: data is "\S+", expected base64 of zlib-compressed PNG bytes/,
    );
    expect(await api.dataset.getInfoByName(5555, "d")).toBeNull();
  }
});

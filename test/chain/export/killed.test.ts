/** An export that is killed and started again has the same result as an undisturbed one. */
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";
import { polygon, rectangle } from "../../../src/domain/geometry/shapes.js";
import { repeatable, rounds } from "../../attack/rounds.js";
import { type FaultProxy, startFaultProxy } from "../../support/fault-proxy.js";
import { runKilled } from "../../support/killed-process.js";
import { tempFolder } from "../../support/temp-folder.js";
import { type Local, openLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";
import { picture } from "../upload/pictures.js";

useOwnHome();

const formats = ["coco", "supervisely", "yolo", "csv"] as const;
type Format = (typeof formats)[number];
// An export reads the annotations of 50 images with one request.
const pictures = 56;
const size = { width: 24, height: 16 };

let local: Local;
let proxy: FaultProxy;
let source = "";

/** The seeded project with pictures for several requests in two datasets, two of three with objects. */
beforeAll(async () => {
  local = await openLocal();
  proxy = await startFaultProxy(local.server.address);
  source = await mkdtemp(join(tmpdir(), "slylab-killed-"));
  const { api, project } = local;
  const png = await picture(source, "0.png");
  for (let at = 1; at < pictures; at += 1) {
    await writeFile(join(source, `${at}.png`), Buffer.concat([png, randomBytes(8)]));
  }
  const root = project(5555).ensureClasses({ sign: "rectangle", road: "polygon" });
  await root.dataset("photos").upload(source);
  await root.dataset("more").upload(join(source, "1*.png"));
  for (const { id } of await root.datasets()) {
    const images = (await api.image.getList(id)).filter(({ name }) => !name.includes("fruits"));
    const drawn = images
      .filter((_image, at) => at % 3 !== 0)
      .map(({ id: imageId }, at) => {
        const box = { classTitle: "sign", geometry: rectangle([at % 9, 2], [15, 9]) };
        const corners: [number, number][] = [
          [1, 1],
          [20, at % 7],
          [9, 14],
        ];
        return { imageId, annotation: { size, objects: [box, { classTitle: "road", geometry: polygon(corners) }] } };
      });
    if (drawn.length > 0) await api.annotation.uploadBatch(id, drawn);
  }
});
afterAll(async () => {
  await proxy.close();
  await local.close();
  await rm(source, { recursive: true, force: true });
});

/** The files of a folder and their contents. */
async function contentOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const contents = files.map(async (file) => [file.slice(folder.length), await readFile(file, "base64")] as const);
  return new Map((await Promise.all(contents)).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Exports; from request `last` on nothing is answered any more, as if the process were killed there. */
async function attempt(folder: string, as: Format, last: number): Promise<number> {
  const stop = new AbortController();
  const api = new Api({ address: proxy.address, token: local.server.token });
  let count = 0;
  proxy.play(() => {
    count += 1;
    if (count < last) return undefined;
    if (count === last) setImmediate(() => stop.abort(new Error("killed")));
    return { kind: "hang", commit: false };
  });
  await withApi(api)
    .project(5555)
    .images()
    .export(folder, { as })
    .run({ signal: stop.signal })
    .catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
  await api.close();
  return count;
}

const script = new URL("./killed-export.ts", import.meta.url);

it.each(formats)("of %s has the same result when it is killed at any point", { timeout: 300_000 }, async (as) => {
  const root = await tempFolder();
  const whole = join(root, "whole");
  const requests = await attempt(whole, as, Number.POSITIVE_INFINITY);
  const expected = await contentOf(whole);
  expect(expected.size).toBeGreaterThan(pictures);
  const random = repeatable(as.length);
  const place = () => 1 + Math.floor(random() * requests);
  for (let round = 0; round < rounds(2, 40); round += 1) {
    const folder = join(root, String(round));
    const lasts = Array.from({ length: 1 + Math.floor(random() * 3) }, place);
    for (const last of lasts) await attempt(folder, as, last);
    await attempt(folder, as, Number.POSITIVE_INFINITY);
    expect({ lasts, content: await contentOf(folder) }).toEqual({ lasts, content: expected });
  }
  const folder = join(root, "process");
  const killed = { script, proxy, token: local.server.token, args: [folder, as] };
  for (let kill = 0; kill < rounds(1, 12); kill += 1) {
    // Half of the kills are in the last steps: the writing of the shared files, and the renaming.
    const last = (kill + formats.indexOf(as)) % 2 === 0 ? place() : requests;
    const code = await runKilled(killed, last, Math.floor(random() * 40));
    expect([null, 0]).toContain(code);
  }
  await attempt(folder, as, Number.POSITIVE_INFINITY);
  expect(await contentOf(folder)).toEqual(expected);
  expect((await readdir(root)).sort()).toEqual([...Array(rounds(2, 40)).keys(), "process", "whole"].map(String).sort());
});

/** An import that is killed and started again has the same result as an undisturbed one. */
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";
import { annotationKey } from "../../../src/domain/formats/file-annotation.js";
import { repeatable, rounds } from "../../attack/rounds.js";
import { type FaultProxy, startFaultProxy } from "../../support/fault-proxy.js";
import { runKilled } from "../../support/killed-process.js";
import { type Local, openLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";
import { picture } from "../upload/pictures.js";

useOwnHome();

const formats = ["supervisely", "coco"] as const;
type Format = (typeof formats)[number];
const pictures = 66;
const size = { width: 24, height: 16 };
const meta = {
  classes: [
    { title: "sign", shape: "rectangle", color: "#FF0000" },
    { title: "road", shape: "polygon", color: "#00FF00" },
  ],
  tags: [{ name: "night", value_type: "none", color: "#112233" }],
};

async function write(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Buffer.isBuffer(content) ? content : JSON.stringify(content));
}

/** Writes pictures for three requests, two of three with objects. */
async function writeFolder(folder: string, format: Format): Promise<void> {
  const png = await picture(folder, "one.png");
  const numbers = [...Array(pictures).keys()];
  const bytes = () => Buffer.concat([png, randomBytes(8)]);
  const box = (at: number) => [at % 10, at % 7, 5 + (at % 9), 6] as const;
  if (format === "coco") {
    const images = numbers.map((id) => ({ id: id + 1, file_name: `${id}.png`, ...size }));
    const drawn = numbers.filter((at) => at % 3 !== 0);
    const annotations = drawn.map((at) => ({ id: at, image_id: at + 1, category_id: 1, bbox: box(at), iscrowd: 0 }));
    await write(join(folder, "annotations.json"), { images, annotations, categories: [{ id: 1, name: "sign" }] });
    for (const at of numbers) await write(join(folder, "images", `${at}.png`), bytes());
    return;
  }
  await write(join(folder, "meta.json"), meta);
  for (const at of numbers) {
    const dataset = join(folder, at % 8 === 0 ? "photos/datasets/night" : "photos");
    const [x, y, width, height] = box(at);
    const points = {
      exterior: [
        [x, y],
        [x + width, y + height],
      ],
      interior: [],
    };
    const sign = { classTitle: "sign", geometryType: "rectangle", tags: [{ name: "night" }], points };
    const objects = at % 3 === 0 ? [] : [sign];
    const tags = at % 5 === 0 ? [{ name: "night" }] : [];
    await write(join(dataset, "img", `${at}.png`), bytes());
    await write(join(dataset, "ann", `${at}.png.json`), { description: "", size, tags, objects });
  }
}

/** Everything that the import created on the instance, as comparable text. */
async function stateOf({ api }: Local): Promise<unknown> {
  const state: unknown[] = [];
  for (const { id: teamId } of (await api.team.getList()).filter(({ name }) => name === "Road signs")) {
    for (const project of await api.project.getListOfTeam(teamId, [])) {
      const { classes, tags } = await api.project.getMeta(project.id);
      state.push([project.name, classes.map(({ name }) => name), tags.map(({ name }) => name)]);
      for (const dataset of await api.dataset.getList(project.id, { recursive: true })) {
        const images = await api.image.getList(dataset.id);
        const ids = images.map(({ id }) => id);
        const annotations = ids.length === 0 ? [] : await api.annotation.downloadBatch(dataset.id, ids);
        const keys = images.map(({ name, hash }, at) => [name, hash, annotationKey(annotations[at]!.annotation)]);
        state.push([dataset.name, keys]);
      }
    }
  }
  return state;
}

async function inScene<T>(play: (local: Local, proxy: FaultProxy) => Promise<T>): Promise<T> {
  const local = await openLocal();
  const proxy = await startFaultProxy(local.server.address);
  try {
    return await play(local, proxy);
  } finally {
    await proxy.close();
    await local.close();
  }
}

/** Imports; from request `last` on nothing is sent any more, as if the process were killed there. */
async function attempt(local: Local, proxy: FaultProxy, folder: string, as: Format, last: number): Promise<number> {
  const stop = new AbortController();
  const api = new Api({ address: proxy.address, token: local.server.token });
  let count = 0;
  proxy.play(() => {
    count += 1;
    if (count < last) return undefined;
    if (count === last) setImmediate(() => stop.abort(new Error("killed")));
    return { kind: "hang", commit: count === last && last % 2 === 0 };
  });
  const imported = withApi(api).ensureTeam("Road signs").ensureProject("november").import(folder, { as });
  await imported.run({ signal: stop.signal }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  await api.close();
  await expect.poll(() => proxy.stats.requests - proxy.stats.handled).toBe(0);
  return count;
}

/** A folder to import, and one undisturbed import of it. */
interface Source {
  readonly folder: string;
  readonly requests: number;
  readonly state: unknown;
}
const sources = new Map<Format, Promise<Source>>();
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** The source of a format, created once. */
function sourceOf(as: Format): Promise<Source> {
  const source = sources.get(as) ?? createSource(as);
  sources.set(as, source);
  return source;
}

async function createSource(as: Format): Promise<Source> {
  const folder = await mkdtemp(join(tmpdir(), "slylab-killed-"));
  folders.push(folder);
  await writeFolder(folder, as);
  return inScene(async (local, proxy) => {
    const requests = await attempt(local, proxy, folder, as, Number.POSITIVE_INFINITY);
    const state = await stateOf(local);
    await attempt(local, proxy, folder, as, Number.POSITIVE_INFINITY);
    expect(await stateOf(local)).toEqual(state);
    return { folder, requests, state };
  });
}

const script = new URL("./killed-import.ts", import.meta.url);

it.each(formats)("of %s has the same result when it is killed at any request", { timeout: 300_000 }, async (as) => {
  const { folder, ...whole } = await sourceOf(as);
  expect(whole.requests).toBeGreaterThan(15);
  const random = repeatable(as.length);
  for (let round = 0; round < rounds(3, 60); round += 1) {
    await inScene(async (local, proxy) => {
      const lasts = Array.from(
        { length: 1 + Math.floor(random() * 3) },
        () => 1 + Math.floor(random() * whole.requests),
      );
      for (const last of lasts) await attempt(local, proxy, folder, as, last);
      await attempt(local, proxy, folder, as, Number.POSITIVE_INFINITY);
      expect({ lasts, state: await stateOf(local) }).toEqual({ lasts, state: whole.state });
    });
  }
  await inScene(async (local, proxy) => {
    const killed = { script, proxy, token: local.server.token, args: [folder, as] };
    for (let round = 0; round < rounds(1, 2); round += 1) {
      const last = 1 + Math.floor(random() * whole.requests);
      await runKilled(killed, last);
    }
    await attempt(local, proxy, folder, as, Number.POSITIVE_INFINITY);
    expect(await stateOf(local)).toEqual(whole.state);
  });
});

it.each(formats)("of %s has the same result when it runs twice at once", { timeout: 120_000 }, async (as) => {
  const { folder, state: wanted } = await sourceOf(as);
  await inScene(async (local) => {
    const { address, token } = local.server;
    const apis = [1, 2, 3].map(() => new Api({ address, token }));
    await Promise.all(
      apis.map((api) => withApi(api).ensureTeam("Road signs").ensureProject("november").import(folder, { as })),
    );
    for (const api of apis) await api.close();
    expect(await stateOf(local)).toEqual(wanted);
  });
});

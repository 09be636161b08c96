/** An upload that is killed and started again has the same result as an undisturbed one. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { type EntryPoints, withApi } from "../../../src/chain/entry-points.js";
import { DatasetIndex } from "../../../src/chain/upload/dataset-index.js";
import { Api } from "../../../src/client/api.js";
import { bundledScript } from "../../support/bundled-script.js";
import { startLocal } from "../local.js";
import { makeFolder, picture } from "./pictures.js";

const script = new URL("./killed-upload.ts", import.meta.url);
const pictures = 120;

async function folderOfPictures(): Promise<string> {
  const [folder, elsewhere] = [await makeFolder(), await makeFolder()];
  const png = await picture(folder, "0.png");
  await mkdir(join(folder, "night"));
  for (let at = 1; at < pictures; at++) {
    const name = at % 3 === 0 ? `night/${at}.png` : `${at}.png`;
    // Every tenth is a link to a picture elsewhere.
    const target = at % 10 === 7 ? join(elsewhere, `${at}.png`) : join(folder, name);
    await writeFile(target, Buffer.concat([png, randomBytes(8)]));
    if (at % 10 === 7) await symlink(target, join(folder, name));
  }
  return folder;
}

async function start(address: string, token: string, folder: string): Promise<ChildProcess> {
  return spawn(process.execPath, [await bundledScript(script), address, token, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Kills the upload after a number of images; returns false if it had ended before. */
async function killAt(child: ChildProcess, images: number): Promise<void> {
  const gone = once(child, "exit");
  if (child.stdout === null) throw new Error("it has no output");
  for await (const line of createInterface({ input: child.stdout })) if (Number(line) >= images) child.kill("SIGKILL");
  await gone;
}

it("an upload killed several times is complete, in order and without duplicates", {
  timeout: 120_000,
}, async () => {
  const folder = await folderOfPictures();
  const stateOf = async (kills: readonly number[]) => {
    const { api, server } = await startLocal();
    for (const images of kills) await killAt(await start(server.address, server.token, folder), images);
    const last = await start(server.address, server.token, folder);
    last.stdout?.resume();
    expect(await once(last, "exit")).toEqual([0, null]);
    const [team] = (await api.team.getList()).filter(({ name }) => name === "Road signs");
    const projects = await api.project.getListOfTeam(team?.id ?? 0, []);
    const datasets = await api.dataset.getList(projects[0]?.id ?? 0, { recursive: true });
    const images = [];
    for (const { id, name } of datasets) {
      const list = [...(await api.image.getList(id))].sort((a, b) => a.id - b.id);
      images.push([name, list.map((image) => [image.name, image.hash, image.tags.map((tag) => tag.name)])]);
    }
    return { projects: projects.length, images };
  };
  const undisturbed = await stateOf([]);
  expect(undisturbed.images.map(([, list]) => list?.length)).toEqual([pictures - 39, 39]);
  expect(await stateOf([1, 50, 100])).toEqual(undisturbed);
});

it("uploads with tags at once in several processes make each image and each tag once", async () => {
  const { server, team } = await startLocal();
  const folder = await folderOfPictures();
  const start = (words: Pick<EntryPoints, "team">) => words.team(8).ensureProject("at once").dataset("photos");
  const apis = [1, 2, 3].map(() => new Api({ address: server.address, token: server.token }));
  const tags = { night: null, weather: "sun" };
  const results = await Promise.all(apis.map(async (each) => start(withApi(each)).upload(folder, { tags })));
  const counts = results.map(({ uploaded, skipped }) => uploaded.length + skipped.length);
  expect(counts).toEqual([pictures, pictures, pictures]);
  const images = await start({ team }).images();
  expect(images).toHaveLength(pictures);
  const kinds = new Set(
    images.map((image) =>
      image.tags
        .map(({ name, value }) => `${name} ${value}`)
        .sort()
        .join(),
    ),
  );
  expect([...kinds]).toEqual(["night null,weather sun"]);
  expect((await team(8).ensureProject("at once").meta()).tags.map(({ name }) => name).sort()).toEqual([
    "night",
    "weather",
  ]);
  await Promise.all(apis.map((each) => each.close()));
});

it("an upload recognizes images by their hash, or by the hash of the file before its orientation was applied", () => {
  const index = new DatasetIndex(1);
  index.put({ name: "caf\u00e9.png", imageId: 1, hash: "h", uprightOf: null, tags: [] });
  expect(index.find(" cafe\u0301.png ")?.imageId).toBe(1);
});

import sharp from "sharp";
import { expect, it } from "vitest";
import { role, startTestServer } from "../../support/server.js";

const picture = (color: string) =>
  sharp({ create: { width: 8, height: 6, channels: 3, background: color } })
    .png()
    .toBuffer();

/** A team file with text, a red and a blue picture. */
async function open() {
  const server = await startTestServer();
  const [red, blue] = [await picture("#f00"), await picture("#00f")];
  const url = `${server.address}/public/api/v3/file-storage.upload?teamId=8&path=/blobs/a.tar`;
  const headers = { "x-api-key": server.token, "content-type": "application/octet-stream" };
  const file = (await (
    await fetch(url, { method: "POST", headers, body: Buffer.concat([Buffer.from("text"), red, blue]) })
  ).json()) as { id: number };
  const add = (images: object[], as?: string) => server.ask("images.bulk.add", { datasetId: 10_555, images }, as);
  const at = (title: string, offsetStart: number, offsetEnd: number) => ({
    title,
    teamFileId: file.id,
    sourceBlob: { offsetStart, offsetEnd },
  });
  return { server, add, at, red, blue };
}

it("images inside archives of the team files are added by their offsets", async () => {
  const { server, add, at, red, blue } = await open();
  const [start, middle, end] = [4, 4 + red.length, 4 + red.length + blue.length];
  const { status, body } = await add([at("red.png", start, middle), at("blue.png", middle, end)]);
  expect([status, body]).toMatchObject([
    200,
    [
      { name: "red.png", width: 8, height: 6, size: `${red.length}` },
      { name: "blue.png", width: 8, height: 6, mime: "image/png" },
    ],
  ]);
  const [, { fullStorageUrl }] = body as [unknown, { fullStorageUrl: string }];
  expect(Buffer.from(await (await fetch(fullStorageUrl)).arrayBuffer())).toEqual(blue);
  // The images are kept when the archive is removed.
  await server.must("file-storage.remove", { teamId: 8, path: "/blobs/a.tar" });
  expect((await fetch(fullStorageUrl)).status).toBe(200);
});

it("wrong offsets, files and rights are rejected, and no image of the request is added", async () => {
  const { server, add, at, red } = await open();
  const { total } = (await server.must("images.list", { datasetId: 10_555 })) as { total: number };
  const good = at("a.png", 4, 4 + red.length);
  const path = (field: string) => ({ status: 400, body: { details: [{ path: `images.1.${field}` }] } });
  expect(await add([good, at("b.png", 0, 4)])).toMatchObject(path("sourceBlob"));
  expect(await add([good, at("b.png", 4, 4)])).toMatchObject(path("sourceBlob.offsetEnd"));
  expect(await add([good, at("b.png", 4, 99_999)])).toMatchObject(path("sourceBlob.offsetEnd"));
  expect(await add([good, at("b.png", -1, 9)])).toMatchObject(path("sourceBlob.offsetStart"));
  expect(await add([good, { title: "b.png", teamFileId: 1 }])).toMatchObject(path("sourceBlob"));
  expect(await add([good, { title: "b.png", sourceBlob: good.sourceBlob }])).toMatchObject(path("teamFileId"));
  expect(await add([good, { ...good, title: "b.png", teamFileId: 999 }])).toMatchObject({ status: 404 });
  // A developer of one team does not read the files of another.
  await server.hire("dev", role.developer);
  const team = (await server.must("teams.add", { name: "other" })) as { id: number };
  const url = `${server.address}/public/api/v3/file-storage.upload?teamId=${team.id}&path=/a.tar`;
  const headers = { "x-api-key": server.token, "content-type": "application/octet-stream" };
  const foreign = (await (await fetch(url, { method: "POST", headers, body: new Uint8Array(red) })).json()) as {
    id: number;
  };
  const stolen = { title: "c.png", teamFileId: foreign.id, sourceBlob: { offsetStart: 0, offsetEnd: red.length } };
  expect(await add([stolen], "dev")).toMatchObject({ status: 403 });
  expect(await server.must("images.list", { datasetId: 10_555 })).toMatchObject({ total });
});

import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { role, startTestServer, type TestServer } from "../../support/server.js";

interface Image {
  readonly id: number;
  readonly fullStorageUrl: string;
  readonly pathOriginal: string;
}

async function imageOf(server: TestServer, as?: string): Promise<Image> {
  return (await server.must("images.info", { id: 283001 }, as)) as Image;
}

/** The address that the official SDK builds from `fullStorageUrl`. */
function preview({ fullStorageUrl, pathOriginal }: Image, options: string): string {
  return fullStorageUrl.replace(pathOriginal, `/previews/q/${options}/plain${pathOriginal}`);
}

describe("the address of a picture", () => {
  it("serves the bytes without a token, whole or in part", async () => {
    const server = await startTestServer();
    const image = await imageOf(server);
    expect(image.fullStorageUrl).toBe(server.address + image.pathOriginal);
    const whole = await fetch(image.fullStorageUrl);
    expect([whole.status, whole.headers.get("content-type")]).toEqual([200, "image/png"]);
    const bytes = Buffer.from(await whole.arrayBuffer());
    const part = await fetch(image.fullStorageUrl, { headers: { range: "bytes=4-7" } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(4, 8));
    const told = async (method: string, range?: string) => {
      const response = await fetch(image.fullStorageUrl, { method, headers: range === undefined ? {} : { range } });
      const header = (name: string) => response.headers.get(name);
      return [
        response.status,
        header("content-length"),
        header("content-range"),
        (await response.arrayBuffer()).byteLength,
      ];
    };
    const { length } = bytes;
    expect(await told("HEAD")).toEqual([200, `${length}`, null, 0]);
    expect(await told("HEAD", "bytes=4-7")).toEqual([206, "4", `bytes 4-7/${length}`, 0]);
    expect(await told("GET", "bytes=-4")).toEqual([206, "4", `bytes ${length - 4}-${length - 1}/${length}`, 4]);
    expect(await told("GET", `bytes=${length}-`)).toEqual([416, "0", `bytes */${length}`, 0]);
    expect(await told("GET", "bytes=0-1,4-5")).toEqual([200, `${length}`, null, length]);
    expect(await server.must("images.list", { datasetId: 10555 })).toMatchObject({
      entities: [{ fullStorageUrl: image.fullStorageUrl }, {}, {}, {}, {}, {}],
    });
  });

  it("serves a resized picture with the options of the official SDK", async () => {
    const server = await startTestServer();
    const image = await imageOf(server);
    const sizeOf = async (options: string) => {
      const response = await fetch(preview(image, options));
      const { format, width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      return [response.headers.get("content-type"), format, width, height];
    };
    expect(await sizeOf("ext:jpeg/resize:auto:0:0:0/q:70")).toEqual(["image/jpeg", "jpeg", 400, 300]);
    expect(await sizeOf("ext:png/resize:fit:200:0:0/q:70")).toEqual(["image/png", "png", 200, 150]);
    expect(await sizeOf("ext:jpeg/resize:fill:100:100:0/q:50")).toEqual(["image/jpeg", "jpeg", 100, 100]);
    expect(await sizeOf("ext:jpeg/resize:force:40:90:0/q:50")).toEqual(["image/jpeg", "jpeg", 40, 90]);
    for (const odd of ["ext:gif/resize:fit:1:1:0/q:1", "ext:png/resize:fit:99999:1:0/q:1", "ext:png/zoom:2/q:1"]) {
      expect((await fetch(preview(image, odd))).status).toBe(400);
    }
  });

  it("has the permissions of the account that requested it, as long as the account has them", async () => {
    const server = await startTestServer();
    const id = await server.hire("viewer", role.viewer);
    const { fullStorageUrl } = await imageOf(server, "viewer");
    expect((await fetch(fullStorageUrl)).status).toBe(200);
    const forged = fullStorageUrl.replace("/283001/", "/283002/");
    expect((await fetch(forged)).status).toBe(404);
    await server.must("members.remove", { teamId: 8, id });
    expect((await fetch(fullStorageUrl)).status).toBe(403);
    await server.must("users.disable", { id });
    expect((await fetch(fullStorageUrl)).status).toBe(404);
  });

  it("exists for projects and datasets too", async () => {
    const server = await startTestServer();
    for (const [method, body] of [
      ["projects.info", { id: 5555 }],
      ["datasets.info", { id: 10555 }],
    ] as const) {
      const { referenceImageUrl } = (await server.must(method, body)) as { referenceImageUrl: string };
      expect((await fetch(referenceImageUrl)).headers.get("content-type")).toBe("image/png");
    }
  });
});

describe("images.download", () => {
  it("answers a range with 206, and a range beyond the end with 416", async () => {
    const server = await startTestServer();
    const ask = (range: string) =>
      fetch(`${server.address}/public/api/v3/images.download`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": server.token, range },
        body: JSON.stringify({ id: 283001 }),
      });
    const part = await ask("bytes=0-99");
    expect([part.status, part.headers.get("content-range")?.slice(0, 11)]).toEqual([206, "bytes 0-99/"]);
    expect((await part.arrayBuffer()).byteLength).toBe(100);
    expect((await ask("bytes=99999999-")).status).toBe(416);
    expect((await ask("pages=1-2")).status).toBe(200);
  });
});

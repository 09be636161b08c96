import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import sharp from "sharp";
import { expect, it, onTestFinished } from "vitest";
import { startTestServer } from "../../support/server.js";

const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: "#ffffff" } })
  .png()
  .toBuffer();

/** A web server with a picture at /a.png, a redirect at /moved.png and a page elsewhere. */
async function startWeb(): Promise<string> {
  const web = createServer((request, response) => {
    if (request.url === "/a.png") response.writeHead(200, { "content-type": "image/png" }).end(png);
    else if (request.url === "/moved.png") response.writeHead(302, { location: "/a.png" }).end();
    else response.writeHead(200, { "content-type": "text/html" }).end("<p>no picture</p>");
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void web.close());
  return `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
}

it("pictures linked on this machine are fetched, and other links are stored unread", async () => {
  const web = await startWeb();
  const server = await startTestServer();
  const links = ["/a.png", "/moved.png", "/page"].map((path, at) => ({ title: `${at}.png`, link: web + path }));
  const images = [...links, { title: "far.png", link: "http://203.0.113.1/a.png" }];
  const added = (await server.must("images.bulk.add", { datasetId: 10555, images })) as { id: number; width: number }[];
  expect(added).toMatchObject([
    { link: `${web}/a.png`, width: 3, height: 2, mime: "image/png", hash: expect.any(String) },
    { width: null, hash: null },
    { width: null, hash: null },
    { link: "http://203.0.113.1/a.png", fullStorageUrl: "http://203.0.113.1/a.png", width: null },
  ]);
  expect((await server.ask("images.download", { id: added[0]?.id })).status).toBe(200);
  expect((await server.ask("images.download", { id: added[3]?.id })).status).toBe(404);
});

it("an image gets another link, and with clearLocalDataSource the bytes from there", async () => {
  const web = await startWeb();
  const server = await startTestServer();
  const update = (body: object) => server.must("images.update.links", body);
  const [{ id: first }, { id: second }] = (
    (await server.must("images.list", { datasetId: 10555 })) as { entities: [{ id: number }, { id: number }] }
  ).entities;
  const before = (await server.must("images.info", { id: second })) as { hash: string; width: number };
  await update({ images: [{ id: first, link: `${web}/a.png` }], clearLocalDataSource: true });
  expect(await server.must("images.info", { id: first })).toMatchObject({ link: `${web}/a.png`, width: 3, height: 2 });
  await update({ images: [{ id: second, link: "s3://bucket/a.png" }] });
  expect(await server.must("images.info", { id: second })).toMatchObject({
    link: "s3://bucket/a.png",
    hash: before.hash,
  });
  await update({ images: [{ id: second, link: "s3://bucket/a.png" }], clearLocalDataSource: true });
  expect(await server.must("images.info", { id: second })).toMatchObject({ hash: null, width: before.width });
  expect((await server.ask("images.download", { id: second })).status).toBe(404);
  const wrong = {
    images: [
      { id: first, link: `${web}/a.png` },
      { id: 999_999, link: `${web}/a.png` },
    ],
  };
  expect((await server.ask("images.update.links", wrong)).status).toBe(404);
  expect(
    (await server.ask("images.update.links", { images: [{ id: first, link: "file:///etc/passwd" }] })).status,
  ).toBe(400);
});

it("links are fetched from hosts that the operator allows", async () => {
  const images = { keep: () => undefined, picture: () => undefined };
  const { LinkFetcher } = await import("../../../src/server/images/link-fetcher.js");
  const isAllowed = (hosts: string[], link: string) => new LinkFetcher(images as never, hosts).isAllowed(link);
  expect(isAllowed(["Images.example.com"], "https://images.example.com/a.png")).toBe(true);
  expect(isAllowed(["images.example.com"], "https://example.com/a.png")).toBe(false);
  expect(isAllowed(["*"], "https://example.com/a.png")).toBe(true);
  expect(isAllowed(["*"], "file:///etc/passwd")).toBe(false);
});

it("a link that did not answer at first is fetched at the download", async () => {
  const server = await startTestServer();
  const web = createServer((_request, response) => response.end(png));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const { port } = web.address() as AddressInfo;
  await new Promise((resolve) => web.close(resolve));
  const images = [{ title: "late.png", link: `http://127.0.0.1:${port}/late.png` }];
  const [{ id }] = (await server.must("images.bulk.add", { datasetId: 10555, images })) as [{ id: number }];
  expect((await server.ask("images.download", { id })).status).toBe(404);
  await new Promise<void>((resolve) => web.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => void web.close());
  expect((await server.ask("images.download", { id })).status).toBe(200);
  expect(await server.must("images.info", { id })).toMatchObject({ width: 3, mime: "image/png" });
});

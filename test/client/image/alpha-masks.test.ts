/** A server that stores the pixels of alpha masks apart from annotations, as a real instance does. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { Api } from "../../../src/client/api.js";
import { alphaMask } from "../../../src/domain/geometry/shapes.js";

const soft = alphaMask(
  [
    [128, 255],
    [0, 64],
  ],
  [20, 30],
);
const time = "2026-11-01T00:00:00.000Z";
const box = { points: { exterior: [[1, 2], [4, 6]], interior: [] } }; // biome-ignore format: one shape
const figure = (id: number, geometryType: string) => ({
  id,
  classId: 1,
  classTitle: geometryType,
  geometryType,
  tags: [],
});
const annotationOf = (imageId: number) => ({
  ...{ imageId, imageName: `${imageId}.png`, createdAt: time, updatedAt: time, datasetId: 1 },
  annotation: {
    ...{ description: "", tags: [], size: { width: 100, height: 80 } },
    objects: [figure(10 * imageId, "alpha_mask"), { ...figure(10 * imageId + 1, "rectangle"), ...box }],
  },
});

async function startApart() {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString() || "{}");
    const method = request.url?.split("/").at(-1) ?? "";
    asked.push(method);
    const answer = (type: string, text: string) => response.writeHead(200, { "content-type": type }).end(text);
    if (method === "annotations.info") return answer("application/json", JSON.stringify(annotationOf(body.imageId)));
    if (method === "annotations.bulk.info")
      return answer("application/json", JSON.stringify(body.imageIds.map(annotationOf)));
    if (method !== "figures.bulk.download.geometry") return response.writeHead(404).end();
    const geometry = JSON.stringify(soft.toJSON().bitmap);
    const parts = body.ids.map(
      (id: number) => `--b\r\nContent-Disposition: form-data; name="${id}"; filename="${id}"\r\n\r\n${geometry}\r\n`,
    );
    return answer("multipart/form-data; boundary=b", `${parts.join("")}--b--\r\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const api = new Api({ address: `http://127.0.0.1:${port}`, token: "secret" });
  onTestFinished(async () => {
    await api.close();
    server.closeAllConnections();
    server.close();
  });
  return { api, asked };
}

it("alpha masks are read with the annotation of one image, and with one request for those of many images", async () => {
  const { api, asked } = await startApart();
  const one = await api.annotation.download(5);
  expect(one.annotation.objects[0]!.geometry.bbox).toEqual(soft.bbox);
  expect(one.annotation.objects[0]!.geometry.mask().area).toBe(soft.mask().area);
  asked.splice(0);
  const many = await api.annotation.downloadBatch(1, [6, 7]);
  expect(many.map(({ annotation }) => annotation.objects.map(({ geometry }) => geometry.area))).toEqual([
    [soft.area, 12],
    [soft.area, 12],
  ]);
  expect(asked).toEqual(["annotations.bulk.info", "figures.bulk.download.geometry"]);
});

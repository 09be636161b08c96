import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { Api } from "../../../src/client/api.js";
import { startTestServer } from "../../support/server.js";

it("reads the guides of a team", async () => {
  const server = await startTestServer();
  const api = new Api({ address: server.address, token: server.token });
  onTestFinished(() => api.close());
  await api.file.upload(8, Buffer.from("x"), "/guides/lemons.pdf");
  const guide = { teamId: 8, name: "How to label", filePath: "/guides/lemons.pdf" };
  const { id } = await api.call("guides.add", guide, z.object({ id: z.number() }));
  expect(await api.guides.getInfoById(id)).toMatchObject({ ...guide, createdById: 7, videoId: null });
  expect((await api.guides.getList(8)).map(({ name }) => name)).toEqual(["How to label"]);
});

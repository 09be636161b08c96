import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { z } from "zod";
import { ask } from "../../../src/server/simulation/person-api.js";
import { startTestServer } from "../../support/server.js";

it("leaves no listeners on the signal of the simulated people, however many requests they send", async () => {
  const server = await startTestServer();
  const controller = new AbortController();
  const { signal } = controller;
  const api = { address: server.address, tokenOf: () => server.token, signal };
  const version = () => ask(api, "ana", "instance.version", {}, z.object({ version: z.string() }));
  const pending = Array.from({ length: 8 }, version);
  expect(getEventListeners(signal, "abort")).toHaveLength(8);
  await Promise.all(pending);
  expect(getEventListeners(signal, "abort")).toEqual([]);

  const stopped = version();
  controller.abort(new Error("enough"));
  await expect(stopped).rejects.toThrow("enough");
  await expect(version()).rejects.toThrow("enough");
});

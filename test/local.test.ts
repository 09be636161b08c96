import { describe, expect, it, vi } from "vitest";
import { connect, people, Status } from "../src/index.js";
import { startTestServer } from "./support/server.js";

describe("people", () => {
  it("work on the local instance through its API, until they are stopped", async () => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const api = await connect({ local: true });
    said.mockRestore();
    const { id: userId } = await api.user.create({ login: "anna", password: "anna-1234", isRestricted: true });
    await api.user.addToTeam(userId, 8, api.role.DefaultRole.ANNOTATOR);
    const [job] = await api.labelingJob.create({ name: "lemons", datasetId: 10555, userIds: [userId] });
    const workers = await people(api, { paceMs: 1 });
    const done = await api.labelingJob.wait(job!.id, Status.COMPLETED, { every: 50 });
    await workers.stop();
    expect(done.acceptedImagesCount + done.rejectedImagesCount).toBe(6);

    const [next] = await api.labelingJob.create({ name: "kiwis", datasetId: 10555, userIds: [userId] });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await api.labelingJob.getStatus(next!.id)).toBe("pending");
  });

  it("are not to be had on an instance of somebody else", async () => {
    const server = await startTestServer();
    const api = await connect({ server: server.address, token: server.token });
    await expect(people(api)).rejects.toMatchObject({ code: "config", hint: expect.stringContaining("real people") });
    await api.close();
  });
});

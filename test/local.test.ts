import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Api } from "../src/client/api.js";
import { connect, Status, simulatePeople } from "../src/index.js";
import { localInstance, noteIdleWait } from "../src/local.js";
import { faultOn, startFaultProxy } from "./support/fault-proxy.js";
import { startTestServer } from "./support/server.js";

it("a create with a lost response finds its record, also after a pause", async () => {
  const local = await connect({ local: true });
  const proxy = await startFaultProxy(local.address);
  let aheadMs = 0;
  const api = new Api({
    address: proxy.address,
    token: (await localInstance()).token,
    now: () => performance.now() + aheadMs,
  });
  onTestFinished(async () => {
    await api.close();
    await proxy.close();
  });
  for (const pauseMs of [0, 600_000]) {
    await api.team.getList();
    aheadMs += pauseMs;
    proxy.play(faultOn("projects.add", [1], { kind: "drop-reply" }));
    const { id } = await api.project.create(7, `lost ${pauseMs}`);
    proxy.play(() => undefined);
    const there = await api.project.getList(7);
    expect(there.filter(({ name }) => name.startsWith(`lost ${pauseMs}`))).toMatchObject([{ id }]);
  }
});

describe("simulatePeople", () => {
  it("that were stopped are reported by the next wait", async () => {
    const api = await connect({ local: true });
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    onTestFinished(() => said.mockRestore());
    const notices = () =>
      said.mock.calls.filter(([text]) => String(text).includes("nobody works on this local")).length;
    noteIdleWait();
    noteIdleWait();
    expect(notices()).toBe(1);
    const workers = await simulatePeople(api);
    noteIdleWait();
    expect(notices()).toBe(1);
    await workers.stop();
    noteIdleWait();
    noteIdleWait();
    expect(notices()).toBe(2);
  });

  it("work on the local instance through its API, until they are stopped", async () => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const api = await connect({ local: true });
    said.mockRestore();
    const { id: userId } = await api.user.create({ login: "anna", password: "anna-1234", isRestricted: true });
    await api.user.addToTeam(userId, 8, api.role.DefaultRole.ANNOTATOR);
    const [job] = await api.labelingJob.create({ name: "lemons", datasetId: 10555, userIds: [userId] });
    const workers = await simulatePeople(api, { pace: "1ms" });
    const done = await api.labelingJob.wait(job!.id, Status.COMPLETED, { every: 50 });
    await workers.stop();
    expect(done.acceptedImagesCount + done.rejectedImagesCount).toBe(6);

    const [next] = await api.labelingJob.create({ name: "kiwis", datasetId: 10555, userIds: [userId] });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await api.labelingJob.getStatus(next!.id)).toBe("pending");
  });

  it("cannot be started on another instance", async () => {
    const server = await startTestServer();
    const api = await connect({ server: server.address, token: server.token });
    await expect(simulatePeople(api)).rejects.toMatchObject({
      code: "config",
      hint: expect.stringContaining("slylab serve --annotators"),
    });
    await api.close();
  });
});

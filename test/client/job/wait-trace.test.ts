import { describe, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import { setHostContext } from "../../../src/domain/display/host-context.js";
import type { ProgressEvent, StepEvent } from "../../../src/domain/lazy.js";
import { role, startTestServer } from "../../support/server.js";

async function waitingJob() {
  const server = await startTestServer();
  const api = new Api({ address: server.address, token: server.token });
  const userId = await server.hire("anna", role.annotator);
  const [job] = await api.labelingJob.create({ name: "lemons", datasetId: 10555, userIds: [userId] });
  return { api, id: job!.id };
}

describe("a plain wait in a cell", () => {
  it("reports its step and progress to the observer of the cell", async () => {
    const { api, id } = await waitingJob();
    const steps: StepEvent[] = [];
    const progress: ProgressEvent[] = [];
    const restore = setHostContext({
      observer: { onStep: (event) => steps.push(event), onProgress: (event) => progress.push(event) },
    });
    const waiting = api.labelingJob.wait(id, "stopped", { every: 20 });
    restore();
    await api.labelingJob.stop(id);
    await waiting;
    await api.close();
    expect(steps.map(({ label, state }) => [label, state])).toEqual([
      [`wait for stopped of job ${id}`, "started"],
      [`wait for stopped of job ${id}`, "done"],
    ]);
    expect(progress.at(-1)).toMatchObject({ done: 0, total: 6, note: "0/6 images" });
  });

  it("ends with its cell, and sends no more requests", async () => {
    const { api, id } = await waitingJob();
    const cell = new AbortController();
    const restore = setHostContext({ signal: cell.signal });
    const waiting = api.labelingJob.wait(id, "completed", { every: 20 });
    restore();
    cell.abort(new Error("interrupted"));
    await expect(waiting).rejects.toThrow("interrupted");
    const { requests } = api.stats;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(api.stats.requests).toBe(requests);
    await api.close();
  });
});

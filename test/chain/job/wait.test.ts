import { describe, expect, it, onTestFinished } from "vitest";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";
import { JobStateError, TimeoutError } from "../../../src/domain/errors.js";
import type { ProgressEvent } from "../../../src/domain/lazy.js";
import { startFaultProxy } from "../../support/fault-proxy.js";
import { failureOf, startLocal } from "../local.js";

const every = "40ms" as const;

async function withJobs(count: number) {
  const local = await startLocal();
  for (let index = 0; index < count; index++) {
    await local.api.labelingJob.add({ name: `lemons ${index}`, datasetId: 10555, userIds: [7] });
  }
  local.forget();
  return local;
}

describe("waitFor()", () => {
  it("ends at once for a job past the status", async () => {
    const { job, api, calls, forget } = await withJobs(1);
    await api.labelingJob.setStatus(37, "completed");
    forget();
    expect(await job(37).waitFor("on_review")).toMatchObject({ status: "completed" });
    expect(calls).toHaveLength(1);
  });

  it("sends one list per poll, and reports the progress of each annotator", async () => {
    const { team, api, calls, forget } = await withJobs(20);
    const jobs = await team(8).jobs();
    forget();
    const seen: ProgressEvent[] = [];
    const wait = jobs.waitFor("completed", { every }).run({ onProgress: (event) => seen.push(event) });
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(1);
    const looks = () => calls.filter((method) => method === "jobs.list").length;
    expect(calls).toHaveLength(looks());
    for (const { id } of jobs) await api.labelingJob.setStatus(id, "completed");
    expect((await wait).every(({ status }) => status === "completed")).toBe(true);
    expect(calls.filter((method) => method !== "jobs.set-status")).toHaveLength(looks());
    expect(seen[0]).toMatchObject({ label: "wait for completed", done: 0, total: 120, model: { kind: "table" } });
    expect(seen[0]?.note).toBe("0/120 images, awaiting my_username (pending)");
    expect(seen.at(-1)?.note).toBe("0/120 images");
  });

  it("names the awaited people, not those who are done", async () => {
    const { team, api } = await withJobs(6);
    for (const id of [37, 38, 39, 40]) await api.labelingJob.setStatus(id, "completed");
    await api.labelingJob.setStatus(41, "in_progress");
    for (const start of ["waitFor", "watch"] as const) {
      const jobs = await team(8).jobs();
      const seen: ProgressEvent[] = [];
      const controller = new AbortController();
      const options = { every, signal: controller.signal };
      const wait = start === "watch" ? jobs.watch(options) : jobs.waitFor("completed", options);
      const ended = wait.run({ onProgress: (event) => seen.push(event) }).catch(() => {});
      await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(0);
      controller.abort();
      await ended;
      expect(seen[0]?.note).toBe("0/36 images, awaiting my_username 0/12");
    }
  });

  it.each(["stop", "archive"] as const)("fails at once after %s", async (verb) => {
    const { job, team, api } = await withJobs(2);
    let looks = 0;
    const failure = failureOf(
      team(8)
        .jobs()
        .waitFor("completed", { every, onProgress: () => looks++ }),
    );
    await expect.poll(() => looks, { timeout: 20_000 }).toBeGreaterThan(0);
    await api.labelingJob[verb](38);
    const error = await failure;
    expect(error).toMatchObject({ code: "chain", cause: expect.any(JobStateError) });
    expect(error).toMatchObject({ cause: { jobs: [{ id: 38 }] } });
    expect(await job(37).status()).toBe("pending");
  });

  it("fails with TimeoutError after its timeout, and can be awaited again", async () => {
    const { job, api } = await withJobs(1);
    const wait = job(37).waitFor("completed", { timeout: "100ms", every });
    expect(await failureOf(wait)).toMatchObject({
      message: expect.stringContaining("wait for completed, at most 100ms: "),
      cause: expect.any(TimeoutError),
    });
    await api.labelingJob.setStatus(37, "completed");
    expect(await wait).toMatchObject({ status: "completed" });
  });

  it("stops on its signal, with the signal's reason", async () => {
    const { job } = await withJobs(1);
    const reason = new Error("enough");
    const wait = job(37).waitFor("completed", { every, signal: AbortSignal.abort(reason) });
    await expect(wait.run()).rejects.toBe(reason);
  });

  it("checks status, durations and functions at the call", async () => {
    const { job } = await startLocal();
    const status = "on_reveiw" as string as "on_review";
    const timeout = "soon" as string as "1s";
    expect(() => job(37).waitFor(status)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^waitFor: status is "on_reveiw", expected one of "pending", /),
        method: "waitFor",
        argument: "status",
        hint: "did you mean 'on_review'?",
      }),
    );
    expect(() => job(37).waitFor("on_review", { timeout })).toThrow(
      'waitFor: options.timeout is "soon", expected milliseconds',
    );
    expect(() => job(37).waitFor("on_review", { every: 0 })).toThrow(
      "waitFor: options.every is 0, expected more than 0",
    );
  });

  it("plans which jobs are awaited, and which have reached the status", async () => {
    const { team, api, writes, forget } = await withJobs(2);
    await api.labelingJob.setStatus(38, "completed");
    forget();
    const { steps } = await team(8).jobs().waitFor("on_review").plan();
    expect(steps.slice(2)).toMatchObject([
      { action: "wait", what: "job 37 'lemons 0'", note: "pending → on_review" },
      { action: "reuse", what: "job 38 'lemons 1'", note: "is already completed" },
    ]);
    expect(writes()).toEqual([]);
  });
});

describe("watch()", () => {
  it("continues until every job is completed, stopped or archived", async () => {
    const { team, api } = await withJobs(3);
    const seen: ProgressEvent[] = [];
    const watch = team(8)
      .jobs()
      .watch({ every })
      .run({ onProgress: (event) => seen.push(event) });
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(0);
    await api.labelingJob.setStatus(37, "completed");
    await api.labelingJob.stop(38);
    await api.labelingJob.archive(39);
    expect((await watch).map(({ status, disabled }) => (disabled ? "archived" : status))).toEqual([
      "completed",
      "stopped",
      "archived",
    ]);
    expect([seen[0]?.note, seen.at(-1)?.note]).toEqual(["0/18 images, awaiting my_username (pending)", "0/18 images"]);
  });

  it("shows an outage and keeps the table until the server responds again", async () => {
    const { api, server } = await withJobs(2);
    const proxy = await startFaultProxy(server.address);
    const through = new Api({ address: proxy.address, token: server.token });
    onTestFinished(async () => {
      await through.close();
      await proxy.close();
    });
    const jobs = await withApi(through).team(8).jobs();
    const seen: ProgressEvent[] = [];
    const watch = jobs.watch({ every, timeout: "60s" }).run({ onProgress: (event) => seen.push(event) });
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(0);
    proxy.play(() => ({ kind: "reset-before" }));
    await expect.poll(() => seen.at(-1)?.note, { timeout: 20_000 }).toMatch(/^server .* for [\d.]+ s, trying again$/);
    expect(seen.at(-1)).toMatchObject({ done: 0, total: 12, model: { kind: "table" } });
    proxy.play(() => undefined);
    await api.labelingJob.setStatus(37, "completed");
    await api.labelingJob.stop(38);
    expect((await watch).map(({ status }) => status)).toEqual(["completed", "stopped"]);
  });

  it("fails after its timeout", async () => {
    const { job } = await withJobs(1);
    const error = await failureOf(job(37).watch({ every, timeout: "100ms" }));
    expect(error).toMatchObject({ cause: { code: "timeout", lastSeen: { 37: "pending" } } });
  });
});

import { inspect } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { Job, JobList } from "../../../src/chain/job/jobs.js";
import { on } from "../../../src/chain/words.js";
import { Api } from "../../../src/client/api.js";
import { display } from "../../../src/domain/display/display.js";
import { startFaultProxy } from "../../support/fault-proxy.js";
import { failureOf, startLocal } from "../local.js";

/** A local instance with this many jobs, all of the admin's own. */
async function withJobs(count: number) {
  const local = await startLocal();
  for (let index = 0; index < count; index++) {
    await local.api.labelingJob.add({ name: `lemons ${index}`, datasetId: 10555, userIds: [7] });
  }
  local.forget();
  return local;
}

describe("one job", () => {
  it("is stopped, resumed and archived, a request each and one to read it", async () => {
    const { job, calls } = await withJobs(1);
    expect(await job(37).stop()).toMatchObject({ id: 37, status: "stopped" });
    expect(calls).toEqual(["jobs.stop", "jobs.info"]);
    expect(await job(37).resume()).toMatchObject({ status: "pending" });
    expect(await job(37).archive()).toMatchObject({ disabled: true });
  });

  it("that had begun is resumed to its work; one that is not stopped is left", async () => {
    const { job, api, writes, forget } = await withJobs(1);
    await api.labelingJob.setStatus(37, "in_progress");
    expect(await job(37).stop().resume()).toMatchObject({ status: "in_progress" });
    forget();
    await job(37).resume();
    expect(writes()).toEqual([]);
  });

  it("tells its status", async () => {
    const { job } = await withJobs(1);
    expect(await job(37).status()).toBe("pending");
    expect(await job(37).stop().status()).toBe("stopped");
  });

  it("that is not there fails with the server's 404, and is a problem of a plan", async () => {
    const { job, writes } = await withJobs(1);
    expect(await failureOf(job(99))).toMatchObject({ status: 404 });
    expect((await job(99).stop().plan()).problems).toEqual([expect.stringMatching(/^no job 99, /)]);
    expect(writes()).toEqual([]);
  });

  it("is checked to be an id at the call", async () => {
    const { job } = await startLocal();
    expect(() => job(0)).toThrow("job: id cannot be 0");
    expect(() => job(1.5)).toThrow("job: id cannot be 1.5");
  });

  it("gives a frozen record that prints only what came, and has words", async () => {
    const { job } = await withJobs(1);
    const record = await job(37);
    expect(record).toBeInstanceOf(Job);
    expect(Object.isFrozen(record)).toBe(true);
    expect("then" in record).toBe(false);
    expect(inspect(record)).not.toContain("stop");
    expect(JSON.parse(JSON.stringify(record))).not.toHaveProperty("stop");
    expect(await record.stop()).toMatchObject({ status: "stopped" });
    expect(record.status).toBe("pending");
    expect(await record.refresh()).toMatchObject({ status: "stopped" });
  });
});

describe("many jobs", () => {
  it("are stopped a request each, and read by one list", async () => {
    const { team, calls } = await withJobs(3);
    const stopped = await team(8).jobs().stop();
    expect(stopped.map(({ status }) => status)).toEqual(["stopped", "stopped", "stopped"]);
    expect(calls).toEqual(["jobs.list", "jobs.stop", "jobs.stop", "jobs.stop", "jobs.list"]);
  });

  it("tell the status of each by its id, by one list", async () => {
    const { team, job, forget, calls } = await withJobs(2);
    await job(38).stop();
    const jobs = await team(8).jobs();
    forget();
    expect(await jobs.status()).toEqual({ 37: "pending", 38: "stopped" });
    expect(calls).toEqual(["jobs.list"]);
  });

  it("are narrowed by a test, as a chain and as a list", async () => {
    const { team } = await withJobs(3);
    const isOdd = ({ id }: { id: number }) => id % 2 === 1;
    expect((await team(8).jobs().where(isOdd)).map(({ id }) => id)).toEqual([37, 39]);
    const jobs = await team(8).jobs();
    expect((await jobs.where(isOdd).stop()).map(({ id }) => id)).toEqual([37, 39]);
    expect(await team(8).jobs().status()).toEqual({ 37: "stopped", 38: "pending", 39: "stopped" });
  });

  it("are a frozen array that shows itself as a table, and makes plain arrays", async () => {
    const { team } = await withJobs(2);
    const jobs = await team(8).jobs();
    expect(jobs).toBeInstanceOf(JobList);
    expect(Object.isFrozen(jobs)).toBe(true);
    expect(Object.keys(jobs)).toEqual(["0", "1"]);
    expect(jobs.map(({ id }) => id)).not.toBeInstanceOf(JobList);
    expect(jobs[display]()).toMatchObject({
      kind: "table",
      rows: [expect.arrayContaining([37]), expect.arrayContaining([38])],
    });
  });

  it("are walked page by page, a few of many", async () => {
    const { team, calls } = await withJobs(3);
    const seen: number[] = [];
    for await (const job of team(8)
      .jobs()
      .where(({ id }) => id > 37)) {
      expect(job).toBeInstanceOf(Job);
      seen.push(job.id);
    }
    expect([seen, calls]).toEqual([[38, 39], ["jobs.list"]]);
  });

  it("are walked without a request where they were read", async () => {
    const { team, calls, forget } = await withJobs(2);
    const chain = team(8).jobs();
    await chain;
    forget();
    const seen: number[] = [];
    for await (const { id } of chain) seen.push(id);
    expect([seen, calls]).toEqual([[37, 38], []]);
  });

  it("of which one failed go on with those that are left", async () => {
    const { server, team: direct } = await withJobs(3);
    const proxy = await startFaultProxy(server.address, ({ method, ofMethod }) =>
      method === "jobs.stop" && ofMethod === 2 ? { kind: "answer", status: 403, commit: false } : undefined,
    );
    onTestFinished(() => proxy.close());
    const api = new Api({ address: proxy.address, token: server.token });
    onTestFinished(() => api.close());
    const chain = on(api).team(8).jobs().stop();
    await expect(chain.run()).rejects.toMatchObject({ code: "chain", status: 403 });
    await chain;
    expect(proxy.methods.filter((method) => method === "jobs.stop")).toHaveLength(4);
    expect(Object.values(await direct(8).jobs().status())).toEqual(["stopped", "stopped", "stopped"]);
  });

  it("plan what would happen to each", async () => {
    const { team, job, writes, forget } = await withJobs(22);
    await job(37).stop();
    forget();
    const { steps } = await team(8).jobs().stop().plan();
    expect(steps.slice(2, 4)).toMatchObject([
      { action: "reuse", what: "job 37 'lemons 0'", note: "is stopped already" },
      { action: "change", what: "job 38 'lemons 1'", note: "pending → stopped" },
    ]);
    expect(steps.at(-1)).toMatchObject({ action: "change", what: "2 more jobs" });
    expect(writes()).toEqual([]);
  });

  it("that are none do nothing", async () => {
    const { team, writes } = await withJobs(1);
    expect(await team(8).jobs({ status: "completed" }).stop().archive()).toHaveLength(0);
    expect(writes()).toEqual([]);
  });
});

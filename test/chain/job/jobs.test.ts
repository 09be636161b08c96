import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { withApi } from "../../../src/chain/entry-points.js";
import { Job, JobList } from "../../../src/chain/job/jobs.js";
import { Api } from "../../../src/client/api.js";
import { display } from "../../../src/domain/display/display.js";
import { startFaultProxy } from "../../support/fault-proxy.js";
import { failureOf, startLocal } from "../local.js";

/** A local instance with this many jobs, all assigned to the admin. */
async function withJobs(count: number) {
  const local = await startLocal();
  for (let index = 0; index < count; index++) {
    await local.api.labelingJob.add({ name: `lemons ${index}`, datasetId: 10555, userIds: [7] });
  }
  local.forget();
  return local;
}

describe("a table of jobs", () => {
  it("is written as CSV, with formulas escaped", async () => {
    const { team, api } = await withJobs(1);
    await api.labelingJob.add({ name: '=HYPERLINK("http://x")', datasetId: 10555, userIds: [7] });
    const path = join(await mkdtemp(join(tmpdir(), "slylab-jobs-")), "jobs.csv");
    expect(await team(8).jobs().toCSV(path)).toBe(path);
    const [head, ...rows] = (await readFile(path, "utf8")).trimEnd().split("\r\n");
    expect(head).toMatch(/^ID,Name,Status,/);
    expect(rows).toHaveLength(2);
    expect(rows.join("\n")).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(await team(8).jobs().toCSV()).toBe(await readFile(path, "utf8"));
    expect(() => team(8).jobs().toCSV("")).toThrow("toCSV: path");
  });

  it("has a chart of a column of numbers, and rejects another column at the call", async () => {
    const { team } = await withJobs(2);
    expect((await team(8).jobs().chart("images"))[display]()).toMatchObject({ kind: "chart", yTitle: "Images" });
    expect(() => team(8).jobs().chart("name")).toThrow(
      'chart: column is "name", expected the title of a numeric column',
    );
  });
});

describe("job()", () => {
  it("stops, resumes and archives with one request each and one to read the job", async () => {
    const { job, calls } = await withJobs(1);
    expect(await job(37).stop()).toMatchObject({ id: 37, status: "stopped" });
    expect(calls).toEqual(["jobs.stop", "jobs.info"]);
    expect(await job(37).resume()).toMatchObject({ status: "pending" });
    expect(await job(37).archive()).toMatchObject({ disabled: true });
  });

  it("resumes a started job to in_progress, and does not change a job that is not stopped", async () => {
    const { job, api, writes, forget } = await withJobs(1);
    await api.labelingJob.setStatus(37, "in_progress");
    expect(await job(37).stop().resume()).toMatchObject({ status: "in_progress" });
    forget();
    await job(37).resume();
    expect(writes()).toEqual([]);
  });

  it("reads the status", async () => {
    const { job } = await withJobs(1);
    expect(await job(37).status()).toBe("pending");
    expect(await job(37).stop().status()).toBe("stopped");
  });

  it("fails with the server's 404 for a missing job, which is a problem in a plan", async () => {
    const { job, writes } = await withJobs(1);
    expect(await failureOf(job(99))).toMatchObject({ status: 404 });
    expect((await job(99).stop().plan()).problems).toEqual([expect.stringMatching(/^no job 99, /)]);
    expect(writes()).toEqual([]);
  });

  it("rejects an invalid id at the call", async () => {
    const { job } = await startLocal();
    expect(() => job(0)).toThrow("job: id is 0, expected an id (a positive integer)");
    expect(() => job(1.5)).toThrow("job: id is 1.5, expected an id (a positive integer)");
  });

  it("returns a frozen record that prints only the server's fields, with methods that start chains", async () => {
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

describe("jobs()", () => {
  it("stops with one request per job, and reads them with one list", async () => {
    const { team, calls } = await withJobs(3);
    const stopped = await team(8).jobs().stop();
    expect(stopped.map(({ status }) => status)).toEqual(["stopped", "stopped", "stopped"]);
    expect(calls).toEqual(["jobs.list", "jobs.stop", "jobs.stop", "jobs.stop", "jobs.list"]);
  });

  it("reads the status of each job with one list", async () => {
    const { team, job, forget, calls } = await withJobs(2);
    await job(38).stop();
    const jobs = await team(8).jobs();
    forget();
    expect(await jobs.status()).toEqual({ 37: "pending", 38: "stopped" });
    expect(calls).toEqual(["jobs.list"]);
  });

  it("filters with where(), as a chain and as a list", async () => {
    const { team } = await withJobs(3);
    const isOdd = ({ id }: { id: number }) => id % 2 === 1;
    expect((await team(8).jobs().where(isOdd)).map(({ id }) => id)).toEqual([37, 39]);
    const jobs = await team(8).jobs();
    expect((await jobs.where(isOdd).stop()).map(({ id }) => id)).toEqual([37, 39]);
    expect(await team(8).jobs().status()).toEqual({ 37: "stopped", 38: "pending", 39: "stopped" });
  });

  it("returns a frozen array that is displayed as a table; its array methods return plain arrays", async () => {
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

  it("reads page by page in for await", async () => {
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

  it("sends no request in for await after it was awaited", async () => {
    const { team, calls, forget } = await withJobs(2);
    const chain = team(8).jobs();
    await chain;
    forget();
    const seen: number[] = [];
    for await (const { id } of chain) seen.push(id);
    expect([seen, calls]).toEqual([[37, 38], []]);
  });

  it("continues with the remaining jobs after a failure", async () => {
    const { server, team: direct } = await withJobs(3);
    const proxy = await startFaultProxy(server.address, ({ method, ofMethod }) =>
      method === "jobs.stop" && ofMethod === 2 ? { kind: "response", status: 403, commit: false } : undefined,
    );
    onTestFinished(() => proxy.close());
    const api = new Api({ address: proxy.address, token: server.token });
    onTestFinished(() => api.close());
    const chain = withApi(api).team(8).jobs().stop();
    await expect(chain.run()).rejects.toMatchObject({ code: "chain", status: 403 });
    await chain;
    expect(proxy.methods.filter((method) => method === "jobs.stop")).toHaveLength(4);
    expect(Object.values(await direct(8).jobs().status())).toEqual(["stopped", "stopped", "stopped"]);
  });

  it("plans the change of each job", async () => {
    const { team, job, writes, forget } = await withJobs(22);
    await job(37).stop();
    forget();
    const { steps } = await team(8).jobs().stop().plan();
    expect(steps.slice(2, 4)).toMatchObject([
      { action: "reuse", what: "job 37 'lemons 0'", note: "is already stopped" },
      { action: "change", what: "job 38 'lemons 1'", note: "pending → stopped" },
    ]);
    expect(steps.at(-1)).toMatchObject({ action: "change", what: "2 more jobs" });
    expect(writes()).toEqual([]);
  });

  it("does nothing if there are no jobs", async () => {
    const { team, writes } = await withJobs(1);
    expect(await team(8).jobs({ status: "completed" }).stop().archive()).toHaveLength(0);
    expect(writes()).toEqual([]);
  });
});

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";
import { display } from "../../../src/domain/display/display.js";
import { type Script, startFaultProxy } from "../../support/fault-proxy.js";
import { box, openCampaign, startCampaign } from "./campaign.js";

/** Jobs of ana and ben with all six pictures; ana's is reviewed: two accepted, one rejected and redone. */
async function judged() {
  const campaign = await openJudged();
  onTestFinished(() => campaign.close());
  return campaign;
}

async function openJudged() {
  const campaign = await openCampaign(["ana", "ben"]);
  await campaign.team(8).project(5555).ensureClasses({ sign: "rectangle" });
  await campaign
    .team(8)
    .job({ name: "nov", dataset: 10555, assign: ["ana", "ben"], reviewer: "rita", images: [283001, 283002, 283003] })
    .create();
  await campaign.act("ana").start(37);
  await campaign.draw("ana", 283001, [box("sign", 0, 0, 10, 10), box("sign", 20, 20, 30, 30)]);
  await campaign.act("ana").mark(37, "done").submit(37);
  await campaign.act("rita").accept(37, [283001, 283002]).reject(37, 283003).complete(37);
  return campaign;
}

/** For tests that change nothing: the same campaign as that of {@link judged}. */
let shared: ReturnType<typeof openJudged> | undefined;
const read = () => {
  shared ??= openJudged();
  return shared;
};
afterAll(async () => (await shared)?.close());

describe("people()", () => {
  it("has a row per annotator: images, verdicts, labels, time", async () => {
    const { team } = await read();
    const people = await team(8).jobs({ name: "nov" }).people();
    expect(people.map(({ login }) => login)).toEqual(["ana", "ben"]);
    const [ana, ben] = people;
    expect(ana).toMatchObject({ jobsCount: 1, imagesCount: 3, imagesDone: 3, accepted: 2, rejected: 1, labels: 2 });
    expect(ana).toMatchObject({ firstPassAcceptance: 2 / 3, rework: 0, measuredBy: "activity", cost: null });
    expect(ben).toMatchObject({
      jobsCount: 1,
      imagesCount: 3,
      imagesDone: 0,
      labels: 0,
      activeMs: 0,
      imagesPerHour: null,
    });
    expect(ben).toMatchObject({ firstPassAcceptance: null, measuredBy: "none", lastActionAt: null });
  });

  it("counts rework, and an image in two jobs once", async () => {
    const { job, act, team } = await judged();
    const [again] = await job(37).restart();
    await act("ana").start(again!.id).mark(again!.id).submit(again!.id);
    await act("rita").accept(again!.id).complete(again!.id);
    const [ana] = await team(8).jobs().people();
    expect(ana).toMatchObject({ jobsCount: 2, imagesCount: 3, imagesDone: 3, accepted: 3, rejected: 0, rework: 1 });
    expect(ana).toMatchObject({ firstPassAcceptance: 2 / 3, labels: 2 });
  });

  it("counts rework in the jobs that continue a job, not in other jobs of the same images", async () => {
    const { team, act } = await judged();
    await team(8).project(5555).ensureClasses({ car: "rectangle" });
    const cars = { name: "cars", dataset: 10555, assign: "ana", images: [283003], classes: ["car"], reviewer: "rita" };
    const [other] = await team(8).job(cars).create();
    await act("ana").start(other!.id).mark(other!.id).submit(other!.id);
    const [before] = await team(8).jobs().people();
    // The image that was rejected in the first job is done in the second, and still not again in the first.
    expect(before).toMatchObject({ login: "ana", jobsCount: 2, imagesCount: 3, rework: 0, accepted: 2, rejected: 1 });
    await act("rita").accept(other!.id).complete(other!.id);
    const [after] = await team(8).jobs().people();
    expect(after).toMatchObject({ rework: 0, accepted: 3, rejected: 0, firstPassAccepted: 2, firstPassJudged: 3 });
  });

  it("counts rework in a renamed restart of a job that was archived", async () => {
    const { job, act, team, api } = await judged();
    const [second] = await job(37).restart({ name: "second" });
    await act("ana").start(second!.id).mark(second!.id).submit(second!.id);
    await act("rita").reject(second!.id).complete(second!.id);
    const [third] = await job(second!.id).restart({ name: "third" });
    await act("ana").start(third!.id).mark(third!.id).submit(third!.id);
    await api.labelingJob.archive(second!.id);
    const [ana] = await team(8).jobs().people();
    expect(ana).toMatchObject({ login: "ana", jobsCount: 2, rework: 1 });
  });

  it("counts rework in clones, and in restarts by other programs, which store no origin", async () => {
    const { job, act, team, api } = await judged();
    const redo = async (id: number) => {
      await act("ana").start(id).mark(id).submit(id);
      await act("rita").reject(id).complete(id);
    };
    const [clone] = await job(37).clone({ name: "again" });
    await redo(clone!.id);
    const [plain] = await api.labelingJob.restart(37);
    await redo(plain!.id);
    expect(plain!.customData).toEqual({});
    // The clone has all three images. The restart has only the rejected one.
    const [ana] = await team(8).jobs().people();
    expect(ana).toMatchObject({ login: "ana", jobsCount: 3, rework: 2 });
  });

  it("does not count images that were given to another person before they were done", async () => {
    const { job, act, team } = await startCampaign(["ana", "ben"]);
    await team(8).job({ name: "six", dataset: 10555, assign: "ana", reviewer: "rita" }).create();
    await act("ana").start(37).mark(37, "done", [283001, 283002]).submit(37);
    const [rest] = await job(37).restart({ unmarked: true, assign: "ben" });
    await act("ben").start(rest!.id).mark(rest!.id).submit(rest!.id);
    const [ana, ben] = await team(8).jobs().people();
    expect(ana).toMatchObject({
      login: "ana",
      imagesCount: 6,
      imagesDone: 2,
      rejected: 0,
      firstPassJudged: 0,
      rework: 0,
    });
    expect(ben).toMatchObject({ login: "ben", imagesCount: 4, imagesDone: 4, rejected: 0, firstPassJudged: 0 });
  });

  it("counts a returned image as rejected until it is done again", async () => {
    const { job, team } = await judged();
    await job(37).restart();
    const [ana] = await team(8).jobs().people();
    expect(ana).toMatchObject({ imagesDone: 3, accepted: 2, rejected: 1, rework: 0 });
  });

  it("attributes images done before a reassignment to the previous annotator", async () => {
    const { act, job } = await judged();
    await act("ben").start(38).mark(38, "done", [283001]);
    await job(38).reassign("ana");
    await act("ana").mark(38, "done", [283002]);
    const people = await job(38).people();
    expect(people.map(({ login, imagesDone, imagesCount }) => [login, imagesDone, imagesCount])).toEqual([
      ["ana", 1, 2],
      ["ben", 1, 1],
    ]);
  });

  it("measures active time from the first to the last action, with capped pauses", async () => {
    const { team } = await read();
    // Start, two objects, three marks, submit: an action a minute.
    const [ana] = await team(8).jobs().people();
    expect(ana!.activeMs).toBeGreaterThanOrEqual(6 * 60_000);
    expect(ana!.imagesPerHour).toBeCloseTo(3 / (ana!.activeMs / 3_600_000), 9);
    const [capped] = await team(8).jobs().people({ idle: "30s" });
    expect(capped!.activeMs).toBeLessThan(ana!.activeMs);
    expect(capped!.activeMs % 30_000).toBe(0);
  });

  it("counts labels in the jobs where they were drawn", async () => {
    const { team, job, act } = await startCampaign(["ana"]);
    await team(8).project(5555).ensureClasses({ sign: "rectangle", car: "rectangle" });
    const spec = { dataset: 10555, assign: "ana" };
    await team(8)
      .job({ ...spec, name: "signs" })
      .create();
    await team(8)
      .job({ ...spec, name: "cars" })
      .create();
    const at = (className: string, left: number) => ({
      class: className,
      geometry: box("", left, 0, left + 9, 9).geometry,
    });
    await act("ana").start([37, 38]).label(37, 283001, at("sign", 0));
    await act("ana").label(38, 283001, [at("car", 20), at("car", 40)]);
    const labelsOf = async (id: number) => (await job(id).people()).map(({ labels }) => labels);
    expect([await labelsOf(37), await labelsOf(38)]).toEqual([[1], [2]]);
    const [both] = await team(8).jobs().people();
    expect(both).toMatchObject({ labels: 3 });
  });

  it("reads activity outside the jobs only of people who drew on the images in other jobs", async () => {
    const { team, draw, act, api, forget, calls } = await judged();
    await team(8).project(5555).ensureClasses({ car: "rectangle" });
    const cars = { name: "cars", dataset: 10555, assign: "ben", classes: ["car"] };
    const [other] = await team(8).job(cars).create();
    await act("ben")
      .start([38, other!.id])
      .label(other!.id, 283001, { class: "car", geometry: box("", 0, 0, 9, 9).geometry });
    await draw("ben", 283002, [box("sign", 5, 5, 9, 9)]);
    // Objects of people without a job here need no request.
    await api.figure.createBulk(283003, [box("sign", 1, 1, 5, 5)]);
    forget();
    const people = await team(8).jobs({ name: "nov" }).people();
    expect(people.map(({ login, labels }) => [login, labels])).toEqual([
      ["ana", 2],
      ["ben", 1],
    ]);
    // One for each job, one for ben.
    expect(calls.filter((method) => method === "teams.activity")).toHaveLength(3);
  });

  it("computes the cost at a rate", async () => {
    const { job } = await read();
    const [ana] = await job(37).people({ rate: 12, currency: "EUR" });
    expect(ana!.cost).toBeCloseTo((12 * ana!.activeMs) / 3_600_000, 9);
    expect(ana!.currency).toBe("EUR");
    const people = await job(37).people({ rate: 12, currency: "EUR" });
    expect(people[display]()).toMatchObject({ note: expect.stringMatching(/cost of all: \d+\.\d\d EUR/) });
    expect(people.toCSV().split("\r\n")[0]).toContain("Cost (EUR)");
  });

  it("rejects invalid rates, unknown currencies, a currency without a rate and unknown settings at the call", async () => {
    const { team } = await read();
    const jobs = team(8).jobs();
    const rate = (value: unknown) => () => jobs.people({ rate: value as number });
    for (const bad of ["12", Number.NaN, -1, Number.POSITIVE_INFINITY, null]) expect(rate(bad)).toThrow(/^people: /);
    expect(() => jobs.people({ rate: 12, currency: "Euro" })).toThrow(
      'people: settings.currency is "Euro", expected an ISO 4217 code',
    );
    expect(() => jobs.people({ rate: 12, currency: "ABC" })).toThrow(
      'people: settings.currency is "ABC", expected an ISO 4217 code',
    );
    expect(() => jobs.people({ currency: "EUR" })).toThrow("people: currency is 'EUR', but rate is missing");
    expect(() => jobs.people({ idle: "0s" })).toThrow(/^people: /);
    const odd = { rates: 12 } as object;
    expect(() => jobs.people(odd)).toThrow("people: unknown setting 'rates'");
  });

  it("draws a chart of any column of numbers, and rejects other columns at the call", async () => {
    const { team } = await read();
    const chart = await team(8).jobs().people().chart("images/h");
    expect(chart[display]()).toMatchObject({ kind: "chart", yTitle: "Images/h", series: [{ points: [{ x: "ana" }] }] });
    expect(() => team(8).jobs().people().chart("login")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("Images/h") }),
    );
    const people = await team(8).jobs().people();
    expect(people.chart("Labels").values).toEqual([
      { name: "ana", value: 2 },
      { name: "ben", value: 0 },
    ]);
  });

  it("is converted to CSV and JSON, by the chain and by its result", async () => {
    const { team } = await read();
    const folder = await mkdtemp(join(tmpdir(), "slylab-people-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, "people.csv");
    expect(await team(8).jobs().people().toCSV(path)).toBe(path);
    const people = await team(8).jobs().people();
    expect(await readFile(path, "utf8")).toBe(people.toCSV());
    expect(people.toCSV().split("\r\n")[1]).toMatch(/^ana,1,3,3,2,1,0\.666\d+,0,2,\d+,/);
    expect(JSON.parse(JSON.stringify(people))).toMatchObject([{ login: "ana", labels: 2 }, { login: "ben" }]);
  });

  it("is available on one job, on records and on their lists", async () => {
    const { job, team } = await read();
    expect(await (await job(37)).people()).toHaveLength(1);
    expect(await (await team(8).jobs()).people()).toHaveLength(2);
  });

  it("uses the statistics of the jobs for an account that cannot read the activity", async () => {
    const { server } = await read();
    const script: Script = ({ method }) =>
      method === "teams.activity" ? { kind: "response", status: 403, commit: false } : undefined;
    const proxy = await startFaultProxy(server.address, script);
    const api = new Api({ address: proxy.address, token: server.token, isLocal: true });
    onTestFinished(async () => {
      await api.close();
      await proxy.close();
    });
    const people = await withApi(api).job(37).people();
    expect(people[0]).toMatchObject({ login: "ana", imagesDone: 3, accepted: 2, firstPassAcceptance: 2 / 3 });
    expect(people[0]).toMatchObject({ measuredBy: "statistics", lastActionAt: null });
    expect(people[0]!.activeMs).toBeGreaterThan(0);
    expect(people[display]()).toMatchObject({ note: expect.stringContaining("by the statistics of the jobs for ana") });
  });
});

it("toCSV reports why a file cannot be written", async () => {
  const { team } = await read();
  const people = await team(8).jobs().people();
  await expect(people.toCSV("/proc/none/people.csv")).rejects.toThrow(
    /^toCSV: cannot write \/proc\/none\/people.csv: /,
  );
  expect(() => team(8).jobs().people().toCSV("")).toThrow('toCSV: path is "", expected the path of a file');
});

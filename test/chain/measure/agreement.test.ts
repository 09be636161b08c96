import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Agreement } from "../../../src/chain/measure/agreement.js";
import type { NewAnnotation } from "../../../src/client/image/sent-annotation.js";
import { display } from "../../../src/domain/display/display.js";
import type { Geometry } from "../../../src/domain/geometry/geometry.js";
import { bitmap, polygon, rectangle } from "../../../src/domain/geometry/shapes.js";
import { renderPiped } from "../../../src/render/terminal/piped.js";
import { agreementPeers } from "../../support/agreement-peers.js";
import { type Python, pythonWith } from "../../support/python.js";
import { failureOf } from "../local.js";
import { box, openCampaign, startCampaign } from "./campaign.js";

let python: Python | undefined;
beforeAll(async () => {
  python = await pythonWith(agreementPeers);
}, 600_000);

type Campaign = Awaited<ReturnType<typeof startCampaign>>;
type Drawn = readonly (readonly [className: string, shape: Geometry])[];

/** Pictures of dataset_01, each assigned to two of three people in two datasets. */
async function layered(): Promise<Campaign> {
  const campaign = await openLayered();
  onTestFinished(() => campaign.close());
  return campaign;
}

/** Like {@link layered}, but the caller closes it. */
async function openLayered(): Promise<Campaign> {
  const campaign = await openCampaign(["ana", "ben", "cyn"], 1000);
  const tags = { weather: ["sun", "rain", "fog"], night: null };
  await campaign.project(5555).ensureClasses({ thing: "any", sign: "rectangle" }).ensureTags(tags);
  const split = { name: "nov", dataset: 10555, assign: ["ana", "ben", "cyn"], overlap: 2 };
  await campaign.team(8).split(split).ensure();
  return campaign;
}

/** Draws objects and tags on each image of each job, as its annotator. */
async function label(
  { team, api }: Campaign,
  drawOn: (
    login: string,
    imageName: string,
  ) => { readonly drawn: Drawn; readonly tags?: readonly object[] } | undefined,
) {
  for (const job of await team(8).jobs({ name: "nov" })) {
    const own = await api.login(job.assignedToLogin, `${job.assignedToLogin} secret`);
    await own.labelingJob.setStatus(job.id, "in_progress");
    for (const image of await job.images()) {
      const put = drawOn(job.assignedToLogin, image.name);
      if (put === undefined) continue;
      const objects = put.drawn.map(([classTitle, shape]) => ({
        classTitle,
        geometryType: shape.type,
        ...shape.toWire(),
      }));
      const annotation = { description: "", size: { width: 400, height: 300 }, tags: put.tags ?? [], objects };
      await own.annotation.upload(job.datasetId!, image.id, annotation as NewAnnotation["annotation"]);
      await own.labelingJob.setEntityReviewStatus(job.id, image.id, "done");
    }
  }
}

/** Seeded random numbers. */
function randomOf(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

/** Simulates a person's labels: true objects, slightly moved, in any shape, some missed. */
function seen(random: (most: number) => number, imageName: string): Drawn {
  const truth = randomOf([...imageName].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  const drawn: (readonly [string, Geometry])[] = [];
  for (let at = 0; at < 5; at++) {
    const [x, y, width, height] = [truth(200), truth(130), 20 + truth(100), 20 + truth(80)];
    if (random(5) === 0) continue;
    const [left, top, right, bottom] = [
      x + random(15),
      y + random(15),
      x + width + random(20),
      y + height + random(20),
    ];
    const form = random(3);
    if (truth(3) === 0) drawn.push(["sign", rectangle([left, top], [right, bottom])]);
    else if (form === 0) drawn.push(["thing", rectangle([left, top], [right, bottom])]);
    else if (form === 1) drawn.push(["thing", polygonOf(left, top, right, bottom)]);
    else drawn.push(["thing", bitmapOf(left, top, right - left, bottom - top)]);
  }
  return drawn;
}

function polygonOf(left: number, top: number, right: number, bottom: number): Geometry {
  const middle = (left + right) >> 1;
  const outer: [number, number][] = [
    [left, top],
    [right, top + 3],
    [right - 2, bottom],
    [middle, bottom - 5],
    [left + 1, bottom],
  ];
  return polygon(outer, [
    [
      [left + 5, top + 6],
      [middle, top + 6],
      [middle, top + 12],
    ],
  ]);
}

function bitmapOf(left: number, top: number, width: number, height: number): Geometry {
  const rows = Array.from({ length: height }, (_row, y) =>
    Array.from(
      { length: width },
      (_cell, x) => (x - width / 2) ** 2 / width ** 2 + (y - height / 2) ** 2 / height ** 2 < 0.25,
    ),
  );
  return bitmap(rows, [left, top]);
}

/** Computes the same numbers with libraries, for each threshold, from the API's data of the jobs. */
async function byLibraries({ team, api }: Campaign, ious: readonly number[]): Promise<readonly unknown[]> {
  const images = new Map<string, Record<string, unknown>>();
  for (const job of await team(8).jobs({ name: "nov" })) {
    for (const { imageName, annotation } of await api.labelingJob.getAnnotations(job.id)) {
      const shapes = annotation.objects.map((object) => {
        const mask = object.geometry.mask(annotation.size);
        const pixels = Buffer.from(mask.toBytes()).toString("base64");
        return { class: object.classTitle, pixels, origin: mask.origin, width: mask.width, height: mask.height };
      });
      const tags = Object.fromEntries(annotation.tags.map(({ name, value }) => [name, value ?? "yes"]));
      images.set(imageName, { ...images.get(imageName), [job.assignedToLogin]: { shapes, tags } });
    }
  }
  const script = fileURLToPath(new URL("./agreement.py", import.meta.url));
  const child = spawn(python!.executable, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const [{ width, height }] = (await api.image.getList(10555)) as unknown as [{ width: number; height: number }];
  child.stdin.end(JSON.stringify({ ious, width, height, images: [...images.values()].map((works) => ({ works })) }));
  return JSON.parse(await text(child.stdout));
}

/** Converts an agreement to the format of the libraries' output, compared within 1e-9. */
function near(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : expect.closeTo(value, 9);
  if (Array.isArray(value)) return value.map(near);
  if (typeof value !== "object" || value === null) return value;
  return expect.objectContaining(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, near(each)])));
}

function plain(agreement: Agreement): unknown {
  const { objects, matches, f1, meanIou, alpha, pairs, classes, people, tags } = agreement;
  return JSON.parse(JSON.stringify({ all: { objects, matches, f1, meanIou }, alpha, pairs, classes, people, tags }));
}

describe("agreement()", () => {
  const ious = [0.5, 0.75];
  let drawn: Promise<{ campaign: Campaign; wanted: readonly unknown[] }> | undefined;
  afterAll(async () => (await drawn)?.campaign.close());

  /** A campaign with labels, and what the libraries compute from it at each IoU: their import takes seconds. */
  async function withDrawn() {
    const campaign = await openLayered();
    const random = randomOf(11);
    await label(campaign, (_login, name) => ({
      drawn: seen(random, name),
      tags: [{ name: "weather", value: ["sun", "rain"][random(2)] }, ...(random(2) === 0 ? [{ name: "night" }] : [])],
    }));
    return { campaign, wanted: await byLibraries(campaign, ious) };
  }

  it.each(ious)(
    "equals pycocotools, scipy, scikit-learn and krippendorff at IoU %d",
    { timeout: 180_000 },
    async (iou) => {
      if (python === undefined) return;
      drawn ??= withDrawn();
      const { campaign, wanted } = await drawn;
      const agreement = await campaign.team(8).jobs({ name: "nov" }).agreement({ iou });
      expect(agreement.images).toBe(6);
      expect(agreement.matches).toBeGreaterThan(0);
      expect(plain(agreement)).toEqual(near(wanted[ious.indexOf(iou)]));
    },
  );

  it("compares people with the same images in one dataset by the authors of objects", async () => {
    const campaign = await startCampaign(["ana", "ben"], 1000);
    const { team, project, draw } = campaign;
    await project(5555).ensureClasses({ sign: "rectangle" });
    await team(8)
      .job({ name: "nov", dataset: 10555, assign: ["ana", "ben"], images: [283001, 283002] })
      .create();
    for (const [login, id] of [
      ["ana", 37],
      ["ben", 38],
    ] as const)
      await campaign.act(login).start(id);
    await draw("ana", 283001, [box("sign", 0, 0, 10, 10), box("sign", 100, 100, 120, 120)]);
    await draw("ben", 283001, [box("sign", 0, 0, 10, 10)]);
    const agreement = await team(8).jobs().agreement();
    expect(agreement).toMatchObject({ images: 1, objects: 3, matches: 1, f1: 2 / 3, meanIou: 1 });
    expect(agreement.people.map(({ login, f1 }) => [login, f1])).toEqual([
      ["ana", 2 / 3],
      ["ben", 2 / 3],
    ]);
    // An image without objects counts as labeled if it is marked.
    await campaign.act("ana").mark(37, "done", [283002]);
    await campaign.act("ben").mark(38, "done", [283002]);
    expect(await team(8).jobs().agreement()).toMatchObject({ images: 2, f1: 2 / 3 });
  });

  it("counts a restarted job and its original as the work of one person", async () => {
    const campaign = await startCampaign(["ana", "ben"], 1000);
    const { team, job, act } = campaign;
    await team(8).job({ name: "nov", dataset: 10555, assign: "ana", reviewer: "rita" }).create();
    await act("ana").start(37).mark(37).submit(37);
    await act("rita").reject(37).complete(37);
    const [again] = await job(37).restart({ assign: "ben" });
    await act("ben").start(again!.id).mark(again!.id);
    expect(await failureOf(team(8).jobs().agreement())).toMatchObject({
      message: expect.stringContaining("two people"),
    });
  });

  it("lists the images with the lowest agreement in disputed(n), on the chain and on the result", async () => {
    const campaign = await layered();
    const { team, calls } = campaign;
    const sign = (left: number) => [["sign", rectangle([left, 10], [left + 50, 60])]] as const;
    await label(campaign, (login, name) => ({
      drawn: name === "fruits_03.png" && login !== "ana" ? sign(300) : sign(10),
    }));
    const jobs = team(8).jobs({ name: "nov" });
    const agreement = await jobs.agreement();
    const worst = await agreement.disputed(2);
    expect(worst).toHaveLength(2);
    expect(worst[1]).toMatchObject({ agreement: 1 });
    expect(worst[0]).toMatchObject({ name: expect.stringMatching(/^fruits_0/), datasetId: 10555 });
    expect((await jobs.agreement().disputed(2)).map(({ id }) => id)).toEqual(worst.map(({ id }) => id));
    expect((await agreement.disputed(1).thumbnails())[0]).toMatchObject({ name: worst[0]!.name });
    calls.splice(0);
    const [made] = await team(8).job({ name: "again", dataset: 10555, images: worst, assign: "ana" }).ensure();
    expect(made!.imagesCount).toBe(2);
    expect(() => agreement.disputed(0)).toThrow("disputed: count is 0, expected an integer above 0");
    expect(() => jobs.agreement().disputed(1.5)).toThrow("disputed: count is 1.5, expected an integer above 0");
  });

  it("is displayed as tables, converted to CSV and JSON, and has a chart", async () => {
    const campaign = await layered();
    await label(campaign, () => ({ drawn: [["sign", rectangle([10, 10], [60, 60])]], tags: [{ name: "night" }] }));
    const agreement = await campaign.team(8).jobs({ name: "nov" }).agreement();
    const shown = renderPiped(agreement[display]());
    expect(shown).toContain("ana – ben\t2\t4\t2\t1\t1");
    expect(shown).toContain("# Image tags");
    expect(agreement.toCSV().split("\r\n")[0]).toBe("Of,Name,Images,Objects,Matches,F1,Mean IoU,Kappa,Alpha");
    expect(await campaign.team(8).jobs({ name: "nov" }).agreement().toCSV()).toBe(agreement.toCSV());
    expect(JSON.parse(JSON.stringify(agreement))).toMatchObject({ f1: 1, pairs: [{}, {}, {}] });
    expect(agreement.chart().values).toHaveLength(3);
    expect(() => campaign.team(8).jobs().agreement().chart("Kappas")).toThrow('chart: column is "Kappas"');
  });

  it("fails with a hint before it reads images if no image is shared", async () => {
    const { team, job, calls, forget } = await startCampaign(["ana", "ben"], 1000);
    await team(8)
      .split({ name: "nov", dataset: 10555, assign: ["ana", "ben"] })
      .create();
    forget();
    expect(await failureOf(team(8).jobs().agreement())).toMatchObject({
      message: "agreement at IoU 0.5: no image is assigned to two people: no image is in two jobs",
      hint: expect.stringContaining("split({ overlap: 2"),
    });
    expect(calls.filter((method) => !method.startsWith("jobs."))).toEqual([]);
    expect(await failureOf(job(37).agreement())).toMatchObject({ message: expect.stringContaining("one person") });
    expect(await failureOf(team(8).jobs({ name: "dec" }).agreement())).toMatchObject({
      message: expect.stringContaining("there are no jobs"),
    });
  });

  it("fails if nobody has labeled yet", async () => {
    const { team } = await layered();
    expect(await failureOf(team(8).jobs({ name: "nov" }).agreement())).toMatchObject({
      message: expect.stringContaining("none of the 6 shared images"),
      hint: expect.stringContaining("waitFor('on_review')"),
    });
  });

  it("rejects an invalid threshold at the call", async () => {
    const { team } = await startCampaign([]);
    for (const iou of [0, 1.1, -1, Number.NaN, "0.5", null] as unknown as number[]) {
      expect(() => team(8).jobs().agreement({ iou })).toThrow(
        /^agreement: settings.iou is .*, expected a number above 0 and at most 1$/,
      );
    }
    expect(() =>
      team(8)
        .jobs()
        .agreement({ iuo: 0.5 } as object),
    ).toThrow("agreement: unknown setting 'iuo'");
  });
});

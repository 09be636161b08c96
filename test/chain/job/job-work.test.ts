import { describe, expect, it } from "vitest";
import { display } from "../../../src/domain/display/display.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { startLocal } from "../local.js";

async function withWork() {
  const local = await startLocal();
  await local.team(8).job({ name: "lemons", dataset: 10555, assign: 7 }).create();
  await local.team(8).job({ name: "kiwis", dataset: 10555, classes: "kiwi", assign: 7 }).create();
  const bitmap = { data: "eJzrDPBz5+WS4mJgYOD19HAJAtJMIMzMBCQlFNMbgBQAd3sFnw==", origin: [10, 10] };
  const object = (classTitle: string) => ({ classTitle, geometryType: "bitmap", tags: [], bitmap });
  const annotation = {
    description: "",
    tags: [],
    size: { width: 400, height: 300 },
    objects: [object("lemon"), object("kiwi")],
  };
  await local.api.annotation.upload(10555, 283001, annotation);
  return local;
}

describe("stats() and annotations()", () => {
  it("show the statistics of several jobs in a table", async () => {
    const { team } = await withWork();
    const work = await team(8).jobs().stats();
    expect(work.map(({ jobId, annotatorLogin, imagesCount }) => [jobId, annotatorLogin, imagesCount])).toEqual([
      [37, "my_username", 6],
      [38, "my_username", 6],
    ]);
    expect(work[display]()).toMatchObject({ kind: "table", rows: [{ 0: 37, 4: { done: 0, total: 6 } }, { 0: 38 }] });
    expect((await (await team(8).jobs()).stats()).map(({ name }) => name)).toEqual(["lemons", "kiwis"]);
  });

  it("show the statistics of one job by class and image", async () => {
    const { job } = await withWork();
    const stats = await job(37).stats();
    expect(stats.job).toMatchObject({ id: 37, imagesCount: 6 });
    expect(stats.images).toHaveLength(6);
    const record = await job(37);
    expect((await record.stats()).job.id).toBe(37);
  });

  it("count reviewed images as finished, and show objects by class and marks", async () => {
    const { job, api } = await withWork();
    const mark = async (status: "done" | "accepted" | "rejected", ids: readonly number[]) => {
      for (const id of ids) await api.labelingJob.setEntityReviewStatus(37, id, status);
    };
    const images = [283001, 283002, 283003, 283004, 283005, 283006];
    await api.labelingJob.setStatus(37, "in_progress");
    await mark("done", images);
    const shown = async () => renderTerminal((await job(37).stats())[display](), { columns: 100, color: false });
    expect(await shown()).toMatch(/images .*6\/6/);
    await api.labelingJob.setStatus(37, "on_review");
    await mark("accepted", images.slice(0, 5));
    await mark("rejected", images.slice(5));
    await api.labelingJob.setStatus(37, "completed");
    const text = await shown();
    expect(text).toMatch(/│ job +│ lemons \(37\) +│/);
    expect(text).toMatch(/images .*6\/6/);
    expect(text).toMatch(/│ lemon │ +1 │ +1 │/);
    expect(text).toMatch(/│ kiwi +│ +1 │ +1 │/);
    expect(text.match(/accepted/g)).toHaveLength(5);
    expect(text.match(/rejected/g)).toHaveLength(1);
    expect(text).toMatch(/│ 283001 │ fruits_01\.png │ ● accepted │ +2 │/);
  });

  it("list the annotations, limited to the classes of each job", async () => {
    const { team } = await withWork();
    const annotated = (await team(8).jobs().annotations()).filter(({ imageId }) => imageId === 283001);
    expect(
      annotated.map(({ jobId, annotation }) => [jobId, annotation.objects.map(({ classTitle }) => classTitle)]),
    ).toEqual([
      [37, ["lemon", "kiwi"]],
      [38, ["kiwi"]],
    ]);
    expect(annotated[0]?.[display]()).toMatchObject({ kind: "record" });
  });
});

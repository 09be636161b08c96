/** Reasons of rejections: one issue for each, also where several runs review at the same time. */
import { describe, expect, it, onTestFinished } from "vitest";
import { withApi } from "../../../src/chain/entry-points.js";
import type { Verdict } from "../../../src/chain/job/review.js";
import { Api } from "../../../src/client/api.js";
import { startFaultProxy } from "../../support/fault-proxy.js";
import { role } from "../../support/server.js";
import { startLocal } from "../local.js";

async function onReview() {
  const local = await startLocal();
  await local.server.hire("labeler_1", role.annotator);
  await local.team(8).job({ name: "lemons", dataset: 10555, assign: "labeler_1" }).create();
  await local.as("labeler_1", { password: "labeler_1 secret" }).start(37).mark(37).submit(37);
  local.forget();
  return local;
}

const judge: Verdict = (_image, _job, annotation) =>
  annotation.objects.length > 0 ? "accepted" : { rejected: "nothing drawn" };

describe("the reasons of a review", () => {
  it("keeps issues that another run has created and not yet bound to their images", async () => {
    const local = await onReview();
    const proxy = await startFaultProxy(local.server.address);
    const late = new Api({ address: proxy.address, token: local.server.token });
    onTestFinished(async () => {
      await late.close();
      await proxy.close();
    });
    let letGo = () => {};
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let told = () => {};
    const isHeld = new Promise<void>((resolve) => {
      told = resolve;
    });
    proxy.play(({ method }) => {
      if (method !== "issues.sub-issue.add") return undefined;
      told();
      return { kind: "late", until };
    });
    const onlyIf = (test: (name: string) => boolean): Verdict => {
      return ({ name }) => (test(name) ? { rejected: "nothing drawn" } : undefined);
    };
    const isFirst = (name: string) => name === "fruits_01.png";
    const run = withApi(late)
      .job(37)
      .review(onlyIf(isFirst))
      .then((reviewed) => reviewed);
    await isHeld;
    await local.job(37).review(onlyIf((name) => !isFirst(name)));
    letGo();
    await run;
    const about = (await local.api.issues.getList(8, { withSubIssues: true })).map(({ subIssues }) =>
      subIssues?.map(({ bindings }) => bindings?.[0]?.value),
    );
    expect(about).toHaveLength(6);
    expect(about.flat().sort()).toEqual([283_001, 283_002, 283_003, 283_004, 283_005, 283_006]);
  });

  it("does not take the issue of another run for its own after a lost response", async () => {
    const local = await onReview();
    const proxy = await startFaultProxy(local.server.address);
    const late = new Api({ address: proxy.address, token: local.server.token });
    onTestFinished(async () => {
      await late.close();
      await proxy.close();
    });
    let other: Promise<unknown> | undefined;
    proxy.play(({ method, ofMethod, body }) => {
      if (method !== "issues.add" || ofMethod > 1) return undefined;
      // Another run makes the issue of another image, then this request is lost.
      const comment = body.includes("283006") ? "Image 283005: fruits_05.png" : "Image 283006: fruits_06.png";
      other = local.api.issues.add(8, "nothing drawn", { comment });
      return { kind: "late", until: other.then(() => Promise.reject(new Error("lost"))) };
    });
    await withApi(late).job(37).review(judge);
    await other;
    const about = (await local.api.issues.getList(8, { withSubIssues: true })).map(({ subIssues }) =>
      subIssues?.map(({ bindings }) => bindings?.[0]?.value),
    );
    expect(about.filter((images) => images?.length === 1)).toHaveLength(6);
    expect(about.filter((images) => images?.length === 0)).toHaveLength(1);
  });

  it("recognizes a reason in any Unicode form and of any length", async () => {
    const { job, api, writes, forget } = await onReview();
    const reason = `Größe ${"x".repeat(246)}`.normalize("NFD");
    await job(37).review({ rejected: reason }, { complete: false });
    const [first] = await api.issues.getList(8);
    expect(first?.name).toBe(reason.normalize("NFC"));
    expect(() => job(37).review({ rejected: "x".repeat(256) })).toThrow("expected at most 255 characters");
    await api.labelingJob.setStatus(37, "in_progress");
    for (const imageId of [283_001, 283_002]) await api.labelingJob.setEntityReviewStatus(37, imageId, "done");
    await api.labelingJob.setStatus(37, "on_review");
    forget();
    await job(37).review({ rejected: reason });
    expect(writes().filter((method) => method.startsWith("issues."))).toEqual([]);
  });
});

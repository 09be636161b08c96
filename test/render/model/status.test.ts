import { expect, it } from "vitest";
import { jobStatuses, reviewStatuses } from "../../../src/domain/records/job-status.js";
import { statusStyle } from "../../../src/render/model/status.js";

it("assigns a level to every status of the product", () => {
  const seen = [...jobStatuses, ...reviewStatuses].map((status) => `${status} ${statusStyle(status).level}`);
  expect(seen).toMatchInlineSnapshot(`
    [
      "pending idle",
      "in_progress active",
      "on_review review",
      "review_completed review",
      "completed good",
      "stopped bad",
      "none idle",
      "done good",
      "accepted good",
      "rejected bad",
    ]
  `);
});

it("distinguishes levels without color", () => {
  const marks = ["pending", "in_progress", "on_review", "completed", "change", "stopped"].map(
    (status) => statusStyle(status).symbol,
  );
  expect(new Set(marks).size).toBe(marks.length);
});

it("treats an unknown status as idle", () => {
  expect(statusStyle("levitating").level).toBe("idle");
  expect(statusStyle("constructor").level).toBe("idle");
});

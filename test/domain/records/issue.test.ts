import { expect, it } from "vitest";
import { issueSchema } from "../../../src/domain/records/issue.js";

const common = { id: 1, status: "open", createdAt: "2026-01-05T09:00:00.000Z", updatedAt: "2026-01-05T09:00:00.000Z" };

it("distinguishes sub-issues that were not requested from an empty list", () => {
  expect(issueSchema.parse({ ...common, createdBy: 7 })).toMatchObject({
    createdById: 7,
    subIssues: null,
    bindings: [],
  });
  expect(issueSchema.parse({ ...common, subIssues: [] }).subIssues).toEqual([]);
  const bindings = [{ field: "imageId", value: 3 }];
  expect(issueSchema.parse({ ...common, bindings }).bindings).toEqual(bindings);
});

import { expect, it } from "vitest";
import { cloneBody } from "../../../src/client/job/job-create.js";
import { jobSchema } from "../../../src/domain/records/job.js";

const job = jobSchema.parse({
  id: 37,
  name: "lemons",
  readme: "manual",
  description: "short",
  teamId: 8,
  workspaceId: 7,
  datasetId: 10555,
  createdBy: 7,
  userId: 29,
  reviewerId: 30,
  createdAt: "2026-01-05T09:00:00.000Z",
  status: "completed",
  imagesCount: 2,
  finishedImagesCount: 0,
  acceptedImagesCount: 2,
  rejectedImagesCount: 0,
  meta: {
    classes: [{ id: 1, name: "lemon" }],
    projectTags: [{ id: 2, title: "size" }],
    imageTags: [{ id: 3, title: "situated", positive: false }],
    imageFiguresLimit: 10,
    imageTagsLimit: 0,
    range: { start: 1, end: 2 },
    guide: 4,
    dynamicClasses: true,
    enableIntermediateReview: true,
    settingOfTomorrow: { deep: true },
  },
  entities: [
    { id: 101, name: "a" },
    { id: 102, name: "b" },
  ],
});
const tagged = (...names: string[]) => ({ tags: names.map((name) => ({ name })) });

it("the body of a clone has all settings of the job, unknown ones too", () => {
  expect(cloneBody(job, [tagged(), tagged("ripe")], {})).toEqual({
    name: "lemons",
    datasetId: 10555,
    userIds: [29],
    reviewerId: 30,
    readme: "manual",
    description: "short",
    meta: {
      classes: ["lemon"],
      projectTags: ["size"],
      imageTags: [{ name: "situated", positive: false }],
      imageFiguresLimit: 10,
      imageTagsLimit: 0,
      entityIds: [101, 102],
      range: { start: 1, end: 2 },
      guide: 4,
      dynamicClasses: true,
      dynamicTags: false,
      allowRestore: false,
      enableIntermediateReview: true,
      settingOfTomorrow: { deep: true },
    },
  });
});

it("the body of a clone omits a filter or a range that would drop an image today", () => {
  const later = jobSchema.parse({
    ...{ id: 38, name: "x", teamId: 8, workspaceId: 7, datasetId: 1, createdBy: 7, userId: 29, status: "pending" },
    ...{ createdAt: "2026-01-05T09:00:00.000Z", imagesCount: 1, finishedImagesCount: 0 },
    ...{ acceptedImagesCount: 0, rejectedImagesCount: 0, entities: [{ id: 101, name: "a" }] },
    meta: { imageTags: [{ title: "situated", positive: false }], range: { start: 3, end: 3 } },
  });
  const { meta } = cloneBody(later, [tagged("situated")], {});
  expect(meta).toMatchObject({ imageTags: [], entityIds: [101] });
  expect(meta).not.toHaveProperty("range");
});

it("a clone can have another name, other annotators and another reviewer", () => {
  const body = cloneBody(job, [], { name: "again", assigneeIds: [31, 32], reviewerId: 33 });
  expect(body).toMatchObject({ name: "again", userIds: [31, 32], reviewerId: 33 });
});

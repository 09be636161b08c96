import { expect, it } from "vitest";
import { type JobCreateOptions, jobBody } from "../../../src/client/job/job-settings.js";
import { ArgumentError } from "../../../src/domain/errors.js";

const least: JobCreateOptions = { name: "lemons", datasetId: 10555, userIds: [29] };

it("job settings have 0 for no limit and omit what was not given, as in the official SDK", () => {
  expect(jobBody(least)).toEqual({
    name: "lemons",
    datasetId: 10555,
    userIds: [29],
    meta: {
      classes: [],
      projectTags: [],
      imageTags: [],
      imageFiguresLimit: 0,
      imageTagsLimit: 0,
      entityIds: [],
      dynamicClasses: false,
      dynamicTags: false,
      allowRestore: false,
    },
  });
});

it("job settings contain every setting of the tutorial's second job", () => {
  const body = jobBody({
    ...least,
    readme: "manual",
    description: "short",
    classesToLabel: ["kiwi"],
    objectsLimitPerImage: 10,
    tagsToLabel: ["size", "origin"],
    tagsLimitPerImage: 20,
    includeImagesWithTags: ["ripe"],
    excludeImagesWithTags: ["situated"],
    imagesRange: [2, null],
    reviewerId: 7,
    imagesIds: [1, 2],
    guideId: 3,
    readOnlyTags: ["origin"],
    disableConfirm: true,
    disableSubmit: false,
    enableQualityCheck: true,
  });
  expect(body).toMatchObject({ readme: "manual", description: "short", reviewerId: 7 });
  expect(body.meta).toMatchObject({
    classes: ["kiwi"],
    projectTags: ["size", "origin"],
    imageTags: [
      { name: "ripe", positive: true },
      { name: "situated", positive: false },
    ],
    imageFiguresLimit: 10,
    imageTagsLimit: 20,
    entityIds: [1, 2],
    range: { start: 2, end: null },
    guide: 3,
    readOnlyTags: ["origin"],
    disableConfirm: true,
    disableSubmit: false,
    enableIntermediateReview: true,
  });
});

it.each([
  ["name", { name: " " }],
  ["userIds", { userIds: [] }],
  ["userIds", { userIds: [29, 0] }],
  ["imagesIds", { imagesIds: [1.5] }],
  ["objectsLimitPerImage", { objectsLimitPerImage: -1 }],
  ["tagsLimitPerImage", { tagsLimitPerImage: Number.NaN }],
  ["imagesRange", { imagesRange: [5, 2] }],
  ["imagesRange", { imagesRange: [0, 2] }],
] as const)("an invalid %s is rejected before anything is sent", (argument, wrong) => {
  let thrown: unknown;
  try {
    jobBody({ ...least, ...wrong });
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ArgumentError);
  expect(thrown).toMatchObject({ argument });
});

import { describe, expect, it } from "vitest";
import { display, type RecordModel } from "../../../src/domain/display/display.js";
import { tableOf } from "../../../src/domain/display/record-display.js";
import { JobInfo, type JobWire, jobEntitySchema, jobProgress, jobSchema } from "../../../src/domain/records/job.js";

const wire: JobWire = {
  id: 37,
  name: "labeler1_lemons_task",
  readme: "manual",
  description: null,
  teamId: 8,
  workspaceId: 58,
  workspaceTitle: "First Workspace",
  projectId: 5555,
  projectTitle: "lemons",
  datasetId: 10555,
  datasetTitle: "dataset_01",
  createdBy: 7,
  managerLogin: "my_username",
  userId: 101,
  labelerLogin: "labeler_1",
  reviewerId: 7,
  reviewerLogin: "my_username",
  createdAt: "2019-08-05T08:42:30.588Z",
  startedAt: null,
  finishedAt: null,
  status: "pending",
  disabled: false,
  labelingQueueId: null,
  labelingExamId: null,
  imagesCount: 6,
  finishedImagesCount: 0,
  rejectedImagesCount: 0,
  acceptedImagesCount: 0,
  progressImagesCount: null,
  priority: null,
  customData: { batch: 3 },
  meta: {
    classes: [{ id: 1, title: "lemon" }, { name: "kiwi" }],
    projectTags: [{ name: "size" }],
    imageTags: [
      { id: 4174, positive: false, title: "situated" },
      { name: "checked", positive: true },
    ],
    imageFiguresLimit: 0,
    imageTagsLimit: 5,
    range: { start: 1, end: null },
    guide: 12,
    dynamicClasses: true,
    disableSubmit: true,
  },
};

const fieldOf = (job: JobInfo, label: string) => {
  const model = job[display]() as RecordModel;
  return model.fields.find((field) => field.label === label)?.value;
};

describe("the record", () => {
  const job = jobSchema.parse(wire);

  it("has the official SDK's names in camelCase", () => {
    expect(job).toMatchObject({
      id: 37,
      workspaceName: "First Workspace",
      projectName: "lemons",
      datasetName: "dataset_01",
      createdById: 7,
      createdByLogin: "my_username",
      assignedToId: 101,
      assignedToLogin: "labeler_1",
      description: "",
      guideId: 12,
    });
  });

  it("reads the names of classes and tags from `name` and from `title`", () => {
    expect(job.classesToLabel).toEqual(["lemon", "kiwi"]);
    expect(job.tagsToLabel).toEqual(["size"]);
  });

  it("splits the tag filter into included and excluded tags", () => {
    expect(job.includeImagesWithTags).toEqual(["checked"]);
    expect(job.excludeImagesWithTags).toEqual(["situated"]);
    expect(job.filterImagesByTags[0]).toEqual({ id: 4174, name: "situated", positive: false });
  });

  it("reads the limit 0 as null, which means unlimited", () => {
    expect(job.objectsLimitPerImage).toBeNull();
    expect(job.tagsLimitPerImage).toBe(5);
  });

  it("has Dates, and null for events that have not happened", () => {
    expect(job.createdAt).toEqual(new Date("2019-08-05T08:42:30.588Z"));
    expect(job.startedAt).toBeNull();
  });

  it("keeps a missing bound of the range as null", () => {
    expect(job.imagesRange).toEqual([1, null]);
    expect(jobSchema.parse({ ...wire, meta: { ...wire.meta, range: null } }).imagesRange).toEqual([null, null]);
  });

  it("keeps unknown settings, so that clones are complete", () => {
    expect(job.settings.disableSubmit).toBe(true);
  });

  it("is frozen, including its lists", () => {
    expect(Object.isFrozen(job)).toBe(true);
    for (const part of [job.classesToLabel, job.filterImagesByTags, job.imagesRange, job.customData, job.settings]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it("is not frozen before the constructor of a subclass has finished", () => {
    class Named extends JobInfo {
      readonly label = `#${this.id}`;
    }
    expect(new Named(job).label).toBe("#37");
  });

  it("has no images, instead of an empty list, in records of a list", () => {
    expect(job.entities).toBeUndefined();
    expect(jobSchema.parse({ ...wire, entities: [] }).entities).toEqual([]);
  });
});

describe("tolerance", () => {
  it("drops unknown fields of the job", () => {
    expect(jobSchema.parse({ ...wire, newFlag: 1 })).not.toHaveProperty("newFlag");
  });

  it("keeps an unknown status unchanged", () => {
    expect(jobSchema.parse({ ...wire, status: "paused" }).status).toBe("paused");
  });

  it("reads a job whose settings have no lists", () => {
    const bare = jobSchema.parse({ ...wire, meta: {} });
    expect(bare.classesToLabel).toEqual([]);
    expect(bare.objectsLimitPerImage).toBeNull();
  });

  it.each(["id", "name", "status", "createdAt", "imagesCount", "meta"] as const)("requires %s", (field) => {
    const { [field]: _left, ...rest } = wire;
    const parsed = jobSchema.safeParse(rest);
    expect(parsed.error?.issues[0]?.path).toEqual([field]);
  });

  it("reads an image without a mark as `none` and rejects an unknown mark", () => {
    expect(jobEntitySchema.parse({ id: 1, name: "a.jpg", reviewStatus: null }).reviewStatus).toBe("none");
    expect(jobEntitySchema.safeParse({ id: 1, name: "a.jpg", reviewStatus: "maybe" }).success).toBe(false);
  });
});

describe("a displayed job", () => {
  it("counts reviewed images as done", () => {
    const job = jobSchema.parse({ ...wire, finishedImagesCount: 1, acceptedImagesCount: 2, rejectedImagesCount: 1 });
    expect(jobProgress(job)).toEqual({ done: 4, total: 6, note: "2 accepted, 1 rejected" });
    expect(jobProgress(jobSchema.parse(wire))).toEqual({ done: 0, total: 6 });
  });

  it("never counts more images as done than it has", () => {
    expect(jobProgress(jobSchema.parse({ ...wire, finishedImagesCount: 9 })).done).toBe(6);
  });

  it("fills a table row with its fields", () => {
    const [row] = tableOf(JobInfo, [jobSchema.parse(wire)]).rows;
    expect(row?.slice(0, 3)).toEqual([wire.id, wire.name, wire.status]);
  });

  it("shows `unlimited` and `archived`", () => {
    expect(fieldOf(jobSchema.parse(wire), "objects per image")).toBe("unlimited");
    expect(fieldOf(jobSchema.parse({ ...wire, disabled: true }), "status")).toBe("archived");
  });

  it("shows a range with missing bounds", () => {
    const ranged = (start: number | null, end: number | null) =>
      fieldOf(jobSchema.parse({ ...wire, meta: { range: { start, end } } }), "images range");
    expect(ranged(2, 4)).toBe("2 to 4");
    expect(ranged(null, 4)).toBe("1 to 4");
    expect(ranged(2, null)).toBe("2 to the last");
    expect(ranged(null, null)).toBeNull();
  });
});

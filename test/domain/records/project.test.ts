import { describe, expect, it } from "vitest";
import { tableOf } from "../../../src/domain/display/record-display.js";
import { DatasetInfo, datasetSchema } from "../../../src/domain/records/dataset.js";
import { ProjectInfo, projectSchema } from "../../../src/domain/records/project.js";

const project = {
  id: 5555,
  name: "lemons",
  workspaceId: 58,
  createdAt: "2019-07-18T15:39:57.377Z",
  updatedAt: "2019-07-18T15:39:57.377Z",
};

describe("projects", () => {
  it("reads one with only the required fields", () => {
    expect(projectSchema.parse(project)).toMatchObject({
      type: "images",
      imagesCount: null,
      customData: {},
      readme: "",
    });
  });

  it("is frozen, drops unknown fields and fills a table row", () => {
    const read = projectSchema.parse({ ...project, size: "12", unknown: true });
    expect(Object.isFrozen(read)).toBe(true);
    expect(read).not.toHaveProperty("unknown");
    expect(tableOf(ProjectInfo, [read]).rows[0]?.slice(0, 2)).toEqual([project.id, project.name]);
  });
});

describe("datasets", () => {
  const dataset = { ...project, id: 10555, name: "dataset_01", size: "1277440", projectId: 5555, imagesCount: 6 };

  it("reads a dataset of a real server", () => {
    expect(datasetSchema.parse(dataset)).toMatchObject({
      id: 10555,
      size: 1_277_440,
      imagesCount: 6,
      description: "",
      parentId: null,
    });
  });

  it("requires the id of the project", () => {
    const { projectId: _left, ...rest } = dataset;
    expect(datasetSchema.safeParse(rest).success).toBe(false);
  });

  it("fills a table row with its fields", () => {
    const [row] = tableOf(DatasetInfo, [datasetSchema.parse(dataset)]).rows;
    expect(row?.slice(0, 2)).toEqual([dataset.id, dataset.name]);
  });
});

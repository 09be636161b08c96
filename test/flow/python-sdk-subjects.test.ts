import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonWithSdk, runSdk } from "../support/python-sdk.js";
import { openTestServer, type TestServer } from "../support/server.js";

const python = await pythonWithSdk();

describe.skipIf(python === undefined)(
  "the official SDK moves, copies and removes datasets, projects, workspaces and teams",
  () => {
    let server: TestServer | undefined;
    let printed: Record<string, unknown> = {};
    beforeAll(async () => {
      server = await openTestServer();
      if (python !== undefined) printed = await runSdk(python, server, "python-sdk-subjects.py");
    }, 120_000);
    afterAll(() => server?.close());

    it("walks nested datasets", () => {
      expect(printed.tree).toEqual([
        ["", "top"],
        ["top", "inner"],
        ["top/inner", "deep"],
      ]);
      expect(printed.nested).toEqual(["inner", "deep"]);
      expect(printed.listed).toEqual([[6, 3]]);
    });

    it("reads statistics of a project", () => {
      expect(printed.stats).toEqual([
        { imagesMarked: 6, imagesNotMarked: 0, imagesInDataset: 6 },
        { objectsInDataset: 12 },
        [
          ["scene", 6],
          ["far", 0],
        ],
        [
          ["scene", 0],
          ["far", 6],
        ],
      ]);
    });

    it("downloads a project, uploads it and downloads it again: nested datasets, tags and alpha masks are equal", () => {
      expect(printed["round trip"]).toEqual([6, true]);
      expect(printed.clone).toBe(true);
    });

    it("converts what it downloaded", () => {
      expect([printed.coco, printed.yolo]).toEqual([true, true]);
      expect(printed.pascal_voc).toEqual([2, 2]);
    });

    it("copies annotations between projects and datasets", () => {
      expect(printed.copied).toEqual([
        ["top_0.png", ["scene"], 2],
        ["top_1.png", ["scene"], 2],
      ]);
      expect(printed["copied by ids"]).toEqual([["deep"], ["deep"]]);
    });

    it("works on single objects and their tags", () => {
      expect([printed.filtered, printed.removed, printed.restored, printed.priority]).toEqual([[2, 1], 1, 2, 7]);
      expect(printed.geometry).toEqual([1, 1]);
      expect(printed["object tags"]).toEqual([["far", "scene"], ["far"]]);
      expect(printed["with tagged objects"]).toEqual(["top_0.png", "top_1.png"]);
    });

    it("changes classes and tags one by one", () => {
      expect(printed.class).toEqual(["box", "#123456", "a box"]);
      expect(printed.meta).toEqual([
        ["box", "soft"],
        ["scene", "years"],
      ]);
    });

    it("orders images, loads pictures and moves datasets and projects", () => {
      expect(printed.sorted).toEqual(["deep_1.png", "deep_0.png"]);
      expect([printed["by hash"], printed.original, printed.preview]).toEqual([true, 200, "image/jpeg"]);
      expect([printed.moved, printed.workspace, printed.all, printed["all datasets"]]).toEqual([
        true,
        true,
        true,
        true,
      ]);
    });

    it("removes datasets, projects, workspaces and teams for good", () => {
      expect(printed["dataset gone"]).toEqual([[{ success: true }], null]);
      expect([printed["project gone"], printed["workspace gone"]]).toEqual([null, null]);
      expect(printed["team gone"]).toEqual([["taskId"], null]);
    });
  },
);

import { describe, expect, it } from "vitest";
import { pythonWithSdk, sdkScripts } from "../support/python-sdk.js";

const python = await pythonWithSdk();
const seeded = [1, 2, 3, 4, 5, 6].map((end) => `fruits_0${end}.png`);

const sdk = sdkScripts(python, ["python-sdk-data.py", "python-sdk-work.py", "python-sdk-subjects.py"]);

describe.skipIf(python === undefined)("the official SDK uploads and reads images, tags and annotations", () => {
  const printed = (what: string) => sdk("python-sdk-data.py").printed[what];

  it("downloads every picture with the same bytes", () => {
    expect(printed("hashes")).toEqual(printed("listed hashes"));
    expect(printed("pixels")).toEqual(seeded.map(() => [300, 400, 3]));
  });

  it("uploads by path, pixels, hash and link, and reads the same bytes back", () => {
    expect(printed("uploaded")).toEqual(["upload.jpg", 60, 40, "image/jpeg", { camera: 1 }]);
    expect(printed("same bytes")).toBe(true);
    expect(printed("by hash")).toBe(true);
    expect(printed("same pixels")).toBe(true);
    expect(printed("link")).toBe("https://example.com/x.jpg");
    expect(printed("many")).toBe(70);
  });

  it("gets an error for a name that is taken, and renames automatically", () => {
    expect(printed("second upload")).toContain('"type":"NONUNIQUE","errors":[{"name":"upload.jpg"');
    expect(printed("renamed")).toEqual([2, "other.jpg", 3]);
  });

  it("walks pages by token, and removes what it added", () => {
    expect(printed("pages")).toEqual([30, 30, 22]);
    expect(printed("left")).toEqual(seeded);
  });

  it("adds tags to images, removes them, and filters by them", () => {
    expect(printed("tagged")).toEqual(["situated"]);
    expect(printed("untagged")).toEqual([]);
    expect(printed("with tag")).toEqual(["fruits_02.png", "fruits_04.png", "fruits_06.png"]);
  });

  it("adds classes and gets their ids", () => {
    expect(printed("classes")).toEqual([
      ["kiwi", "bitmap", true],
      ["lemon", "bitmap", true],
      ["box", "rectangle", true],
      ["outline", "polygon", true],
      ["dot", "point", true],
    ]);
  });

  it("reads each annotation as it was sent, also after a second round trip", () => {
    expect(printed("sent annotation")).toMatchObject({ description: "two fruits", labels: [{}, {}, {}, {}] });
    expect(printed("read annotation")).toEqual(printed("sent annotation"));
    expect(printed("annotation after a round trip")).toEqual(printed("sent annotation"));
    expect(printed("batch")).toEqual([
      [283003, 0],
      [283001, 4],
    ]);
    expect(printed("figures")).toEqual([
      ["bitmap", null, 2],
      ["rectangle", 16200, 1],
      ["polygon", 2750, 0],
      ["point", null, 0],
    ]);
    expect(printed("labels")).toBe(5);
    expect(printed("annotated list")).toEqual([[283001, 5], ...[2, 3, 4, 5, 6].map((end) => [283_000 + end, 0])]);
  });

  it("creates, renames and archives projects and datasets", () => {
    expect(printed("projects")).toEqual(["made", "made_001"]);
    expect(printed("datasets")).toEqual(["outer", "inner"]);
    expect(printed("inner")).toBe(true);
    expect(printed("unknown dataset")).toBeNull();
    expect(printed("renamed project")).toBe("renamed");
    expect(printed("projects left")).toEqual(["tutorial_project", "made_001"]);
  });
});

describe.skipIf(python === undefined)("the official SDK works with jobs and queues", () => {
  const printed = (what: string) => sdk("python-sdk-work.py").printed[what];
  const denied = (message: string) => [403, { error: "Access denied", details: { message } }];
  const refusedField = (path: string, message: string, type = "any.only") => [
    400,
    { error: message, details: [{ path, message, type }] },
  ];

  it("restarts a reviewed job", () => {
    expect(printed("restarted")).toEqual(["annotation", "again", [283002], "judge"]);
    expect(printed("old")).toBe("completed");
    expect(printed("nothing to restart")).toEqual([]);
  });

  it("reads statistics and activity", () => {
    expect(printed("stats")).toEqual([2, ["accepted", "rejected"], ["lemon"]]);
    expect(printed("activity")).toEqual([
      ["create_job", "my_username"],
      ["update_job_status", "labeler"],
      ["annotation_duration", "labeler"],
      ["image_review_status_updated", "labeler"],
      ["annotation_duration", "labeler"],
      ["image_review_status_updated", "labeler"],
      ["update_job_status", "labeler"],
      ["image_review_status_updated", "judge"],
      ["image_review_status_updated", "judge"],
      ["update_job_status", "my_username"],
    ]);
    expect(printed("activity columns")).toEqual(
      expect.arrayContaining([
        "action",
        "classId",
        "datasetId",
        "date",
        "figureId",
        "imageId",
        "jobId",
        "meta",
        "tagId",
      ]),
    );
  });

  it("clones, reassigns, filters, keeps custom data, reads many, removes", () => {
    expect(printed("cloned")).toEqual([["clone", 2, true]]);
    expect(printed("custom data")).toEqual({ a: 1, b: 2 });
    expect(printed("many")).toEqual(["everything", null, "again"]);
    expect(printed("meta")).toEqual(["lemon"]);
    expect(printed("annotations")).toBe(2);
    expect(printed("reassigned")).toBe("judge");
    expect(printed("filtered")).toEqual(["again", "clone"]);
    expect(printed("removed")).toBeNull();
  });

  it("runs a queue from its start to its end", () => {
    expect(printed("queue")).toEqual([
      ["pending", 3, 0, 0, 0],
      ["in_progress", 2, 1, 0, 0],
      ["on_review", 0, 0, 3, 0],
      ["completed", 0, 0, 0, 3],
    ]);
    expect(printed("queue entities")).toBe(3);
    expect(printed("queues")).toEqual(["queue"]);
    expect(printed("queue meta")).toEqual(["kiwi"]);
  });

  it("registers webhooks, which are sent again after a failure", () => {
    expect(printed("hook")).toEqual(["labeling_job.completed", true, 5, 0, 8]);
    expect(printed("hook updated")).toBe(3);
    expect(printed("hooks")).toEqual([true]);
    const completion = ["labeling_job.completed", 8, "completed", "1"];
    expect(printed("told")).toEqual([completion, completion]);
  });

  it("gets the API's error messages", () => {
    const unauthorized = [401, { error: "Unauthorized", details: null }];
    expect(printed("wrong token")).toEqual(unauthorized);
    expect(printed("disabled user")).toEqual([
      401,
      { error: "Unauthorized", details: { message: "the account is disabled" } },
    ]);
    expect(printed("unknown job")).toBeNull();
    expect(printed("unknown job stopped")).toEqual([
      404,
      { error: "Not found", details: { message: "labeling job 9999 not found" } },
    ]);
    expect(printed("unknown class")).toEqual(
      refusedField("meta.classes.0", 'there is no class "lime" in the project; it has "kiwi", "lemon"'),
    );
    expect(printed("bad body")).toMatchObject([
      400,
      { details: [{ path: "name" }, { path: "datasetId" }, { path: "userIds" }] },
    ]);
    expect(printed("unknown method")).toMatchObject([404, { error: "Not found" }]);
    expect(printed("wrong move")).toEqual(refusedField("status", "cannot go from completed to in_progress"));
    expect(printed("foreign team")).toEqual(denied("not a member of team 9"));
    expect(printed("no right")).toEqual(denied("your role does not allow changing labeling jobs"));
  });
});

describe.skipIf(python === undefined)(
  "the official SDK moves, copies and removes datasets, projects, workspaces and teams",
  () => {
    const printed = (what: string) => sdk("python-sdk-subjects.py").printed[what];

    it("walks nested datasets", () => {
      expect(printed("tree")).toEqual([
        ["", "top"],
        ["top", "inner"],
        ["top/inner", "deep"],
      ]);
      expect(printed("nested")).toEqual(["inner", "deep"]);
      expect(printed("listed")).toEqual([[6, 3]]);
    });

    it("reads statistics of a project", () => {
      expect(printed("stats")).toEqual([
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
      expect(printed("round trip")).toEqual([6, true]);
      expect(printed("clone")).toBe(true);
    });

    it("converts what it downloaded", () => {
      expect([printed("coco"), printed("yolo")]).toEqual([true, true]);
      expect(printed("pascal_voc")).toEqual([2, 2]);
    });

    it("copies annotations between projects and datasets", () => {
      expect(printed("copied")).toEqual([
        ["top_0.png", ["scene"], 2],
        ["top_1.png", ["scene"], 2],
      ]);
      expect(printed("copied by ids")).toEqual([["deep"], ["deep"]]);
    });

    it("works on single objects and their tags", () => {
      expect([printed("filtered"), printed("removed"), printed("restored"), printed("priority")]).toEqual([
        [2, 1],
        1,
        2,
        7,
      ]);
      expect(printed("geometry")).toEqual([1, 1]);
      expect(printed("object tags")).toEqual([["far", "scene"], ["far"]]);
      expect(printed("with tagged objects")).toEqual(["top_0.png", "top_1.png"]);
    });

    it("changes classes and tags one by one", () => {
      expect(printed("class")).toEqual(["box", "#123456", "a box"]);
      expect(printed("meta")).toEqual([
        ["box", "soft"],
        ["scene", "years"],
      ]);
    });

    it("orders images, loads pictures and moves datasets and projects", () => {
      expect(printed("sorted")).toEqual(["deep_1.png", "deep_0.png"]);
      expect([printed("by hash"), printed("original"), printed("preview")]).toEqual([true, 200, "image/jpeg"]);
      expect([printed("moved"), printed("workspace"), printed("all"), printed("all datasets")]).toEqual([
        true,
        true,
        true,
        true,
      ]);
    });

    it("removes datasets, projects, workspaces and teams for good", () => {
      expect(printed("dataset gone")).toEqual([[{ success: true }], null]);
      expect([printed("project gone"), printed("workspace gone")]).toEqual([null, null]);
      expect(printed("team gone")).toEqual([["taskId"], null]);
    });
  },
);

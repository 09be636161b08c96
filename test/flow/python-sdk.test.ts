import { beforeAll, describe, expect, it } from "vitest";
import { pythonWithSdk, sdkScripts } from "../support/python-sdk.js";
import type { TestServer } from "../support/server.js";

const python = await pythonWithSdk();
const sdk = sdkScripts(python, ["python-sdk-tutorial.py", "python-sdk-users.py"]);
const anyTime = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

/** The images of dataset 10555 by the end of their ids; those tagged `situated` are the even ones. */
const entities = (ends: readonly number[], reviewStatus = "none") =>
  ends.map((end) => ({ id: 283_000 + end, name: `fruits_0${end}.png`, reviewStatus }));

/** The SDK's fields of a job in team 8 with default settings. */
const plainJob = {
  readme: "",
  description: "",
  team_id: 8,
  workspace_id: 7,
  workspace_name: "First Workspace",
  project_id: 5555,
  project_name: "tutorial_project",
  dataset_id: 10555,
  dataset_name: "dataset_01",
  created_by_id: 7,
  created_by_login: "my_username",
  reviewer_id: null,
  reviewer_login: null,
  created_at: anyTime,
  started_at: null,
  finished_at: null,
  status: "pending",
  disabled: false,
  labeling_queue_id: null,
  labeling_exam_id: null,
  images_count: 6,
  finished_images_count: 0,
  rejected_images_count: 0,
  accepted_images_count: 0,
  progress_images_count: 0,
  tags_to_label: [],
  images_range: [null, null],
  objects_limit_per_image: null,
  tags_limit_per_image: null,
  filter_images_by_tags: [],
  include_images_with_tags: [],
  exclude_images_with_tags: [],
  entities: entities([1, 2, 3, 4, 5, 6]),
  priority: 0,
  guide_id: null,
};

const lemonsJob = {
  ...plainJob,
  id: 37,
  name: "labeler1_lemons_task",
  readme: "annotation manual for lemons in markdown format here (optional)",
  description: "short description is here (optional)",
  assigned_to_id: 29,
  assigned_to_login: "labeler_1",
  classes_to_label: ["lemon"],
};

const kiwisJob = {
  ...plainJob,
  id: 38,
  name: "labeler2_kiwi_task_with_complex_settings",
  readme: "annotation manual for kiwi in markdown format here (optional)",
  description: "short description is here (optional)",
  assigned_to_id: 30,
  assigned_to_login: "labeler_2",
  images_count: 3,
  classes_to_label: ["kiwi"],
  tags_to_label: ["size", "origin"],
  objects_limit_per_image: 10,
  tags_limit_per_image: 20,
  filter_images_by_tags: [{ id: 4174, positive: false, title: "situated" }],
  exclude_images_with_tags: ["situated"],
  entities: entities([1, 3, 5]),
};

const listed = <T extends object>(job: T) => ({ ...job, entities: null });

describe.skipIf(python === undefined)("the official SDK runs the labeling-jobs tutorial", () => {
  let server: TestServer;
  let printed: Readonly<Record<string, unknown>>;

  beforeAll(() => {
    ({ server, printed } = sdk("python-sdk-tutorial.py"));
  });

  it("is not delayed by its TLS greeting", () => {
    // An unanswered greeting costs it 15 s before its first call.
    expect(printed["first call seconds"]).toBeLessThan(5);
    expect(server.stats.connections).toBe(server.stats.requests + 1);
  });

  it("creates both restricted annotators and adds them to the team", () => {
    const account = { role: null, role_id: null, name: "", email: null, logins: 0, disabled: false, last_login: null };
    const times = { created_at: anyTime, updated_at: anyTime };
    expect(printed.labelers).toEqual([
      { id: 29, login: "labeler_1", ...account, ...times },
      { id: 30, login: "labeler_2", ...account, ...times },
    ]);
    const membership = { id: 8, name: "tutorial", role_id: 3, role: "annotator" };
    expect(printed.roles).toEqual([membership, membership]);
  });

  it("prints the meta of the tutorial and the tag `situated`, which its filter needs", () => {
    const rows = String(printed.meta)
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => line.split("|").map((cell) => cell.trim()));
    expect(rows.map((cells) => cells.slice(1, 7))).toEqual([
      ["Name", "Shape", "Color", "Hotkey", ""],
      ["kiwi", "Bitmap", "[208, 2, 27]", "", ""],
      ["lemon", "Bitmap", "[80, 227, 194]", "", ""],
      ["Name", "Value type", "Possible values", "Hotkey", "Applicable to", "Applicable classes"],
      ["origin", "any_string", "None", "", "objectsOnly", "['kiwi', 'lemon']"],
      ["size", "oneof_string", "['small', 'medium', 'large']", "", "objectsOnly", "['kiwi', 'lemon']"],
      ["situated", "none", "None", "", "imagesOnly", "[]"],
    ]);
  });

  it("lists the dataset", () => {
    expect(printed.datasets).toEqual([
      {
        id: 10555,
        name: "dataset_01",
        description: "",
        size: expect.stringMatching(/^\d{6}$/),
        project_id: 5555,
        images_count: 6,
        items_count: 6,
        created_at: "2019-07-18T15:39:57.377Z",
        updated_at: "2019-07-18T15:39:57.377Z",
        reference_image_url: expect.stringMatching(/^http.*\/storage\/images\//),
        team_id: 8,
        workspace_id: 7,
        parent_id: null,
        custom_data: null,
        created_by: 7,
      },
    ]);
  });

  it("creates the job with the given settings", () => {
    expect(printed.lemons).toEqual([lemonsJob]);
  });

  it("creates the job with complex settings, without the situated images", () => {
    expect(printed.kiwis).toEqual([kiwisJob]);
  });

  it("lists all jobs, the user's own and those of one annotator", () => {
    const stopped = { ...lemonsJob, status: "stopped" };
    expect(printed.all).toEqual([listed(stopped), listed(kiwisJob)]);
    expect(printed.user).toMatchObject({ id: 7, login: "my_username" });
    expect(printed["created by me"]).toEqual([listed(stopped), listed(kiwisJob)]);
    expect(printed["for labeler 2"]).toEqual([listed(kiwisJob)]);
  });

  it("hides an archived job from lists and still returns it by id", () => {
    expect(printed.active).toEqual([listed({ ...lemonsJob, status: "stopped" })]);
    expect(printed.archived).toEqual({ ...kiwisJob, disabled: true });
  });

  it("returns the statuses", () => {
    expect(printed.stopped).toBe("stopped");
    expect(printed.pending).toBe("pending");
  });

  it("logs an annotator in by password", () => {
    expect(printed["session team"]).toBe(8);
    expect(printed["session workspace"]).toBe(7);
  });

  it("waits until the annotator and then the reviewer are done", () => {
    const third = {
      ...plainJob,
      id: 39,
      name: "third",
      assigned_to_id: 29,
      assigned_to_login: "labeler_1",
      classes_to_label: ["lemon"],
      started_at: anyTime,
      progress_images_count: 6,
    };
    expect(printed["on review"]).toEqual({
      ...third,
      status: "on_review",
      finished_images_count: 6,
      entities: entities([1, 2, 3, 4, 5, 6], "done"),
    });
    expect(printed.completed).toEqual({
      ...third,
      status: "completed",
      finished_at: anyTime,
      accepted_images_count: 5,
      rejected_images_count: 1,
      entities: [...entities([1], "rejected"), ...entities([2, 3, 4, 5, 6], "accepted")],
    });
  });
});

describe.skipIf(python === undefined)("the official SDK runs the users tutorial", () => {
  let printed: Readonly<Record<string, unknown>>;
  const times = { created_at: anyTime, updated_at: anyTime };
  const account = { role: null, role_id: null, name: "", email: null, logins: 0, disabled: false, last_login: null };
  const me = { id: 7, login: "my_username", ...account, ...times };
  const demo = { id: 29, login: "demo_user", ...account, ...times };
  const ownTeam = { id: 9, name: "demo_user", role_id: 1, role: "admin" };

  beforeAll(() => {
    ({ printed } = sdk("python-sdk-users.py"));
  });

  it("lists the roles", () => {
    const roles = ["admin", "developer", "annotator", "viewer", "reviewer", "manager"];
    expect(printed.roles).toEqual(roles.map((role, index) => ({ id: index + 1, role, ...times })));
  });

  it("finds the user as myself, by id and by login, and gets None for an unknown login", () => {
    expect(printed.me).toEqual(me);
    expect(printed["by id"]).toEqual(me);
    expect(printed["by login"]).toEqual(me);
    expect(printed["unknown login"]).toBeNull();
  });

  it("shows the team and its members with their roles", () => {
    expect(printed.team).toEqual({ id: 8, name: "tutorial", description: "", role: "admin", usage: null, ...times });
    expect(printed.members).toEqual([{ ...me, role: "admin", role_id: 1 }]);
    expect(printed["my teams"]).toEqual([{ id: 8, name: "tutorial", role_id: 1, role: "admin" }]);
  });

  it("creates an unrestricted user, who gets a team", () => {
    expect(printed.created).toEqual(demo);
    expect(printed["own teams"]).toEqual([ownTeam]);
  });

  it("changes name and password; the old password no longer works", () => {
    expect(printed.updated).toEqual({ ...demo, name: "Demo User" });
    expect(printed["old password"]).toBe("Failed to authenticate user: status code 401");
    expect(printed["login team"]).toBe(9);
  });

  it("disables and enables a user; the token of a disabled user does not work", () => {
    expect(printed.disabled).toBe(true);
    expect(printed["disabled token"]).toContain('"message":"the account is disabled"');
    expect(printed.enabled).toBe(false);
  });

  it("invites a member, changes the role and removes the member", () => {
    expect(printed.invited).toEqual([{ id: 8, name: "tutorial", role_id: 3, role: "annotator" }, ownTeam]);
    expect(printed.changed).toEqual([{ id: 8, name: "tutorial", role_id: 4, role: "viewer" }, ownTeam]);
    expect(printed.removed).toEqual([ownTeam]);
  });

  it("lists all users with the number of their logins", () => {
    expect(printed.users).toEqual([me, { ...demo, name: "Demo User", logins: 1, last_login: anyTime }]);
  });
});

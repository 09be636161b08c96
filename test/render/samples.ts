/** Values that the rendering tests draw. */
import type { TableModel } from "../../src/domain/display/display.js";
import { RecordList } from "../../src/domain/display/record-display.js";
import { JobInfo, jobSchema } from "../../src/domain/records/job.js";
import { projectMetaSchema } from "../../src/domain/records/project-meta.js";

/** Fields of a job that differ from the defaults. */
export interface JobTraits {
  readonly id: number;
  readonly name: string;
  readonly status?: string;
  readonly login?: string;
  readonly finished?: number;
  readonly accepted?: number;
  readonly rejected?: number;
}

/** A job as the local instance would send it. */
export function jobOf({ id, name, status, login, finished, accepted, rejected }: JobTraits): JobInfo {
  return jobSchema.parse({
    id,
    name,
    status: status ?? "pending",
    teamId: 8,
    workspaceId: 7,
    workspaceTitle: "First Workspace",
    projectId: 5555,
    projectTitle: "tutorial_project",
    datasetId: 10555,
    datasetTitle: "dataset_01",
    createdBy: 7,
    managerLogin: "my_username",
    userId: 29,
    labelerLogin: login ?? "labeler_1",
    createdAt: "2026-11-24T16:40:30.588Z",
    imagesCount: 6,
    finishedImagesCount: finished ?? 0,
    rejectedImagesCount: rejected ?? 0,
    acceptedImagesCount: accepted ?? 0,
    meta: { classes: [{ title: "lemon" }] },
  });
}

/** A list of jobs with every status of a job's life. */
export const jobs = RecordList.collect(JobInfo, [
  jobOf({ id: 37, name: "labeler1_lemons_task", status: "stopped" }),
  jobOf({ id: 38, name: "labeler2_kiwi_task_with_complex_settings", login: "labeler_2" }),
  jobOf({ id: 39, name: "lemons again", status: "in_progress", finished: 2 }),
  jobOf({ id: 40, name: "ラベル付け 作業", status: "on_review", finished: 6 }),
  jobOf({ id: 41, name: "all", status: "completed", accepted: 4, rejected: 2 }),
]);

/** The meta of the tutorial's project. */
export const meta = projectMetaSchema.parse({
  classes: [
    { title: "kiwi", shape: "bitmap", color: "#D0021B" },
    { title: "lemon", shape: "bitmap", color: "#50E3C2" },
  ],
  tags: [
    { name: "origin", value_type: "any_string", applicable_type: "objectsOnly", classes: ["kiwi", "lemon"] },
    {
      name: "size",
      value_type: "oneof_string",
      values: ["small", "medium", "large"],
      applicable_type: "objectsOnly",
      classes: ["kiwi", "lemon"],
    },
  ],
});

/** Parts of names from a hostile server, by their effect. */
export const hostile: Readonly<Record<string, string>> = {
  color: "\x1b[31mred\x1b[0m",
  title: "\x1b]0;owned\x07",
  clipboard: "\x1b]52;c;ZXZpbA==\x07",
  link: "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
  "carriage return": "safe\revil",
  backspace: "safe\b\b\b\bevil",
  tab: "a\tb",
  nul: "a\0b",
  delete: "a\x7fb",
  "C1 control": "a\x9b31mb",
  "right to left": "invoice\u202egpj.exe",
  isolate: "a\u2066b\u2069",
  "zero width": "ad\u200bmin",
  "byte order mark": "\ufeffadmin",
  "soft hyphen": "ad\u00admin",
  "line separator": "a\u2028b",
  tags: "a\u{e0041}\u{e0042}b",
  "lone surrogate": "a\ud800b",
};

/** A table of one text column and an id. */
export function namesTable(names: readonly string[]): TableModel {
  return {
    kind: "table",
    columns: [
      { title: "ID", kind: "id" },
      { title: "Name", kind: "text" },
    ],
    rows: names.map((name, index) => [index + 1, name]),
  };
}

/** Removes colors. */
export function bare(text: string): string {
  return text.replace(/\x1b\[[\d;]*m/g, "");
}

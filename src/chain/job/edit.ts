/** Edits jobs. Settings that the API cannot change are rejected with a hint. */
import { z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import { badArgument } from "../../domain/errors.js";
import { isSameName } from "../../domain/names.js";
import type { JobInfo } from "../../domain/records/job.js";
import { planEntry, type Step } from "../core/node.js";
import { jobSpecShape } from "../draft/job-spec.js";
import { changeEach, planEach } from "./job-changes.js";
import { type JobSet, jobName, jobsText, readJobs, withoutRecords } from "./job-set.js";

/** Changes of a job. */
export interface JobChanges {
  /** New name. */
  readonly name?: string | undefined;
  /** Instructions for annotators, in markdown. */
  readonly readme?: string | undefined;
  /** New description. */
  readonly description?: string | undefined;
  /** Custom data of the job; replaces the existing data except slylab's own. */
  readonly customData?: Readonly<Record<string, unknown>>;
}

/** Checks the argument of `edit`. */
export const changesSchema = z
  .strictObject({
    name: kinds.name,
    readme: kinds.text,
    description: kinds.text,
    customData: kinds.byName,
  })
  .partial();

type Changes = z.output<typeof changesSchema>;

const other: Readonly<Record<string, string>> = {
  assign: "use reassign()",
  reviewer: "use reassign({ reviewer })",
  images: "use job(id).add(images)",
};

/** Checks that the changes are possible. @throws {ArgumentError} a setting that the API cannot change */
export function rejectFixed(changes: object): void {
  const fixed = Object.keys(jobSpecShape).filter((key) => !["name", "readme", "description"].includes(key));
  const [fixedKey] = Object.keys(changes ?? {}).filter((key) => fixed.includes(key));
  if (fixedKey === undefined) return;
  const hint = other[fixedKey] ?? "create another job with these settings and archive this one";
  throw badArgument("edit", fixedKey, `cannot change ${fixedKey} of a job`, hint);
}

/** Creates the step that edits jobs and verifies the result. Cost: two reads, one request per changed job. */
export function editStep(changes: Changes): Step<JobSet, JobSet> {
  const label = `edit ${Object.keys(changes).join(", ")}`;
  return {
    label,
    writes: true,
    async run(jobs, context) {
      const api = await context.api();
      const infos = await readJobs(jobs, context);
      const unchanged = infos.filter((job) => unlike(job, changes).length > 0);
      await changeEach(unchanged, context, (job) => {
        const { customData, ...rest } = changes;
        const kept = customData === undefined ? {} : { customData: { ...ownData(job), ...customData } };
        return api.labelingJob.edit(job.id, { ...rest, ...kept }, context);
      });
      for (const job of unchanged.length === 0 ? [] : await readJobs(withoutRecords(jobs), context)) {
        const [what] = unlike(job, changes);
        if (what === undefined) continue;
        const hint = `create another job with this ${what} and archive this one`;
        throw badArgument("edit", what, `the instance did not change ${what} of job ${job.id}`, hint);
      }
      return withoutRecords(jobs);
    },
    outcome: jobsText,
    plan: (jobs, context) =>
      planEach(label, jobs, context, (job) => {
        const parts = unlike(job, changes);
        if (parts.length === 0) return planEntry("reuse", jobName(job), "no change needed");
        const note = parts.map((part) => (part === "name" ? `name: ${job.name} → ${changes.name}` : part)).join(", ");
        return planEntry("change", jobName(job), note);
      }),
  };
}

/** Returns slylab's own custom data of a job. */
function ownData({ customData }: JobInfo): object {
  return "slylab" in customData ? { slylab: customData.slylab } : {};
}

function unlike(job: JobInfo, { name, readme, description, customData }: Changes): readonly (keyof Changes)[] {
  const differs = (one: unknown, wanted: unknown) => JSON.stringify(one) !== JSON.stringify(wanted);
  return [
    ...(name === undefined || isSameName(job.name, name) ? [] : (["name"] as const)),
    ...(readme === undefined || job.readme === readme ? [] : (["readme"] as const)),
    ...(description === undefined || job.description === description ? [] : (["description"] as const)),
    ...(customData === undefined || !differs(job.customData, { ...ownData(job), ...customData })
      ? []
      : (["customData"] as const)),
  ];
}

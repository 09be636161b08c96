/** Clones jobs and reassigns them. */
import { z } from "zod";
import { countText } from "../../base/text/count-text.js";
import { kinds, oneOrMore } from "../../domain/arguments/kinds.js";
import { isJobName } from "../../domain/names.js";
import type { JobInfo } from "../../domain/records/job.js";
import { type PlanEntry, planEntry, type ReadContext, type Step } from "../core/node.js";
import { rejectDifferent } from "../draft/draft-differences.js";
import { eachItem } from "../list/items.js";
import { alsoReviewsText, peopleOf } from "../people/people.js";
import type { Reference } from "../project/scope.js";
import { copyJob } from "./copies.js";
import { copyStep } from "./copy-step.js";
import { changeEach, planEach } from "./job-changes.js";
import { type JobSet, jobName, jobsText, readJobs, withoutRecords } from "./job-set.js";
import { childrenOf, duplicateEntries, isUnstarted, jobsOfDataset, originData, originOf } from "./lineage.js";

/** Settings of a clone that differ from its job. */
export interface CloneSettings {
  /** Name. Default: the job's. */
  readonly name?: string | undefined;
  /** Annotators, by login or id, one copy each. Default: the job's annotator. */
  readonly assign?: number | string | readonly (number | string)[] | undefined;
  /** Reviewer, by login or id. Default: the job's. */
  readonly reviewer?: number | string | undefined;
}

/** New annotator or reviewer of a job. */
export interface Assignment {
  /** Login or id. */
  readonly annotator?: number | string | undefined;
  /** Login or id. */
  readonly reviewer?: number | string | undefined;
}

/** Schemas of the settings of a copy. */
export const copyShape = {
  name: kinds.name,
  assign: oneOrMore.references,
  reviewer: kinds.reference,
};
/** Checks the argument of `clone`. */
export const cloneSchema = z.strictObject(copyShape).partial();

/** Checks the argument of `reassign`. */
export const assignmentSchema = z
  .union(
    [
      kinds.reference.transform((annotator) => ({ annotator })),
      z
        .strictObject({ annotator: kinds.reference, reviewer: kinds.reference })
        .partial()
        .refine(
          ({ annotator, reviewer }) => (annotator ?? reviewer) !== undefined,
          "expected annotator, reviewer or both",
        ),
    ],
    "expected a login or id, or { annotator, reviewer }",
  )
  .transform((to): Assignment => to);

type CheckedClone = z.output<typeof cloneSchema>;

/** Creates the step that copies jobs with the same images and settings. */
export function cloneStep(settings: CheckedClone): Step<JobSet, JobSet> {
  const { name, assign, reviewer } = settings;
  const label = copyLabel("clone", settings);
  return {
    label,
    writes: true,
    async run(jobs, context) {
      const api = await context.api();
      const infos = await readJobs(jobs, context);
      const idOf = await peopleOf(infos, [...(assign ?? []), reviewer], context);
      const created = await eachItem(infos, context, async (job) => {
        const copy = {
          name,
          assigneeIds: assign?.flatMap((person) => idOf(job, person) ?? []),
          reviewerId: idOf(job, reviewer),
          customData: originData({ by: "clone", from: job.id }),
        };
        const ids = await context.createOnce(job.id, () => api.labelingJob.addClone(job.id, copy, context));
        return ids.map((id) => ({ id, teamId: job.teamId }));
      });
      return created.flat();
    },
    outcome: jobsText,
    async plan(jobs, context) {
      if (jobs !== undefined) await peopleOf(await readJobs(jobs, context), [...(assign ?? []), reviewer], context);
      const { entries } = await planEach(label, jobs, context, (job): PlanEntry => {
        const who = (assign ?? [job.assignedToLogin]).map(
          (person) => `${person}${alsoReviewsText(job, person, reviewer)}`,
        );
        const note = countText(job.imagesCount, "image");
        return planEntry("create", `job '${name ?? job.name}' for ${who.join(", ")}`, note);
      });
      return { entries };
    },
  };
}

/** Returns the label of a step that copies jobs, for example `clone as 'lemons' for ana`. */
export function copyLabel(verb: string, { name, assign }: Pick<CheckedClone, "name" | "assign">): string {
  return `${verb}${name === undefined ? "" : ` as '${name}'`}${assign === undefined ? "" : ` for ${assign.join(", ")}`}`;
}

/** Creates the step that creates missing copies. A copy exists if a job has the same original, name and annotator. */
export function ensureCloneStep(settings: CheckedClone): Step<JobSet, JobSet> {
  const { name, assign, reviewer } = settings;
  return copyStep<Clones>({
    label: copyLabel("ensure clone", settings),
    noteWithoutJobs: "for the jobs of the previous step",
    people: [...(assign ?? []), reviewer],
    find: (jobs, context) => clonesOf(jobs, settings, context),
    rejectRun: (clones) => rejectDifferent(clones.flatMap(({ different }) => different)),
    async copy({ job, existing, missing }, idOf, context) {
      const ids = existing.flatMap((one) => one?.id ?? []);
      if (missing.length === 0) return ids;
      const assigneeIds = missing.flatMap((person) => (person === null ? [] : (idOf(job, person) ?? [])));
      const copy = { name, reviewerId: idOf(job, reviewer), ...(assigneeIds.length === 0 ? {} : { assigneeIds }) };
      ids.push(...(await copyJob(job, copy, "clone", context)));
      return ids.sort((a, b) => a - b);
    },
    entries: ({ job, existing, duplicates, different, missing }): readonly PlanEntry[] => [
      ...different.map((what) => planEntry("problem", what, "archive it, or choose another name")),
      ...existing
        .filter(({ id }) => !different.some((what) => what.startsWith(`job ${id} `)))
        .map((one) => planEntry("reuse", jobName(one), `for ${one.assignedToLogin}`)),
      ...duplicateEntries(duplicates),
      ...missing.map((person): PlanEntry => {
        const who = person ?? job.assignedToLogin;
        const what = `job '${name ?? job.name}' for ${who}${alsoReviewsText(job, who, reviewer)}`;
        return planEntry("create", what, countText(job.imagesCount, "image"));
      }),
    ],
  });
}

/** The copies of a job that exist or are missing. */
interface Clones {
  readonly job: JobInfo;
  readonly existing: readonly JobInfo[];
  /** Created again by a concurrent process that was killed before it archived them. */
  readonly duplicates: readonly JobInfo[];
  /** Differences between existing copies and the settings. */
  readonly different: readonly string[];
  /** Annotators without a copy; null for the job's own. */
  readonly missing: readonly (Reference | null)[];
}

async function clonesOf(
  jobs: JobSet,
  { name, assign, reviewer }: CheckedClone,
  context: ReadContext,
): Promise<readonly Clones[]> {
  const infos = await readJobs(jobs, context);
  const idOf = await peopleOf(infos, [...(assign ?? []), reviewer], context);
  const clones: Clones[] = [];
  for (const job of infos) {
    const all = job.datasetId === null ? [] : await jobsOfDataset(job.teamId, job.datasetId, context);
    const created = childrenOf(job, all, "clone").filter((one) => isJobName(one.name, name ?? job.name));
    const wanted = (assign ?? [null]).map((person) => {
      const id = person === null ? job.assignedToId : idOf(job, person);
      return { person, own: created.filter((one) => one.assignedToId === id) };
    });
    const existing = wanted.flatMap(({ own }) => own[0] ?? []);
    const reviewerId = idOf(job, reviewer);
    clones.push({
      job,
      existing,
      duplicates: wanted.flatMap(({ own }) =>
        own.slice(1).filter((one) => originOf(one)?.ensured === true && isUnstarted(one)),
      ),
      different: existing
        .filter((one) => reviewerId !== undefined && one.reviewerId !== reviewerId)
        .map((one) => `${jobName(one)} has reviewer ${one.reviewerLogin ?? "none"}, not ${reviewer}`),
      missing: wanted.filter(({ own }) => own.length === 0).map(({ person }) => person),
    });
  }
  return clones;
}

/** Creates the step that changes annotators and reviewers of jobs. */
export function reassignStep({ annotator, reviewer }: Assignment): Step<JobSet, JobSet> {
  const parts = [
    annotator === undefined ? [] : [`reassign to ${annotator}`],
    reviewer === undefined ? [] : [`review by ${reviewer}`],
  ];
  const label = parts.flat().join(", ");
  return {
    label,
    writes: true,
    async run(jobs, context) {
      const api = await context.api();
      const infos = await readJobs(jobs, context);
      const idOf = await peopleOf(infos, [annotator, reviewer], context);
      await changeEach(infos, context, (job) => {
        const people = { annotatorId: idOf(job, annotator), reviewerId: idOf(job, reviewer) };
        return api.labelingJob.setAssignees(job.id, people, context);
      });
      return withoutRecords(jobs);
    },
    outcome: jobsText,
    async plan(jobs, context) {
      if (jobs !== undefined) await peopleOf(await readJobs(jobs, context), [annotator, reviewer], context);
      return planEach(label, jobs, context, (job) => {
        const changes = [
          annotator === undefined ? [] : [`${job.assignedToLogin || "nobody"} → ${annotator}`],
          reviewer === undefined ? [] : [`review: ${job.reviewerLogin ?? "nobody"} → ${reviewer}`],
        ];
        return planEntry("change", jobName(job), changes.flat().join(", "));
      });
    },
  };
}

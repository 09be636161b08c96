/** Jobs made after other jobs, and jobs given to other people. */
import { z } from "zod";
import type { JobInfo } from "../../domain/records/job.js";
import { referenceSchema, referencesSchema, settingsSchema } from "../core/arguments.js";
import type { PlanEntry, ReadContext, Step } from "../core/node.js";
import { eachItem } from "../list/items.js";
import { peopleOf } from "../people/people.js";
import { type JobSet, jobsText, outdated, readJobs } from "./job-set.js";
import { foreseeEach, jobName } from "./job-verbs.js";

/** What is other in the copy of a job. */
export interface CloneSettings {
  /** Default: the job's. */
  readonly name?: string;
  /** Who labels, by login or id: one copy each. Default: the job's annotator. */
  readonly assign?: number | string | readonly (number | string)[];
  /** Who reviews, by login or id. Default: the job's. */
  readonly reviewer?: number | string;
}

/** How the rejected images of a job are labeled anew. */
export interface RestartSettings extends CloneSettings {
  /** Whether images that nobody marked are done again too. Default false. */
  readonly unmarked?: boolean;
  /** Whether the old job is completed. Default true. */
  readonly complete?: boolean;
}

/** Who gets a job, who reviews it. */
export interface Assignment {
  /** Login or id. */
  readonly annotator?: number | string;
  /** Login or id. */
  readonly reviewer?: number | string;
}

const cloneShape = {
  name: z.string("expected a text").min(1, "expected a name"),
  assign: referencesSchema,
  reviewer: referenceSchema,
};
const flagSchema = z.boolean("expected true or false");

/** Checks the argument of `clone`. */
export const cloneSchema = z.object({ settings: settingsSchema(cloneShape).partial() });

/** Checks the argument of `restart`. */
export const restartSchema = z.object({
  settings: settingsSchema({ ...cloneShape, unmarked: flagSchema, complete: flagSchema }).partial(),
});

/** Checks the argument of `reassign`. */
export const assignmentSchema = z.object({
  to: z
    .union([referenceSchema.transform((annotator) => ({ annotator })), assignmentShape()], {
      error: "expected a login or id, or { annotator, reviewer }",
    })
    .transform((to): Assignment => to),
});

function assignmentShape() {
  return settingsSchema({ annotator: referenceSchema, reviewer: referenceSchema })
    .partial()
    .refine(({ annotator, reviewer }) => (annotator ?? reviewer) !== undefined, "expected annotator, reviewer or both");
}

/** Makes copies of jobs, of the same images and with every setting. */
export function cloneStep({ settings }: z.output<typeof cloneSchema>): Step<JobSet, JobSet> {
  return copyStep("clone", settings, async (job, copy, { api, signal }) => {
    return (await api()).labelingJob.addClone(job.id, copy, { signal });
  });
}

/** Makes jobs of the images that were rejected. */
export function restartStep({ settings }: z.output<typeof restartSchema>): Step<JobSet, JobSet> {
  const { unmarked = false, complete = true } = settings;
  const how = { onlyRejectedEntities: !unmarked, completeExisting: complete };
  return copyStep("restart", settings, async (job, copy, { api, signal }) => {
    return (await api()).labelingJob.addRestart(job.id, { ...copy, ...how }, { signal });
  });
}

interface Copy {
  readonly name?: string;
  readonly assigneeIds?: readonly number[];
  readonly reviewerId?: number;
}

function copyStep(
  word: string,
  { name, assign, reviewer }: z.output<typeof cloneSchema>["settings"],
  make: (job: JobInfo, copy: Copy, context: ReadContext) => Promise<readonly number[]>,
): Step<JobSet, JobSet> {
  const label = `${word}${name === undefined ? "" : ` as '${name}'`}${assign === undefined ? "" : ` for ${assign.join(", ")}`}`;
  const people = [...(assign ?? []), reviewer];
  return {
    label,
    writes: true,
    async run(jobs, context) {
      const infos = await readJobs(jobs, context);
      const idOf = await peopleOf(infos, people, context);
      const made = await eachItem(infos, context, async (job) => {
        const assigneeIds = assign?.flatMap((person) => idOf(job, person) ?? []);
        const reviewerId = idOf(job, reviewer);
        const copy = {
          ...(name === undefined ? {} : { name }),
          ...(assigneeIds === undefined ? {} : { assigneeIds }),
          ...(reviewerId === undefined ? {} : { reviewerId }),
        };
        const ids = await context.once(job.id, () => make(job, copy, context));
        return ids.map((id) => ({ id, teamId: job.teamId }));
      });
      return made.flat();
    },
    outcome: jobsText,
    async foresee(jobs, context) {
      if (jobs !== undefined) await peopleOf(await readJobs(jobs, context), people, context);
      const { entries } = await foreseeEach(label, jobs, context, (job): PlanEntry => {
        const who = assign ?? [job.assignedToLogin];
        const note = word === "restart" ? `${job.rejectedImagesCount} rejected images` : `${job.imagesCount} images`;
        return { action: "create", what: `job '${name ?? job.name}' for ${who.join(", ")}`, note };
      });
      return { entries };
    },
  };
}

/** Gives jobs to other people. */
export function reassignStep({ to: { annotator, reviewer } }: z.output<typeof assignmentSchema>): Step<JobSet, JobSet> {
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
      await eachItem(infos, context, (job) =>
        context.once(job.id, async () => {
          const annotatorId = idOf(job, annotator);
          const reviewerId = idOf(job, reviewer);
          const people = {
            ...(annotatorId === undefined ? {} : { annotatorId }),
            ...(reviewerId === undefined ? {} : { reviewerId }),
          };
          await api.labelingJob.setAssignees(job.id, people, { signal: context.signal });
          return [];
        }),
      );
      return outdated(jobs);
    },
    outcome: jobsText,
    async foresee(jobs, context) {
      if (jobs !== undefined) await peopleOf(await readJobs(jobs, context), [annotator, reviewer], context);
      return foreseeEach(label, jobs, context, (job) => {
        const changes = [
          annotator === undefined ? [] : [`${job.assignedToLogin || "nobody"} → ${annotator}`],
          reviewer === undefined ? [] : [`review: ${job.reviewerLogin ?? "nobody"} → ${reviewer}`],
        ];
        return { action: "change", what: jobName(job), note: changes.flat().join(", ") };
      });
    },
  };
}

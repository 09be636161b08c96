/** Measures the work of people in jobs. */
import { z } from "zod";
import { type Duration, durationSchema, durationText } from "../../base/duration.js";
import type { Api } from "../../client/api.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { AuthError, badArgument, NotFoundError } from "../../domain/errors.js";
import type { Activity } from "../../domain/records/activity.js";
import type { JobInfo } from "../../domain/records/job.js";
import { type ReviewStatus, reviewStatuses } from "../../domain/records/job-status.js";
import { type ReadContext, withoutProgress } from "../core/node.js";
import { readJob } from "../job/job-images.js";
import type { JobSet } from "../job/job-set.js";
import { eachItem } from "../list/items.js";
import type { ListSource } from "../list/list-chain.js";
import { authorOf, creationTimeOf, eachAnnotation } from "./annotations.js";
import { DrawnObjects } from "./drawn-objects.js";
import { type PersonFields, PersonWork, type Price, peopleTable } from "./person-work.js";
import { WorkLines } from "./work-lines.js";
import { type JobAction, WorkTally } from "./work-tally.js";

/** Settings of the measurement. */
export interface PeopleSettings {
  /** Cost of an hour of active time. Default: no cost is computed. */
  readonly rate?: number | undefined;
  /** Currency of `rate` as ISO 4217 code, for example `'EUR'`. */
  readonly currency?: string | undefined;
  /** Longest pause between two actions that counts as active; longer ones count as this long. Default `'5m'`. */
  readonly idle?: Duration | undefined;
}

function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && Intl.supportedValuesOf("currency").includes(code);
}

const peopleSchema = z
  .strictObject({
    rate: z.number("expected the cost of an hour, a number of 0 or more").nonnegative(),
    currency: z.string("expected an ISO 4217 code, such as 'EUR'").refine(isCurrency),
    idle: durationSchema.refine((time) => time > 0, "expected more than 0"),
  })
  .partial();

/** Checks the argument of `people`. */
export function checkPeople(settings: PeopleSettings): CheckedPeople {
  const checked = parseArgument("people", "settings", peopleSchema, settings);
  if (checked.currency === undefined || checked.rate !== undefined) return checked;
  const hint = `set the cost of an hour: { rate: 12, currency: '${checked.currency}' }`;
  throw badArgument("people", "rate", `currency is '${checked.currency}', but rate is missing`, hint);
}

/** Checked settings. */
type CheckedPeople = z.output<typeof peopleSchema>;

const defaultIdleMs = 5 * 60_000;
// Jobs whose activity is in memory at once.
const jobsAtOnce = 16;

/**
 * Lists the people who labeled in jobs. Cost: one request per job plus the pages of its activity, and one per 50 images;
 * statistics of jobs are read only for people without visible activity, and the activity of a person in the project only if
 * the images have objects that this person did not draw in these jobs.
 */
export function peopleSource({ rate, currency, idle = defaultIdleMs }: CheckedPeople): ListSource<JobSet, PersonWork> {
  const price: Price | undefined = rate === undefined ? undefined : { rate, currency };
  return {
    label: "people",
    record: peopleTable(price, durationText(idle)),
    async *stream(jobs, context) {
      const api = await context.api();
      const tally = new WorkTally(idle);
      const datasets = new Map<number, Set<number>>();
      const drawn = new DrawnObjects();
      const jobsOf = new Map<string, number[]>();
      const lines = new WorkLines((id) => readIfVisible(id, context));
      const ids = [...new Set(jobs.map(({ id }) => id))].sort((one, other) => one - other);
      for (let at = 0; at < ids.length; at += jobsAtOnce) {
        const read = await eachItem(ids.slice(at, at + jobsAtOnce), withoutProgress(context), async (id) => {
          const job = await readJob(id, context);
          return { job, activities: await activitiesIn(api, job, context) };
        });
        for (const { job, activities } of read) {
          drawn.addJob(job, activities);
          const actions = activities?.filter(({ action }) => !ignored.has(action)).map(actionOf) ?? [];
          tally.addJob(job, await lines.lineOf(job), actions);
          jobsOf.set(job.assignedToLogin, [...(jobsOf.get(job.assignedToLogin) ?? []), job.id]);
          noteImages(datasets, job);
        }
      }
      for (const [datasetId, imageIds] of datasets) {
        for await (const { annotation } of eachAnnotation(datasetId, [...imageIds], context)) {
          for (const object of annotation.objects)
            drawn.add({ login: authorOf(object), id: object.id, createdAt: creationTimeOf(object) });
        }
      }
      const people = await eachItem(tally.people(), withoutProgress(context), async (fields) => {
        const labels = await drawn.drawnBy(fields.login, fields.userId, api, context);
        return withTime({ ...fields, labels }, jobsOf.get(fields.login) ?? [], context);
      });
      for (const fields of people) yield new PersonWork(fields, price);
    },
  };
}

/** Reads a job that other jobs were created from; undefined if it was removed. */
async function readIfVisible(id: number, context: ReadContext): Promise<JobInfo | undefined> {
  try {
    return await readJob(id, context);
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof AuthError) return undefined;
    throw error;
  }
}

function noteImages(datasets: Map<number, Set<number>>, { datasetId, entities = [] }: JobInfo): void {
  if (datasetId === null) return;
  const images = datasets.get(datasetId) ?? new Set();
  for (const { id } of entities) images.add(id);
  datasets.set(datasetId, images);
}

// Actions of managers, and actions that the server records in addition to another one.
const ignored: ReadonlySet<string> = new Set(["create_job", "annotation_duration"]);

/** Reads the activity of a job; undefined without the right to read it. Then the marks are still visible. */
async function activitiesIn(api: Api, job: JobInfo, context: ReadContext): Promise<readonly Activity[] | undefined> {
  try {
    return [...(await api.team.getActivity(job.teamId, { jobId: job.id }, context))];
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return undefined;
  }
}

function actionOf({ date, user, userId, imageId, action, meta }: Activity): JobAction {
  const at = date.getTime();
  const mark = action === "image_review_status_updated" ? markOf(meta.reviewStatus) : undefined;
  return mark === undefined || imageId === null
    ? { at, login: user, userId }
    : { at, login: user, userId, imageId, mark };
}

function markOf(status: unknown): ReviewStatus | undefined {
  return reviewStatuses.find((reviewStatus) => reviewStatus === status);
}

/** Computes the active time from the statistics of the jobs, for a person without visible actions. */
async function withTime(fields: PersonFields, jobIds: readonly number[], context: ReadContext): Promise<PersonFields> {
  if (fields.measuredBy !== "none" || fields.imagesDone === 0) return fields;
  const api = await context.api();
  let seconds = 0;
  for (const id of jobIds) {
    const { annotationDuration, editingDuration } = (await api.labelingJob.getStats(id, context)).job;
    seconds += annotationDuration + editingDuration;
  }
  return seconds === 0 ? fields : { ...fields, activeMs: seconds * 1000, measuredBy: "statistics" };
}

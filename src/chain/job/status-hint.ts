/**
 * Adds the next step to the error of a job change that the job's status does not allow; the server's message does not
 * have it.
 */
import { ApiError } from "../../domain/errors.js";
import type { JobInfo } from "../../domain/records/job.js";
import type { ReadContext } from "../core/node.js";

/** The rejected change: labeling, submitting, or a verdict. */
export type StatusChange = "label" | "submit" | "review";

/** Sends a change of a job. If it is rejected because of the job's status, the hint of the error is the next step. */
export async function withStatusHint<T>(
  work: StatusChange,
  jobId: number,
  context: ReadContext,
  change: () => Promise<T>,
): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 400 && error.status !== 403)) throw error;
    const job = await (await context.api()).labelingJob.getInfoById(jobId, context).catch(() => undefined);
    const hint = job === undefined ? undefined : hintOf(work, job);
    throw hint === undefined ? error : Object.defineProperty(error, "hint", { value: hint, enumerable: true });
  }
}

function hintOf(work: StatusChange, { id, status, disabled, assignedToLogin }: JobInfo): string | undefined {
  if (disabled) return `restore it first: api.labelingJob.unarchive(${id})`;
  if (status === "stopped") return `resume it first: job(${id}).resume()`;
  if (work === "review")
    return status === "pending" || status === "in_progress"
      ? `wait until ${assignedToLogin} has submitted it: job(${id}).waitFor('on_review')`
      : undefined;
  if (status === "pending") return `start it first: as('${assignedToLogin}').start(${id})`;
  return status === "in_progress"
    ? undefined
    : `the job is ${status}: restart its rejected images with job(${id}).restart()`;
}

import type { Call } from "../http/method.js";
import { forbidden, invalid, missing } from "../http/problem.js";
import type { ImageIds } from "../images/image-store.js";
import type { TagAuthor } from "../images/image-tag-store.js";
import type { JobSettings } from "../jobs/job-store.js";
import type { Stores } from "../stores.js";
import type { Access } from "../users/access.js";
import { may } from "../users/permissions.js";
import { type NamedTag, showsClass, showsTag } from "./job-limits.js";

/** An image that the caller may annotate, with the settings of the job, if any. */
export interface Markable extends ImageIds {
  readonly job: JobSettings | undefined;
  /** Id of the job for the activity log: that of the request, or the one that gives the permission. */
  readonly jobId: number | undefined;
}

/** Returns the author of tags that a request adds. */
export function authorOf(call: Call, { jobId }: Markable): TagAuthor {
  return { labelerId: call.account.id, jobId };
}

/** Checks who may add tags and figures to an image, and the limits of the job. */
export class Marking {
  readonly #stores: Stores;
  readonly #access: Access;

  constructor(stores: Stores, access: Access) {
    this.#stores = stores;
    this.#access = access;
  }

  /** @throws {Problem} the caller may not annotate the image: annotators need a job in progress with it */
  image(call: Call, imageId: number): Markable {
    const place = this.#access.image(call.account, imageId, "annotate");
    const role = this.#access.team(call.account, place.teamId, "annotate");
    const within = this.#within(call, imageId);
    // A request with a job only reads what the job shows, so it must not remove anything else.
    if (may(role, "see")) return { ...place, job: within?.meta, jobId: within?.id };
    const isOpen = within === undefined || (within.role.isAnnotator && within.status === "in_progress");
    const job = isOpen ? (within ?? this.#stores.jobs.openFor(call.account.id, imageId)) : undefined;
    if (job === undefined) throw forbidden(`image ${imageId} is not in any of your labeling jobs in progress`);
    return { ...place, job: job.meta, jobId: job.id };
  }

  #within(call: Call, imageId: number) {
    const job = this.#access.jobOf(call);
    if (job === undefined || this.#stores.jobImages.markOf(job.id, imageId) !== undefined) return job;
    throw missing(`image of labeling job ${job.id}`, imageId);
  }

  /** @throws {Problem} the job does not include the class */
  rejectClass({ job }: Markable, className: string, path: string): void {
    if (job === undefined || showsClass(job, className)) return;
    const titles = job.classes.map(({ title }) => title).join(", ");
    throw invalid(path, `your labeling job is for ${titles}, not for "${className}"`, "any.only");
  }

  /** @throws {Problem} the job does not include the tag, or it is read-only there */
  rejectTag({ job }: Markable, tag: NamedTag, path: string): void {
    if (job === undefined || showsTag(job, tag)) return;
    const titles = job.projectTags.map(({ title }) => title).join(", ");
    const message =
      titles === ""
        ? `your labeling job does not change the tag "${tag.name}"`
        : `your labeling job is for the tags ${titles}, not for "${tag.name}"`;
    throw invalid(path, message, "any.only");
  }

  /** @throws {Problem} more figures than the job allows */
  rejectMoreFigures({ job }: Markable, figures: number, path: string): void {
    const limit = job?.imageFiguresLimit ?? null;
    if (limit !== null && figures > limit) {
      throw invalid(path, `your labeling job allows ${limit} objects on an image, not ${figures}`, "array.max");
    }
  }

  /** @throws {Problem} more tags than the job allows */
  rejectMoreTags({ job }: Markable, tags: number, path: string): void {
    const limit = job?.imageTagsLimit ?? null;
    if (limit !== null && tags > limit) {
      throw invalid(path, `your labeling job allows ${limit} tags on an image, not ${tags}`, "array.max");
    }
  }
}

import type { Call } from "../http/method.js";
import { forbidden, invalid, missing } from "../http/problem.js";
import type { ImagePlace } from "../images/image-store.js";
import type { JobSettings } from "../jobs/job-store.js";
import type { Stores } from "../stores.js";
import type { Access } from "../users/access.js";
import { may } from "../users/rights.js";

/** An image that somebody may mark, and the settings of the job that lends the right; undefined for who needs none. */
export interface Markable extends ImagePlace {
  readonly job: JobSettings | undefined;
  /** The job that the work is recorded under: the request's own, or the one that lends the right. */
  readonly jobId: number | undefined;
}

/** Who may put tags and figures on an image, and within which limits. */
export class Marking {
  readonly #stores: Stores;
  readonly #access: Access;

  constructor(stores: Stores, access: Access) {
    this.#stores = stores;
    this.#access = access;
  }

  /** @throws {Problem} an annotator's image is in none of the jobs that the annotator has in progress */
  image(call: Call, imageId: number): Markable {
    const place = this.#access.image(call.account, imageId, "annotate");
    const role = this.#access.team(call.account, place.teamId, "annotate");
    const within = this.#within(call, imageId);
    if (may(role, "see")) return { ...place, job: undefined, jobId: within?.id };
    const isOpen = within === undefined || (within.part.isAnnotator && within.status === "in_progress");
    const job = isOpen ? (within ?? this.#stores.jobs.openFor(call.account.id, imageId)) : undefined;
    if (job === undefined) throw forbidden(`image ${imageId} is in no labeling job that you have in progress`);
    return { ...place, job: job.meta, jobId: job.id };
  }

  #within(call: Call, imageId: number) {
    const job = this.#access.jobOf(call);
    if (job === undefined || this.#stores.jobImages.markOf(job.id, imageId) !== undefined) return job;
    throw missing(`image of labeling job ${job.id}`, imageId);
  }

  /** @throws {Problem} the class is not one of the job's */
  refuseClass(image: Markable, className: string, path: string): void {
    const { job } = image;
    if (job === undefined || job.classes.length === 0 || job.dynamicClasses === true) return;
    if (job.classes.some(({ title }) => title === className)) return;
    const titles = job.classes.map(({ title }) => title).join(", ");
    throw invalid(path, `your labeling job is for ${titles}, not for "${className}"`, "any.only");
  }

  /** @throws {Problem} there would be more figures on the image than the job allows */
  refuseMore(image: Markable, figures: number, path: string): void {
    const limit = image.job?.imageFiguresLimit ?? null;
    if (limit !== null && figures > limit) {
      throw invalid(path, `your labeling job allows ${limit} objects on an image, not ${figures}`, "array.max");
    }
  }
}

import { oneOrMore } from "../../domain/arguments/kinds.js";
import { parseArgument, parseArguments, parseChanges } from "../../domain/arguments/parse-arguments.js";
import type { JobStatus } from "../../domain/records/job-status.js";
import { Chain } from "../core/chain.js";
import type { Node, Step } from "../core/node.js";
import type { ValueChain } from "../core/value-chain.js";
import type { ExportResult } from "../export/export-result.js";
import type { ExportSettings } from "../export/settings.js";
import { ImageListChain } from "../images/image-list.js";
import { checkFilter, type ImageFilter } from "../images/marks.js";
import { ListChain } from "../list/list-chain.js";
import { AgreementChain, type AgreementSettings, checkAgreement } from "../measure/agreement.js";
import { checkPeople, type PeopleSettings, peopleSource } from "../measure/people.js";
import type { PersonWork } from "../measure/person-work.js";
import { type Assignment, assignmentSchema, type CloneSettings, cloneSchema, reassignStep } from "./clone-reassign.js";
import { changesSchema, editStep, type JobChanges, rejectFixed } from "./edit.js";
import { handOverStep } from "./hand-over.js";
import { archiveStep, resumeStep, stopStep } from "./job-changes.js";
import { type JobImage, jobImages } from "./job-images.js";
import { type JobSet, refreshStep } from "./job-set.js";
import { annotationSource, type JobAnnotation } from "./job-work.js";
import { lineageStep } from "./lineage.js";
import { type RestartSettings, restartSchema, restartStep } from "./restart.js";
import { type ReviewOptions, reviewSchema, reviewStep, type Verdict } from "./review.js";
import { type WaitOptions, waitSchema, waitStep, watchSchema, watchStep } from "./wait.js";

/** Base of chains of one job and of many jobs. Methods return `Self`; those that create jobs return `Many` or `Clones`. */
export abstract class JobScopeChain<T, Self, Many, Clones> extends Chain<T> {
  readonly #jobs: Node<JobSet>;

  /** @internal */
  protected constructor(jobs: Node<JobSet>, result: Node<T>) {
    super(result);
    this.#jobs = jobs;
  }

  /** @internal */
  protected abstract grow(jobs: Node<JobSet>): Self;

  /** @internal */
  protected abstract growMany(jobs: Node<JobSet>): Many;

  /** @internal */
  protected abstract growClones(jobs: Node<JobSet>, settings: CloneSettings): Clones;

  /** @internal Whether the chain has exactly one job: then having nothing to do is an error. */
  protected get isOne(): boolean {
    return false;
  }

  /** @internal */
  protected get jobs(): Node<JobSet> {
    return this.#jobs;
  }

  /**
   * Stops the jobs: their annotators can no longer work on them. `resume()` continues them.
   *
   * Cost: one request per job.
   * @example
   * await team(8).jobs({ assignedTo: "labeler_1" }).stop();
   */
  stop(): Self {
    return this.#add(stopStep);
  }

  /**
   * Resumes stopped jobs: to `in_progress` if they had been started, else to `pending`. Other jobs are not changed.
   *
   * Cost: one list, one request per stopped job.
   * @example
   * await job(37).resume();
   */
  resume(): Self {
    return this.#add(resumeStep);
  }

  /**
   * Archives the jobs. They can still be read, and listed with `team(8).jobs({ archived: true })`.
   *
   * Cost: one request per job.
   * @example
   * await job(37).archive();
   */
  archive(): Self {
    return this.#add(archiveStep);
  }

  /**
   * Reads the jobs again.
   *
   * @example
   * const now = await jobs.refresh();
   */
  refresh(): Self {
    return this.#add(refreshStep);
  }

  /**
   * Waits until every job has reached `status` or a later one: a completed job satisfies `'on_review'`. Shows the progress of
   * each annotator.
   *
   * Cost: one list per poll, for any number of jobs.
   * @param options.timeout - how long to wait, for example `'2h'`; default: forever
   * @param options.every - longest pause between polls, for example `'30s'`; default `'10s'`
   * @param options.signal - stops the wait
   * @param options.onProgress - called after every poll
   * @throws {ChainError} with cause {@link JobStateError}, at once, if a job is stopped, archived or removed; with cause
   * {@link TimeoutError} after `timeout`
   * @example
   * await job(37).waitFor("on_review", { timeout: "2h" });
   */
  waitFor(status: JobStatus, options: WaitOptions = {}): Self {
    return this.#add(waitStep(parseArguments("waitFor", waitSchema, { status, options })));
  }

  /**
   * Shows the progress of the jobs live until each is completed, stopped or archived.
   *
   * Cost: one list per poll, by default every 5 seconds.
   * @example
   * await team(8).jobs({ status: "in_progress" }).watch({ every: "2s" });
   */
  watch(options: Pick<WaitOptions, "timeout" | "every" | "signal"> = {}): Self {
    return this.#add(watchStep(parseArgument("watch", "options", watchSchema, options)));
  }

  /**
   * Reviews the jobs: accepts or rejects each image that is marked `done`, then completes the jobs without open images.
   * Jobs with undecided images remain on review; `openImagesCount` of a job is their number. Requires the right to
   * review. Running it again reviews only open images.
   *
   * Cost: one read per job, one request per image; one read per 50 images if the function uses the annotation, four requests
   * per image with a new reason.
   * @param verdict - `'accepted'` (default), `'rejected'` or `{ rejected: 'reason' }` for all images, or a function of image,
   * job and annotation that returns one of them; `undefined` leaves the image open. A reason becomes the name of an issue on
   * the image, which `images()` shows. Annotations are read only if the function declares a third parameter
   * @param options.complete - whether to complete jobs without open images; default true
   * @throws {ChainError} with cause {@link ArgumentError} if the function returns anything else; then nothing is changed
   * @example
   * await job(37).waitFor("on_review").review((image) => (image.name.startsWith("IMG") ? "accepted" : "rejected"));
   * await jobs.review((_image, _job, { objects }) => (objects.length > 0 ? "accepted" : { rejected: "nothing drawn" }));
   */
  review(verdict: Verdict = "accepted", options: ReviewOptions = {}): Self {
    return this.#add(reviewStep(parseArguments("review", reviewSchema, { verdict, options })));
  }

  /**
   * Copies the jobs with the same images and settings. The chain continues with the copies. `.clone(…).ensure()` creates only
   * missing copies.
   *
   * Cost: one read, and three or four requests per job.
   * @example
   * await job(37).clone({ name: "second opinion", assign: "labeler_2" });
   */
  clone(settings: CloneSettings = {}): Clones {
    parseArgument("clone", "settings", cloneSchema, settings);
    return this.growClones(this.#jobs, settings);
  }

  /**
   * Creates jobs for the rejected images and completes the old jobs. The chain continues with the jobs that have these images.
   * Running it again creates nothing: images that an earlier restart has moved to a new job are skipped. Images marked `done`
   * are never restarted.
   *
   * Cost: two requests per job, one more per job restarted from it; about four per created job.
   * @param settings.unmarked - whether to restart images with the mark `none` too, which are rejected first; default false
   * @param settings.complete - whether to complete the old jobs; default true
   * @throws {ChainError} the only job has no rejected image; among several jobs, such jobs are skipped
   * @example
   * await job(37).waitFor("completed").restart({ assign: "labeler_2" });
   */
  restart(settings: RestartSettings = {}): Many {
    const checked = parseArgument("restart", "settings", restartSchema, settings);
    return this.growMany(this.#jobs.append(restartStep(checked, this.isOne)));
  }

  /**
   * Splits the images with the mark `none` evenly among other people, in new jobs with the same settings and reviewer. The old
   * job keeps its marked images and goes to review; without marked images it is archived. Running it again creates nothing.
   * The chain continues with the new jobs.
   *
   * @throws {ChainError} the only job has no image without a mark
   * @example
   * await job(12).handOver(["dee", "fox"]);
   */
  handOver(to: number | string | readonly (number | string)[]): Many {
    const people = parseArgument("handOver", "to", oneOrMore.references, to);
    return this.growMany(this.#jobs.append(handOverStep(people, this.isOne)));
  }

  /**
   * Lists the jobs and all jobs created from them by `restart`, `handOver`, `clone` or `add`.
   *
   * Cost: one list of jobs per dataset.
   * @example
   * await team(8).jobs({ name: "nov" }).lineage().stats();
   */
  lineage(): Many {
    return this.growMany(this.#jobs.append(lineageStep));
  }

  /**
   * Changes name, instructions, description or custom data of the jobs.
   *
   * Cost: two reads, one request per changed job.
   * @throws {ArgumentError} at the call: a setting that the API cannot change, such as `classes`
   * @throws {ChainError} the instance did not apply a change
   * @example
   * await job(37).edit({ name: "lemons, again", readme: "Draw **every** lemon." });
   */
  edit(changes: JobChanges): Self {
    rejectFixed(changes);
    return this.#add(editStep(parseChanges("edit", changesSchema, changes)));
  }

  /**
   * Changes the annotator, the reviewer, or both.
   *
   * Cost: one read, two requests per job; one list if people are given by login.
   * @example
   * await job(37).reassign("labeler_2");
   * await team(8).jobs({ assignedTo: "labeler_1" }).reassign({ annotator: "labeler_2", reviewer: "anna" });
   */
  reassign(to: number | string | Assignment): Self {
    return this.#add(reassignStep(parseArgument("reassign", "to", assignmentSchema, to)));
  }

  /**
   * Lists the annotations of the jobs' images, limited to the classes and tags of the jobs.
   *
   * Cost: one request per job, one per 50 images.
   * @example
   * for await (const { imageName, annotation } of job(37).annotations()) console.log(imageName, annotation.objects.length);
   */
  annotations(): ListChain<JobAnnotation> {
    return ListChain.after(this.#jobs, annotationSource);
  }

  /**
   * Lists the images of the jobs with mark (`none`, `done`, `accepted`, `rejected`) and reason of rejection.
   *
   * Cost: one request per job; one more per dataset with rejected images.
   * @param filter.mark - only images with this mark: `'accepted'`, `'rejected'` or `'done'`
   * @example
   * const rejected = await job(37).images({ mark: "rejected" });
   */
  images(filter: ImageFilter = {}): ImageListChain<JobImage> {
    return ImageListChain.ofImages(this.#jobs, jobImages(checkFilter(filter)));
  }

  /**
   * Exports the accepted images of the jobs and their annotations to a folder; `images().export(…)` exports all images. See
   * {@link ImageListChain.export} for formats and repeated exports.
   *
   * @throws {ArgumentError} at the call: an invalid setting, or a folder that is not an export
   * @throws {ChainError} no image is accepted, or a shape is not supported by the format; nothing was written
   * @example
   * await team(8).jobs({ name: "nov" }).export("out", { as: "coco" });
   */
  export(folder: string, settings: ExportSettings): ValueChain<ExportResult> {
    return this.images({ mark: "accepted" }).export(folder, settings);
  }

  /**
   * Measures the work of each person in the jobs: images done, verdicts, first-pass acceptance, rework, labels drawn by this
   * person, active time, images per hour, last action and, with a rate, the cost. Active time is the time between the person's
   * actions; a pause counts as at most `idle`.
   *
   * Cost: two or more requests per job, one per 50 images.
   * @param settings.rate - cost of an hour of active time, in `settings.currency`
   * @param settings.idle - longest pause that counts as active, for example `'10m'`; default `'5m'`
   * @throws {ArgumentError} at the call: a rate that is not a number of 0 or more, a currency that is not an ISO 4217 code
   * @example
   * await team(8).jobs({ name: "nov" }).people({ rate: 12, currency: "EUR" });
   * await team(8).jobs({ name: "nov" }).people().chart("images/h");
   */
  people(settings: PeopleSettings = {}): ListChain<PersonWork> {
    return ListChain.after(this.#jobs, peopleSource(checkPeople(settings)));
  }

  /**
   * Measures the agreement of people who labeled the same pictures: images in jobs of several people, and identical pictures in
   * the layers of `split({ overlap })`. Per pair, class and person: F1 and mean IoU of objects that each person drew, matched
   * one to one within a class with the largest sum of IoU; a match counts from `iou`. Cohen's kappa per pair and Krippendorff's
   * alpha over all people, for the presence of classes and for image tags.
   *
   * Cost: one request per job, one per 50 images; with layers one list of images per layer.
   * @param settings.iou - minimum IoU of matching objects, above 0 and at most 1; default 0.5
   * @throws {ArgumentError} at the call: `iou` is out of range
   * @throws {ChainError} no image is assigned to two people; only the jobs were read
   * @example
   * const agreement = await team(8).jobs({ name: "nov" }).agreement({ iou: 0.5 });
   * await team(8).jobs({ name: "nov" }).agreement().disputed(20).thumbnails();
   */
  agreement(settings: AgreementSettings = {}): AgreementChain {
    return AgreementChain.of(this.#jobs, checkAgreement(settings));
  }

  #add(step: Step<JobSet, JobSet>): Self {
    return this.grow(this.#jobs.append(step));
  }
}

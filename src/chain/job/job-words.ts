import type { JobStatus } from "../../domain/records/job-status.js";
import { parseArguments } from "../core/arguments.js";
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
import { editSchema, editStep, type JobChanges, refuseFixed } from "./edit.js";
import { handOverSchema, handOverStep } from "./hand-over.js";
import { type JobImage, jobImages } from "./job-images.js";
import { type JobSet, refreshStep } from "./job-set.js";
import { archiveStep, resumeStep, stopStep } from "./job-verbs.js";
import { annotationSource, type JobAnnotation } from "./job-work.js";
import { lineageStep } from "./lineage.js";
import { type RestartSettings, restartSchema, restartStep } from "./restart.js";
import { type ReviewOptions, reviewSchema, reviewStep, type Verdict } from "./review.js";
import { type Assignment, assignmentSchema, type CloneSettings, cloneSchema, reassignStep } from "./rework.js";
import { type WaitOptions, waitSchema, waitStep, watchSchema, watchStep } from "./wait.js";

/** The words that one job and many jobs have in common. A word returns `Self`; one that makes new jobs returns `Many`, or `Clones`. */
export abstract class JobWords<T, Self, Many, Clones> extends Chain<T> {
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

  /** @internal Whether the chain is about one job: a word that finds nothing to do in it fails. */
  protected get isOne(): boolean {
    return false;
  }

  /** @internal */
  protected get jobs(): Node<JobSet> {
    return this.#jobs;
  }

  /**
   * Stops the work: the jobs become unavailable to their annotators. `resume()` gives them back.
   *
   * Cost: one request per job.
   * @example
   * await team(8).jobs({ assignedTo: "labeler_1" }).stop();
   */
  stop(): Self {
    return this.#add(stopStep);
  }

  /**
   * Gives stopped jobs back to their annotators, where they had begun as `in_progress`, else as `pending`. Others stay.
   *
   * Cost: one list, one request per stopped job.
   * @example
   * await job(37).resume();
   */
  resume(): Self {
    return this.#add(resumeStep);
  }

  /**
   * Takes the jobs off the lists. They can still be read, and listed by `team(8).jobs({ archived: true })`.
   *
   * Cost: one request per job.
   * @example
   * await job(37).archive();
   */
  archive(): Self {
    return this.#add(archiveStep);
  }

  /**
   * Reads the jobs anew.
   *
   * @example
   * const now = await jobs.refresh();
   */
  refresh(): Self {
    return this.#add(refreshStep);
  }

  /**
   * Waits until every job is at or past `status`: a completed job satisfies `'on_review'`. Shows the progress of each annotator.
   *
   * Cost: one list a look, however many jobs.
   * @param options.timeout - when it gives up, as `'2h'`; default: never
   * @param options.every - the longest pause between looks, as `'30s'`; default `'10s'`
   * @param options.signal - stops the wait
   * @param options.onProgress - is called after every look
   * @throws {ChainError} with a {@link JobStateError} as cause, at once, when a job is stopped, archived or gone;
   * with a {@link TimeoutError} when the time is over
   * @example
   * await job(37).waitFor("on_review", { timeout: "2h" });
   */
  waitFor(status: JobStatus, options: WaitOptions = {}): Self {
    return this.#add(waitStep(parseArguments("waitFor", waitSchema, { status, options })));
  }

  /**
   * Follows the jobs, live, until each is completed, stopped or archived.
   *
   * Cost: one list a look, every 5 seconds unless told otherwise.
   * @example
   * await team(8).jobs({ status: "in_progress" }).watch({ every: "2s" });
   */
  watch(options: Pick<WaitOptions, "timeout" | "every" | "signal"> = {}): Self {
    return this.#add(watchStep(parseArguments("watch", watchSchema, { options })));
  }

  /**
   * Reviews the jobs: judges each image that its annotator is done with, then completes the jobs in which every image is
   * judged. A job with undecided images stays on review: the outcome says how many are open, as does `openImagesCount` of the
   * job. Needs a reviewer's right. Run again, it judges what is still to be judged and makes nothing twice.
   *
   * Cost: one read per job, one request per image; one read per 50 images where the function takes the annotation, four
   * requests per image with a new reason.
   * @param verdict - `'accepted'` (the default), `'rejected'` or `{ rejected: 'reason' }` for all, or a function of image, job
   * and annotation that gives one of them; `undefined` from it leaves the image as it is. A reason becomes an issue on the
   * image, named by it, which `images()` shows. The annotation is read only where the function declares a third parameter
   * @param options.complete - whether jobs whose images are all judged are completed; default true
   * @throws {ChainError} with an {@link ArgumentError} as cause when the function gives anything else; then nothing is judged
   * @example
   * await job(37).waitFor("on_review").review((image) => (image.name.startsWith("IMG") ? "accepted" : "rejected"));
   * await jobs.review((_image, _job, { objects }) => (objects.length > 0 ? "accepted" : { rejected: "nothing drawn" }));
   */
  review(verdict: Verdict = "accepted", options: ReviewOptions = {}): Self {
    return this.#add(reviewStep(parseArguments("review", reviewSchema, { verdict, options })));
  }

  /**
   * Makes copies of the jobs: of the same images, with every setting. The chain goes on with the copies. `.clone(…).ensure()`
   * makes only those that are missing.
   *
   * Cost: one read, and three or four requests per job.
   * @example
   * await job(37).clone({ name: "second opinion", assign: "labeler_2" });
   */
  clone(settings: CloneSettings = {}): Clones {
    parseArguments("clone", cloneSchema, { settings });
    return this.growClones(this.#jobs, settings);
  }

  /**
   * Makes jobs of the images that were rejected, and completes the old ones. The chain goes on with the jobs that have these
   * images. Run again, it makes nothing: images that a job restarted from the same one has are not restarted again. Work that
   * is marked done is never given away.
   *
   * Cost: two requests a job, one more for each job restarted from it; about four for each job that is made.
   * @param settings.unmarked - whether images with the mark `none` are taken too, and rejected first; default false
   * @param settings.complete - whether the old jobs are completed; default true
   * @throws {ChainError} asked of one job of which no image is rejected; of several jobs, those are left out
   * @example
   * await job(37).waitFor("completed").restart({ assign: "labeler_2" });
   */
  restart(settings: RestartSettings = {}): Many {
    const checked = parseArguments("restart", restartSchema, { settings }).settings;
    return this.growMany(this.#jobs.append(restartStep(checked, this.isOne)));
  }

  /**
   * Gives the images with the mark `none` to other people, evenly, as jobs with the same settings and reviewer. The old job
   * keeps what is done and goes to review; where nothing is done, it is archived. Run again, it makes nothing. The chain goes
   * on with the new jobs.
   *
   * @throws {ChainError} asked of one job in which every image has a mark
   * @example
   * await job(12).handOver(["dee", "fox"]);
   */
  handOver(to: number | string | readonly (number | string)[]): Many {
    const { to: people } = parseArguments("handOver", handOverSchema, { to });
    return this.growMany(this.#jobs.append(handOverStep(people, this.isOne)));
  }

  /**
   * The jobs, and every job that was made after them: by `restart`, `handOver`, `clone`, or for further images.
   *
   * Cost: one list of jobs per dataset.
   * @example
   * await team(8).jobs({ name: "nov" }).lineage().stats();
   */
  lineage(): Many {
    return this.growMany(this.#jobs.append(lineageStep));
  }

  /**
   * Changes the name, the instructions, the description or the custom data of the jobs.
   *
   * Cost: two reads, one request per job that changes.
   * @throws {ArgumentError} at the call: a setting that no instance changes, such as `classes`
   * @throws {ChainError} the instance left something as it was
   * @example
   * await job(37).edit({ name: "lemons, again", readme: "Draw **every** lemon." });
   */
  edit(changes: JobChanges): Self {
    refuseFixed(changes);
    return this.#add(editStep(parseArguments("edit", editSchema, { changes }).changes));
  }

  /**
   * Gives the jobs to another annotator, another reviewer, or both.
   *
   * Cost: one read, two requests per job; one list where people are given by login.
   * @example
   * await job(37).reassign("labeler_2");
   * await team(8).jobs({ assignedTo: "labeler_1" }).reassign({ annotator: "labeler_2", reviewer: "anna" });
   */
  reassign(to: number | string | Assignment): Self {
    return this.#add(reassignStep(parseArguments("reassign", assignmentSchema, { to })));
  }

  /**
   * What is on the images of the jobs, of the classes and tags that they label.
   *
   * Cost: one request per job, one per 50 images.
   * @example
   * for await (const { imageName, annotation } of job(37).annotations()) console.log(imageName, annotation.objects.length);
   */
  annotations(): ListChain<JobAnnotation> {
    return ListChain.after(this.#jobs, annotationSource);
  }

  /**
   * The images of the jobs, each with its mark (none, done, accepted, rejected) and the reason of a rejection.
   *
   * Cost: one request per job; one more per dataset in which images are rejected.
   * @param filter.mark - only images with this mark: `'accepted'`, `'rejected'` or `'done'`
   * @example
   * const rejected = await job(37).images({ mark: "rejected" });
   */
  images(filter: ImageFilter = {}): ImageListChain<JobImage> {
    return ImageListChain.ofImages(this.#jobs, jobImages(checkFilter(filter)));
  }

  /**
   * Exports the accepted images of the jobs, with what is on them, to a folder; `images().export(…)` exports all. See
   * {@link ImageListChain.export} for formats and what happens when it is run again.
   *
   * @throws {ArgumentError} at the call: a wrong setting, or a folder of something else
   * @throws {ChainError} the format does not hold a shape, or no image is accepted; nothing was written
   * @example
   * await team(8).jobs({ name: "nov" }).export("out", { as: "coco" });
   */
  export(folder: string, settings: ExportSettings): ValueChain<ExportResult> {
    return this.images({ mark: "accepted" }).export(folder, settings);
  }

  /**
   * The people who labeled in the jobs, a row each: images done, verdicts, first-pass acceptance, rework, the labels that this
   * person drew, active time, images an hour, the last action, and with a rate the cost. Active time is taken from the person's
   * actions in the jobs; a pause between two of them counts as at most `idle`.
   *
   * Cost: two or more requests per job, one per 50 images.
   * @param settings.rate - what an hour of active time costs, in `settings.currency`
   * @param settings.idle - the longest pause that counts, such as `'10m'`; default `'5m'`
   * @throws {ArgumentError} at the call: a rate that is not a number of 0 or more, a currency that is no ISO 4217 code
   * @example
   * await team(8).jobs({ name: "nov" }).people({ rate: 12, currency: "EUR" });
   * await team(8).jobs({ name: "nov" }).people().chart("images/h");
   */
  people(settings: PeopleSettings = {}): ListChain<PersonWork> {
    return ListChain.after(this.#jobs, peopleSource(checkPeople(settings)));
  }

  /**
   * How far people agree who labeled the same pictures: images that are in jobs of several people, and pictures of equal content
   * in the layers that `split({ overlap })` makes. Per pair, class and person: F1 and mean IoU of objects, which are matched
   * within a class, one to one, so that the sum of IoU is largest; a match counts at `iou` or more. Cohen's kappa per pair and
   * Krippendorff's alpha over all, on the presence of classes and on image tags. Objects are those that the person drew.
   *
   * Cost: one request per job, one per 50 images; with layers one list of images for each.
   * @param settings.iou - from which IoU two objects are the same one; default 0.5
   * @throws {ArgumentError} at the call: `iou` is not above 0 and at most 1
   * @throws {ChainError} no image is in the hands of two people; nothing but the jobs was read
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

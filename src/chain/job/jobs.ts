/** Jobs, as chains and as records. */
import type { Duration } from "../../base/duration.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import type { Chart } from "../../domain/display/chart.js";
import { type DisplayModel, display } from "../../domain/display/display.js";
import { RecordList, tableOf } from "../../domain/display/record-display.js";
import { JobInfo } from "../../domain/records/job.js";
import type { JobStats } from "../../domain/records/job-stats.js";
import type { SeenStatus } from "../../domain/records/job-status.js";
import { apiSourceFor, attachApiSource } from "../core/api-source.js";
import { forwardMethods } from "../core/forward.js";
import { type ApiSource, Node } from "../core/node.js";
import { markStarted } from "../core/unawaited.js";
import { ValueChain } from "../core/value-chain.js";
import { someImages } from "../draft/job-spec.js";
import { chartStep } from "../list/chart-step.js";
import { csvStep } from "../list/csv-step.js";
import { ListChain, type ListWalk, walkRows } from "../list/list-chain.js";
import { type CloneSettings, cloneSchema, cloneStep, ensureCloneStep } from "./clone-reassign.js";
import { addImagesStep } from "./hand-over.js";
import { JobScopeChain } from "./job-scope-chain.js";
import { currentJobs, type JobSet, jobStep, jobsText, readJobs, refsOf, whereStep } from "./job-set.js";
import { type JobWork, statsStep, workSource } from "./job-work.js";
import { stalledSchema, stalledStep } from "./stalled.js";

/** Methods that records have in common with chains. */
const verbs = [
  "stop",
  "resume",
  "archive",
  "refresh",
  "waitFor",
  "watch",
  "review",
  "clone",
  "restart",
  "handOver",
  "lineage",
  "edit",
  "reassign",
  "stats",
  "images",
  "annotations",
  "people",
  "agreement",
  "export",
] as const;
const jobVerbs = [...verbs, "add"] as const;
const listVerbs = [...verbs, "where", "stalled", "status"] as const;

/**
 * A lazy labeling job.
 *
 * @example
 * await job(37); // the job
 * await job(37).waitFor("on_review").review("accepted");
 */
export class JobChain extends JobScopeChain<Job, JobChain, JobsChain, ClonesChain> {
  /** @internal */
  constructor(jobs: Node<JobSet>) {
    super(
      jobs,
      jobs.append<Job>({
        label: "read the job",
        quiet: true,
        async run(refs, context) {
          const [info] = await currentJobs(refs, context);
          return new Job(info!, jobs.apiSource);
        },
        outcome: ({ id }) => `job ${id}`,
      }),
    );
    Object.freeze(this);
  }

  /** @internal Starts the chain of a job by id. */
  static start(apiSource: ApiSource, id: number): JobChain {
    return new JobChain(Node.root(apiSource, jobStep(parseArgument("job", "id", kinds.id, id))));
  }

  /**
   * Reads the status of the job, for example `'in_progress'`. Cost: one request.
   *
   * @example
   * await job(37).status(); // 'stopped'
   */
  status(): ValueChain<SeenStatus> {
    return new ValueChain(
      this.jobs.append<SeenStatus>({
        label: "status",
        run: async (refs, context) => (await readJobs(refs, context))[0]!.status,
        outcome: (status) => status,
      }),
    );
  }

  /** Reads the statistics of the job: time, labels and marks, by class and by image. Cost: one request. */
  stats(): ValueChain<JobStats> {
    return new ValueChain(this.jobs.append(statsStep));
  }

  /**
   * Adds images of the job's dataset, by id or name. The API cannot add images to a job, so a further job with the same
   * settings is created for them; the chain continues with it. Running it again creates nothing.
   *
   * @example
   * await job(37).add(["late_1.png", "late_2.png"]);
   */
  add(images: number | string | readonly (number | string)[]): JobsChain {
    return new JobsChain(this.jobs.append(addImagesStep(parseArgument("add", "images", someImages, images))));
  }

  /** @internal */
  protected override get isOne(): boolean {
    return true;
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): JobChain {
    return new JobChain(this.jobs.fresh());
  }

  /** @internal */
  protected override grow(jobs: Node<JobSet>): JobChain {
    return new JobChain(jobs);
  }

  /** @internal */
  protected override growMany(jobs: Node<JobSet>): JobsChain {
    return new JobsChain(jobs);
  }

  /** @internal */
  protected override growClones(jobs: Node<JobSet>, settings: CloneSettings): ClonesChain {
    return new ClonesChain(jobs, settings);
  }
}

/**
 * A lazy list of labeling jobs. `await` returns all of them; `for await` yields them page by page.
 *
 * @example
 * const jobs = await team(8).jobs({ status: "pending" });
 * for await (const job of team(8).jobs()) console.log(job.name);
 */
export class JobsChain extends JobScopeChain<JobList, JobsChain, JobsChain, ClonesChain> implements AsyncIterable<Job> {
  readonly #list: Node<JobList>;
  readonly #walk: ListWalk<JobInfo> | undefined;

  /** @internal `walk`: the list on the server, if the chain is nothing but a list. */
  constructor(jobs: Node<JobSet>, walk?: ListWalk<JobInfo>) {
    const list = jobs.append<JobList>({
      label: "read the jobs",
      quiet: true,
      run: async (refs, context) => new JobList(await currentJobs(refs, context), jobs.apiSource),
      outcome: (all) => `${all.length} jobs`,
    });
    super(jobs, list);
    this.#list = list;
    this.#walk = walk;
    // A subclass freezes itself after its own constructor.
    if (new.target === JobsChain) Object.freeze(this);
  }

  /**
   * Reads the status of each job by id, for example `{ 37: 'stopped', 38: 'pending' }`. Cost: one list.
   *
   * @example
   * await team(8).jobs().status();
   */
  status(): ValueChain<Readonly<Record<number, SeenStatus>>> {
    return new ValueChain(
      this.jobs.append<Readonly<Record<number, SeenStatus>>>({
        label: "status",
        async run(refs, context) {
          const infos = await readJobs(refs, context);
          return Object.freeze(Object.fromEntries(infos.map(({ id, status }) => [id, status])));
        },
        outcome: (statuses) => `${Object.keys(statuses).length} statuses`,
      }),
    );
  }

  /**
   * Keeps the jobs for which `test` returns true.
   *
   * @example
   * await team(8).jobs().where((job) => job.imagesCount > 100).stop();
   */
  where(test: (job: JobInfo) => boolean): JobsChain {
    parseArgument("where", "test", kinds.callback, test);
    const walk = this.#walk;
    const narrowed = walk && { ...walk, tests: [...walk.tests, test], back: walk.back + 1 };
    return new JobsChain(this.jobs.append(whereStep(test)), narrowed);
  }

  /**
   * Lists the statistics of the jobs: time, labels and marks. Cost: one request per job.
   *
   * @example
   * await team(8).jobs({ status: "completed" }).stats();
   */
  stats(): ListChain<JobWork> {
    return ListChain.after(this.jobs, workSource);
  }

  /**
   * Keeps the jobs in progress without any activity for this long.
   *
   * Cost: one list of jobs, and the team's activity of that time.
   * @example
   * await team(8).jobs().stalled("1h");
   */
  stalled(time: Duration): JobsChain {
    return new JobsChain(this.jobs.append(stalledStep(parseArgument("stalled", "time", stalledSchema, time))));
  }

  /**
   * Returns the table of the jobs as CSV text. With `path`, writes the file and returns its absolute path.
   *
   * @example
   * await team(8).jobs().toCSV("jobs.csv");
   */
  toCSV(path?: string): ValueChain<string> {
    return new ValueChain(this.#list.append(csvStep(parseArgument("toCSV", "path", kinds.file.optional(), path))));
  }

  /**
   * Draws a column of numbers as a bar chart, for example the images of each job.
   *
   * @param column - title of the column, case-insensitive. Default: the first column with numbers
   * @throws {ArgumentError} at the call: no column of numbers has this title
   * @example
   * await team(8).jobs().chart("images");
   */
  chart(column?: string): ValueChain<Chart> {
    return new ValueChain(this.#list.append(chartStep<Job>(JobInfo.columns, column)));
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): JobsChain {
    return new JobsChain(this.jobs.fresh(), this.#walk);
  }

  /** Yields the jobs; those of a list page by page, with one page (100 jobs) in memory. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Job, void, undefined> {
    if (this.#walk === undefined || this.#list.memo?.state === "done") return yield* await this;
    for await (const info of walkRows(this.jobs, this.#walk)) yield new Job(info, this.jobs.apiSource);
  }

  /** @internal */
  protected override grow(jobs: Node<JobSet>): JobsChain {
    return new JobsChain(jobs);
  }

  /** @internal */
  protected override growMany(jobs: Node<JobSet>): JobsChain {
    return new JobsChain(jobs);
  }

  /** @internal */
  protected override growClones(jobs: Node<JobSet>, settings: CloneSettings): ClonesChain {
    return new ClonesChain(jobs, settings);
  }
}

/**
 * Copies of jobs. Awaiting creates them each time; `ensure()` creates only missing ones.
 *
 * @example
 * await job(37).clone({ assign: "labeler_2" }).ensure();
 */
export class ClonesChain extends JobsChain {
  readonly #originals: Node<JobSet>;
  readonly #settings: CloneSettings;

  /** @internal */
  constructor(originals: Node<JobSet>, settings: CloneSettings) {
    super(originals.append(cloneStep(checkedClone(settings))));
    this.#originals = originals;
    this.#settings = settings;
    Object.freeze(this);
  }

  /** Creates missing copies and returns all of them. A copy exists if a job has the same original, name and annotator. */
  ensure(): JobsChain {
    // The step that copies each time is replaced by this one, so it does not count as unawaited.
    markStarted(this.jobs);
    return new JobsChain(this.#originals.append(ensureCloneStep(checkedClone(this.#settings))));
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): ClonesChain {
    return new ClonesChain(this.#originals.fresh(), this.#settings);
  }
}

function checkedClone(settings: CloneSettings) {
  return parseArgument("clone", "settings", cloneSchema, settings);
}

export interface Job extends Pick<JobChain, (typeof jobVerbs)[number]> {}

/**
 * A labeling job at the time it was read: frozen, with methods that start a new chain.
 *
 * @example
 * const [first] = await team(8).jobs();
 * await first?.waitFor("completed");
 */
export class Job extends JobInfo {
  /** @internal */
  constructor(info: JobInfo, apiSource: ApiSource) {
    super(info);
    attachApiSource(this, apiSource);
    Object.freeze(this);
  }
}

export interface JobList extends Pick<JobsChain, (typeof listVerbs)[number]> {}

/**
 * Labeling jobs at the time they were read: a frozen array with methods that start a new chain for all of them.
 *
 * @example
 * const jobs = await team(8).jobs();
 * await jobs.where((job) => job.status === "pending").stop();
 */
export class JobList extends RecordList<Job> {
  /** @internal */
  constructor(infos: readonly JobInfo[], apiSource: ApiSource) {
    super();
    for (const info of infos) this.push(info instanceof Job ? info : new Job(info, apiSource));
    attachApiSource(this, apiSource);
    // Not enumerable, like everything on the list except its jobs.
    Object.defineProperty(this, display, { value: (): DisplayModel => tableOf(JobInfo, this) });
    Object.freeze(this);
  }
}

function rootOf(record: Job | JobList, refs: JobSet): Node<JobSet> {
  const label = jobsText(refs);
  return Node.root(apiSourceFor(record), { label, startsFromRecords: true, run: async () => refs, outcome: jobsText });
}

forwardMethods(Job, jobVerbs, (job) => new JobChain(rootOf(job, refsOf([job]))));
forwardMethods(JobList, listVerbs, (jobs) => new JobsChain(rootOf(jobs, refsOf(jobs))));

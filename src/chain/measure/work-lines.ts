/** Groups jobs into lines of work: a job and those that continue it with the same images. */
import { baseName } from "../../domain/names.js";
import type { JobInfo } from "../../domain/records/job.js";
import { originOf } from "../job/lineage.js";

/** Finds the line of each job. Add jobs by ascending id. */
export class WorkLines {
  readonly #lineOf = new Map<number, string>();
  readonly #read: (id: number) => Promise<JobInfo | undefined>;

  /** @param read - reads a job that was not added, for example an archived one; undefined if it cannot be read */
  constructor(read: (id: number) => Promise<JobInfo | undefined>) {
    this.#read = read;
  }

  /**
   * Returns the key of a job's line. A job created by `restart`, `handOver` or `clone` belongs to the line of its origin. Other
   * jobs are in one line if they have the same dataset, name and settings, because other programs restart and clone jobs without
   * storing the origin. Cost: one request for each origin that was not added.
   */
  async lineOf(job: JobInfo): Promise<string> {
    const cached = this.#lineOf.get(job.id);
    if (cached !== undefined) return cached;
    // Set first: damaged custom data may name the job itself as its origin.
    this.#lineOf.set(job.id, keyOf(job));
    const origin = originOf(job);
    const isFirst = origin?.from === undefined || origin.by === "further" || origin.by === "ensure";
    const line = isFirst ? keyOf(job) : ((await this.#lineOfId(origin.from)) ?? keyOf(job));
    this.#lineOf.set(job.id, line);
    return line;
  }

  async #lineOfId(id: number): Promise<string | undefined> {
    const line = this.#lineOf.get(id);
    if (line !== undefined) return line;
    const job = await this.#read(id);
    return job === undefined ? undefined : this.lineOf(job);
  }
}

function keyOf({ datasetId, name, classesToLabel, tagsToLabel }: JobInfo): string {
  return JSON.stringify([datasetId, baseName(name), [...classesToLabel].sort(), [...tagsToLabel].sort()]);
}

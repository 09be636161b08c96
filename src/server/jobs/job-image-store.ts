import { z } from "zod";
import { type ReviewStatus, reviewStatuses } from "../../domain/records/job-status.js";
import { idRow } from "../db/rows.js";
import { Store } from "../db/store.js";

const mark = z.enum(reviewStatuses);
const entityRow = z.object({ id: z.int(), name: z.string(), reviewStatus: mark });

/** An image of a job with its mark, in the API's format. */
export type EntityWire = z.output<typeof entityRow>;

const markRow = z.object({ mark });

/** Stores the images of jobs and their review marks, and updates the counters of the jobs. */
export class JobImageStore extends Store {
  readonly #sql = {
    entities: this.database.query(
      `SELECT i.id, i.name, ji.mark AS reviewStatus FROM jobImages ji JOIN images i ON i.id = ji.imageId
       WHERE ji.jobId = ? ORDER BY ji.position, i.id`,
      entityRow,
    ),
    mark: this.database.query("SELECT mark FROM jobImages WHERE jobId = ? AND imageId = ?", markRow),
    jobs: this.database.query("SELECT jobId AS id FROM jobImages WHERE imageId = ?", idRow),
    add: this.database.command(
      `INSERT INTO jobImages (jobId, imageId, position)
       VALUES (?1, ?2, (SELECT ifnull(max(position), -1) + 1 FROM jobImages WHERE jobId = ?1))`,
    ),
    setMark: this.database.command("UPDATE jobImages SET mark = ? WHERE jobId = ? AND imageId = ?"),
    setMarks: this.database.command(
      "UPDATE jobImages SET mark = ? WHERE jobId = ? AND mark IN (SELECT value FROM json_each(?))",
    ),
    // Adds differences instead of counting, since jobs may have very many images.
    count: this.database.command(
      `UPDATE jobs SET finishedImagesCount = finishedImagesCount + ?, acceptedImagesCount = acceptedImagesCount + ?,
       rejectedImagesCount = rejectedImagesCount + ? WHERE id = ?`,
    ),
    recount: this.database.command(
      `UPDATE jobs SET (imagesCount, finishedImagesCount, acceptedImagesCount, rejectedImagesCount) =
       (SELECT count(*), ifnull(sum(mark = 'done'), 0), ifnull(sum(mark = 'accepted'), 0),
        ifnull(sum(mark = 'rejected'), 0) FROM jobImages WHERE jobId = jobs.id) WHERE id = ?`,
    ),
  };

  entities(jobId: number): EntityWire[] {
    return this.#sql.entities.all(jobId);
  }

  /** Returns the mark of an image; undefined if it is not in the job. */
  markOf(jobId: number, imageId: number): ReviewStatus | undefined {
    return this.#sql.mark.first(jobId, imageId)?.mark;
  }

  add(jobId: number, imageId: number): void {
    this.#sql.add.run(jobId, imageId);
    this.recount(jobId);
  }

  setMark(jobId: number, imageId: number, from: ReviewStatus, to: ReviewStatus): void {
    const change = (counted: ReviewStatus) => Number(to === counted) - Number(from === counted);
    this.#sql.setMark.run(to, jobId, imageId);
    this.#sql.count.run(change("done"), change("accepted"), change("rejected"), jobId);
  }

  /** Marks every image of the job that has one of the marks `from`. */
  setMarks(jobId: number, from: readonly ReviewStatus[], to: ReviewStatus): void {
    this.#sql.setMarks.run(to, jobId, JSON.stringify(from));
    this.recount(jobId);
  }

  /** Returns the ids of the jobs of an image. */
  jobsOf(imageId: number): number[] {
    return this.#sql.jobs.all(imageId).map(({ id }) => id);
  }

  /** Recounts all counters of a job. */
  recount(jobId: number): void {
    this.#sql.recount.run(jobId);
  }
}

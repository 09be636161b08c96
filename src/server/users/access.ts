import type { RoleName } from "../../domain/records/team.js";
import type { Condition } from "../http/conditions.js";
import type { Call } from "../http/method.js";
import { archived, forbidden, found, missing, Problem } from "../http/problem.js";
import type { ImageIds } from "../images/image-store.js";
import { type CallerRole, isShownTo } from "../jobs/job-rules.js";
import type { JobFacts } from "../jobs/job-store.js";
import type { DatasetIds } from "../projects/dataset-store.js";
import type { Stores } from "../stores.js";
import type { Account } from "./account-store.js";
import { may, type Permission } from "./permissions.js";

/** Checks permissions. Unknown ids give 404; records of other teams, or without the permission, give 403. */
export class Access {
  readonly #stores: Stores;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** Returns the role of the account in a team. @throws {Problem} not a member, or the role lacks `permission` */
  team(account: Account, teamId: number, permission: Permission): RoleName {
    const role = this.#stores.teams.roleOf(account.id, teamId);
    if (role === undefined) {
      throw this.#stores.teams.exists(teamId) ? forbidden(`not a member of team ${teamId}`) : missing("team", teamId);
    }
    if (!may(role, permission)) throw forbidden(`the role ${role} does not allow this`);
    return role;
  }

  instance(account: Account): void {
    if (!account.isAdmin) throw forbidden("only an admin of the instance may do this");
  }

  /** Whether the account sees all data of a team, or only that of its own jobs. */
  seesAll(account: Account, teamId: number): boolean {
    return may(this.team(account, teamId, "belong"), "see");
  }

  /** @throws {Problem} the account cannot edit images in any team; checked before an upload, whose target is not known yet */
  edits(account: Account): void {
    if (!this.#somewhere(account, "edit")) throw forbidden("you cannot edit images in any of your teams");
  }

  /** @throws {Problem} the account cannot annotate in any team; checked before the annotations are read */
  annotates(account: Account): void {
    if (!this.#somewhere(account, "annotate")) throw forbidden("you cannot annotate images in any of your teams");
  }

  /** @throws {Problem} the account cannot create jobs in any team; checked before the lists of images are read */
  managesJobs(account: Account): void {
    if (!this.#somewhere(account, "manage_jobs"))
      throw forbidden("you cannot create labeling jobs in any of your teams");
  }

  /**
   * Returns those of `hashes` whose content the account may use: it uploaded the content itself, or sees all images of a team
   * that has it. Other accounts do not even learn whether the content exists.
   */
  pictures(account: Account, hashes: readonly string[]): string[] {
    const teams = this.#stores.teams.memberships(account.id).map(({ id }) => id);
    const seen = teams.filter((teamId) => this.seesAll(account, teamId));
    return this.#stores.images.existingHashes(hashes, account.id, seen);
  }

  /** Whether the account has a permission in any of its teams. */
  #somewhere(account: Account, permission: Permission): boolean {
    return this.#stores.teams.memberships(account.id).some(({ id }) => {
      const role = this.#stores.teams.roleOf(account.id, id);
      return role !== undefined && may(role, permission);
    });
  }

  project(account: Account, projectId: number, permission: Permission): { teamId: number; workspaceId: number } {
    const place = this.#stores.projects.place(projectId);
    if (place === undefined) {
      throw this.#stores.projects.isArchived(projectId)
        ? archived("project", projectId)
        : missing("project", projectId);
    }
    this.#within(account, place.teamId, permission, { sql: "j.projectId = ?", values: [projectId] });
    return place;
  }

  dataset(account: Account, datasetId: number, permission: Permission): DatasetIds {
    const place = this.#stores.datasets.place(datasetId);
    if (place === undefined) {
      throw this.#stores.datasets.isArchived(datasetId)
        ? archived("dataset", datasetId)
        : missing("dataset", datasetId);
    }
    this.#within(account, place.teamId, permission, { sql: "j.datasetId = ?", values: [datasetId] });
    return place;
  }

  image(account: Account, imageId: number, permission: Permission): ImageIds {
    const place = this.#stores.images.place(imageId);
    if (place === undefined) {
      const datasetId = this.#stores.images.find(imageId)?.datasetId;
      throw datasetId === undefined ? missing("image", imageId) : archived(`image ${imageId}: its dataset`, datasetId);
    }
    this.#within(account, place.teamId, permission, {
      sql: "j.id IN (SELECT jobId FROM jobImages WHERE imageId = ?)",
      values: [imageId],
    });
    return place;
  }

  /** Whether the account sees an image. */
  sees(account: Account, imageId: number): boolean {
    try {
      this.image(account, imageId, "see");
      return true;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  }

  workspace(account: Account, workspaceId: number, permission: Permission): { teamId: number } {
    const workspace = found("workspace", workspaceId, this.#stores.teams.findWorkspace(workspaceId));
    this.team(account, workspace.teamId, permission);
    return workspace;
  }

  /** Returns a job that the account may see. */
  job(account: Account, jobId: number): JobFacts & { role: CallerRole } {
    const job = found("labeling job", jobId, this.#stores.jobs.place(jobId));
    const teamRole = this.team(account, job.teamId, "belong");
    const role = {
      isAnnotator: job.userId === account.id,
      isReviewer: this.#isNamedReviewer(account, job) || may(teamRole, "review"),
      isManager: may(teamRole, "manage_jobs"),
    };
    const isShown = isShownTo(job, account.id) || (this.#isNamedReviewer(account, job) && !job.disabled);
    if (!may(teamRole, "see") && !isShown) throw forbidden(`labeling job ${jobId} is not shown to you`);
    return { ...job, role };
  }

  /** Returns the job of a request, from its `x-job-id` header; undefined without one. */
  jobOf(call: Pick<Call, "account" | "jobId">): (JobFacts & { role: CallerRole }) | undefined {
    return call.jobId === undefined ? undefined : this.job(call.account, call.jobId);
  }

  #isNamedReviewer(account: Account, job: JobFacts): boolean {
    if (job.reviewerId === account.id) return true;
    return job.labelingQueueId !== null && this.#stores.queues.isReviewer(job.labelingQueueId, account.id);
  }

  /** Returns a job that the account may stop, change and remove. */
  managedJob(account: Account, jobId: number): JobFacts & { role: CallerRole } {
    const job = this.job(account, jobId);
    if (!job.role.isManager) throw forbidden("your role does not allow changing labeling jobs");
    return job;
  }

  /** Returns a condition on `jobs j`: those that an account without the permission `see` may see. */
  ownJobs(account: Account): Condition {
    return {
      sql: `j.disabled = 0 AND (j.reviewerId = ? OR (j.userId = ? AND j.status <> 'stopped')
        OR j.labelingQueueId IN (SELECT queueId FROM queuePeople WHERE part = 'reviewer' AND userId = ?))`,
      values: [account.id, account.id, account.id],
    };
  }

  /** Returns conditions on `images i`: those that the account may see in a team. */
  shownImages(account: Account, teamId: number): Condition[] {
    if (this.seesAll(account, teamId)) return [];
    const ownJobs = this.ownJobs(account);
    return [
      {
        sql: `i.id IN (SELECT ji.imageId FROM jobs j JOIN jobImages ji ON ji.jobId = j.id WHERE ${ownJobs.sql})`,
        values: ownJobs.values,
      },
    ];
  }

  #within(account: Account, teamId: number, permission: Permission, inJob: Condition): void {
    // Being assigned to a job implies the permission to see its data, but no other.
    const role = this.team(account, teamId, permission === "see" ? "belong" : permission);
    if (may(role, "see")) return;
    const ownJobs = this.ownJobs(account);
    const jobs = this.#stores.jobs.count([ownJobs, inJob]);
    if (jobs === 0) throw forbidden("not in any of your labeling jobs");
  }
}

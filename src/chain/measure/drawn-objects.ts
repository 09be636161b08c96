/**
 * Separates the objects that people drew in the given jobs from those that they drew on the same images in other jobs.
 */
import type { Api } from "../../client/api.js";
import type { Activity } from "../../domain/records/activity.js";
import type { JobInfo } from "../../domain/records/job.js";
import type { ReadContext } from "../core/node.js";

/** An object on an image of the jobs. */
interface FoundObject {
  readonly login: string;
  readonly id: number | null;
  /** Milliseconds since 1970; undefined if the server does not send it. */
  readonly createdAt?: number | undefined;
}

/** The objects of a person whose job is not known yet. */
interface Unplaced {
  readonly ids: Set<number>;
  first: number;
  last: number;
}

// A server may record an action a little before or after the time that it gives the object.
const slackMs = 10 * 60_000;

/** The objects on the images of some jobs, by the person who drew them. Add the jobs before the objects. */
export class DrawnObjects {
  readonly #jobs = new Set<number>();
  readonly #projects = new Map<number, number>();
  readonly #drawnHere = new Set<number>();
  readonly #counts = new Map<string, number>();
  readonly #unplaced = new Map<string, Unplaced>();
  #isVisible = true;

  /** Adds a job and its activity; undefined if the account cannot read it. */
  addJob({ id, projectId, teamId }: JobInfo, activities: readonly Activity[] | undefined): void {
    this.#jobs.add(id);
    if (projectId !== null) this.#projects.set(projectId, teamId);
    if (activities === undefined) this.#isVisible = false;
    for (const { action, figureId } of activities ?? []) {
      if (action === "create_figure" && figureId !== null) this.#drawnHere.add(figureId);
    }
  }

  /** Adds an object on an image of the jobs. */
  add({ login, id, createdAt }: FoundObject): void {
    if (!this.#isVisible || id === null || this.#drawnHere.has(id)) {
      this.#counts.set(login, (this.#counts.get(login) ?? 0) + 1);
      return;
    }
    const unplaced = this.#unplaced.get(login) ?? { ids: new Set(), first: Number.POSITIVE_INFINITY, last: 0 };
    unplaced.ids.add(id);
    unplaced.first = Math.min(unplaced.first, createdAt ?? 0);
    unplaced.last = Math.max(unplaced.last, createdAt ?? Number.POSITIVE_INFINITY);
    this.#unplaced.set(login, unplaced);
  }

  /**
   * Returns how many objects a person drew, without those drawn in other jobs. Cost: no request, unless the person has objects
   * that were not drawn in these jobs; then the pages of the objects that the person drew in the project at that time.
   */
  async drawnBy(login: string, userId: number | null, api: Api, context: ReadContext): Promise<number> {
    const counted = this.#counts.get(login) ?? 0;
    const unplaced = this.#unplaced.get(login);
    return unplaced === undefined ? counted : counted + (await this.#countHere(unplaced, userId, api, context));
  }

  /** Counts the objects that were not drawn in another job. */
  async #countHere(unplaced: Unplaced, userId: number | null, api: Api, context: ReadContext): Promise<number> {
    const remaining = new Set(unplaced.ids);
    let elsewhere = 0;
    const query = {
      actions: ["create_figure"],
      ...(userId === null ? {} : { userId }),
      ...(unplaced.first > slackMs ? { from: new Date(unplaced.first - slackMs) } : {}),
      ...(Number.isFinite(unplaced.last) ? { to: new Date(unplaced.last + slackMs) } : {}),
    };
    for (const [projectId, teamId] of this.#projects) {
      for await (const { figureId, jobId } of api.team.getActivity(teamId, { ...query, projectId }, context)) {
        if (figureId === null || !remaining.delete(figureId)) continue;
        if (jobId !== null && !this.#jobs.has(jobId)) elsewhere += 1;
        if (remaining.size === 0) return unplaced.ids.size - elsewhere;
      }
    }
    return unplaced.ids.size - elsewhere;
  }
}

/** Tells the objects that were drawn in some jobs from those that the same people drew on the same images in other jobs. */
import type { Api } from "../../client/api.js";
import type { Activity } from "../../domain/records/activity.js";
import type { JobInfo } from "../../domain/records/job.js";
import type { ReadContext } from "../core/node.js";

/** The objects on the images of some jobs. */
export class DrawnObjects {
  readonly #jobs = new Map<number, JobInfo>();
  readonly #drawnHere = new Set<number>();
  readonly #found: { readonly login: string; readonly id: number | null }[] = [];
  #isVisible = true;

  /** Adds a job and its activity; undefined if the account cannot read it. */
  addJob(job: JobInfo, activities: readonly Activity[] | undefined): void {
    this.#jobs.set(job.id, job);
    if (activities === undefined) this.#isVisible = false;
    for (const { action, figureId } of activities ?? []) {
      if (action === "create_figure" && figureId !== null) this.#drawnHere.add(figureId);
    }
  }

  /** Adds an object on an image of the jobs. */
  add(login: string, id: number | null): void {
    this.#found.push({ login, id });
  }

  /**
   * Returns the author of each object, without objects drawn in other jobs. Cost: the pages of the projects' activity, if some
   * objects were not drawn in these jobs and the activity can be read.
   */
  async authors(api: Api, { signal }: ReadContext): Promise<readonly string[]> {
    const isHere = (id: number | null) => id === null || this.#drawnHere.has(id);
    const elsewhere = new Set<number>();
    if (this.#isVisible && !this.#found.every(({ id }) => isHere(id))) {
      for (const [projectId, teamId] of this.#projects()) {
        const query = { projectId, actions: ["create_figure"] };
        for await (const { figureId, jobId } of api.team.getActivity(teamId, query, { signal })) {
          if (figureId !== null && jobId !== null && !this.#jobs.has(jobId)) elsewhere.add(figureId);
        }
      }
    }
    return this.#found.filter(({ id }) => id === null || !elsewhere.has(id)).map(({ login }) => login);
  }

  #projects(): ReadonlyMap<number, number> {
    const projects = new Map<number, number>();
    for (const { projectId, teamId } of this.#jobs.values()) if (projectId !== null) projects.set(projectId, teamId);
    return projects;
  }
}

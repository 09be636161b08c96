import { z } from "zod";
import type { JobQuery } from "../../client/job/job-read.js";
import { kinds, oneOrMore, oneOrMoreOf } from "../../domain/arguments/kinds.js";
import { shown } from "../../domain/arguments/shown.js";
import { JobInfo } from "../../domain/records/job.js";
import { type JobStatus, jobStatuses } from "../../domain/records/job-status.js";
import type { ReadContext } from "../core/node.js";
import type { ListSource } from "../list/list-chain.js";
import { findPeople } from "../people/people.js";
import { findDataset, findProject, type Reference, type Scope, teamIdOf } from "../project/scope.js";

/** Filters the jobs of a team; all conditions must match. */
export interface JobFilter {
  /** Status, or several statuses. */
  readonly status?: JobStatus | readonly JobStatus[] | undefined;
  /** Login or id of the annotator. */
  readonly assignedTo?: number | string | undefined;
  /** Login or id of the creator. */
  readonly createdBy?: number | string | undefined;
  /** Login or id of the reviewer. */
  readonly reviewer?: number | string | undefined;
  /** Id or name of the project. */
  readonly project?: number | string | undefined;
  /** Id of the dataset, or its name in the project. */
  readonly dataset?: number | string | undefined;
  /** Exact name. */
  readonly name?: string | readonly string[] | undefined;
  /** Ids of jobs. */
  readonly ids?: number | readonly number[] | undefined;
  /** Whether to include archived jobs. Default false. */
  readonly archived?: boolean | undefined;
}

/** Checks the argument of `jobs`. */
export const jobFilterSchema = z
  .strictObject({
    status: oneOrMoreOf(kinds.status, `expected one of ${jobStatuses.map(shown).join(", ")}, or a list of them`),
    assignedTo: kinds.reference,
    createdBy: kinds.reference,
    reviewer: kinds.reference,
    project: kinds.reference,
    dataset: kinds.reference,
    name: oneOrMore.names,
    ids: oneOrMore.ids,
    archived: kinds.flag,
  })
  .partial();

/** A checked filter. */
export type CheckedFilter = z.output<typeof jobFilterSchema>;

/** Lists the jobs of a team. Cost: one request per 100 jobs; one more if people, projects or datasets are given by name. */
export function jobSource(filter: CheckedFilter): ListSource<Scope, JobInfo> {
  return {
    label: labelOf(filter),
    record: JobInfo,
    async *stream(scope, context) {
      const target = { ...scope, teamId: await teamIdOf(scope, context) };
      const query = await queryOf(filter, target, context);
      yield* (await context.api()).labelingJob.getList(target.teamId, query, context);
    },
  };
}

async function queryOf(filter: CheckedFilter, scope: Scope, context: ReadContext): Promise<JobQuery> {
  const { assignedTo, createdBy, reviewer, project, dataset, name, ids, status, archived } = filter;
  const people = [assignedTo, createdBy, reviewer].filter((person): person is Reference => person !== undefined);
  const idOf = await findPeople(scope.teamId ?? 0, people, context);
  const projectId =
    typeof project === "string" ? (await findProject(project, scope, context)).id : (project ?? scope.projectId);
  const target = projectId === undefined ? scope : { ...scope, projectId };
  const datasetId = typeof dataset === "string" ? (await findDataset(dataset, target, context)).id : dataset;
  const person = (reference: Reference | undefined) => (reference === undefined ? undefined : idOf.get(reference));
  const query = {
    assignedToId: person(assignedTo),
    createdById: person(createdBy),
    reviewerId: person(reviewer),
    projectId,
    datasetId,
    names: name,
    ids,
    statuses: status,
    showDisabled: archived,
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

function labelOf(filter: CheckedFilter): string {
  const parts = Object.entries(filter).map(
    ([key, value]) => `${key} ${Array.isArray(value) ? value.join("|") : value}`,
  );
  return parts.length === 0 ? "jobs" : `jobs of ${parts.join(", ")}`;
}

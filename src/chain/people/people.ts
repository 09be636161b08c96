/** Logins → ids. */
import type { JobInfo } from "../../domain/records/job.js";
import type { UserInfo } from "../../domain/records/team.js";
import type { ReadContext } from "../core/node.js";
import { pick, type Reference } from "../project/scope.js";

/** The members of a team, each with the role there. Cost: one list. */
export async function membersOf(teamId: number, context: ReadContext): Promise<readonly UserInfo[]> {
  const api = await context.api();
  return api.user.getTeamMembers(teamId, { signal: context.signal });
}

/**
 * Finds people among the members of a team; ids are taken as they are.
 *
 * Cost: one list, none where only ids are asked for.
 * @throws {NoResultError} nobody of that login, with the nearest
 */
export async function findMembers(
  teamId: number,
  references: readonly Reference[],
  context: ReadContext,
): Promise<ReadonlyMap<Reference, number>> {
  const isNamed = references.some((reference) => typeof reference === "string");
  const members = isNamed ? await membersOf(teamId, context) : [];
  return new Map(
    references.map((reference) => [
      reference,
      typeof reference === "number" ? reference : memberId(reference, members, teamId),
    ]),
  );
}

function memberId(login: string, members: readonly UserInfo[], teamId: number): number {
  const named = members.map((member) => ({ id: member.id, name: member.login }));
  return pick("member", login, named, ` in team ${teamId}`).id;
}

/** For each job the id of a person in its team. */
export async function peopleOf(
  jobs: readonly JobInfo[],
  references: readonly (Reference | undefined)[],
  context: ReadContext,
): Promise<(job: JobInfo, reference: Reference | undefined) => number | undefined> {
  const wanted = references.filter((reference): reference is Reference => reference !== undefined);
  const byTeam = new Map<number, ReadonlyMap<Reference, number>>();
  for (const teamId of new Set(jobs.map((job) => job.teamId))) {
    byTeam.set(teamId, await findMembers(teamId, wanted, context));
  }
  return (job, reference) => (reference === undefined ? undefined : byTeam.get(job.teamId)?.get(reference));
}

/** Finds people by login. */
import { noResult } from "../../domain/errors.js";
import { isSameName } from "../../domain/names.js";
import type { JobInfo } from "../../domain/records/job.js";
import type { UserInfo } from "../../domain/records/team.js";
import type { ReadContext } from "../core/node.js";
import { pick, type Reference } from "../project/scope.js";

/** Lists the members of a team with their roles. Cost: one list. */
export async function membersOf(teamId: number, context: ReadContext): Promise<readonly UserInfo[]> {
  return (await context.api()).user.getTeamMembers(teamId, context);
}

function memberId(login: string, members: readonly UserInfo[], teamId: number): number {
  const named = members.map((member) => ({ id: member.id, name: member.login }));
  return pick("member", login, named, ` in team ${teamId}`).id;
}

/**
 * Finds the ids of team members who get work. References that are ids are checked only if others are logins.
 *
 * Cost: one list; no request if all references are ids.
 * @throws {NoResultError} no member has that login (the hint names similar ones), or the account is disabled
 */
export async function findWorkers(
  teamId: number,
  references: readonly Reference[],
  context: ReadContext,
): Promise<ReadonlyMap<Reference, number>> {
  const isNamed = references.some((reference) => typeof reference === "string");
  const members = isNamed ? await membersOf(teamId, context) : [];
  return new Map(references.map((reference) => [reference, workerId(reference, members, teamId)]));
}

/** Returns the id of a member who can get work. Unknown ids pass: the server rejects them. */
export function workerId(reference: Reference, members: readonly UserInfo[], teamId: number): number {
  const id = typeof reference === "number" ? reference : memberId(reference, members, teamId);
  const member = members.find((one) => one.id === id);
  if (member?.disabled !== true) return id;
  const hint = `enable it with api.user.enable(${id}), or choose another person`;
  throw noResult(`account ${member.login} is disabled`, `member ${reference}`, hint);
}

/**
 * Finds people by login among the members of a team and, if necessary, among people who have jobs in it.
 *
 * Cost: one list of members; the team's jobs are listed only for a login that is not a member.
 * @throws {NoResultError} nobody has that login; the hint names similar ones
 */
export async function findPeople(
  teamId: number,
  references: readonly Reference[],
  context: ReadContext,
): Promise<ReadonlyMap<Reference, number>> {
  const logins = references.filter((reference) => typeof reference === "string");
  const members = logins.length === 0 ? [] : await membersOf(teamId, context);
  const idOf = new Map(members.map((member) => [member.login, member.id]));
  if (logins.some((login) => !members.some((member) => isSameName(member.login, login)))) {
    const jobs = (await context.api()).labelingJob.getList(teamId, { showDisabled: true }, context);
    for await (const job of jobs) addLogins(idOf, job);
  }
  const candidates = [...idOf].map(([name, id]) => ({ id, name }));
  return new Map(
    references.map((reference) => [
      reference,
      typeof reference === "number" ? reference : pick("member", reference, candidates, ` in team ${teamId}`).id,
    ]),
  );
}

function addLogins(idOf: Map<string, number>, job: JobInfo): void {
  const people = [
    [job.assignedToLogin, job.assignedToId],
    [job.reviewerLogin, job.reviewerId],
    [job.createdByLogin, job.createdById],
  ] as const;
  for (const [login, id] of people) {
    if (login && id !== null && !idOf.has(login)) idOf.set(login, id);
  }
}

/**
 * Returns a function that finds the id of a person in the team of a job. Cost: one list of members per team.
 *
 * @throws {NoResultError} a person is not a member, or the account is disabled
 */
export async function peopleOf(
  jobs: readonly JobInfo[],
  references: readonly (Reference | undefined)[],
  context: ReadContext,
): Promise<(job: JobInfo, reference: Reference | undefined) => number | undefined> {
  const wanted = references.filter((reference): reference is Reference => reference !== undefined);
  const byTeam = new Map<number, ReadonlyMap<Reference, number>>();
  for (const teamId of new Set(jobs.map((job) => job.teamId))) {
    const members = wanted.length === 0 ? [] : await membersOf(teamId, context);
    byTeam.set(teamId, new Map(wanted.map((reference) => [reference, presentId(reference, members, teamId)])));
  }
  return (job, reference) => (reference === undefined ? undefined : byTeam.get(job.teamId)?.get(reference));
}

/** Like {@link workerId}, but an id must be that of a member. */
function presentId(reference: Reference, members: readonly UserInfo[], teamId: number): number {
  const id = workerId(reference, members, teamId);
  if (members.some((member) => member.id === id)) return id;
  throw noResult(`no member ${id} in team ${teamId}`, `member ${id}`, "choose a member of the team");
}

/**
 * Returns `, who also reviews it` if a person who gets a job is its reviewer, which is allowed; otherwise an empty
 * string.
 *
 * @param reviewer - the reviewer of the new job. Default: that of `job`
 */
export function alsoReviewsText(
  { reviewerId, reviewerLogin }: Pick<JobInfo, "reviewerId" | "reviewerLogin">,
  person: Reference,
  reviewer: Reference | undefined = reviewerLogin ?? reviewerId ?? undefined,
): string {
  if (reviewer === undefined) return "";
  const isSame =
    typeof person === "string" && typeof reviewer === "string"
      ? isSameName(person, reviewer)
      : person === reviewer || (person === reviewerId && reviewer === reviewerLogin);
  return isSame ? ", who also reviews it" : "";
}

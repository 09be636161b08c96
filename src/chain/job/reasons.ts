/** Why images were rejected: issues of the team, one for each image and reason, named by the reason and bound to the image. */
import type { Api } from "../../client/api.js";
import { AuthError, InvalidError, NotFoundError } from "../../domain/errors.js";
import type { IssueInfo } from "../../domain/records/issue.js";
import type { JobInfo } from "../../domain/records/job.js";
import type { ReadContext, StepContext } from "../core/node.js";
import { eachItem } from "../list/items.js";

/** Why one image was rejected. */
export interface Reason {
  readonly imageId: number;
  readonly reason: string;
}

interface BoundIssue {
  readonly id: number;
  readonly imageId: number;
  readonly name: string;
  readonly parentId: number | null;
  readonly isOpen: boolean;
}

/**
 * Makes the issues that are missing. An open issue of the same name on the same image is that issue, so running it again
 * makes nothing, also after a run that was killed between an issue and its binding.
 * Cost: none without reasons; else two reads a job, one for each new reason, and three requests for each new issue.
 */
export async function raiseReasons(job: JobInfo, reasons: readonly Reason[], context: StepContext): Promise<void> {
  if (reasons.length === 0 || job.datasetId === null) return;
  const api = await context.api();
  const { signal } = context;
  const there = await boundIssues(job.datasetId, api, signal);
  const known = new Set(there.filter(({ isOpen }) => isOpen).map(keyOf));
  const missing = reasons.filter(({ imageId, reason }) => !known.has(keyOf({ imageId, name: reason })));
  if (missing.length === 0) return;
  const unbound = await unboundIssues(job.teamId, new Set(missing.map(({ reason }) => reason)), api, signal);
  await eachItem(missing, context, async ({ imageId, reason }) => {
    const bindings = [{ field: "imageId", value: imageId }] as const;
    const left = unbound.get(reason)?.pop();
    if (left !== undefined && (await isThere(api.issues.addSubissue(left, bindings, {}, { signal })))) return;
    await api.issues.addSubissue(await addIssue(job, reason, api, signal), bindings, {}, { signal });
  });
  await removeDoubles(job.datasetId, new Set(missing.map((one) => keyOf({ ...one, name: one.reason }))), api, signal);
}

function keyOf({ imageId, name }: { readonly imageId: number; readonly name: string }): string {
  return `${imageId} ${name}`;
}

/** The annotator is assigned: people with that role see the issues that they are assigned to, and no others. */
async function addIssue(job: JobInfo, name: string, api: Api, signal: AbortSignal): Promise<number> {
  const assignees = job.assignedToId === null ? [] : [job.assignedToId];
  try {
    return (await api.issues.add(job.teamId, name, { assignees }, { signal })).id;
  } catch (fault) {
    // Somebody who left the team is assigned to nothing.
    if (!(fault instanceof InvalidError) || assignees.length === 0) throw fault;
    return (await api.issues.add(job.teamId, name, {}, { signal })).id;
  }
}

/** This account's open issues of these names that are about nothing: left by a run that was killed before it bound them. */
async function unboundIssues(
  teamId: number,
  names: ReadonlySet<string>,
  api: Api,
  signal: AbortSignal,
): Promise<Map<string, number[]>> {
  const { id: me } = await api.user.getMyInfo({ signal });
  const unbound = new Map<string, number[]>();
  for (const name of names) {
    const filter = [{ field: "name", operator: "=", value: name }] as const;
    for await (const issue of api.issues.getList(teamId, { filter, withSubIssues: true }, { signal })) {
      const isOurs = issue.name === name && issue.status === "open" && issue.createdById === me;
      if (isOurs && issue.subIssues?.length === 0) unbound.set(name, [...(unbound.get(name) ?? []), issue.id]);
    }
  }
  return unbound;
}

/**
 * Of issues that two processes made for the same image and reason at the same time, the one with the lowest id stays; both
 * processes agree on it, and whichever looks last sees all of them.
 */
async function removeDoubles(
  datasetId: number,
  keys: ReadonlySet<string>,
  api: Api,
  signal: AbortSignal,
): Promise<void> {
  const issues = await boundIssues(datasetId, api, signal);
  const seen = new Set<string>();
  const doubles = new Set<number>();
  for (const issue of issues) {
    const key = keyOf(issue);
    if (!issue.isOpen || !keys.has(key)) continue;
    if (seen.has(key)) doubles.add(issue.id);
    seen.add(key);
  }
  const removed = new Set<number>();
  for (const { id, parentId } of issues) {
    if (!doubles.has(id)) continue;
    const siblings = issues.filter((one) => one.parentId === parentId);
    const isWhole = siblings.every((one) => doubles.has(one.id));
    removed.add(isWhole ? (parentId ?? id) : id);
  }
  for (const id of removed) await isThere(api.issues.remove(id, { signal }));
}

/** Whether a change found its issue: false where another process has removed it. */
async function isThere(change: Promise<void>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (fault) {
    if (fault instanceof NotFoundError) return false;
    throw fault;
  }
}

/** The issues about images of a dataset, oldest first. */
async function boundIssues(datasetId: number, api: Api, signal: AbortSignal): Promise<readonly BoundIssue[]> {
  const issues = await api.issues.getListByDataset(datasetId, { signal });
  const statusOf = new Map(issues.map(({ id, status }) => [id, status]));
  const isOpen = ({ status, parentId }: IssueInfo) =>
    status === "open" && (parentId === null || (statusOf.get(parentId) ?? "open") === "open");
  return issues
    .flatMap((issue) => {
      const imageId = api.issues.resolveBindingImageId(issue);
      const { id, name, parentId } = issue;
      return imageId === null ? [] : { id, imageId, name, parentId, isOpen: isOpen(issue) };
    })
    .sort((a, b) => a.id - b.id);
}

/** The reason of each image of a dataset that has one: its newest issue, an open one before a closed one. */
export async function reasonsOf(datasetId: number, { api, signal }: ReadContext): Promise<ReadonlyMap<number, string>> {
  try {
    const issues = await boundIssues(datasetId, await api(), signal);
    const byAge = [...issues.filter(({ isOpen }) => !isOpen), ...issues.filter(({ isOpen }) => isOpen)];
    return new Map(byAge.map(({ imageId, name }) => [imageId, name]));
  } catch (fault) {
    // Who may label images need not have the right to read the dataset's issues; the marks are shown all the same.
    if (fault instanceof AuthError || fault instanceof NotFoundError) return new Map();
    throw fault;
  }
}

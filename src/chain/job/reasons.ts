/** Reasons of rejection: one issue of the team per image and reason, named after the reason and bound to the image. */
import { AuthError, InvalidError, NotFoundError } from "../../domain/errors.js";
import type { IssueInfo } from "../../domain/records/issue.js";
import type { JobEntity, JobInfo } from "../../domain/records/job.js";
import type { ReadContext, StepContext } from "../core/node.js";
import { eachItem } from "../list/items.js";

/** A rejected image and the reason. */
export interface RejectedImage {
  readonly image: JobEntity;
  /** Undefined where no reason is given. */
  readonly reason: string | undefined;
}

interface Reason extends RejectedImage {
  readonly reason: string;
}

interface BoundIssue {
  readonly id: number;
  readonly imageId: number;
  readonly name: string;
  readonly parentId: number | null;
  readonly createdById: number | null;
  readonly isOpen: boolean;
}

/**
 * Creates missing issues and closes those of earlier rejections, so that an image has the reason of its last one. An open issue
 * with the same name on the same image is reused, so running it again creates nothing, also after a run that was killed between
 * creating and binding an issue.
 * Cost: none without rejections; else one or two reads per job, one per new reason, three requests per new issue and two per
 * closed one.
 */
export async function raiseReasons(
  job: JobInfo,
  rejections: readonly RejectedImage[],
  context: StepContext,
): Promise<void> {
  if (rejections.length === 0 || job.datasetId === null) return;
  const api = await context.api();
  const hasReasons = rejections.some(({ reason }) => reason !== undefined);
  const existing = await boundIssues(job.datasetId, context).catch((error: unknown) => {
    // An account may have the right to mark images but not to read issues. Without reasons, no issue has to change.
    if (hasReasons || !isOutOfReach(error)) throw error;
    return [];
  });
  await closeEarlier(job, rejections, existing, context);
  const openKeys = new Set(existing.filter(({ isOpen }) => isOpen).map(keyOf));
  const missing = rejections.flatMap(({ image, reason }): Reason[] =>
    reason === undefined || openKeys.has(keyOf({ imageId: image.id, name: reason })) ? [] : [{ image, reason }],
  );
  if (missing.length === 0) return;
  const unbound = await unboundIssues(job.teamId, missing, context);
  await eachItem(missing, context, async (one) => {
    const bindings = [{ field: "imageId", value: one.image.id }] as const;
    const candidates = unbound.get(keyOfReason(one));
    if (candidates !== undefined && (await isThere(api.issues.addSubissue(candidates, bindings, {}, context)))) return;
    await api.issues.addSubissue(await addIssue(job, one, context), bindings, {}, context);
  });
  await removeDuplicates(job.datasetId, new Set(missing.map(keyOfReason)), context);
}

function keyOfReason({ image, reason }: Reason): string {
  return keyOf({ imageId: image.id, name: reason });
}

function isOutOfReach(error: unknown): boolean {
  return error instanceof AuthError || error instanceof NotFoundError;
}

/**
 * Closes the open issues of the images that reviewers raised for another reason; those of other people are not changed.
 */
async function closeEarlier(
  job: JobInfo,
  rejections: readonly RejectedImage[],
  existing: readonly BoundIssue[],
  context: StepContext,
): Promise<void> {
  const reasons = new Map(rejections.map(({ image, reason }) => [image.id, reason]));
  const others = existing.filter(
    ({ imageId, name, isOpen }) => isOpen && reasons.has(imageId) && reasons.get(imageId) !== name,
  );
  if (others.length === 0) return;
  const { user, issues } = await context.api();
  const { id: me } = await user.getMyInfo(context);
  const reviewers: ReadonlySet<number | null> = new Set([me, job.reviewerId, job.createdById]);
  await eachItem(
    others.filter(({ createdById }) => reviewers.has(createdById)),
    context,
    async ({ id, parentId }) => {
      try {
        await issues.updateSubissue(id, { status: "closed" }, context);
        const isWhole = existing.filter((one) => one.parentId === parentId).length === 1;
        if (isWhole && parentId !== null) await issues.update(parentId, { status: "closed" }, context);
      } catch (error) {
        // The issue was removed, or this account may not close an issue of another account.
        if (!isOutOfReach(error)) throw error;
      }
    },
  );
}

function keyOf({ imageId, name }: { readonly imageId: number; readonly name: string }): string {
  return `${imageId} ${name}`;
}

/** Creates an issue assigned to the annotator: annotators see only issues that they are assigned to. */
async function addIssue(job: JobInfo, { image, reason }: Reason, context: ReadContext): Promise<number> {
  const assignees = job.assignedToId === null ? [] : [job.assignedToId];
  const comment = commentOn(image);
  const { issues } = await context.api();
  try {
    return (await issues.add(job.teamId, reason, { comment, assignees }, context)).id;
  } catch (error) {
    // People who left the team cannot be assigned.
    if (!(error instanceof InvalidError) || assignees.length === 0) throw error;
    return (await issues.add(job.teamId, reason, { comment }, context)).id;
  }
}

/** The first comment of an issue: it says which image the issue is about before the issue is bound to it. */
function commentOn({ id, name }: JobEntity): string {
  return `Image ${id}: ${name}`;
}

/**
 * Finds this account's open, unbound issues whose comment names an image without its issue: a killed run left them
 * unbound. If another run is about to bind one of them, both bind it to the same image, and the duplicate is removed
 * later.
 */
async function unboundIssues(
  teamId: number,
  missing: readonly Reason[],
  context: ReadContext,
): Promise<ReadonlyMap<string, number>> {
  const { user, issues } = await context.api();
  const { id: me } = await user.getMyInfo(context);
  const unbound = new Map<string, number>();
  const byComment = new Map(missing.map(({ image }) => [commentOn(image), image.id]));
  for (const name of new Set(missing.map(({ reason }) => reason))) {
    const filter = [{ field: "name", operator: "=", value: name }] as const;
    for await (const issue of issues.getList(teamId, { filter, withSubIssues: true }, context)) {
      const isOurs = issue.name === name && issue.status === "open" && issue.createdById === me;
      if (!isOurs || issue.subIssues?.length !== 0) continue;
      const comment = await firstComment(issue.id, context);
      const imageId = byComment.get(comment ?? "");
      if (imageId !== undefined) unbound.set(keyOf({ imageId, name }), issue.id);
    }
  }
  return unbound;
}

/** Undefined if another run has removed the issue, or if the instance does not say. */
async function firstComment(id: number, context: ReadContext): Promise<string | undefined> {
  const { issues } = await context.api();
  try {
    return (await issues.getInfoById(id, context)).comments?.[0]?.comment;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/**
 * Resolves duplicates: of issues that two concurrent processes created for the same image and reason, the lowest id is kept.
 * Both processes choose the same one, and the last to check sees all of them.
 */
async function removeDuplicates(datasetId: number, keys: ReadonlySet<string>, context: ReadContext): Promise<void> {
  const api = await context.api();
  const issues = await boundIssues(datasetId, context);
  const seen = new Set<string>();
  const duplicates = new Set<number>();
  for (const issue of issues) {
    const key = keyOf(issue);
    if (!issue.isOpen || !keys.has(key)) continue;
    if (seen.has(key)) duplicates.add(issue.id);
    seen.add(key);
  }
  const removed = new Set<number>();
  for (const { id, parentId } of issues) {
    if (!duplicates.has(id)) continue;
    const siblings = issues.filter((one) => one.parentId === parentId);
    const isWhole = siblings.every((one) => duplicates.has(one.id));
    removed.add(isWhole ? (parentId ?? id) : id);
  }
  for (const id of removed) await isThere(api.issues.remove(id, context));
}

/** Runs a change of an issue; returns false if another process has removed the issue. */
async function isThere(change: Promise<void>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

/** Lists the issues bound to images of a dataset, oldest first. */
async function boundIssues(datasetId: number, context: ReadContext): Promise<readonly BoundIssue[]> {
  const api = await context.api();
  const issues = await api.issues.getListByDataset(datasetId, context);
  const statusOf = new Map(issues.map(({ id, status }) => [id, status]));
  const isOpen = ({ status, parentId }: IssueInfo) =>
    status === "open" && (parentId === null || (statusOf.get(parentId) ?? "open") === "open");
  return issues
    .flatMap((issue) => {
      const imageId = api.issues.resolveBindingImageId(issue);
      const { id, name, parentId, createdById } = issue;
      return imageId === null ? [] : { id, imageId, name, parentId, createdById, isOpen: isOpen(issue) };
    })
    .sort((a, b) => a.id - b.id);
}

/** Returns the reason of each image of a dataset: its newest open issue. */
export async function reasonsOf(datasetId: number, context: ReadContext): Promise<ReadonlyMap<number, string>> {
  try {
    const issues = await boundIssues(datasetId, context);
    return new Map(issues.filter(({ isOpen }) => isOpen).map(({ imageId, name }) => [imageId, name]));
  } catch (error) {
    // Annotators may lack the right to read the issues; the marks are shown without reasons.
    if (isOutOfReach(error)) return new Map();
    throw error;
  }
}

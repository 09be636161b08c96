import { z } from "zod";
import { allowedTransitions, jobStatuses, reviewStatuses } from "../../domain/records/job-status.js";
import type { Condition } from "../http/conditions.js";
import { fields, flag, id, list, name, one, record, text } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { forbidden, found, invalid } from "../http/problem.js";
import { imageFilters } from "../images/image-filters.js";
import { datasetPool, draftJob, draftMeta, type ImagePool } from "../jobs/draft-job.js";
import type { ServerContext } from "../server-context.js";
import { may } from "../users/permissions.js";

const people = list(id, 1000);

/** `labeling-queues.*`: images that are handed out to annotators one by one. */
export function queueRoutes({ stores, access, lifecycle, queueWork }: ServerContext): Methods {
  const { queues, database } = stores;

  const queueOf = (call: Call, queueId: number) => {
    const queue = found("labeling queue", queueId, queues.place(queueId));
    const role = access.team(call.account, queue.teamId, "belong");
    const isIn = queues.find(queueId)?.labelers.some((labeler) => labeler.id === call.account.id) ?? false;
    if (!may(role, "see") && !isIn && !queues.isReviewer(queueId, call.account.id)) {
      throw forbidden(`labeling queue ${queueId} is not shown to you`);
    }
    return queue;
  };

  /** Returns the images of a new queue: those of a dataset or of a collection. */
  const sourceOf = (
    call: Call,
    input: { datasetId?: number | null | undefined; collectionId?: number | null | undefined },
  ): { pool: ImagePool; datasetId: number; teamId: number; workspaceId: number; projectId: number } => {
    if (input.collectionId == null) {
      if (input.datasetId == null) throw invalid("datasetId", "or collectionId is required", "any.required");
      const dataset = access.dataset(call.account, input.datasetId, "manage_jobs");
      return { ...dataset, datasetId: dataset.id, pool: datasetPool(stores, dataset) };
    }
    if (input.datasetId != null) {
      throw invalid("collectionId", "must not be given together with datasetId", "object.oxor");
    }
    const collection = found("collection", input.collectionId, stores.collections.find(input.collectionId));
    const { id: collectionId, projectId } = collection;
    const parents = access.project(call.account, projectId, "manage_jobs");
    const imageIds = stores.collections.imagesOf(collectionId);
    const first = imageIds[0] === undefined ? undefined : stores.images.place(imageIds[0]);
    if (first === undefined) throw invalid("collectionId", `collection ${collectionId} has no images`, "array.min");
    // Jobs have one dataset, so the one of the first image is used, even if the images come from several.
    return {
      ...parents,
      projectId,
      datasetId: first.datasetId,
      pool: { projectId, label: `collection ${collectionId}`, imageIds },
    };
  };

  return {
    "labeling-queues.add": method(
      fields({
        name,
        datasetId: id.nullish(),
        collectionId: id.nullish(),
        userIds: people.pipe(z.array(z.int()).min(1, "needs at least one user")),
        reviewerIds: people.default([]),
        reviewerId: id.nullish(),
        readme: text.default(""),
        description: text.default(""),
        meta: draftMeta.prefault({}),
        queueMeta: record(z.record(z.string(), z.unknown())).default({}),
        qualityCheckUserIds: people.optional(),
      }),
      (call, input) => {
        const { pool, datasetId, teamId, workspaceId, projectId } = sourceOf(call, input);
        const labelers = [...new Set(input.userIds)];
        const named = input.reviewerId == null ? [] : [input.reviewerId];
        const reviewers = [...new Set([...input.reviewerIds, ...(input.qualityCheckUserIds ?? []), ...named])];
        lifecycle.requireActiveMembers(teamId, labelers, input.reviewerId);
        lifecycle.requireActiveMembersIn("reviewerIds", teamId, input.reviewerIds);
        lifecycle.requireActiveMembersIn("qualityCheckUserIds", teamId, input.qualityCheckUserIds ?? []);
        const { meta, imageIds } = draftJob(stores, pool, input.meta);
        const texts = { name: input.name, readme: input.readme, description: input.description };
        const parents = { teamId, projectId, datasetId, createdBy: call.account.id, meta };
        return database.atomic(() => {
          const { queueMeta, collectionId = null } = input;
          const queue = { ...texts, ...parents, queueMeta, labelers, reviewers, imageIds, collectionId };
          const queueId = queues.add(queue, call.now());
          const job = { ...texts, ...parents, workspaceId, customData: {}, imageIds: [] };
          const reviewerId = input.reviewerId ?? null;
          lifecycle.create(call, { ...job, reviewerId, labelingQueueId: queueId }, labelers);
          return { id: queueId };
        });
      },
      { body: "list", admit: (account) => access.managesJobs(account) },
    ),

    "labeling-queues.info": method(one, (call, input) => {
      queueOf(call, input.id);
      return queues.find(input.id);
    }),

    "labeling-queues.list": method(
      fields({ teamId: id, showDisabled: flag.default(false), ...listFields }),
      (call, input) => {
        const ownQueues: Condition = {
          sql: "q.id IN (SELECT queueId FROM queuePeople WHERE userId = ?)",
          values: [call.account.id],
        };
        const scope: Condition[] = [
          { sql: "q.teamId = ?", values: [input.teamId] },
          ...(input.showDisabled ? [] : [{ sql: "q.disabled = 0", values: [] }]),
          ...(access.seesAll(call.account, input.teamId) ? [] : [ownQueues]),
        ];
        return queues.list(scope, input);
      },
    ),

    "labeling-queues.set-status": method(fields({ id, status: z.enum(jobStatuses) }), (call, input) => {
      const queue = queueOf(call, input.id);
      access.team(call.account, queue.teamId, "manage_jobs");
      if (queue.status === input.status) return nothing;
      if (!allowedTransitions[queue.status].includes(input.status)) {
        throw invalid("status", `cannot go from ${queue.status} to ${input.status}`, "any.only");
      }
      lifecycle.rejectClosed(queue);
      database.atomic(() => queueWork.setStatus(call, queue, input.status));
      return nothing;
    }),

    "labeling-queues.stats.entities": method(
      fields({
        id,
        // null requests images that are not assigned yet.
        entityStatus: list(z.enum(reviewStatuses).nullable()).optional(),
        filters: imageFilters,
        ...listFields,
      }),
      (call, input) => {
        queueOf(call, input.id);
        const { entityStatus: wanted } = input;
        const condition: Condition[] =
          wanted === undefined
            ? []
            : [
                {
                  sql: `m.mark IN (SELECT value FROM json_each(?))${wanted.includes(null) ? " OR e.jobId IS NULL" : ""}`,
                  values: [JSON.stringify(wanted)],
                },
              ];
        const { total, entities } = queues.entities(input.id, [...condition, ...input.filters], input);
        return { total, images: entities };
      },
    ),
  };
}

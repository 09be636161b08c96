import { z } from "zod";
import { reviewStatuses } from "../../domain/records/job-status.js";
import { customData, fields, flag, id, list, name, one, some, text } from "../http/fields.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";

const batch = fields({ ids: some(id, 50) });

/** `jobs.*` that review, change and remove labeling jobs. */
export function jobEditRoutes({ stores, access, lifecycle }: ServerContext): Methods {
  const { jobs, database } = stores;

  const setDisabled = (call: Call, ids: readonly number[], disabled: boolean) => {
    const met = ids.map((jobId) => access.managedJob(call.account, jobId));
    for (const job of met) lifecycle.rejectClosed(job);
    database.atomic(() => {
      for (const job of met) jobs.setDisabled(job.id, disabled);
    });
    return nothing;
  };

  return {
    "jobs.entities.update-review-status": method(
      fields({ jobId: id, entityId: id, status: z.enum(reviewStatuses) }),
      (call, input) => {
        lifecycle.mark(call, access.job(call.account, input.jobId), input.entityId, input.status);
        return nothing;
      },
    ),

    "jobs.reject": method(fields({ id, mode: z.enum(["all", "unmarked"]).default("all") }), (call, input) => {
      lifecycle.reject(call, access.job(call.account, input.id), input.mode);
      return nothing;
    }),

    "jobs.restart": method(
      fields({
        id,
        completeExisting: flag.default(true),
        userIds: list(id, 1000).optional(),
        reviewerId: id.nullish(),
        name: name.optional(),
      }),
      (call, input) => {
        const job = access.managedJob(call.account, input.id);
        const userIds = input.userIds?.length ? input.userIds : [job.userId];
        const reviewerId = input.reviewerId === undefined ? job.reviewerId : input.reviewerId;
        return lifecycle.restart(call, job, {
          userIds,
          reviewerId,
          name: input.name,
          completes: input.completeExisting,
        });
      },
    ),

    "jobs.editInfo": method(
      fields({
        id,
        userId: id.optional(),
        reviewerId: id.nullish(),
        customData: customData.optional(),
        name: name.optional(),
        readme: text.optional(),
        description: text.optional(),
      }),
      (call, input) => {
        const job = access.managedJob(call.account, input.id);
        const { id: _id, ...changes } = input;
        const { userId, reviewerId } = changes;
        if (Object.values(changes).every((change) => change === undefined)) {
          const fields = "userId, reviewerId, name, readme, description or customData";
          throw invalid("", `nothing to change: pass ${fields}`, "object.missing");
        }
        lifecycle.rejectArchived(job);
        if (userId !== undefined) lifecycle.requireActiveMembers(job.teamId, [userId], null);
        lifecycle.requireActiveMembers(job.teamId, [], reviewerId);
        jobs.edit(job.id, input);
        return nothing;
      },
    ),

    "jobs.archive": method(one, (call, input) => setDisabled(call, [input.id], true)),
    "jobs.bulk.archive": method(batch, (call, input) => setDisabled(call, input.ids, true)),
    "jobs.bulk.unarchive": method(batch, (call, input) => setDisabled(call, input.ids, false)),

    "jobs.bulk.remove": method(batch, (call, input) => {
      const met = input.ids.map((jobId) => access.managedJob(call.account, jobId));
      database.atomic(() => {
        for (const job of met) jobs.remove(job.id);
      });
      return nothing;
    }),
  };
}

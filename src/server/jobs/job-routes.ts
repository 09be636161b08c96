import { z } from "zod";
import { jobStatuses } from "../../domain/records/job-status.js";
import type { Condition } from "../http/conditions.js";
import { customData, fields, flag, id, list, name, one, text } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Methods, method, nothing } from "../http/method.js";
import type { ServerContext } from "../server-context.js";
import { datasetPool, draftJob, draftMeta } from "./draft-job.js";
import { jobStats } from "./job-stats.js";

/** Ids of users. */
const people = list(id, 1000);

/** `jobs.*` that create, list and end labeling jobs. */
export function jobRoutes({ stores, access, lifecycle }: ServerContext): Methods {
  const { jobs, jobImages } = stores;
  return {
    "jobs.add": method(
      fields({
        name,
        datasetId: id,
        userIds: people.pipe(z.array(z.int()).min(1, "needs at least one user")),
        reviewerId: id.nullish(),
        readme: text.default(""),
        description: text.default(""),
        customData: customData.default({}),
        meta: draftMeta.prefault({}),
      }),
      (call, input) => {
        const dataset = access.dataset(call.account, input.datasetId, "manage_jobs");
        lifecycle.requireActiveMembers(dataset.teamId, input.userIds, input.reviewerId);
        const { meta, imageIds } = draftJob(stores, datasetPool(stores, dataset), input.meta);
        const job = {
          name: input.name,
          readme: input.readme,
          description: input.description,
          customData: input.customData,
          teamId: dataset.teamId,
          workspaceId: dataset.workspaceId,
          projectId: dataset.projectId,
          datasetId: dataset.id,
          createdBy: call.account.id,
          reviewerId: input.reviewerId ?? null,
          labelingQueueId: null,
          meta,
          imageIds,
        };
        return lifecycle.create(call, job, input.userIds);
      },
      { body: "list", admit: (account) => access.managesJobs(account) },
    ),

    "jobs.list": method(fields({ teamId: id, showDisabled: flag.default(false), ...listFields }), (call, input) => {
      const seesAll = access.seesAll(call.account, input.teamId);
      const scope: Condition[] = [
        { sql: "j.teamId = ?", values: [input.teamId] },
        ...(input.showDisabled ? [] : [{ sql: "j.disabled = 0", values: [] }]),
        ...(seesAll ? [] : [access.ownJobs(call.account)]),
      ];
      return jobs.list(scope, input);
    }),

    "jobs.info": method(one, (call, input) => {
      access.job(call.account, input.id);
      return { ...jobs.find(input.id), entities: jobImages.entities(input.id) };
    }),

    "jobs.stats": method(one, (call, input) => {
      access.job(call.account, input.id);
      return jobStats(stores, input.id);
    }),

    "jobs.stop": method(one, (call, input) => {
      lifecycle.move(call, access.managedJob(call.account, input.id), "stopped");
      return nothing;
    }),

    "jobs.pause": method(one, (call, input) => {
      lifecycle.move(call, access.managedJob(call.account, input.id), "stopped");
      return nothing;
    }),

    "jobs.set-status": method(fields({ id, status: z.enum(jobStatuses) }), (call, input) => {
      lifecycle.move(call, access.job(call.account, input.id), input.status);
      return nothing;
    }),
  };
}

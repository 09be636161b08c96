import { z } from "zod";
import { customData, flag, id, name, one, record, text } from "../http/fields.js";
import { type Condition, listFields } from "../http/listing.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { forbidden, invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";

const looseObject = record(z.record(z.string(), z.unknown()));
const parentFields = { parentId: id.nullish(), recursive: flag.default(false) };

/** `projects.*` and `datasets.*`, but for the meta of projects. */
export function projectRoutes({ stores, access }: ServerContext): Methods {
  const { projects, datasets, database } = stores;

  /** What an account without the right to see all gets to see of a list in a team. */
  const shown = (call: Call, teamId: number, column: string, jobColumn: string): Condition[] => {
    if (access.seesAll(call.account, teamId)) return [];
    const own = access.ownJobs(call.account);
    return [{ sql: `${column} IN (SELECT ${jobColumn} FROM jobs j WHERE ${own.sql})`, values: own.values }];
  };

  return {
    "projects.list": method(
      z.object({ workspaceId: id.nullish(), groupId: id.nullish(), teamId: id.nullish(), ...listFields }),
      (call, input) => {
        const groupId = input.groupId ?? input.teamId;
        if (input.workspaceId != null) {
          const { teamId } = access.workspace(call.account, input.workspaceId, "belong");
          const scope = { sql: "p.workspaceId = ?", values: [input.workspaceId] };
          return projects.list([scope, ...shown(call, teamId, "p.id", "j.projectId")], input);
        }
        if (groupId == null) throw invalid("workspaceId", "is required", "any.required");
        access.team(call.account, groupId, "belong");
        const scope = { sql: "p.teamId = ?", values: [groupId] };
        return projects.list([scope, ...shown(call, groupId, "p.id", "j.projectId")], input);
      },
    ),

    "projects.info": method(one, (call, input) => {
      access.project(call.account, input.id, "see");
      return projects.find(input.id);
    }),

    "projects.add": method(
      z.object({
        name,
        workspaceId: id,
        description: text.default(""),
        readme: text.default(""),
        type: z.literal("images", "the local instance keeps images only").default("images"),
        settings: looseObject.default({}),
        customData: customData.default({}),
      }),
      (call, input) => {
        const { teamId } = access.workspace(call.account, input.workspaceId, "edit");
        return database.atomic(() => {
          const created = projects.add({ ...input, teamId, createdBy: call.account.id }, call.now());
          const { id: userId } = call.account;
          stores.activity.record({ teamId, userId, action: "create_project", projectId: created }, call.now());
          // As recorded: a new project's counts are null, as in lists.
          const {
            imagesCount: _images,
            itemsCount: _items,
            datasetsCount: _datasets,
            ...project
          } = projects.find(created) ?? {};
          return { ...project, imagesCount: null, itemsCount: null, datasetsCount: null };
        });
      },
    ),

    "projects.editInfo": method(
      z.object({
        id,
        name: name.optional(),
        description: text.optional(),
        readme: text.optional(),
        customData: customData.optional(),
      }),
      (call, input) => {
        const { workspaceId } = access.project(call.account, input.id, "edit");
        projects.update(input.id, workspaceId, input, call.now());
        return projects.find(input.id);
      },
    ),

    "projects.settings.update": method(z.object({ id, settings: looseObject }), (call, input) => {
      access.project(call.account, input.id, "edit");
      projects.mergeSettings(input.id, input.settings, call.now());
      return projects.find(input.id)?.settings ?? {};
    }),

    "projects.archive": method(one, (call, input) => {
      access.project(call.account, input.id, "edit");
      projects.archive(input.id, call.now());
      return nothing;
    }),

    "datasets.list": method(z.object({ projectId: id, ...parentFields, ...listFields }), (call, input) => {
      const { teamId } = access.project(call.account, input.projectId, "see");
      const inside: Condition[] = input.parentId == null ? [] : [{ sql: "d.parentId = ?", values: [input.parentId] }];
      const scope = [...inside, ...shown(call, teamId, "d.id", "j.datasetId")];
      return datasets.list(input.projectId, input.recursive || inside.length > 0, scope, input);
    }),

    "datasets.info": method(one, (call, input) => {
      access.dataset(call.account, input.id, "see");
      return datasets.find(input.id);
    }),

    "datasets.add": method(
      z.object({
        projectId: id,
        parentId: id.nullish(),
        name,
        description: text.default(""),
        customData: customData.default({}),
      }),
      (call, input) => {
        const { teamId } = access.project(call.account, input.projectId, "edit");
        const parentId = input.parentId ?? null;
        if (parentId !== null && access.dataset(call.account, parentId, "edit").projectId !== input.projectId) {
          throw forbidden(`dataset ${parentId} is not in project ${input.projectId}`);
        }
        return database.atomic(() => {
          const { id: userId } = call.account;
          const datasetId = datasets.add({ ...input, parentId, createdBy: userId }, call.now());
          const { projectId } = input;
          stores.activity.record({ teamId, userId, action: "create_dataset", projectId, datasetId }, call.now());
          return datasets.find(datasetId);
        });
      },
    ),

    "datasets.editInfo": method(
      z.object({
        id,
        name: name.optional(),
        description: text.optional(),
        customData: customData.optional(),
      }),
      (call, input) => {
        access.dataset(call.account, input.id, "edit");
        const dataset = datasets.find(input.id);
        if (dataset !== undefined) datasets.update(dataset, input, call.now());
        return datasets.find(input.id);
      },
    ),

    "datasets.archive": method(one, (call, input) => {
      access.dataset(call.account, input.id, "edit");
      datasets.archive(input.id, call.now());
      return nothing;
    }),
  };
}

import { z } from "zod";
import type { Condition } from "../http/conditions.js";
import { customData, fields, flag, id, name, one, record, text } from "../http/fields.js";
import { extraFields, listFields } from "../http/listing.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { forbidden, invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { completeDataset, completeProject } from "./extra-fields.js";

const looseObject = record(z.record(z.string(), z.unknown()));
const parentFields = { parentId: id.nullish(), recursive: flag.default(false) };

/** Converts requested field names: the official SDK requests the name of a project as `title`. */
function fieldsOf(names: readonly string[]): string[] {
  return names.flatMap((each) =>
    each === "title" ? ["title", "name"] : each === "groupId" ? ["groupId", "teamId"] : [each],
  );
}

const noEmbeddings = "must not be set: embeddings need a neural network, and this instance has image labeling only";

/** `projects.*` and `datasets.*`, except the meta of projects. */
export function projectRoutes({ stores, access, storageUrls }: ServerContext): Methods {
  const { projects, datasets, database } = stores;

  const projectInfo = (call: Call, projectId: number, extra: readonly string[] = []) => {
    const project = projects.find(projectId);
    return project && completeProject(storageUrls, call, extra)(project);
  };
  const datasetInfo = (call: Call, datasetId: number) => {
    const dataset = datasets.find(datasetId);
    return dataset && completeDataset(storageUrls, call, ["customData"])(dataset);
  };
  const record = (call: Call, action: string, about: { teamId: number; projectId: number; datasetId?: number }) => {
    stores.activity.log(call, { ...about, action });
  };

  /** Restricts a list to the account's own jobs if it may not see all data of the team. */
  const shown = (call: Call, teamId: number, column: string, jobColumn: string): Condition[] => {
    if (access.seesAll(call.account, teamId)) return [];
    const ownJobs = access.ownJobs(call.account);
    return [{ sql: `${column} IN (SELECT ${jobColumn} FROM jobs j WHERE ${ownJobs.sql})`, values: ownJobs.values }];
  };

  return {
    "projects.list": method(
      fields({ workspaceId: id.nullish(), groupId: id.nullish(), teamId: id.nullish(), extraFields, ...listFields }),
      (call, given) => {
        const groupId = given.groupId ?? given.teamId;
        const extra = [...given.extraFields, ...(given.fields ?? [])];
        const complete = completeProject(storageUrls, call, extra);
        const input = { ...given, fields: given.fields?.length ? fieldsOf(extra) : undefined };
        if (input.workspaceId != null) {
          const { teamId } = access.workspace(call.account, input.workspaceId, "belong");
          const scope = { sql: "p.workspaceId = ?", values: [input.workspaceId] };
          return projects.list([scope, ...shown(call, teamId, "p.id", "j.projectId")], input, complete);
        }
        if (groupId == null) throw invalid("workspaceId", "is required", "any.required");
        access.team(call.account, groupId, "belong");
        const scope = { sql: "p.teamId = ?", values: [groupId] };
        return projects.list([scope, ...shown(call, groupId, "p.id", "j.projectId")], input, complete);
      },
    ),

    "projects.info": method(fields({ id, extraFields }), (call, input) => {
      access.project(call.account, input.id, "see");
      return projectInfo(call, input.id, input.extraFields);
    }),

    "projects.add": method(
      fields({
        name,
        workspaceId: id,
        description: text.default(""),
        readme: text.default(""),
        type: z.literal("images", "is not supported: the local instance only has image projects").default("images"),
        settings: looseObject.default({}),
        customData: customData.default({}),
      }),
      (call, input) => {
        const { teamId } = access.workspace(call.account, input.workspaceId, "edit");
        return database.atomic(() => {
          const created = projects.add({ ...input, teamId, createdBy: call.account.id }, call.now());
          stores.activity.log(call, { teamId, action: "create_project", projectId: created });
          // Like real servers, which return null counts for a new project.
          const {
            imagesCount: _images,
            itemsCount: _items,
            datasetsCount: _datasets,
            ...project
          } = projectInfo(call, created) ?? {};
          return { ...project, imagesCount: null, itemsCount: null, datasetsCount: null };
        });
      },
    ),

    "projects.editInfo": method(
      fields({
        id,
        name: name.optional(),
        description: text.optional(),
        readme: text.optional(),
        customData: customData.optional(),
        // Whether the project keeps its `updatedAt`.
        silent: flag.default(false),
        embeddingsEnabled: z.literal(false, noEmbeddings).optional(),
        embeddingsUpdatedAt: z.null(noEmbeddings).optional(),
      }),
      (call, input) => {
        const { teamId, workspaceId } = access.project(call.account, input.id, "edit");
        database.atomic(() => {
          const keptTime = input.silent ? projects.find(input.id)?.updatedAt : undefined;
          projects.update(input.id, workspaceId, input, keptTime ?? call.now());
          record(call, "update_project", { teamId, projectId: input.id });
        });
        return projectInfo(call, input.id);
      },
    ),

    "projects.settings.update": method(fields({ id, settings: looseObject }), (call, input) => {
      const { teamId } = access.project(call.account, input.id, "edit");
      database.atomic(() => {
        projects.mergeSettings(input.id, input.settings, call.now());
        record(call, "update_project", { teamId, projectId: input.id });
      });
      return projects.find(input.id)?.settings ?? {};
    }),

    "projects.archive": method(one, (call, input) => {
      const { teamId } = access.project(call.account, input.id, "edit");
      database.atomic(() => {
        projects.archive(input.id, call.now());
        record(call, "disable_project", { teamId, projectId: input.id });
      });
      return nothing;
    }),

    "datasets.list": method(fields({ projectId: id, ...parentFields, extraFields, ...listFields }), (call, input) => {
      const { teamId } = access.project(call.account, input.projectId, "see");
      const inside: Condition[] = input.parentId == null ? [] : [{ sql: "d.parentId = ?", values: [input.parentId] }];
      const scope = [...inside, ...shown(call, teamId, "d.id", "j.datasetId")];
      const recursive = input.recursive || inside.length > 0;
      const complete = completeDataset(storageUrls, call, [...input.extraFields, ...(input.fields ?? [])]);
      return datasets.list(input.projectId, recursive, scope, input, complete);
    }),

    "datasets.info": method(one, (call, input) => {
      access.dataset(call.account, input.id, "see");
      return datasetInfo(call, input.id);
    }),

    "datasets.add": method(
      fields({
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
          record(call, "create_dataset", { teamId, projectId, datasetId });
          return datasetInfo(call, datasetId);
        });
      },
    ),

    "datasets.editInfo": method(
      fields({
        id,
        name: name.optional(),
        description: text.optional(),
        customData: customData.optional(),
      }),
      (call, input) => {
        const { teamId, projectId } = access.dataset(call.account, input.id, "edit");
        const dataset = datasets.find(input.id);
        database.atomic(() => {
          if (dataset !== undefined) datasets.update(dataset, input, call.now());
          record(call, "update_dataset", { teamId, projectId, datasetId: input.id });
        });
        return datasetInfo(call, input.id);
      },
    ),

    "datasets.archive": method(one, (call, input) => {
      const { teamId, projectId } = access.dataset(call.account, input.id, "edit");
      database.atomic(() => {
        datasets.archive(input.id, call.now());
        record(call, "disable_dataset", { teamId, projectId, datasetId: input.id });
      });
      return nothing;
    }),
  };
}

import { z } from "zod";
import { fields, flag, id, name, one, record, some, text, unread } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Call, type Methods, method } from "../http/method.js";
import { forbidden, found, invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { may, type Permission } from "../users/permissions.js";
import type { Removable } from "./removal-store.js";

const part = flag.default(true);
const include = record(
  fields({
    classes: part,
    projectTags: part,
    datasets: part,
    images: part,
    imagesTags: part,
    annotationObjects: part,
    annotationObjectsTags: part,
    figures: part,
    figuresTags: part,
  }),
);

const address = text.pipe(z.string().min(1));
const backup = fields({ id, archiveUrl: address.optional(), annotationsArchiveUrl: address.optional() });
type Backup = z.output<typeof backup>;

/** Statistics, clones and permanent removal of projects, and the tasks of these operations. */
export function wholeProjectRoutes({ stores, access }: ServerContext): Methods {
  const { projects, metas, removal, database } = stores;

  /** Checks the permission to remove a record, archived or not. */
  const place = (call: Call, kind: Removable, itemId: number, permission: Permission) => {
    const teamId = found(kind, itemId, removal.teamOf(kind, itemId));
    const role = removal.roleIn(teamId, call.account.id);
    if (role === undefined ? !call.account.isAdmin : !may(role, permission)) {
      throw forbidden(`your role does not allow removing ${kind} ${itemId}`);
    }
    return teamId;
  };

  const removeAll = (call: Call, kind: Removable, ids: readonly number[], permission: Permission) => {
    const wanted = [...new Set(ids)];
    const teams = wanted.map((itemId) => place(call, kind, itemId, permission));
    return database.atomic(() => {
      for (const itemId of wanted) removal.remove(kind, itemId);
      return teams[0] ?? 0;
    });
  };

  /** Returns the response of removals, which real servers do in the background. */
  const finished = (call: Call, type: string, teamId: number) => {
    const task = { type, teamId, workspaceId: 0, userId: call.account.id, output: {} };
    return { taskId: stores.tasks.addFinished(task, call.now()) };
  };

  return {
    "projects.stats": method(one, (call, input) => {
      const { teamId } = access.project(call.account, input.id, "see");
      if (!access.seesAll(call.account, teamId)) throw forbidden("your role only allows access to your own jobs");
      return stores.projectStats.of(input.id, metas.classes(input.id), metas.tags(input.id));
    }),

    "projects.clone": method(
      fields({
        id: id.optional(),
        sharedLink: z.string().optional(),
        explorePath: z.string().optional(),
        sharedLinkToken: unread,
        workspaceId: id,
        name,
        include: include.optional(),
      }),
      (call, input) => {
        if (input.id === undefined) {
          throw invalid(
            "id",
            "is required: this instance does not support shared links and the ecosystem",
            "any.required",
          );
        }
        const from = access.project(call.account, input.id, "see");
        if (!access.seesAll(call.account, from.teamId))
          throw forbidden("your role only allows access to your own jobs");
        const { teamId } = access.workspace(call.account, input.workspaceId, "edit");
        const source = found("project", input.id, projects.find(input.id));
        const { workspaceId } = input;
        const { id: userId } = call.account;
        const parts = input.include ?? include.parse({});
        return database.atomic(() => {
          const { description, readme, type, settings, customData } = source;
          const copy = {
            ...{ workspaceId, teamId, name: input.name, createdBy: userId, settings },
            ...{ description: description ?? "", readme: readme ?? "", type: type ?? "images" },
            customData: customData ?? {},
          };
          const projectId = projects.add(copy, call.now());
          stores.projectClone.copy(
            source.id,
            projectId,
            {
              classes: parts.classes,
              tags: parts.projectTags,
              datasets: parts.datasets,
              images: parts.images,
              imageTags: parts.imagesTags,
              figures: parts.figures && parts.annotationObjects,
              figureTags: parts.figuresTags && parts.annotationObjectsTags,
            },
            userId,
            call.now(),
          );
          stores.activity.record({ teamId, userId, action: "create_project", projectId }, call.now());
          const output = { project: { id: projectId, title: input.name } };
          const task = { type: "clone", teamId, workspaceId, userId, output };
          return { taskId: stores.tasks.addFinished(task, call.now()) };
        });
      },
    ),

    "tasks.info": method(one, (call, input) => {
      const task = found("task", input.id, stores.tasks.find(input.id));
      // The creator may also read tasks of a removed team.
      if (task.createdBy !== call.account.id) access.team(call.account, task.teamId, "belong");
      return task;
    }),

    "tasks.list": method(fields({ workspaceId: id, ...listFields }), (call, input) => {
      access.workspace(call.account, input.workspaceId, "belong");
      return stores.tasks.list([{ sql: "t.workspaceId = ?", values: [input.workspaceId] }], input);
    }),

    "teams.remove.permanently": method(fields({ teamsIds: some(id, 50) }), (call, input) =>
      finished(call, "remove_teams", removeAll(call, "team", input.teamsIds, "manage_team")),
    ),

    "workspaces.remove.permanently": method(fields({ workspacesIds: some(id, 50) }), (call, input) =>
      finished(call, "remove_workspaces", removeAll(call, "workspace", input.workspacesIds, "edit")),
    ),

    // With `archiveUrl`, the data was archived elsewhere: it is removed here, and the project keeps the URL.
    "projects.remove.permanently": method(
      fields({ projects: some(record(backup), 50), preserveProjectCard: flag.optional() }),
      (call, input) => {
        for (const project of input.projects) place(call, "project", project.id, "edit");
        const isKept = (project: Backup) => input.preserveProjectCard ?? project.archiveUrl !== undefined;
        database.atomic(() => {
          const removedIds = input.projects.filter((project) => !isKept(project)).map((project) => project.id);
          removeAll(call, "project", removedIds, "edit");
          for (const project of input.projects.filter(isKept)) {
            removal.empty(project.id);
            const { archiveUrl: url, annotationsArchiveUrl: annotationsUrl } = project;
            projects.keepBackup(project.id, { url, annotationsUrl }, call.now());
          }
        });
        return { success: true };
      },
    ),

    "datasets.remove.permanently": method(fields({ datasets: some(record(one), 50) }), (call, input) => {
      const ids = input.datasets.map((each) => each.id);
      removeAll(call, "dataset", ids, "edit");
      return { success: true };
    }),
  };
}

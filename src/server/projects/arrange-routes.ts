import type { Condition } from "../http/conditions.js";
import { fields, flag, id } from "../http/fields.js";
import { extraFields, listFields } from "../http/listing.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { activeProject } from "./active-conditions.js";
import { completeDataset, completeProject } from "./extra-fields.js";

/** Moving projects and datasets, favorites, hidden workspaces, and lists over all teams. */
export function arrangeRoutes({ stores, access, storageUrls }: ServerContext): Methods {
  const { projects, datasets, arrangement, database, activity } = stores;

  /** Returns the scope of lists over all teams: everything for admins of the instance, else the teams that the account sees completely. */
  const ofTeams = (call: Call, column: string): Condition[] => {
    if (call.account.isAdmin) return [{ sql: `${column} IN (SELECT id FROM teams WHERE archived = 0)`, values: [] }];
    const teams = stores.teams.memberships(call.account.id).filter((team) => access.seesAll(call.account, team.id));
    return [{ sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(teams.map((t) => t.id))] }];
  };

  return {
    "datasets.move": method(fields({ srcId: id, destId: id.nullish() }), (call, input) => {
      const source = access.dataset(call.account, input.srcId, "edit");
      const parentId = input.destId ?? null;
      if (parentId !== null) {
        const target = access.dataset(call.account, parentId, "edit");
        if (target.projectId !== source.projectId) {
          throw invalid("destId", `dataset ${parentId} is in another project than dataset ${source.id}`, "any.only");
        }
        if (arrangement.isInside(parentId, source.id)) {
          throw invalid("destId", `dataset ${parentId} is dataset ${source.id} or is nested in it`, "any.only");
        }
      }
      database.atomic(() => {
        datasets.rejectTakenIn(source.projectId, parentId, source.id);
        arrangement.moveDataset(source.id, parentId, call.now());
        const about = { teamId: source.teamId, projectId: source.projectId, datasetId: source.id };
        activity.log(call, { ...about, action: "update_dataset" });
      });
      return nothing;
    }),

    "projects.workspace.set": method(fields({ id, workspaceId: id }), (call, input) => {
      const { teamId } = access.project(call.account, input.id, "edit");
      const target = access.workspace(call.account, input.workspaceId, "edit");
      if (target.teamId !== teamId) {
        // Jobs, members and files of a project belong to its team.
        throw invalid("workspaceId", `workspace ${input.workspaceId} belongs to another team`, "any.only");
      }
      database.atomic(() => {
        projects.rejectTakenIn(input.workspaceId, input.id);
        arrangement.moveProject(input.id, input.workspaceId, call.now());
        activity.log(call, { teamId, projectId: input.id, action: "update_project" });
      });
      return nothing;
    }),

    "projects.list.all": method(
      fields({ extraFields, skipExported: flag.nullish(), ...listFields }),
      (call, { skipExported: _none, ...input }) =>
        projects.list(ofTeams(call, "p.teamId"), input, completeProject(storageUrls, call, input.extraFields)),
    ),

    "datasets.list.all": method(fields({ extraFields, ...listFields }), (call, input) => {
      const open = `SELECT p.id FROM projects p JOIN workspaces w ON w.id = p.workspaceId WHERE ${activeProject}`;
      const scopes = ofTeams(call, "p.teamId").map(({ sql, values }) => ({
        sql: `d.projectId IN (${open} AND ${sql})`,
        values,
      }));
      return datasets.listAll(scopes, input, completeDataset(storageUrls, call, input.extraFields));
    }),

    "datasets.favorite-change": method(fields({ id, isFavorite: flag }), (call, input) => {
      access.dataset(call.account, input.id, "see");
      arrangement.setFavorite(call.account.id, input.id, input.isFavorite);
      return nothing;
    }),

    "workspaces.visibility.set": method(fields({ id, hidden: flag }), (call, input) => {
      access.workspace(call.account, input.id, "edit");
      arrangement.setHidden(input.id, input.hidden, call.now());
      return nothing;
    }),
  };
}

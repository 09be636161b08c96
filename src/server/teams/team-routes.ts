import { z } from "zod";
import { roleNames } from "../../domain/records/team.js";
import { count, fields, id, name, one, text } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Methods, method, nothing } from "../http/method.js";
import { forbidden, invalid, missing } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { hidden } from "./team-store.js";

const roleId = count.pipe(z.int().min(1).max(roleNames.length, `must be the id of a role, 1 to ${roleNames.length}`));
const edit = fields({ id, name: name.optional(), description: text.optional() });

/** `teams.*`, `members.*`, `roles.list`, `workspaces.*`. */
export function teamRoutes({ stores, access }: ServerContext): Methods {
  const { teams, accounts, database } = stores;
  const member = (teamId: number, userId: number) => {
    if (teams.roleOf(userId, teamId) === undefined) throw missing("member", userId);
  };
  const keepAnAdmin = (teamId: number, userId: number) => {
    if (teams.isLastAdmin(userId, teamId)) throw invalid("id", `user ${userId} is the only admin of team ${teamId}`);
  };

  return {
    "roles.list": method(fields(listFields), (_call, input) => stores.roles.list(input)),

    "teams.list": method(fields(listFields), (call, input) => teams.list(call.account.id, input)),

    "teams.info": method(one, (call, input) => {
      access.team(call.account, input.id, "belong");
      return teams.find(input.id, call.account.id);
    }),

    "teams.add": method(fields({ name, description: text.default("") }), (call, input) =>
      database.atomic(() => {
        if (call.account.isRestricted) throw forbidden("a restricted user cannot create teams");
        const teamId = teams.add(input, call.now());
        teams.setMember(teamId, call.account.id, 1);
        teams.addWorkspace({ teamId, name: "First Workspace", description: "" }, call.now());
        return teams.find(teamId, call.account.id);
      }),
    ),

    "teams.editInfo": method(edit, (call, input) => {
      access.team(call.account, input.id, "manage_team");
      teams.update(input.id, input, call.now());
      return teams.find(input.id, call.account.id);
    }),

    "teams.archive": method(one, (call, input) => {
      access.team(call.account, input.id, "manage_team");
      teams.archive(input.id, call.now());
      return nothing;
    }),

    "members.list": method(fields({ teamId: id, ...listFields }), (call, input) => {
      access.team(call.account, input.teamId, "belong");
      if (call.account.isAdmin) return teams.members(input.teamId, input);
      // Sorting or filtering by a hidden field would reveal it.
      for (const field of [input.sort, ...(input.filter ?? []).map((each) => each.field)]) {
        if (field !== undefined && field in hidden)
          throw forbidden(`only an admin of the instance may sort or filter by ${field}`);
      }
      const page = teams.members(input.teamId, input);
      const seen = (row: (typeof page.entities)[number]) =>
        row.id === call.account.id
          ? row
          : { ...row, ...Object.fromEntries(Object.entries(hidden).filter(([name]) => name in row)) };
      return { ...page, entities: page.entities.map(seen) };
    }),

    "members.add": method(fields({ login: z.string(), teamId: id, roleId }), (call, input) => {
      access.team(call.account, input.teamId, "manage_team");
      const user = accounts.byLogin(input.login);
      if (user === undefined) throw invalid("login", `there is no user "${input.login}"`, "any.only");
      // Existing members keep their role: unlike editInfo, an invitation does not change permissions.
      if (teams.roleOf(user.id, input.teamId) === undefined) {
        database.atomic(() => {
          teams.setMember(input.teamId, user.id, input.roleId);
          const meta = { memberId: user.id, login: input.login, roleId: input.roleId };
          stores.activity.log(call, { teamId: input.teamId, action: "add_member", meta });
        });
      }
      return { userId: user.id };
    }),

    "members.editInfo": method(fields({ id, teamId: id, roleId }), (call, input) => {
      access.team(call.account, input.teamId, "manage_team");
      member(input.teamId, input.id);
      if (input.roleId !== 1) keepAnAdmin(input.teamId, input.id);
      teams.setMember(input.teamId, input.id, input.roleId);
      return nothing;
    }),

    "members.remove": method(fields({ id, teamId: id }), (call, input) => {
      access.team(call.account, input.teamId, "manage_team");
      member(input.teamId, input.id);
      keepAnAdmin(input.teamId, input.id);
      database.atomic(() => {
        teams.removeMember(input.teamId, input.id);
        stores.activity.log(call, { teamId: input.teamId, action: "remove_member", meta: { memberId: input.id } });
      });
      return nothing;
    }),

    "workspaces.list": method(fields({ teamId: id, ...listFields }), (call, input) => {
      access.team(call.account, input.teamId, "belong");
      return teams.workspaces(input.teamId, input);
    }),

    "workspaces.info": method(one, (call, input) => {
      access.workspace(call.account, input.id, "belong");
      return teams.findWorkspace(input.id);
    }),

    "workspaces.add": method(fields({ teamId: id, name, description: text.default("") }), (call, input) => {
      const { teamId } = input;
      access.team(call.account, teamId, "edit");
      return database.atomic(() => {
        const workspaceId = teams.addWorkspace(input, call.now());
        stores.activity.log(call, { teamId, action: "create_workspace", meta: { workspaceId } });
        return teams.findWorkspace(workspaceId);
      });
    }),

    "workspaces.editInfo": method(edit, (call, input) => {
      access.workspace(call.account, input.id, "edit");
      const workspace = teams.findWorkspace(input.id);
      if (workspace !== undefined) teams.updateWorkspace(workspace, input, call.now());
      return teams.findWorkspace(input.id);
    }),

    "workspaces.archive": method(one, (call, input) => {
      const { teamId } = access.workspace(call.account, input.id, "edit");
      database.atomic(() => {
        teams.archiveWorkspace(input.id, call.now());
        stores.activity.log(call, { teamId, action: "disable_workspace", meta: { workspaceId: input.id } });
      });
      return nothing;
    }),

    "teams.activity": method(fields({ teamId: id, ...listFields }), (call, input) => {
      const seesAll = access.seesAll(call.account, input.teamId);
      const ownOnly = seesAll ? [] : [{ sql: "a.userId = ?", values: [call.account.id] }];
      return stores.activity.list(input.teamId, ownOnly, input);
    }),
  };
}

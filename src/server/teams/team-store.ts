import { z } from "zod";
import type { RoleName, TeamWire, UserWire, WorkspaceWire } from "../../domain/records/team.js";
import { ReadCache } from "../db/read-cache.js";
import { flagColumn, idRow } from "../db/rows.js";
import { Store } from "../db/store.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";
import { nameTaken } from "../http/problem.js";
import { roleNameOf } from "../users/permissions.js";

const teams = listOf(
  "teams t",
  {
    id: { type: z.int(), filter: "number" },
    name: { type: z.string(), filter: "name" },
    description: { type: z.string() },
    roleId: { type: z.int(), sql: "m.roleId" },
    createdAt: { type: z.string(), filter: "time" },
    updatedAt: { type: z.string(), filter: "time" },
  },
  {
    from: "members m JOIN teams t ON t.id = m.teamId",
    wire: ({ roleId, ...team }) => ({ ...team, role: roleNameOf(roleId) ?? null }),
  },
);

const members = listOf(
  "users u",
  {
    id: { type: z.int() },
    login: { type: z.string(), filter: "name" },
    roleId: { type: z.int(), sql: "m.roleId", filter: "number" },
    name: { type: z.string(), filter: "name" },
    email: { type: z.string().nullable(), filter: "text", nullable: true },
    logins: { type: z.int() },
    disabled: { type: flagColumn, filter: "flag" },
    lastLogin: { type: z.string().nullable() },
    createdAt: { type: z.string(), filter: "time" },
    updatedAt: { type: z.string() },
  },
  {
    from: "members m JOIN users u ON u.id = m.userId",
    key: "m.userId",
    filters: {
      id: { sql: "m.userId", kind: "number" },
    },
    wire: (row) => ({ ...row, role: roleNameOf(row.roleId) ?? null }),
  },
);

const workspaces = listOf("workspaces w", {
  id: { type: z.int(), filter: "number" },
  name: { type: z.string(), filter: "name" },
  description: { type: z.string() },
  teamId: { type: z.int() },
  hidden: { type: flagColumn },
  createdAt: { type: z.string(), filter: "time" },
  updatedAt: { type: z.string(), filter: "time" },
});

/** Fields of members that other members cannot see. */
export const hidden = { email: null, lastLogin: null } as const;

const membershipRow = z
  .object({ id: z.int(), name: z.string(), roleId: z.int() })
  .transform((row) => ({ ...row, role: roleNameOf(row.roleId) ?? "" }));

/** A membership in the API's format. */
export type MembershipWire = z.output<typeof membershipRow>;

/** Stores teams, their members and their workspaces. */
export class TeamStore extends Store {
  /** Cached, since every request reads it. */
  readonly #roles = new ReadCache<RoleName>(this.database, 1000);
  readonly #sql = {
    teams: new ListReader(this.database, teams),
    members: new ListReader(this.database, members),
    workspaces: new ListReader(this.database, workspaces),
    exists: this.database.query("SELECT id FROM teams WHERE id = ? AND archived = 0", idRow),
    byName: this.database.query("SELECT id FROM teams WHERE name = ? AND archived = 0", idRow),
    role: this.database.query(
      "SELECT m.roleId FROM members m JOIN teams t ON t.id = m.teamId WHERE m.teamId = ? AND m.userId = ? AND t.archived = 0",
      z.object({ roleId: z.int() }),
    ),
    memberships: this.database.query(
      `SELECT t.id, t.name, m.roleId FROM members m JOIN teams t ON t.id = m.teamId
       WHERE m.userId = ? AND t.archived = 0 ORDER BY t.id`,
      membershipRow,
    ),
    workspaceByName: this.database.query(
      "SELECT id FROM workspaces WHERE teamId = ? AND name = ? AND archived = 0",
      idRow,
    ),
    admins: this.database.query("SELECT userId AS id FROM members WHERE teamId = ? AND roleId = 1", idRow),
    setMember: this.database.command(
      `INSERT INTO members (teamId, userId, roleId) VALUES (?, ?, ?)
       ON CONFLICT (teamId, userId) DO UPDATE SET roleId = excluded.roleId`,
    ),
    removeMember: this.database.command("DELETE FROM members WHERE teamId = ? AND userId = ?"),
  };

  exists(teamId: number): boolean {
    return this.#sql.exists.first(teamId) !== undefined;
  }

  /** Lists the teams of a user. */
  list(userId: number, request: ListRequest): Page<TeamWire> {
    return this.#sql.teams.page([{ sql: "m.userId = ?", values: [userId] }, live], request);
  }

  /** Returns a team with the role of its member `userId`. */
  find(teamId: number, userId: number): TeamWire | undefined {
    const conditions = [
      { sql: "t.id = ?", values: [teamId] },
      { sql: "m.userId = ?", values: [userId] },
    ];
    return this.#sql.teams.first([...conditions, live]);
  }

  isTaken(name: string): boolean {
    return this.#sql.byName.first(name) !== undefined;
  }

  /** @throws {Problem} the name is in use */
  add(team: { id?: number; name: string; description: string }, now: string): number {
    this.#rejectTaken(team.name);
    const { id, name, description } = team;
    return this.database.insert("teams", { id, name, description, createdAt: now, updatedAt: now });
  }

  update(teamId: number, change: { name?: string; description?: string }, now: string): void {
    if (change.name !== undefined) this.#rejectTaken(change.name, teamId);
    const { name, description } = change;
    this.database.update("teams", teamId, { name, description, updatedAt: now });
  }

  archive(teamId: number, now: string): void {
    this.database.update("teams", teamId, { archived: true, updatedAt: now });
  }

  /** Returns the role of a user in a team; undefined if the user is not a member. */
  roleOf(userId: number, teamId: number): RoleName | undefined {
    return this.#roles.get(`${userId} ${teamId}`, () => {
      const member = this.#sql.role.first(teamId, userId);
      return member === undefined ? undefined : roleNameOf(member.roleId);
    });
  }

  members(teamId: number, request: ListRequest): Page<UserWire> {
    return this.#sql.members.page([{ sql: "m.teamId = ?", values: [teamId] }], request);
  }

  memberships(userId: number): MembershipWire[] {
    return this.#sql.memberships.all(userId);
  }

  /** Whether `userId` is the only admin of a team. */
  isLastAdmin(userId: number, teamId: number): boolean {
    const admins = this.#sql.admins.all(teamId);
    return admins.length === 1 && admins[0]?.id === userId;
  }

  setMember(teamId: number, userId: number, roleId: number): void {
    this.#sql.setMember.run(teamId, userId, roleId);
  }

  removeMember(teamId: number, userId: number): void {
    this.#sql.removeMember.run(teamId, userId);
  }

  workspaces(teamId: number, request: ListRequest): Page<WorkspaceWire> {
    return this.#sql.workspaces.page([{ sql: "w.teamId = ?", values: [teamId] }, openWorkspace], request);
  }

  findWorkspace(id: number): WorkspaceWire | undefined {
    return this.#sql.workspaces.first([{ sql: "w.id = ?", values: [id] }, openWorkspace]);
  }

  /** Returns the oldest workspace of a team. */
  firstWorkspace(teamId: number): WorkspaceWire | undefined {
    return this.#sql.workspaces.first([{ sql: "w.teamId = ?", values: [teamId] }, openWorkspace]);
  }

  /** @throws {Problem} the team has a workspace of that name */
  addWorkspace(workspace: { id?: number; teamId: number; name: string; description: string }, now: string): number {
    const { id, teamId, name, description } = workspace;
    this.#rejectTakenWorkspace(teamId, name);
    return this.database.insert("workspaces", { id, teamId, name, description, createdAt: now, updatedAt: now });
  }

  updateWorkspace(workspace: WorkspaceWire, change: { name?: string; description?: string }, now: string): void {
    if (change.name !== undefined) this.#rejectTakenWorkspace(workspace.teamId, change.name, workspace.id);
    const { name, description } = change;
    this.database.update("workspaces", workspace.id, { name, description, updatedAt: now });
  }

  archiveWorkspace(id: number, now: string): void {
    this.database.update("workspaces", id, { archived: true, updatedAt: now });
  }

  #rejectTaken(name: string, but?: number): void {
    const other = this.#sql.byName.first(name);
    if (other !== undefined && other.id !== but) throw nameTaken("groups", { name, id: other.id });
  }

  #rejectTakenWorkspace(teamId: number, name: string, but?: number): void {
    const other = this.#sql.workspaceByName.first(teamId, name);
    if (other !== undefined && other.id !== but) throw nameTaken("workspace", { name, id: other.id });
  }
}

const live = { sql: "t.archived = 0", values: [] };
const openWorkspace = { sql: "w.archived = 0", values: [] };

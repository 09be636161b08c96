import { z } from "zod";
import type { RoleName, TeamWire, UserWire, WorkspaceWire } from "../../domain/records/team.js";
import type { Command, Database, Query } from "../db/database.js";
import { ReadCache } from "../db/read-cache.js";
import { flagColumn, idRow } from "../db/rows.js";
import { Listing, type ListRequest, type Page, type Plan } from "../http/listing.js";
import { taken } from "../http/problem.js";
import { roleNameOf } from "../users/permissions.js";

const teamRow = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string(),
  roleId: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const teams: Plan<typeof teamRow.shape, TeamWire> = {
  select: "SELECT t.id, t.name, t.description, m.roleId, t.createdAt, t.updatedAt",
  from: "members m JOIN teams t ON t.id = m.teamId",
  key: "t.id",
  fields: {
    id: { sql: "t.id", kind: "number" },
    name: { sql: "t.name", kind: "name" },
    createdAt: { sql: "t.createdAt", kind: "time" },
    updatedAt: { sql: "t.updatedAt", kind: "time" },
  },
  row: teamRow,
  wire: ({ roleId, ...team }) => ({ ...team, role: roleNameOf(roleId) ?? null }),
};

const memberRow = z.object({
  id: z.int(),
  login: z.string(),
  roleId: z.int(),
  name: z.string(),
  email: z.string().nullable(),
  logins: z.int(),
  disabled: flagColumn,
  lastLogin: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const members: Plan<typeof memberRow.shape, UserWire> = {
  select:
    "SELECT u.id, u.login, m.roleId, u.name, u.email, u.logins, u.disabled, u.lastLogin, u.createdAt, u.updatedAt",
  from: "members m JOIN users u ON u.id = m.userId",
  key: "m.userId",
  fields: {
    id: { sql: "m.userId", kind: "number" },
    login: { sql: "u.login", kind: "name" },
    name: { sql: "u.name", kind: "name" },
    email: { sql: "u.email", kind: "text", nullable: true },
    roleId: { sql: "m.roleId", kind: "number" },
    disabled: { sql: "u.disabled", kind: "flag" },
    createdAt: { sql: "u.createdAt", kind: "time" },
  },
  row: memberRow,
  wire: (row) => ({ ...row, role: roleNameOf(row.roleId) ?? null }),
};

const workspaceRow = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string(),
  teamId: z.int(),
  hidden: flagColumn,
  createdAt: z.string(),
  updatedAt: z.string(),
});

const workspaces: Plan<typeof workspaceRow.shape, WorkspaceWire & { readonly hidden: boolean }> = {
  select: "SELECT w.id, w.name, w.description, w.teamId, w.hidden, w.createdAt, w.updatedAt",
  from: "workspaces w",
  key: "w.id",
  fields: {
    id: { sql: "w.id", kind: "number" },
    name: { sql: "w.name", kind: "name" },
    createdAt: { sql: "w.createdAt", kind: "time" },
    updatedAt: { sql: "w.updatedAt", kind: "time" },
  },
  row: workspaceRow,
  wire: (row) => row,
};

/** Fields of members that other members cannot see. */
export const hidden = { email: null, lastLogin: null } as const;

const membershipRow = z
  .object({ id: z.int(), name: z.string(), roleId: z.int() })
  .transform((row) => ({ ...row, role: roleNameOf(row.roleId) ?? "" }));

/** A membership in the API's format. */
export type MembershipWire = z.output<typeof membershipRow>;

/** Stores teams, their members and their workspaces. */
export class TeamStore {
  readonly #teams: Listing<typeof teamRow.shape, TeamWire>;
  readonly #members: Listing<typeof memberRow.shape, UserWire>;
  readonly #workspaces: Listing<typeof workspaceRow.shape, WorkspaceWire & { readonly hidden: boolean }>;
  readonly #exists: Query<{ id: number }>;
  readonly #byName: Query<{ id: number }>;
  readonly #role: Query<{ roleId: number }>;
  /** Cached, since every request reads it. */
  readonly #roles: ReadCache<RoleName>;
  readonly #memberships: Query<MembershipWire>;
  readonly #workspaceByName: Query<{ id: number }>;
  readonly #admins: Query<{ id: number }>;
  readonly #insertTeam: Command;
  readonly #updateTeam: Command;
  readonly #archiveTeam: Command;
  readonly #setMember: Command;
  readonly #removeMember: Command;
  readonly #insertWorkspace: Command;
  readonly #updateWorkspace: Command;
  readonly #archiveWorkspace: Command;

  constructor(database: Database) {
    this.#teams = new Listing(database, teams);
    this.#members = new Listing(database, members);
    this.#workspaces = new Listing(database, workspaces);
    this.#exists = database.query("SELECT id FROM teams WHERE id = ? AND archived = 0", idRow);
    this.#byName = database.query("SELECT id FROM teams WHERE name = ? AND archived = 0", idRow);
    this.#roles = new ReadCache(database, 1000);
    this.#role = database.query(
      "SELECT m.roleId FROM members m JOIN teams t ON t.id = m.teamId WHERE m.teamId = ? AND m.userId = ? AND t.archived = 0",
      z.object({ roleId: z.int() }),
    );
    this.#memberships = database.query(
      `SELECT t.id, t.name, m.roleId FROM members m JOIN teams t ON t.id = m.teamId
       WHERE m.userId = ? AND t.archived = 0 ORDER BY t.id`,
      membershipRow,
    );
    this.#workspaceByName = database.query(
      "SELECT id FROM workspaces WHERE teamId = ? AND name = ? AND archived = 0",
      idRow,
    );
    this.#admins = database.query("SELECT userId AS id FROM members WHERE teamId = ? AND roleId = 1", idRow);
    this.#insertTeam = database.command(
      "INSERT INTO teams (id, name, description, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?)",
    );
    this.#updateTeam = database.command(
      "UPDATE teams SET name = ifnull(?, name), description = ifnull(?, description), updatedAt = ? WHERE id = ?",
    );
    this.#archiveTeam = database.command("UPDATE teams SET archived = 1, updatedAt = ? WHERE id = ?");
    this.#setMember = database.command(
      `INSERT INTO members (teamId, userId, roleId) VALUES (?, ?, ?)
       ON CONFLICT (teamId, userId) DO UPDATE SET roleId = excluded.roleId`,
    );
    this.#removeMember = database.command("DELETE FROM members WHERE teamId = ? AND userId = ?");
    this.#insertWorkspace = database.command(
      "INSERT INTO workspaces (id, teamId, name, description, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#archiveWorkspace = database.command("UPDATE workspaces SET archived = 1, updatedAt = ? WHERE id = ?");
    this.#updateWorkspace = database.command(
      "UPDATE workspaces SET name = ifnull(?, name), description = ifnull(?, description), updatedAt = ? WHERE id = ?",
    );
  }

  exists(teamId: number): boolean {
    return this.#exists.first(teamId) !== undefined;
  }

  /** Lists the teams of a user. */
  list(userId: number, request: ListRequest): Page<TeamWire> {
    return this.#teams.page([{ sql: "m.userId = ?", values: [userId] }, live], request);
  }

  /** Returns a team with the role of its member `userId`. */
  find(teamId: number, userId: number): TeamWire | undefined {
    const conditions = [
      { sql: "t.id = ?", values: [teamId] },
      { sql: "m.userId = ?", values: [userId] },
    ];
    return this.#teams.first([...conditions, live]);
  }

  isTaken(name: string): boolean {
    return this.#byName.first(name) !== undefined;
  }

  /** @throws {Problem} the name is in use */
  add(team: { id?: number; name: string; description: string }, now: string): number {
    this.#refuseTaken(team.name);
    return this.#insertTeam.run(team.id ?? null, team.name, team.description, now, now).id;
  }

  update(teamId: number, change: { name?: string; description?: string }, now: string): void {
    if (change.name !== undefined) this.#refuseTaken(change.name, teamId);
    this.#updateTeam.run(change.name ?? null, change.description ?? null, now, teamId);
  }

  archive(teamId: number, now: string): void {
    this.#archiveTeam.run(now, teamId);
  }

  /** Returns the role of a user in a team; undefined if the user is not a member. */
  roleOf(userId: number, teamId: number): RoleName | undefined {
    return this.#roles.get(`${userId} ${teamId}`, () => {
      const member = this.#role.first(teamId, userId);
      return member === undefined ? undefined : roleNameOf(member.roleId);
    });
  }

  members(teamId: number, request: ListRequest): Page<UserWire> {
    return this.#members.page([{ sql: "m.teamId = ?", values: [teamId] }], request);
  }

  memberships(userId: number): MembershipWire[] {
    return this.#memberships.all(userId);
  }

  /** Whether `userId` is the only admin of a team. */
  isLastAdmin(userId: number, teamId: number): boolean {
    const admins = this.#admins.all(teamId);
    return admins.length === 1 && admins[0]?.id === userId;
  }

  setMember(teamId: number, userId: number, roleId: number): void {
    this.#setMember.run(teamId, userId, roleId);
  }

  removeMember(teamId: number, userId: number): void {
    this.#removeMember.run(teamId, userId);
  }

  workspaces(teamId: number, request: ListRequest): Page<WorkspaceWire> {
    return this.#workspaces.page([{ sql: "w.teamId = ?", values: [teamId] }, openWorkspace], request);
  }

  findWorkspace(id: number): WorkspaceWire | undefined {
    return this.#workspaces.first([{ sql: "w.id = ?", values: [id] }, openWorkspace]);
  }

  /** Returns the oldest workspace of a team. */
  firstWorkspace(teamId: number): WorkspaceWire | undefined {
    return this.#workspaces.first([{ sql: "w.teamId = ?", values: [teamId] }, openWorkspace]);
  }

  /** @throws {Problem} the team has a workspace of that name */
  addWorkspace(workspace: { id?: number; teamId: number; name: string; description: string }, now: string): number {
    const { id = null, teamId, name, description } = workspace;
    this.#refuseTakenWorkspace(teamId, name);
    return this.#insertWorkspace.run(id, teamId, name, description, now, now).id;
  }

  updateWorkspace(workspace: WorkspaceWire, change: { name?: string; description?: string }, now: string): void {
    if (change.name !== undefined) this.#refuseTakenWorkspace(workspace.teamId, change.name, workspace.id);
    this.#updateWorkspace.run(change.name ?? null, change.description ?? null, now, workspace.id);
  }

  archiveWorkspace(id: number, now: string): void {
    this.#archiveWorkspace.run(now, id);
  }

  #refuseTaken(name: string, but?: number): void {
    const other = this.#byName.first(name);
    if (other !== undefined && other.id !== but) throw taken("groups", { name, id: other.id });
  }

  #refuseTakenWorkspace(teamId: number, name: string, but?: number): void {
    const other = this.#workspaceByName.first(teamId, name);
    if (other !== undefined && other.id !== but) throw taken("workspace", { name, id: other.id });
  }
}

const live = { sql: "t.archived = 0", values: [] };
const openWorkspace = { sql: "w.archived = 0", values: [] };

/** People and where they belong: users, roles, teams, members, workspaces. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { recordOf } from "../display/record-display.js";
import { idSchema, optionalTimeSchema, orNull, textSchema, timeSchema } from "./wire.js";

/** The roles of a team by the ids that the API uses. Reviewer and manager exist in the product; their ids are guesses. */
export const DefaultRole = Object.freeze({
  ADMIN: 1,
  DEVELOPER: 2,
  ANNOTATOR: 3,
  VIEWER: 4,
  REVIEWER: 5,
  MANAGER: 6,
} as const);

/** The roles by name, as chains take them. */
export const roleNames = ["admin", "developer", "annotator", "viewer", "reviewer", "manager"] as const;
export type RoleName = (typeof roleNames)[number];

/** The API's id of a role's name. */
export function roleIdOf(name: RoleName): number {
  return roleNames.indexOf(name) + 1;
}

const roleWireSchema = z.object({
  id: idSchema,
  role: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type RoleWire = z.input<typeof roleWireSchema>;

export interface RoleInfo extends Readonly<z.output<typeof roleWireSchema>> {}

/** A role that a member of a team can have. */
export class RoleInfo {
  static {
    showInHosts(RoleInfo);
  }

  static readonly plural = "roles";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Role", kind: "text" },
    { title: "Created", kind: "time", weight: 1 },
    { title: "Updated", kind: "time", weight: 2 },
  ];

  constructor(fields: z.output<typeof roleWireSchema>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(role: RoleInfo): readonly Cell[] {
    return [role.id, role.role, role.createdAt, role.updatedAt];
  }

  [display](): DisplayModel {
    return recordOf("Role", this);
  }
}

/** Wire → {@link RoleInfo}. */
export const roleSchema = roleWireSchema.transform((fields) => new RoleInfo(fields));

const membershipSchema = z.object({
  id: idSchema,
  name: z.string(),
  roleId: idSchema,
  role: z.string(),
});

/** A team that a user is in, with the role there. */
export type Membership = Readonly<z.output<typeof membershipSchema>>;

const userWireSchema = z.object({
  id: idSchema,
  login: z.string(),
  /** The role in the team that was asked about; null for a user by itself. */
  role: orNull(z.string()),
  roleId: orNull(idSchema),
  name: textSchema,
  email: orNull(z.string()),
  /** How often the account logged in. */
  logins: z
    .int()
    .nonnegative()
    .nullish()
    .transform((logins) => logins ?? 0),
  disabled: z
    .boolean()
    .nullish()
    .transform((disabled) => disabled ?? false),
  lastLogin: optionalTimeSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
  /** Only where one user was asked for. */
  teams: z.array(membershipSchema).nullish(),
});
export type UserWire = z.input<typeof userWireSchema>;

export interface UserInfo extends Readonly<z.output<typeof userWireSchema>> {}

/** An account; as a member of a team it carries its role there. */
export class UserInfo {
  static {
    showInHosts(UserInfo);
  }

  static readonly plural = "users";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Login", kind: "text" },
    { title: "Role", kind: "text" },
    { title: "Name", kind: "text", weight: 2 },
    { title: "Logins", kind: "count" },
    { title: "Disabled", kind: "flag", weight: 3 },
    { title: "Created", kind: "time", weight: 4 },
  ];

  constructor(fields: z.output<typeof userWireSchema>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(user: UserInfo): readonly Cell[] {
    return [user.id, user.login, user.role, user.name, user.logins, user.disabled, user.createdAt];
  }

  [display](): DisplayModel {
    const { teams, ...rest } = this;
    return recordOf("User", {
      ...rest,
      ...(teams == null ? {} : { teams: teams.map((team) => `${team.name} (${team.role})`) }),
    });
  }
}

/** Wire → {@link UserInfo}. */
export const userSchema = userWireSchema.transform((fields) => new UserInfo(fields));

const teamWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: textSchema,
  /** The role of the one who asks. */
  role: orNull(z.string()),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type TeamWire = z.input<typeof teamWireSchema>;

export interface TeamInfo extends Readonly<z.output<typeof teamWireSchema>> {}

/** A team: the people, workspaces and jobs of one group. */
export class TeamInfo {
  static {
    showInHosts(TeamInfo);
  }

  static readonly plural = "teams";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    { title: "My role", kind: "text" },
    { title: "Created", kind: "time", weight: 1 },
  ];

  constructor(fields: z.output<typeof teamWireSchema>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(team: TeamInfo): readonly Cell[] {
    return [team.id, team.name, team.role, team.createdAt];
  }

  [display](): DisplayModel {
    return recordOf("Team", this);
  }
}

/** Wire → {@link TeamInfo}. */
export const teamSchema = teamWireSchema.transform((fields) => new TeamInfo(fields));

const workspaceWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: textSchema,
  teamId: idSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type WorkspaceWire = z.input<typeof workspaceWireSchema>;

export interface WorkspaceInfo extends Readonly<z.output<typeof workspaceWireSchema>> {}

/** A workspace of a team: projects live in it. */
export class WorkspaceInfo {
  static {
    showInHosts(WorkspaceInfo);
  }

  static readonly plural = "workspaces";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    { title: "Team", kind: "id" },
    { title: "Created", kind: "time", weight: 1 },
  ];

  constructor(fields: z.output<typeof workspaceWireSchema>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(workspace: WorkspaceInfo): readonly Cell[] {
    return [workspace.id, workspace.name, workspace.teamId, workspace.createdAt];
  }

  [display](): DisplayModel {
    return recordOf("Workspace", this);
  }
}

/** Wire → {@link WorkspaceInfo}. */
export const workspaceSchema = workspaceWireSchema.transform((fields) => new WorkspaceInfo(fields));

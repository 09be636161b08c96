/** People and where they belong: users, roles, teams, members, workspaces. */
import { z } from "zod";
import { type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { type RecordColumn, recordOf } from "../display/record-display.js";
import { idSchema, optionalTimeSchema, orNull, textSchema, timeSchema } from "./wire.js";

/** The roles of a team by the ids that the API uses. Reviewer and manager exist in the product; their ids are guesses. */
export const DefaultRole = Object.freeze({
  /** May do everything in the team, members included. */
  ADMIN: 1,
  /** May do everything in the team but manage its members. */
  DEVELOPER: 2,
  /** Sees the own labeling jobs and labels their images. */
  ANNOTATOR: 3,
  /** Sees the team's data and changes nothing. */
  VIEWER: 4,
  /** Sees the jobs to review and judges their images. */
  REVIEWER: 5,
  /** Manages data, jobs and annotators of the team. */
  MANAGER: 6,
} as const);

/** The roles by name, as chains take them. */
export const roleNames = ["admin", "developer", "annotator", "viewer", "reviewer", "manager"] as const;
/** Name of a role. */
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

export interface RoleInfo {
  /** Id of the role. */
  readonly id: number;
  /** Name of the role, for example `annotator`. */
  readonly role: string;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** A role that a member of a team can have. */
export class RoleInfo {
  static {
    showInHosts(RoleInfo);
  }

  /** @internal */
  static readonly plural = "roles";
  /** @internal */
  static readonly columns: readonly RecordColumn<RoleInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Role", kind: "text", value: ({ role }) => role },
    { title: "Created", kind: "time", weight: 1, value: ({ createdAt }) => createdAt },
    { title: "Updated", kind: "time", weight: 2, value: ({ updatedAt }) => updatedAt },
  ];

  constructor(fields: Omit<RoleInfo, typeof display>) {
    Object.freeze(Object.assign(this, fields));
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
export interface Membership {
  /** Id of the team. */
  readonly id: number;
  /** Name of the team. */
  readonly name: string;
  /** Id of the role there. */
  readonly roleId: number;
  /** Name of the role there. */
  readonly role: string;
}

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

export interface UserInfo {
  /** Id of the account. */
  readonly id: number;
  /** Login, unique on the instance. */
  readonly login: string;
  /** Name of the role in the team that was asked about; null outside a team. */
  readonly role: string | null;
  /** Id of that role. */
  readonly roleId: number | null;
  /** Name of the person; empty where there is none. */
  readonly name: string;
  /** Email address. */
  readonly email: string | null;
  /** How often the account logged in. */
  readonly logins: number;
  /** Whether the account is disabled. */
  readonly disabled: boolean;
  /** When it last logged in; null if it never did. */
  readonly lastLogin: Date | null;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
  /** Teams of the account, with its role in each; absent where they were not asked for. */
  readonly teams?: readonly Membership[] | null | undefined;
}

/** An account; as a member of a team it carries its role there. */
export class UserInfo {
  static {
    showInHosts(UserInfo);
  }

  /** @internal */
  static readonly plural = "users";
  /** @internal */
  static readonly columns: readonly RecordColumn<UserInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Login", kind: "text", value: ({ login }) => login },
    { title: "Role", kind: "text", value: ({ role }) => role },
    { title: "Name", kind: "text", weight: 2, value: ({ name }) => name },
    { title: "Logins", kind: "count", value: ({ logins }) => logins },
    { title: "Disabled", kind: "flag", weight: 3, value: ({ disabled }) => disabled },
    { title: "Created", kind: "time", weight: 4, value: ({ createdAt }) => createdAt },
  ];

  constructor(fields: Omit<UserInfo, typeof display>) {
    Object.freeze(Object.assign(this, fields));
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

export interface TeamInfo {
  /** Id of the team. */
  readonly id: number;
  /** Name, unique on the instance. */
  readonly name: string;
  /** Description; empty where there is none. */
  readonly description: string;
  /** Name of this account's role in it; null where the server did not send it. */
  readonly role: string | null;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** A team: the people, workspaces and jobs of one group. */
export class TeamInfo {
  static {
    showInHosts(TeamInfo);
  }

  /** @internal */
  static readonly plural = "teams";
  /** @internal */
  static readonly columns: readonly RecordColumn<TeamInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "My role", kind: "text", value: ({ role }) => role },
    { title: "Created", kind: "time", weight: 1, value: ({ createdAt }) => createdAt },
  ];

  constructor(fields: Omit<TeamInfo, typeof display>) {
    Object.freeze(Object.assign(this, fields));
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

export interface WorkspaceInfo {
  /** Id of the workspace. */
  readonly id: number;
  /** Name, unique in its team. */
  readonly name: string;
  /** Description; empty where there is none. */
  readonly description: string;
  /** Id of its team. */
  readonly teamId: number;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** A workspace of a team: projects live in it. */
export class WorkspaceInfo {
  static {
    showInHosts(WorkspaceInfo);
  }

  /** @internal */
  static readonly plural = "workspaces";
  /** @internal */
  static readonly columns: readonly RecordColumn<WorkspaceInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Team", kind: "id", value: ({ teamId }) => teamId },
    { title: "Created", kind: "time", weight: 1, value: ({ createdAt }) => createdAt },
  ];

  constructor(fields: Omit<WorkspaceInfo, typeof display>) {
    Object.freeze(Object.assign(this, fields));
  }

  [display](): DisplayModel {
    return recordOf("Workspace", this);
  }
}

/** Wire → {@link WorkspaceInfo}. */
export const workspaceSchema = workspaceWireSchema.transform((fields) => new WorkspaceInfo(fields));

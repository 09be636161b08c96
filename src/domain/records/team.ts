/** Users, roles, teams and workspaces. */
import { z } from "zod";
import { type DisplayModel, display } from "../display/display.js";
import { type RecordColumn, recordOf } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { idSchema, optionalTimeSchema, orDefault, orNull, textSchema, timeSchema } from "./wire.js";

/** The ids of the roles. The ids of reviewer and manager are guesses; the API's documentation does not list them. */
export const DefaultRole = Object.freeze({
  /** Has all permissions in the team, including member management. */
  ADMIN: 1,
  /** Has all permissions in the team except member management. */
  DEVELOPER: 2,
  /** Labels the images of the jobs assigned to it. */
  ANNOTATOR: 3,
  /** Has read access. */
  VIEWER: 4,
  /** Reviews the images of the jobs assigned to it. */
  REVIEWER: 5,
  /** Manages data, jobs and annotators of the team. */
  MANAGER: 6,
} as const);

/** The names of the roles, in the order of their ids. */
export const roleNames = ["admin", "developer", "annotator", "viewer", "reviewer", "manager"] as const;
/** Name of a role. */
export type RoleName = (typeof roleNames)[number];

/** Returns the id of a role. */
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
export class RoleInfo extends ApiRecord<RoleInfo> {
  /** @internal */
  static readonly plural = "roles";
  /** @internal */
  static readonly columns: readonly RecordColumn<RoleInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Role", kind: "text", value: ({ role }) => role },
    { title: "Created", kind: "time", hidePriority: 1, value: ({ createdAt }) => createdAt },
    { title: "Updated", kind: "time", hidePriority: 2, value: ({ updatedAt }) => updatedAt },
  ];
}

/** Parses the API's format to {@link RoleInfo}. */
export const roleSchema = roleWireSchema.transform((fields) => new RoleInfo(fields));

const membershipSchema = z.object({
  id: idSchema,
  name: z.string(),
  roleId: idSchema,
  role: z.string(),
});

/** A user's membership in a team. */
export interface Membership {
  /** Id of the team. */
  readonly id: number;
  /** Name of the team. */
  readonly name: string;
  /** Id of the user's role in the team. */
  readonly roleId: number;
  /** Name of the user's role in the team. */
  readonly role: string;
}

const userWireSchema = z.object({
  id: idSchema,
  login: z.string(),
  /** The role in the requested team; null outside a team. */
  role: orNull(z.string()),
  roleId: orNull(idSchema),
  name: textSchema,
  email: orNull(z.string()),
  logins: orDefault(z.int().nonnegative(), 0),
  disabled: orDefault(z.boolean(), false),
  lastLogin: optionalTimeSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
  /** Only in the response for a single user. */
  teams: z.array(membershipSchema).nullish(),
});
export type UserWire = z.input<typeof userWireSchema>;

export interface UserInfo {
  /** Id of the account. */
  readonly id: number;
  /** Login, unique on the instance. */
  readonly login: string;
  /** Name of the role in the requested team; null outside a team. */
  readonly role: string | null;
  /** Id of that role. */
  readonly roleId: number | null;
  /** Full name; empty if there is none. */
  readonly name: string;
  /** Email address. */
  readonly email: string | null;
  /** Number of logins. */
  readonly logins: number;
  /** Whether the account is disabled. */
  readonly disabled: boolean;
  /** Time of the last login; null if there was none. */
  readonly lastLogin: Date | null;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
  /** Teams of the account, with its role in each; absent in lists. */
  readonly teams?: readonly Membership[] | null | undefined;
}

/** A user account, with its role if it was read as a member of a team. */
export class UserInfo extends ApiRecord<UserInfo> {
  /** @internal */
  static readonly plural = "users";
  /** @internal */
  static readonly columns: readonly RecordColumn<UserInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Login", kind: "text", value: ({ login }) => login },
    { title: "Role", kind: "text", value: ({ role }) => role },
    { title: "Name", kind: "text", hidePriority: 2, value: ({ name }) => name },
    { title: "Logins", kind: "count", value: ({ logins }) => logins },
    { title: "Disabled", kind: "flag", hidePriority: 3, value: ({ disabled }) => disabled },
    { title: "Created", kind: "time", hidePriority: 4, value: ({ createdAt }) => createdAt },
  ];

  override [display](): DisplayModel {
    const { teams, ...rest } = this;
    return recordOf("User", {
      ...rest,
      ...(teams == null ? {} : { teams: teams.map((team) => `${team.name} (${team.role})`) }),
    });
  }
}

/** Parses the API's format to {@link UserInfo}. */
export const userSchema = userWireSchema.transform((fields) => new UserInfo(fields));

const teamWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: textSchema,
  /** The role of the requesting account. */
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
  /** Description; empty if there is none. */
  readonly description: string;
  /** Name of this account's role in it; null if the server did not send it. */
  readonly role: string | null;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** A team with its members, workspaces and jobs. */
export class TeamInfo extends ApiRecord<TeamInfo> {
  /** @internal */
  static readonly plural = "teams";
  /** @internal */
  static readonly columns: readonly RecordColumn<TeamInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "My role", kind: "text", value: ({ role }) => role },
    { title: "Created", kind: "time", hidePriority: 1, value: ({ createdAt }) => createdAt },
  ];
}

/** Parses the API's format to {@link TeamInfo}. */
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
  /** Description; empty if there is none. */
  readonly description: string;
  /** Id of its team. */
  readonly teamId: number;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** A workspace of a team, which contains projects. */
export class WorkspaceInfo extends ApiRecord<WorkspaceInfo> {
  /** @internal */
  static readonly plural = "workspaces";
  /** @internal */
  static readonly columns: readonly RecordColumn<WorkspaceInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Team", kind: "id", value: ({ teamId }) => teamId },
    { title: "Created", kind: "time", hidePriority: 1, value: ({ createdAt }) => createdAt },
  ];
}

/** Parses the API's format to {@link WorkspaceInfo}. */
export const workspaceSchema = workspaceWireSchema.transform((fields) => new WorkspaceInfo(fields));

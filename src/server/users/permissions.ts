import { type RoleName, roleNames } from "../../domain/records/team.js";

/** The permissions of team members. */
export const permissions = [
  /** See the team, its members and its workspaces. */
  "belong",
  /** See all projects, images and jobs of the team; without it, only one's own jobs and their images. */
  "see",
  /** Add tags and figures to images. */
  "annotate",
  /** Change projects, datasets, images and meta. */
  "edit",
  /** Create, stop, change and remove jobs and queues. */
  "manage_jobs",
  /** Review and complete any job that is on review. */
  "review",
  /** Invite, remove, change roles, set webhooks, change the team itself. */
  "manage_team",
] as const;
export type Permission = (typeof permissions)[number];

const granted: Readonly<Record<RoleName, readonly Permission[]>> = {
  admin: permissions,
  manager: ["belong", "see", "annotate", "edit", "manage_jobs", "review"],
  developer: ["belong", "see", "annotate", "edit", "manage_jobs", "review"],
  reviewer: ["belong", "see", "annotate", "review"],
  annotator: ["belong", "annotate"],
  viewer: ["belong", "see"],
};

/** Whether a role grants a permission. */
export function may(role: RoleName, permission: Permission): boolean {
  return granted[role].includes(permission);
}

/** Returns the name of a role by its id, or undefined. */
export function roleNameOf(roleId: number): RoleName | undefined {
  return roleNames[roleId - 1];
}

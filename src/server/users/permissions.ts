import { type RoleName, roleNames } from "../../domain/records/team.js";

/** What a member of a team may do there. */
export const permissions = [
  /** Be in the team: see it, its people and its workspaces. */
  "belong",
  /** See all projects, images and jobs of the team; without it only the own jobs and what is in them. */
  "see",
  /** Put tags and figures on images. */
  "annotate",
  /** Change projects, datasets, images and meta. */
  "edit",
  /** Make, stop, change and remove jobs and queues. */
  "manage_jobs",
  /** Judge and complete any job that is on review. */
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

/** The role's name by the API's id, or undefined. */
export function roleNameOf(roleId: number): RoleName | undefined {
  return roleNames[roleId - 1];
}

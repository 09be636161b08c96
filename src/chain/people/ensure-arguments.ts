/** Arguments of `ensureAnnotator`, `ensureReviewer` and `ensureMember`. */
import { z } from "zod";
import { isNotEmpty, kinds, oneOrMore } from "../../domain/arguments/kinds.js";
import { parseArguments } from "../../domain/arguments/parse-arguments.js";
import { type RoleName, roleNames } from "../../domain/records/team.js";
import { ensureStep, sufficientRolesFor } from "./ensure.js";

/** Options of accounts and members. */
export interface EnsureOptions {
  /** Password of new accounts. Default: a random one, saved in `~/.slylab/passwords.json`, where `as()` finds it. */
  readonly password?: string | undefined;
  /** The exact role the members get. Default: existing members keep a role that includes the needed rights. */
  readonly role?: RoleName | undefined;
}

const ensureSchema = z.object({
  login: oneOrMore.names.refine(isNotEmpty, "expected at least one login"),
  options: z.strictObject({ password: kinds.name, role: z.enum(roleNames) }).partial(),
});

/** Checks the arguments. Returns the logins and the step that ensures them. */
export function parseEnsureArguments(
  method: string,
  roleLabel: keyof typeof sufficientRolesFor | "member",
  given: string | readonly string[],
  givenOptions: EnsureOptions,
) {
  const { login: logins, options } = parseArguments(method, ensureSchema, { login: given, options: givenOptions });
  const { password, role } = options;
  const sufficientRoles =
    role !== undefined ? [role] : roleLabel === "member" ? roleNames : sufficientRolesFor[roleLabel];
  const fallback = roleLabel === "member" ? "annotator" : roleLabel;
  const step = ensureStep({
    roleLabel,
    logins,
    role: role ?? fallback,
    sufficientRoles,
    ...(password === undefined ? {} : { password }),
  });
  return { logins, step };
}

/** What `ensureAnnotator`, `ensureReviewer` and `ensureMember` take, checked when they are called. */
import { z } from "zod";
import { type RoleName, roleNames } from "../../domain/records/team.js";
import { namesSchema, parseArguments, settingsSchema } from "../core/arguments.js";
import { ensureStep, rolesEnoughFor } from "./ensure.js";

/** Of people who shall be in a team. */
export interface EnsureOptions {
  /** Of a new account. Without it the account gets a strong random one, kept in `~/.slylab/passwords.json`, where `as()` finds it. */
  readonly password?: string | undefined;
  /** The role that they shall have, exactly. */
  readonly role?: RoleName | undefined;
}

const ensureSchema = z.object({
  login: namesSchema.refine((logins) => logins.length > 0, "expected at least one login"),
  options: settingsSchema({
    password: z.string("expected a text").min(1, "expected a password"),
    role: z.enum(roleNames),
  }).partial(),
});

/** Checks the arguments; gives the logins and the step that ensures them. */
export function ensuring(
  method: string,
  duty: keyof typeof rolesEnoughFor | "member",
  given: string | readonly string[],
  givenOptions: EnsureOptions,
) {
  const { login: logins, options } = parseArguments(method, ensureSchema, { login: given, options: givenOptions });
  const { password, role } = options;
  const enough = role !== undefined ? [role] : duty === "member" ? roleNames : rolesEnoughFor[duty];
  const fallback = duty === "member" ? "annotator" : duty;
  const step = ensureStep({
    duty,
    logins,
    role: role ?? fallback,
    enough,
    ...(password === undefined ? {} : { password }),
  });
  return { logins, step };
}

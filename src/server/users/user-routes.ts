import { z } from "zod";
import { nameKey } from "../../domain/names.js";
import { flag, id, one, words } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { forbidden, invalid, missing, unauthorized } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { may } from "./rights.js";
import { hashPassword, newToken } from "./secrets.js";

const password = z.string().min(1).max(1000);

const newUser = z.object({
  login: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^\P{Cc}*$/u, "must not hold control characters")
    .transform(nameKey),
  password,
  isRestricted: flag.default(false),
  name: words(255).default(""),
  email: words(255).default(""),
});

/** `users.*`: accounts. Making, listing and disabling them is for admins of the instance. */
export function userRoutes({ stores, access, randomBytes }: ServerContext): Methods {
  const info = (userId: number) => {
    const user = stores.accounts.find(userId);
    if (user === undefined) throw missing("user", userId);
    return { ...user, teams: stores.teams.memberships(userId) };
  };

  const mayRead = (call: Call, userId: number) =>
    call.account.isAdmin ||
    call.account.id === userId ||
    stores.teams.memberships(userId).some((team) => {
      const role = stores.teams.roleOf(call.account.id, team.id);
      return role !== undefined && may(role, "manage_team");
    });

  return {
    "users.me": method(z.object({}), (call) => info(call.account.id)),

    "users.info": method(one, (call, input) => {
      if (!mayRead(call, input.id)) throw forbidden("only an admin may see this user");
      return info(input.id);
    }),

    "users.list": method(z.object(listFields), (call, input) => {
      access.instance(call.account);
      return stores.accounts.list(input);
    }),

    "users.add": method(newUser, async (call, input) => {
      access.instance(call.account);
      const stored = await hashPassword(input.password, randomBytes);
      return stores.database.atomic(() => {
        const now = call.now();
        const { login, name, email, isRestricted } = input;
        const token = newToken(randomBytes);
        const userId = stores.accounts.add(
          { login, name, email: email || null, password: stored, token, isRestricted },
          now,
        );
        if (!isRestricted) addOwnTeam(userId, login, now);
        return { userId };
      });
    }),

    "users.editInfo": method(
      z.object({ id, password: password.optional(), name: words(255).optional() }),
      async (call, input) => {
        if (call.account.id !== input.id) access.instance(call.account);
        info(input.id);
        if (input.password === undefined && input.name === undefined) {
          throw invalid("", "nothing to change: give name or password", "object.missing");
        }
        const stored = input.password === undefined ? undefined : await hashPassword(input.password, randomBytes);
        stores.database.atomic(() => {
          if (input.name !== undefined) stores.accounts.rename(input.id, input.name, call.now());
          if (stored !== undefined) stores.accounts.changePassword(input.id, stored, call.now());
        });
        return nothing;
      },
    ),

    "users.disable": method(z.object({ id, disable: flag.default(true) }), (call, input) => {
      const isOwn = input.id === call.account.id;
      // What a disabled account may still do is to take back that it disabled itself: the official users example does.
      if (call.account.disabled && (!isOwn || input.disable || !stores.accounts.isSelfDisabled(input.id))) {
        throw unauthorized();
      }
      access.instance(call.account);
      info(input.id);
      stores.database.atomic(() => {
        stores.accounts.setDisabled(input.id, input.disable, call.now());
        stores.accounts.setSelfDisabled(input.id, isOwn && input.disable);
      });
      return nothing;
    }),
  };

  function addOwnTeam(userId: number, login: string, now: string): void {
    const names = [login, ...Array.from({ length: 1000 }, (_, index) => `${login} (${index + 1})`)];
    const free = names.find((each) => !stores.teams.isTaken(each)) ?? `${login} (${userId})`;
    const teamId = stores.teams.add({ name: free, description: "" }, now);
    stores.teams.setMember(teamId, userId, 1);
    stores.teams.addWorkspace({ teamId, name: "First Workspace", description: "" }, now);
  }
}

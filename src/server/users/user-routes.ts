import { z } from "zod";
import { nameKey } from "../../domain/names.js";
import { fields, flag, id, one, textUpTo } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { forbidden, found, invalid, unauthorized } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { hidden } from "../teams/team-store.js";
import type { Account } from "./account-store.js";
import { checked, LoginGuard } from "./login.js";
import { may } from "./permissions.js";
import { hashPassword, newToken, noPassword } from "./secrets.js";

const password = z.string().min(1).max(1000);

const newUser = fields({
  login: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^\P{Cc}*$/u, "must not contain control characters")
    .transform(nameKey),
  password,
  isRestricted: flag.default(false),
  name: textUpTo(255).default(""),
  email: textUpTo(255).default(""),
});

/** `users.*`: accounts. Only admins of the instance may create, list and disable them. */
export function userRoutes({ stores, access, randomBytes, passwordCost }: ServerContext): Methods {
  const guard = new LoginGuard();

  const info = (userId: number) => {
    const user = found("user", userId, stores.accounts.find(userId));
    return { ...user, teams: stores.teams.memberships(userId) };
  };

  const isWhole = (call: Call, userId: number) => call.account.isAdmin || call.account.id === userId;

  /** Returns the teams of a user that the caller manages. */
  const managed = (call: Call, userId: number) =>
    stores.teams.memberships(userId).filter((team) => {
      const role = stores.teams.roleOf(call.account.id, team.id);
      return role !== undefined && may(role, "manage_team");
    });

  return {
    "users.me": method(fields({}), (call) => info(call.account.id)),

    "users.info": method(one, (call, input) => {
      if (isWhole(call, input.id)) return info(input.id);
      const teams = managed(call, input.id);
      if (teams.length === 0) throw forbidden("only an admin may see this user");
      // Users can be added to a team without consent, so its managers only see the membership.
      return { ...info(input.id), ...hidden, teams };
    }),

    "users.list": method(fields(listFields), (call, input) => {
      access.instance(call.account);
      return stores.accounts.list(input);
    }),

    "users.add": method(newUser, async (call, input) => {
      access.instance(call.account);
      const stored = await hashPassword(input.password, randomBytes, passwordCost);
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
      // `oldPassword` is specific to this instance, so the official SDK cannot change the password of its own account: a
      // leaked token alone must not be enough to take over an account.
      fields({
        id,
        password: password.optional(),
        oldPassword: password.optional(),
        name: textUpTo(255).optional(),
      }),
      async (call, input) => {
        if (call.account.id !== input.id) access.instance(call.account);
        info(input.id);
        const isOwn = call.account.id === input.id;
        if (isOwn && input.password !== undefined) await confirm(call.account, input.password, input.oldPassword);
        if (input.password === undefined && input.name === undefined) {
          throw invalid("", "nothing to change: pass name or password", "object.missing");
        }
        const stored =
          input.password === undefined ? undefined : await hashPassword(input.password, randomBytes, passwordCost);
        stores.database.atomic(() => {
          if (input.name !== undefined) stores.accounts.rename(input.id, input.name, call.now());
          if (stored !== undefined) stores.accounts.changePassword(input.id, stored, call.now());
        });
        return nothing;
      },
    ),

    "users.disable": method(fields({ id, disable: flag.default(true) }), (call, input) => {
      const isOwn = input.id === call.account.id;
      // A disabled account may undo that it disabled itself, like the official users example does. Only admins may disable
      // accounts, their own too: the official users page lists the method among those that require admin permission.
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

  /**
   * Confirms a change of one's own password. Setting the current password again needs no `oldPassword`, so that the official
   * users example runs more than once.
   *
   * @throws {Problem} the account has another password
   */
  async function confirm(account: Account, password: string, oldPassword: string | undefined): Promise<void> {
    if (account.password === noPassword) return;
    const attempt = guard.begin(account.login, `account ${account.id}`);
    if (await checked(attempt, oldPassword ?? password, account.password, passwordCost)) return;
    if (oldPassword === undefined) {
      throw invalid("oldPassword", "is required to change your own password", "any.required");
    }
    throw invalid("oldPassword", "is not your password", "any.only");
  }

  function addOwnTeam(userId: number, login: string, now: string): void {
    const names = [login, ...Array.from({ length: 1000 }, (_, index) => `${login} (${index + 1})`)];
    const free = names.find((each) => !stores.teams.isTaken(each)) ?? `${login} (${userId})`;
    const teamId = stores.teams.add({ name: free, description: "" }, now);
    stores.teams.setMember(teamId, userId, 1);
    stores.teams.addWorkspace({ teamId, name: "First Workspace", description: "" }, now);
  }
}

import { z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument, parseArguments, parseChanges } from "../../domain/arguments/parse-arguments.js";
import { isSameName, nameKey } from "../../domain/names.js";
import { type Membership, UserInfo, userSchema } from "../../domain/records/team.js";
import { type Filter, idSchema } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import { named, uniqueFilter } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";

/** A new account. */
export interface UserCreateOptions {
  /** Login of the account, unique on the instance. */
  readonly login: string;
  /** Password of the account. */
  readonly password: string;
  /** Whether the account is limited to the teams it is added to and has no team of its own. Default false. */
  readonly isRestricted?: boolean | undefined;
  /** Name of the person. Default: empty. */
  readonly name?: string | undefined;
  /** Email address. Default: none. */
  readonly email?: string | undefined;
}

const newUserSchema = z.object({ login: kinds.name, password: kinds.defined });
const changesSchema = z.object({ password: z.unknown(), name: z.unknown() }).partial();
const newUserId = z.object({ userId: idSchema }).transform(({ userId }) => userId);

/** Accounts and team memberships: `api.user`. */
export class UserApi extends ApiGroup {
  /** Returns the account of the token. */
  async getMyInfo(options?: CallOptions): Promise<UserInfo> {
    const me = await this.caller.read("users.me", {}, userSchema, options);
    this.caller.idCache.myId = me.id;
    return this.#rememberLogin(me);
  }

  /**
   * Returns one account with its teams. Requires an admin of the instance, except for the token's own account.
   *
   * @throws {NotFoundError} the account does not exist
   */
  async getInfoById(id: number, options?: CallOptions): Promise<UserInfo> {
    return this.#rememberLogin(await this.caller.read("users.info", { id }, userSchema, options));
  }

  /** Returns the account with a login, or null. Requires an admin of the instance. */
  async getInfoByLogin(login: string, options?: CallOptions): Promise<UserInfo | null> {
    const existing = await this.#list(
      uniqueFilter("user.getInfoByLogin", "login", login),
      `users of login ${login}`,
      options,
    );
    return findByLogin(existing, login);
  }

  /** Lists all accounts of the instance. Requires an admin of the instance. */
  getList(filter: readonly Filter[] = [], options?: CallOptions): Listing<UserInfo> {
    return this.#list(filter, "users", options);
  }

  /** Lists the members of a team with their roles. */
  getTeamMembers(teamId: number, options?: CallOptions): Listing<UserInfo> {
    return this.#members(teamId, [], options);
  }

  /** Returns the team member with a login, or null. */
  async getMemberInfoByLogin(teamId: number, login: string, options?: CallOptions): Promise<UserInfo | null> {
    const filter = uniqueFilter("user.getMemberInfoByLogin", "login", login);
    return findByLogin(await this.#members(teamId, filter, options), login);
  }

  /** Returns the team member with an id, or null. */
  async getMemberInfoById(teamId: number, userId: number, options?: CallOptions): Promise<UserInfo | null> {
    const filter = uniqueFilter("user.getMemberInfoById", "id", userId);
    const [member] = await this.#members(teamId, filter, options);
    return member ?? null;
  }

  /** Lists the teams of an account with its role in each. */
  async getTeams(id: number, options?: CallOptions): Promise<readonly Membership[]> {
    const { teams } = await this.getInfoById(id, options);
    return teams ?? [];
  }

  /** Returns an account's membership in a team, or null if it is not a member. */
  async getTeamRole(userId: number, teamId: number, options?: CallOptions): Promise<Membership | null> {
    parseArgument("user.getTeamRole", "teamId", kinds.id, teamId);
    const teams = await this.getTeams(userId, options);
    return teams.find(({ id }) => id === teamId) ?? null;
  }

  /**
   * Creates an account. A restricted account can log in only after it was added to a team.
   *
   * Cost: two requests.
   * @throws {ConflictError} the login is taken
   */
  async create(user: UserCreateOptions, options?: CallOptions): Promise<UserInfo> {
    parseArguments("user.create", newUserSchema, user, "user");
    const { login, password, isRestricted = false, name = "", email = "" } = user;
    const id = await this.caller.create(
      "users.add",
      {
        body: { login, password, isRestricted, name, email },
        schema: newUserId,
        key: `user ${nameKey(login)}`,
        kind: "user",
        find: async ({ call, unclaimed }) => {
          const existing = await this.#list(named("login", login), `users of login ${login}`, call);
          return unclaimed(existing.filter((user) => isSameName(user.login, login)))[0]?.id;
        },
      },
      options,
    );
    return this.getInfoById(id, options);
  }

  /** Changes the name or password of an account. */
  async update(
    id: number,
    changes: { readonly password?: string | undefined; readonly name?: string | undefined },
    options?: CallOptions,
  ): Promise<UserInfo> {
    const fields = parseChanges("user.update", changesSchema, changes);
    await this.caller.sendIdempotent("users.editInfo", { id, ...fields }, options);
    return this.getInfoById(id, options);
  }

  /** Disables an account: it can neither log in nor use its token. */
  disable(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("users.disable", { id, disable: true }, options);
  }

  /** Enables an account. */
  enable(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("users.disable", { id, disable: false }, options);
  }

  /** Adds an account to a team. Cost: one request if its login is cached, else two. */
  async addToTeam(userId: number, teamId: number, roleId: number, options?: CallOptions): Promise<void> {
    const login = this.caller.idCache.loginOf.get(userId) ?? (await this.getInfoById(userId, options)).login;
    await this.addToTeamByLogin(login, teamId, roleId, options);
  }

  /** Adds the account with a login to a team. */
  async addToTeamByLogin(login: string, teamId: number, roleId: number, options?: CallOptions): Promise<void> {
    parseArgument("user.addToTeamByLogin", "login", kinds.name, login);
    await this.caller.create(
      "members.add",
      {
        body: { login, teamId, roleId },
        schema: z.unknown(),
        key: `member ${teamId} ${nameKey(login)}`,
        find: async ({ call }) => {
          const member = await this.getMemberInfoByLogin(teamId, login, call);
          // A member with another role was not added by this request; the repeated request gets the server's error.
          return member?.roleId === roleId ? true : undefined;
        },
      },
      options,
    );
  }

  /** Changes the role of a team member. */
  changeTeamRole(userId: number, teamId: number, roleId: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("members.editInfo", { id: userId, teamId, roleId }, options);
  }

  /** Removes an account from a team. */
  removeFromTeam(userId: number, teamId: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("members.remove", { id: userId, teamId }, options);
  }

  #list(filter: readonly Filter[], label: string, options?: CallOptions): Listing<UserInfo> {
    return this.caller.list(
      "users.list",
      { label, body: {}, filter, schema: this.#cachingSchema, record: UserInfo },
      options,
    );
  }

  #members(teamId: number, filter: readonly Filter[], options?: CallOptions): Listing<UserInfo> {
    const query = { label: `members of team ${teamId}`, body: { teamId }, filter };
    return this.caller.list("members.list", { ...query, schema: this.#cachingSchema, record: UserInfo }, options);
  }

  readonly #cachingSchema = userSchema.transform((user) => this.#rememberLogin(user));

  #rememberLogin(user: UserInfo): UserInfo {
    this.caller.idCache.loginOf.set(user.id, user.login);
    return user;
  }
}

function findByLogin(users: readonly UserInfo[], login: string): UserInfo | null {
  return users.find((user) => user.login === login) ?? users.find((user) => isSameName(user.login, login)) ?? null;
}

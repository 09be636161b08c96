import { z } from "zod";
import { isSameName, nameKey } from "../../domain/names.js";
import { type Membership, UserInfo, userSchema } from "../../domain/records/team.js";
import { type Filter, idSchema } from "../../domain/records/wire.js";
import { changesOf, check, kinds } from "../http/arguments.js";
import { type Caller, named, onlyWith } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";

/** A new account. */
export interface UserCreateOptions {
  /** Login of the account, unique on the instance. */
  readonly login: string;
  /** Password of the account. */
  readonly password: string;
  /** Without a team of its own, and confined to the teams it is put in. Default false. */
  readonly isRestricted?: boolean | undefined;
  /** Name of the person. Default: empty. */
  readonly name?: string | undefined;
  /** Email address. Default: none. */
  readonly email?: string | undefined;
}

const addedSchema = z.object({ userId: idSchema });

/** Accounts and their membership in teams: `api.user`. */
export class UserApi {
  readonly #caller: Caller;

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** The account of the token. */
  async getMyInfo(options?: CallOptions): Promise<UserInfo> {
    const me = await this.#caller.read("users.me", {}, userSchema, options);
    this.#caller.known.myId = me.id;
    return this.#note(me);
  }

  /**
   * One account with its teams. Needs an admin of the instance, unless it is the token's own.
   *
   * @throws {NotFoundError} no such account
   */
  async getInfoById(id: number, options?: CallOptions): Promise<UserInfo> {
    return this.#note(await this.#caller.read("users.info", { id }, userSchema, options));
  }

  /** The account of a login, or null. Needs an admin of the instance. */
  async getInfoByLogin(login: string, options?: CallOptions): Promise<UserInfo | null> {
    const there = await this.#list(onlyWith("login", login), `users of login ${login}`, options);
    return withLogin(there, login);
  }

  /** All accounts of the instance. Needs an admin of the instance. */
  getList(filter: readonly Filter[] = [], options?: CallOptions): Listing<UserInfo> {
    return this.#list(filter, "users", options);
  }

  /** The members of a team, each with the role there. */
  getTeamMembers(teamId: number, options?: CallOptions): Listing<UserInfo> {
    return this.#members(teamId, [], options);
  }

  /** A team's member by login, or null. */
  async getMemberInfoByLogin(teamId: number, login: string, options?: CallOptions): Promise<UserInfo | null> {
    return withLogin(await this.#members(teamId, onlyWith("login", login), options), login);
  }

  /** A team's member by id, or null. */
  async getMemberInfoById(teamId: number, userId: number, options?: CallOptions): Promise<UserInfo | null> {
    const [member] = await this.#members(teamId, onlyWith("id", userId), options);
    return member ?? null;
  }

  /** The teams of an account, with its role in each. */
  async getTeams(id: number, options?: CallOptions): Promise<readonly Membership[]> {
    const { teams } = await this.getInfoById(id, options);
    return teams ?? [];
  }

  /** An account's membership in a team, or null where it is no member. */
  async getTeamRole(userId: number, teamId: number, options?: CallOptions): Promise<Membership | null> {
    check("user.getTeamRole", "teamId", kinds.id, teamId);
    const teams = await this.getTeams(userId, options);
    return teams.find(({ id }) => id === teamId) ?? null;
  }

  /**
   * Makes an account. A restricted one can log in only when it is in a team.
   *
   * Cost: two requests.
   * @throws {ConflictError} the login is taken
   */
  async create(user: UserCreateOptions, options?: CallOptions): Promise<UserInfo> {
    check("user.create", "user", kinds.fields, user);
    const { login, password, isRestricted = false, name = "", email = "" } = user;
    check("user.create", "login", kinds.name, login);
    const id = await this.#caller.create(
      "users.add",
      {
        body: { login, password, isRestricted, name, email },
        schema: addedSchema,
        key: `user ${nameKey(login)}`,
        take: ({ userId }) => this.#claim(userId),
        find: async (search) => {
          const there = await this.#list(named("login", login), `users of login ${login}`, search);
          const sameLogin = there.filter((user) => isSameName(user.login, login));
          const [made] = this.#caller.creations.unclaimed("user", sameLogin, search.sentAt());
          return made && this.#claim(made.id);
        },
      },
      options,
    );
    return this.getInfoById(id, options);
  }

  /** Changes an account's name, password or both. */
  async update(
    id: number,
    changes: { readonly password?: string | undefined; readonly name?: string | undefined },
    options?: CallOptions,
  ): Promise<UserInfo> {
    const given = changesOf("user.update", changes, ["password", "name"]);
    await this.#caller.effect("users.editInfo", { id, ...given }, options);
    return this.getInfoById(id, options);
  }

  /** Locks an account: it can neither log in nor use its token. */
  disable(id: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("users.disable", { id, disable: true }, options);
  }

  /** Unlocks an account. */
  enable(id: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("users.disable", { id, disable: false }, options);
  }

  /** Puts an account in a team. Cost: one request where its login was seen before, else two. */
  async addToTeam(userId: number, teamId: number, roleId: number, options?: CallOptions): Promise<void> {
    const login = this.#caller.known.loginOf.get(userId) ?? (await this.getInfoById(userId, options)).login;
    await this.addToTeamByLogin(login, teamId, roleId, options);
  }

  /** Puts the account of a login in a team. */
  async addToTeamByLogin(login: string, teamId: number, roleId: number, options?: CallOptions): Promise<void> {
    check("user.addToTeamByLogin", "login", kinds.name, login);
    await this.#caller.create(
      "members.add",
      {
        body: { login, teamId, roleId },
        schema: z.unknown(),
        key: `member ${teamId} ${nameKey(login)}`,
        take: () => true,
        find: async (search) => {
          const member = await this.getMemberInfoByLogin(teamId, login, search);
          // A member of another role was one before: the server says so itself.
          return member?.roleId === roleId ? true : undefined;
        },
      },
      options,
    );
  }

  /** Gives a member of a team another role there. */
  changeTeamRole(userId: number, teamId: number, roleId: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("members.editInfo", { id: userId, teamId, roleId }, options);
  }

  /** Takes an account out of a team. */
  removeFromTeam(userId: number, teamId: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("members.remove", { id: userId, teamId }, options);
  }

  #list(filter: readonly Filter[], label: string, options?: CallOptions): Listing<UserInfo> {
    const { signal, timeout, jobId } = options ?? {};
    return this.#caller.list("users.list", {
      signal,
      timeout,
      jobId,
      label,
      body: {},
      filter,
      schema: this.#noted,
      record: UserInfo,
    });
  }

  #members(teamId: number, filter: readonly Filter[], options?: CallOptions): Listing<UserInfo> {
    const { signal, timeout, jobId } = options ?? {};
    return this.#caller.list("members.list", {
      signal,
      timeout,
      jobId,
      label: `members of team ${teamId}`,
      body: { teamId },
      filter,
      schema: this.#noted,
      record: UserInfo,
    });
  }

  readonly #noted = userSchema.transform((user) => this.#note(user));

  #note(user: UserInfo): UserInfo {
    this.#caller.known.loginOf.set(user.id, user.login);
    return user;
  }

  #claim(id: number): number {
    this.#caller.creations.claim("user", [id]);
    return id;
  }
}

function withLogin(users: readonly UserInfo[], login: string): UserInfo | null {
  return users.find((user) => user.login === login) ?? users.find((user) => isSameName(user.login, login)) ?? null;
}

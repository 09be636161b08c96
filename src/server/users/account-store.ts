import { z } from "zod";
import { nameKey } from "../../domain/names.js";
import type { UserWire } from "../../domain/records/team.js";
import type { Database } from "../db/database.js";
import { ReadCache } from "../db/read-cache.js";
import { flagColumn, idRow } from "../db/rows.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";
import { nameTaken } from "../http/problem.js";
import { isToken } from "./secrets.js";
import type { TokenCipher } from "./token-cipher.js";

const accountRow = z.object({
  id: z.int(),
  login: z.string(),
  password: z.string(),
  /** Encrypted, see {@link TokenCipher}. */
  token: z.string(),
  isAdmin: flagColumn,
  isRestricted: flagColumn,
  disabled: flagColumn,
});

/** An account. `isAdmin` applies to the whole instance; roles belong to teams. */
export type Account = z.output<typeof accountRow>;

/** Fields of a new account. */
export interface NewAccount {
  readonly id?: number;
  readonly login: string;
  readonly name: string;
  readonly email: string | null;
  /** Output of `hashPassword`. */
  readonly password: string;
  readonly token: string;
  readonly isAdmin?: boolean;
  readonly isRestricted: boolean;
}

const users = listOf(
  "users u",
  {
    id: { type: z.int(), filter: "number" },
    login: { type: z.string(), filter: "name" },
    name: { type: z.string(), filter: "name" },
    email: { type: z.string().nullable(), filter: "text", nullable: true },
    logins: { type: z.int(), filter: "number" },
    disabled: { type: flagColumn, filter: "flag" },
    lastLogin: { type: z.string().nullable(), filter: "time", nullable: true },
    createdAt: { type: z.string(), filter: "time" },
    updatedAt: { type: z.string(), filter: "time" },
  },
  {
    wire: (row) => ({ ...row, role: null, roleId: null }),
  },
);

const account = "SELECT id, login, password, token, isAdmin, isRestricted, disabled FROM users";

/** Stores accounts with their passwords and tokens. */
export class AccountStore extends Store {
  readonly #tokenCipher: TokenCipher;
  /** Cached, since every request reads it. */
  readonly #keys = new ReadCache<Account>(this.database, 1000);
  readonly #sql = {
    listing: new ListReader(this.database, users),
    byKey: this.database.query(`${account} WHERE tokenKey = ?`, accountRow),
    byId: this.database.query(`${account} WHERE id = ?`, accountRow),
    byLogin: this.database.query(`${account} WHERE login = ?`, accountRow),
    selfDisabled: this.database.query("SELECT userId AS id FROM selfDisabled WHERE userId = ?", idRow),
    addSelfDisabled: this.database.command("INSERT OR IGNORE INTO selfDisabled (userId) VALUES (?)"),
    removeSelfDisabled: this.database.command("DELETE FROM selfDisabled WHERE userId = ?"),
    countLogin: this.database.command("UPDATE users SET logins = logins + 1, lastLogin = ? WHERE id = ?"),
    plain: this.database.query(
      "SELECT id, token FROM users WHERE token NOT LIKE 'sealed:%'",
      z.object({ id: z.int(), token: z.string() }),
    ),
  };

  constructor(database: Database, tokenCipher: TokenCipher) {
    super(database);
    this.#tokenCipher = tokenCipher;
  }

  /** Whether a token is valid, but its account is disabled. */
  isDisabled(token: string): boolean {
    return this.ownerOf(token)?.disabled === true;
  }

  /** Returns the account of a token; undefined if the token is invalid or the account is disabled. */
  byToken(token: string): Account | undefined {
    const account = this.ownerOf(token);
    return account?.disabled === false ? account : undefined;
  }

  /** Returns the account of a token, even if it is disabled. */
  ownerOf(token: string): Account | undefined {
    if (!isToken(token)) return undefined;
    const key = this.#tokenCipher.hash(token);
    return this.#keys.get(key, () => this.#sql.byKey.first(key));
  }

  /** Whether the account disabled itself, which it may undo. */
  isSelfDisabled(id: number): boolean {
    return this.#sql.selfDisabled.first(id) !== undefined;
  }

  setSelfDisabled(id: number, isSelf: boolean): void {
    if (isSelf) this.#sql.addSelfDisabled.run(id);
    else this.#sql.removeSelfDisabled.run(id);
  }

  /** Returns an account, unless it is disabled. */
  enabled(id: number): Account | undefined {
    const account = this.#sql.byId.first(id);
    return account?.disabled === false ? account : undefined;
  }

  /** Decrypts the token of an account; undefined if its key is missing. */
  tokenOf(account: Account): string | undefined {
    return this.#tokenCipher.open(account.token);
  }

  /** Replaces the token of an account. */
  setToken(id: number, token: string): void {
    this.database.update("users", id, this.#stored(token));
  }

  /** Encrypts the plain tokens of older versions; returns whether there were any. */
  encryptTokens(): boolean {
    const plain = this.#sql.plain.all();
    for (const { id, token } of plain) this.setToken(id, token);
    return plain.length > 0;
  }

  byLogin(login: string): Account | undefined {
    return this.#sql.byLogin.first(nameKey(login));
  }

  find(id: number): UserWire | undefined {
    return this.#sql.listing.one(id);
  }

  list(request: ListRequest, scope: readonly Condition[] = []): Page<UserWire> {
    return this.#sql.listing.page(scope, request);
  }

  /** @throws {Problem} the login is in use */
  add(account: NewAccount, now: string): number {
    const other = this.byLogin(account.login);
    if (other !== undefined) throw nameTaken("user", { name: account.login, id: other.id });
    const { id, login, name, email, password, token, isAdmin, isRestricted } = account;
    const row = { id, login, name, email, password, ...this.#stored(token), isAdmin, isRestricted };
    return this.database.insert("users", { ...row, createdAt: now, updatedAt: now });
  }

  rename(id: number, name: string, now: string): void {
    this.database.update("users", id, { name, updatedAt: now });
  }

  changePassword(id: number, password: string, now: string): void {
    this.database.update("users", id, { password, updatedAt: now });
  }

  setDisabled(id: number, disabled: boolean, now: string): void {
    this.database.update("users", id, { disabled, updatedAt: now });
  }

  countLogin(id: number, now: string): void {
    this.#sql.countLogin.run(now, id);
  }

  #stored(token: string): { readonly tokenKey: string; readonly token: string } {
    return { tokenKey: this.#tokenCipher.hash(token), token: this.#tokenCipher.seal(token) };
  }
}

import type { Clock } from "../clock.js";
import { busy, forbidden, unauthorized } from "../http/problem.js";
import type { Stores } from "../stores.js";
import { isPassword, newToken, noPassword, type RandomBytes, signJwt } from "./secrets.js";

// Slows down guessing: after this many wrong passwords for one login, or for all logins, the client has to wait.
const maxPerLogin = 10;
const maxPerSource = 100;
const restMs = 30_000;
// Bounds the memory for unknown logins.
const maxAttempts = 10_000;

/** A login in progress. Failed attempts remain counted. */
export interface LoginAttempt {
  /** Call if the password was correct. */
  succeed(): void;
  /** Call if the password was not checked. */
  forget(): void;
}

/**
 * Limits login attempts per client address, so that guessing from elsewhere does not lock a user out. Attempts count from
 * their start, so that parallel attempts are limited too, until the password is correct. Kept in memory only.
 */
export class LoginGuard {
  readonly #attempts = new Map<string, { count: number; since: number }>();
  readonly #time: () => number;

  /** @param time - monotonic clock in milliseconds */
  constructor(time: () => number = () => performance.now()) {
    this.#time = time;
  }

  /** Counts an attempt. @throws {Problem} too many attempts; the rejected one is not counted */
  begin(login: string, source: string): LoginAttempt {
    const ofLogin = JSON.stringify([source, login]);
    this.#rejectExcess(ofLogin, maxPerLogin, "too many wrong passwords for this login");
    this.#rejectExcess(source, maxPerSource, "too many wrong passwords from this address");
    this.#count(ofLogin);
    this.#count(source);
    return {
      succeed: () => {
        this.#attempts.delete(ofLogin);
        this.#takeBack(source);
      },
      forget: () => {
        this.#takeBack(ofLogin);
        this.#takeBack(source);
      },
    };
  }

  #takeBack(key: string): void {
    const attempt = this.#attempts.get(key);
    if (attempt !== undefined) attempt.count -= 1;
  }

  #rejectExcess(key: string, max: number, message: string): void {
    const attempt = this.#attempts.get(key);
    if (attempt === undefined) return;
    const restLeftMs = attempt.since + restMs - this.#time();
    if (restLeftMs <= 0) this.#attempts.delete(key);
    else if (attempt.count >= max) throw busy(message, Math.ceil(restLeftMs / 1000));
  }

  #count(key: string): void {
    const attempt = this.#attempts.get(key) ?? { count: 0, since: 0 };
    this.#attempts.delete(key);
    const oldest = this.#attempts.size >= maxAttempts ? this.#attempts.keys().next().value : undefined;
    if (oldest !== undefined) this.#attempts.delete(oldest);
    this.#attempts.set(key, { count: attempt.count + 1, since: this.#time() });
  }
}

/** Checks a login and password from the address `source`; returns a signed JWT with the account's API token. */
export async function logIn(
  {
    stores,
    clock,
    guard,
    randomBytes,
    passwordCost,
  }: { stores: Stores; clock: Clock; guard: LoginGuard; randomBytes: RandomBytes; passwordCost: number },
  { login, password, source }: { login: string; password: string; source: string },
): Promise<{ token: string }> {
  const attempt = guard.begin(login, source);
  const account = stores.accounts.byLogin(login);
  // Takes the same time for unknown logins, so that the timing does not reveal which logins exist.
  const isRight = await checked(attempt, password, account?.password ?? noPassword, passwordCost);
  if (account === undefined || !isRight || account.disabled) throw unauthorized();
  const teams = stores.teams.memberships(account.id);
  const [team] = teams;
  if (team === undefined) throw forbidden("this account is in no team yet: only members of a team can log in");
  const now = clock();
  stores.database.atomic(() => {
    stores.accounts.countLogin(account.id, now.toISOString());
    for (const { id: teamId } of teams) {
      stores.activity.record({ teamId, userId: account.id, action: "login" }, now.toISOString());
    }
  });
  const workspace = stores.teams.firstWorkspace(team.id);
  let apiToken = stores.accounts.tokenOf(account);
  if (apiToken === undefined) {
    // The old token cannot be decrypted without its key, so it is replaced.
    apiToken = newToken(randomBytes);
    stores.accounts.setToken(account.id, apiToken);
  }
  const claims = {
    id: account.id,
    login: account.login,
    apiToken,
    group: team,
    workspace: workspace === undefined ? null : { id: workspace.id, name: workspace.name },
    iat: Math.floor(now.getTime() / 1000),
  };
  return { token: signJwt(claims, stores.settings.get("jwtKey") ?? "") };
}

/** Checks the password, which was stored at `cost`, and ends the attempt. */
export async function checked(attempt: LoginAttempt, password: string, stored: string, cost: number): Promise<boolean> {
  try {
    const isRight = await isPassword(password, stored, cost);
    if (isRight) attempt.succeed();
    return isRight;
  } catch (error) {
    attempt.forget();
    throw error;
  }
}

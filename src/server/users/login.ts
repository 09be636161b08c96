import type { Clock } from "../clock.js";
import { busy, forbidden, unauthorized } from "../http/problem.js";
import type { Stores } from "../stores.js";
import { isPassword, newToken, noPassword, type RandomBytes, signJwt } from "./secrets.js";

// Slows down guessing: after this many wrong passwords for one login, or for all logins together, the sender has to wait.
const mostOfLogin = 10;
const mostOfSource = 100;
const restMs = 30_000;
// Made-up logins must not fill the memory.
const mostKept = 10_000;

/** A login under way. One that fails stays counted. */
export interface Attempt {
  /** The password was right. */
  succeed(): void;
  /** The password was not checked. */
  forget(): void;
}

/**
 * Counts logins by the address that they come from: who guesses somebody's password from elsewhere does not lock that
 * person out. An attempt counts from its start, so that many at once are no way around, and is given back when its
 * password is right. Kept in memory: a restart forgives.
 */
export class LoginGuard {
  readonly #attempts = new Map<string, { count: number; since: number }>();
  readonly #time: () => number;

  /** @param time - milliseconds that only grow */
  constructor(time: () => number = () => performance.now()) {
    this.#time = time;
  }

  /** Counts an attempt. @throws {Problem} there were too many, which is not counted itself */
  begin(login: string, source: string): Attempt {
    const ofLogin = JSON.stringify([source, login]);
    this.#refuse(ofLogin, mostOfLogin, "too many wrong passwords for this login");
    this.#refuse(source, mostOfSource, "too many wrong passwords from this address");
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
    const made = this.#attempts.get(key);
    if (made !== undefined) made.count -= 1;
  }

  #refuse(key: string, most: number, message: string): void {
    const made = this.#attempts.get(key);
    if (made === undefined) return;
    const restLeftMs = made.since + restMs - this.#time();
    if (restLeftMs <= 0) this.#attempts.delete(key);
    else if (made.count >= most) throw busy(message, Math.ceil(restLeftMs / 1000));
  }

  #count(key: string): void {
    const made = this.#attempts.get(key) ?? { count: 0, since: 0 };
    this.#attempts.delete(key);
    const oldest = this.#attempts.size >= mostKept ? this.#attempts.keys().next().value : undefined;
    if (oldest !== undefined) this.#attempts.delete(oldest);
    this.#attempts.set(key, { count: made.count + 1, since: this.#time() });
  }
}

/** Checks a login and password that came from `source`, and answers the signed claims that carry the account's API token. */
export async function logIn(
  { stores, clock, guard, randomBytes }: { stores: Stores; clock: Clock; guard: LoginGuard; randomBytes: RandomBytes },
  { login, password, source }: { login: string; password: string; source: string },
): Promise<{ token: string }> {
  const attempt = guard.begin(login, source);
  const account = stores.accounts.byLogin(login);
  // An unknown login takes the same time, so that an answer does not tell which logins there are.
  const isRight = await checked(attempt, password, account?.password ?? noPassword);
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
    // The key that it was sealed with is gone: nobody can tell the old token, so there is a new one.
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

/** Whether the password is right, which ends the attempt. */
export async function checked(attempt: Attempt, password: string, stored: string): Promise<boolean> {
  try {
    const isRight = await isPassword(password, stored);
    if (isRight) attempt.succeed();
    return isRight;
  } catch (error) {
    attempt.forget();
    throw error;
  }
}

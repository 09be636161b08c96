import type { Clock } from "../clock.js";
import { busy, forbidden, unauthorized } from "../http/problem.js";
import type { Stores } from "../stores.js";
import { isPassword, noPassword, signJwt } from "./secrets.js";

// Guessing is slowed down: after this many wrong passwords in a row a login rests.
const mostFailures = 10;
const restMs = 30_000;

/** Counts wrong passwords by login. Kept in memory: a restart forgives. */
export class LoginGuard {
  readonly #failures = new Map<string, { count: number; since: number }>();
  readonly #time: () => number;

  /** @param time - milliseconds that only grow */
  constructor(time: () => number = () => performance.now()) {
    this.#time = time;
  }

  /** @throws {Problem} too many wrong passwords were tried */
  refuseTired(login: string): void {
    const failed = this.#failures.get(login);
    if (failed === undefined || failed.count < mostFailures) return;
    const restLeftMs = failed.since + restMs - this.#time();
    if (restLeftMs <= 0) this.#failures.delete(login);
    else throw busy("too many wrong passwords for this login", Math.ceil(restLeftMs / 1000));
  }

  /** Remembers how a login went. */
  note(login: string, isRight: boolean): void {
    const count = (this.#failures.get(login)?.count ?? 0) + 1;
    this.#failures.delete(login);
    if (isRight) return;
    // Made-up logins must not fill the memory: the oldest is forgotten.
    const oldest = this.#failures.size >= 10_000 ? this.#failures.keys().next().value : undefined;
    if (oldest !== undefined) this.#failures.delete(oldest);
    this.#failures.set(login, { count, since: this.#time() });
  }
}

/** Checks a login and password, and answers the signed claims that carry the account's API token. */
export async function logIn(
  { stores, clock, guard }: { stores: Stores; clock: Clock; guard: LoginGuard },
  login: string,
  password: string,
): Promise<{ token: string }> {
  guard.refuseTired(login);
  const account = stores.accounts.byLogin(login);
  // An unknown login takes the same time, so that an answer does not tell which logins there are.
  const isRight = await isPassword(password, account?.password ?? noPassword);
  guard.note(login, isRight);
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
  const claims = {
    id: account.id,
    login: account.login,
    apiToken: account.token,
    group: team,
    workspace: workspace === undefined ? null : { id: workspace.id, name: workspace.name },
    iat: Math.floor(now.getTime() / 1000),
  };
  return { token: signJwt(claims, stores.settings.get("jwtKey") ?? "") };
}

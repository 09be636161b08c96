import type { Clock } from "./clock.js";
import { forbidden, unauthorized } from "./problem.js";
import { isPassword, noPassword, signJwt } from "./secrets.js";
import type { Stores } from "./stores/stores.js";

/** Checks a login and password, and answers the signed claims that carry the account's API token. */
export async function logIn(stores: Stores, clock: Clock, login: string, password: string): Promise<{ token: string }> {
  const account = stores.accounts.byLogin(login);
  // An unknown login takes the same time, so that an answer does not tell which logins there are.
  const isRight = await isPassword(password, account?.password ?? noPassword);
  if (account === undefined || !isRight || account.disabled) throw unauthorized();
  const [team] = stores.teams.memberships(account.id);
  if (team === undefined) throw forbidden("this account is in no team yet: only members of a team can log in");
  const now = clock();
  stores.accounts.countLogin(account.id, now.toISOString());
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

/** Ensures that people have an account and a place in a team: done a hundred times, it makes one of each. */
import type { Api } from "../../client/api.js";
import { tell } from "../../client/config/tell.js";
import { ArgumentError, AuthError, ConflictError, InvalidError } from "../../domain/errors.js";
import { nameSpellings } from "../../domain/names.js";
import { type RoleName, roleIdOf, roleNames, type UserInfo } from "../../domain/records/team.js";
import type { PlanEntry, ReadContext, Step, StepContext } from "../core/node.js";
import { eachItem } from "../list/items.js";
import { nowhereYet, personKey, type Scope, teamIdOf } from "../project/scope.js";
import { keepPassword, passwordPlace, preparePassword, strongPassword } from "./passwords.js";
import { membersOf } from "./people.js";

/** Who shall be in the team, and as what. */
export interface Wanted {
  /** As `annotator`, for the label. */
  readonly duty: string;
  readonly logins: readonly string[];
  /** Of a new account; without one it gets a strong random one. */
  readonly password?: string | undefined;
  /** The role of a new member. */
  readonly role: RoleName;
  /** The roles that a member may keep; another one is changed to `role`. */
  readonly enough: readonly string[];
}

/** The roles that may do what an annotator or a reviewer does: a member who has one of them keeps it. */
export const rolesEnoughFor = {
  annotator: ["annotator", "reviewer", "developer", "manager", "admin"],
  reviewer: ["reviewer", "manager", "admin"],
} as const;

/** What has to be done for one login. */
interface Need {
  readonly login: string;
  readonly account: UserInfo | undefined;
  readonly member: UserInfo | undefined;
  readonly isRoleEnough: boolean;
}

/** Ensures the people. Cost: one list where all are members; else one more, and up to three requests for each who is not. */
export function ensureStep(wanted: Wanted): Step<Scope, Scope> {
  const { duty, logins } = wanted;
  const names = loginsText(logins);
  const label = `ensure ${duty}${logins.length === 1 ? "" : "s"} ${names}`;
  return {
    label,
    writes: true,
    async run(scope, context) {
      const teamId = await teamIdOf(scope, context);
      const needs = await needsOf(wanted, teamId, context);
      const disabled = needs.find(({ account }) => account?.disabled === true);
      if (disabled !== undefined) throw isDisabled(disabled);
      const roleId = needs.every(({ isRoleEnough }) => isRoleEnough) ? 0 : await roleIdAt(wanted.role, context);
      const kept: string[] = [];
      const place = { ...wanted, teamId, roleId, onKept: (login: string) => kept.push(login) };
      const ids = await eachItem(needs, context, (need) => meet(need, place, context)).finally(() => tellKept(kept));
      const people = new Map([
        ...scope.people,
        ...logins.map((login, index) => [personKey(login), ids[index]] as const),
      ]);
      return { ...scope, teamId, people };
    },
    outcome: ({ people }) =>
      logins.map((login) => `${login} ${people.get(personKey(login)) ?? ""}`.trimEnd()).join(", "),
    async plan(scope = nowhereYet, context) {
      if (scope.teamId === undefined && (scope.projectId === undefined || scope.isPlanned === true)) {
        const people = new Map([...scope.people, ...logins.map((login) => [personKey(login), undefined] as const)]);
        return { entries: [{ action: "create", what: label, note: "if missing" }], value: { ...scope, people } };
      }
      const teamId = await teamIdOf(scope, context);
      const needs = await needsOf(wanted, teamId, context);
      const people = new Map([
        ...scope.people,
        ...needs.map(({ login, account }) => [personKey(login), account?.id] as const),
      ]);
      return { entries: needs.flatMap((need) => entriesOf(need, wanted)), value: { ...scope, teamId, people } };
    },
  };
}

async function needsOf({ logins, enough }: Wanted, teamId: number, context: ReadContext): Promise<readonly Need[]> {
  const members = new Map((await membersOf(teamId, context)).map((member) => [personKey(member.login), member]));
  const strangers = logins.filter((login) => !members.has(personKey(login)));
  const accounts = strangers.length === 0 ? new Map<string, UserInfo>() : await accountsOf(strangers, context);
  return logins.map((given) => {
    const member = members.get(personKey(given));
    const account = member ?? accounts.get(personKey(given));
    const login = account?.login ?? given;
    return { login, account, member, isRoleEnough: member !== undefined && enough.includes(member.role ?? "") };
  });
}

function isDisabled({ login, account }: Need): ArgumentError {
  return new ArgumentError(`the account ${login} is disabled`, {
    method: "ensure",
    argument: "login",
    hint: `enable it with api.user.enable(${account?.id}), or name somebody else`,
  });
}

async function accountsOf(
  logins: readonly string[],
  { api, signal }: ReadContext,
): Promise<ReadonlyMap<string, UserInfo>> {
  const filter = [{ field: "login", operator: "in", value: logins.flatMap(nameSpellings) }] as const;
  try {
    const accounts = await (await api()).user.getList(filter, { signal });
    return new Map(accounts.map((account) => [personKey(account.login), account]));
  } catch (fault) {
    if (!(fault instanceof AuthError)) throw fault;
    throw new AuthError(
      `${logins.join(", ")}: not in the team, and only an admin of the instance may look for or make accounts`,
      {
        status: fault.status,
        method: fault.method,
        cause: fault,
        hint: "ask an admin to make the accounts and to add them to the team",
      },
    );
  }
}

interface Place extends Wanted {
  readonly teamId: number;
  readonly roleId: number;
  /** The password of a new account was kept. */
  readonly onKept: (login: string) => void;
}

/** Does what a need asks for; the account's id. */
async function meet(need: Need, place: Place, context: StepContext): Promise<number> {
  const api = await context.api();
  const { signal } = context;
  if (need.member !== undefined) {
    if (!need.isRoleEnough) await api.user.changeTeamRole(need.member.id, place.teamId, place.roleId, { signal });
    return need.member.id;
  }
  const made = need.account === undefined ? await makeAccount(api, need.login, place, context) : undefined;
  const id = need.account?.id ?? made?.id ?? 0;
  try {
    await api.user.addToTeamByLogin(need.login, place.teamId, place.roleId, { signal });
  } catch (fault) {
    if (!(fault instanceof ConflictError || fault instanceof InvalidError)) throw fault;
    // A member already, by another run: that is what was wanted.
    if ((await api.user.getMemberInfoByLogin(place.teamId, need.login, { signal })) === null) throw fault;
  }
  if (made?.isNew !== true) await settleRole(api, id, place, context);
  return id;
}

/** After another run may have added the member: gives the role that is wanted, where the one there is not enough. */
async function settleRole(api: Api, id: number, { teamId, roleId, enough }: Place, { signal }: StepContext) {
  const member = await api.user.getMemberInfoById(teamId, id, { signal });
  if (member !== null && !enough.includes(member.role ?? ""))
    await api.user.changeTeamRole(id, teamId, roleId, { signal });
}

/** Makes the account, or finds the one that another run made meanwhile. */
async function makeAccount(api: Api, login: string, place: Place, context: StepContext) {
  try {
    return { id: await createAccount(api, login, place, context), isNew: true };
  } catch (fault) {
    if (!(fault instanceof ConflictError)) throw fault;
    const account = await api.user.getInfoByLogin(login, { signal: context.signal });
    if (account === null) throw fault;
    return { id: account.id, isNew: false };
  }
}

async function createAccount(api: Api, login: string, { password, onKept }: Place, { signal, progress }: StepContext) {
  if (password !== undefined) {
    const { id } = await api.user.create({ login, password, isRestricted: true }, { signal });
    await keepPassword(api, login, undefined);
    return id;
  }
  const secret = strongPassword();
  const pending = await preparePassword(api, login, secret);
  try {
    const { id } = await api.user.create({ login, password: secret, isRestricted: true }, { signal });
    await pending.keep();
    onKept(login);
    progress(1, 1, `${login}: password in ${passwordPlace}`);
    return id;
  } catch (fault) {
    // Any other failure leaves it open whether the account was created: then its password stays.
    if (isRefused(fault)) await pending.drop();
    throw fault;
  }
}

/** Whether the server said that it created no account. */
function isRefused(fault: unknown): boolean {
  const isRefusal = fault instanceof ConflictError || fault instanceof InvalidError || fault instanceof AuthError;
  return isRefusal && fault.method === "users.add";
}

function loginsText(logins: readonly string[]): string {
  return logins.length <= 3 ? logins.join(", ") : `${logins.slice(0, 2).join(", ")} and ${logins.length - 2} more`;
}

/** Tells where passwords of new accounts are kept: on stderr, or as a note of the notebook. */
function tellKept(logins: readonly string[]): void {
  if (logins.length === 0) return;
  const [words, verb] = logins.length === 1 ? ["password", "is"] : ["passwords", "are"];
  const text = `slylab: the ${words} of ${loginsText(logins)} ${verb} kept in ${passwordPlace}`;
  tell(text);
}

// The API's ids of reviewer and manager are not documented: an instance is asked for its own.
async function roleIdAt(role: RoleName, { api, signal }: ReadContext): Promise<number> {
  if (roleNames.indexOf(role) < roleNames.indexOf("reviewer")) return roleIdOf(role);
  const roles = await (await api()).role.getList({ signal });
  return roles.find((one) => one.role === role)?.id ?? roleIdOf(role);
}

function entriesOf(need: Need, { role, password }: Wanted): readonly PlanEntry[] {
  const { login, account, member, isRoleEnough } = need;
  if (account?.disabled === true) {
    const { message, hint } = isDisabled(need);
    return [{ action: "problem", what: message, ...(hint === undefined ? {} : { note: hint }) }];
  }
  if (member !== undefined) {
    if (isRoleEnough) return [{ action: "reuse", what: `member ${login}`, note: `is ${member.role} already` }];
    return [{ action: "change", what: `member ${login}`, note: `${member.role ?? "no role"} → ${role}` }];
  }
  const membership = { action: "create", what: `membership of ${login}`, note: `as ${role}` } as const;
  if (account !== undefined)
    return [{ action: "reuse", what: `account ${login}`, note: `id ${account.id}` }, membership];
  const note = password === undefined ? `random password, kept in ${passwordPlace}` : "with the password given";
  return [{ action: "create", what: `account ${login}`, note }, membership];
}

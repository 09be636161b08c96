/** Ensures that people have an account and are members of a team, without creating duplicates. */
import type { Api } from "../../client/api.js";
import { printNotice } from "../../client/config/print-notice.js";
import { type ArgumentError, AuthError, badArgument, ConflictError, InvalidError } from "../../domain/errors.js";
import { nameSpellings } from "../../domain/names.js";
import { type RoleName, roleIdOf, roleNames, type UserInfo } from "../../domain/records/team.js";
import { type PlanEntry, planEntry, type ReadContext, type Step, type StepContext } from "../core/node.js";
import { eachItem } from "../list/items.js";
import { emptyScope, personKey, type Scope, teamIdOf } from "../project/scope.js";
import { passwordFileName, preparePassword, savePassword, strongPassword } from "./passwords.js";
import { membersOf } from "./people.js";

/** The required people of a team and their role. */
export interface PeopleToEnsure {
  /** For the step's label, for example `annotator`. */
  readonly roleLabel: string;
  readonly logins: readonly string[];
  /** Password of new accounts. Default: a random one per account. */
  readonly password?: string | undefined;
  /** Role of new members. */
  readonly role: RoleName;
  /** Roles that a member may keep; others are changed to `role`. */
  readonly sufficientRoles: readonly string[];
}

/** Roles that include the rights of an annotator or a reviewer: members keep them. */
export const sufficientRolesFor = {
  annotator: ["annotator", "reviewer", "developer", "manager", "admin"],
  reviewer: ["reviewer", "manager", "admin"],
} as const;

/** The existing account and membership of one login. */
interface PersonState {
  readonly login: string;
  readonly account: UserInfo | undefined;
  readonly member: UserInfo | undefined;
  readonly hasSufficientRole: boolean;
}

/** Creates the step that ensures people. Cost: one list if all are members; else one more, and up to three requests per person. */
export function ensureStep(wanted: PeopleToEnsure): Step<Scope, Scope> {
  const { roleLabel, logins } = wanted;
  const names = loginsText(logins);
  const named = `${roleLabel}${logins.length === 1 ? "" : "s"} ${names}`;
  const label = `ensure ${named}`;
  return {
    label,
    writes: true,
    async run(scope, context) {
      const teamId = await teamIdOf(scope, context);
      const states = await readStates(wanted, teamId, context);
      const disabled = states.find(({ account }) => account?.disabled === true);
      if (disabled !== undefined) throw disabledError(disabled);
      const roleId = states.every(({ hasSufficientRole }) => hasSufficientRole)
        ? 0
        : await roleIdAt(wanted.role, context);
      const savedLogins: string[] = [];
      const target = { ...wanted, teamId, roleId, onKept: (login: string) => savedLogins.push(login) };
      const ids = await eachItem(states, context, (state) => ensurePerson(state, target, context)).finally(() =>
        announcePasswords(savedLogins),
      );
      const people = new Map([
        ...scope.people,
        ...logins.map((login, index) => [personKey(login), ids[index]] as const),
      ]);
      return { ...scope, teamId, people };
    },
    outcome: ({ people }) =>
      logins.map((login) => `${login} ${people.get(personKey(login)) ?? ""}`.trimEnd()).join(", "),
    async plan(scope = emptyScope, context) {
      if (scope.teamId === undefined && (scope.projectId === undefined || scope.isPlanned === true)) {
        const people = new Map([...scope.people, ...logins.map((login) => [personKey(login), undefined] as const)]);
        return { entries: [planEntry("create", named, "if missing")], value: { ...scope, people } };
      }
      const teamId = await teamIdOf(scope, context);
      const states = await readStates(wanted, teamId, context);
      const people = new Map([
        ...scope.people,
        ...states.map(({ login, account }) => [personKey(login), account?.id] as const),
      ]);
      return { entries: states.flatMap((state) => entriesOf(state, wanted)), value: { ...scope, teamId, people } };
    },
  };
}

async function readStates(
  { logins, sufficientRoles }: PeopleToEnsure,
  teamId: number,
  context: ReadContext,
): Promise<readonly PersonState[]> {
  const members = new Map((await membersOf(teamId, context)).map((member) => [personKey(member.login), member]));
  const missingLogins = logins.filter((login) => !members.has(personKey(login)));
  const accounts = missingLogins.length === 0 ? new Map<string, UserInfo>() : await accountsOf(missingLogins, context);
  return logins.map((loginArgument) => {
    const member = members.get(personKey(loginArgument));
    const account = member ?? accounts.get(personKey(loginArgument));
    const login = account?.login ?? loginArgument;
    return {
      login,
      account,
      member,
      hasSufficientRole: member !== undefined && sufficientRoles.includes(member.role ?? ""),
    };
  });
}

function disabledError({ login, account }: PersonState): ArgumentError {
  const hint = `enable it with api.user.enable(${account?.id}), or choose another person`;
  return badArgument("ensure", "login", `account ${login} is disabled`, hint);
}

async function accountsOf(logins: readonly string[], context: ReadContext): Promise<ReadonlyMap<string, UserInfo>> {
  const filter = [{ field: "login", operator: "in", value: logins.flatMap(nameSpellings) }] as const;
  try {
    const accounts = await (await context.api()).user.getList(filter, context);
    return new Map(accounts.map((account) => [personKey(account.login), account]));
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    throw new AuthError(
      `${logins.join(", ")}: not in the team, and only an admin of the instance can find or create accounts`,
      {
        status: error.status,
        method: error.method,
        cause: error,
        hint: "ask an admin to create the accounts and add them to the team",
      },
    );
  }
}

interface EnsuredPeople extends PeopleToEnsure {
  readonly teamId: number;
  readonly roleId: number;
  /** Called when the password of a new account was saved. */
  readonly onKept: (login: string) => void;
}

/** Creates what is missing for one person. Returns the account's id. */
async function ensurePerson(state: PersonState, people: EnsuredPeople, context: StepContext): Promise<number> {
  const api = await context.api();
  if (state.member !== undefined) {
    if (!state.hasSufficientRole) await api.user.changeTeamRole(state.member.id, people.teamId, people.roleId, context);
    return state.member.id;
  }
  const newAccount =
    state.account === undefined ? await findOrCreateAccount(api, state.login, people, context) : undefined;
  const id = state.account?.id ?? newAccount?.id ?? 0;
  try {
    await api.user.addToTeamByLogin(state.login, people.teamId, people.roleId, context);
  } catch (error) {
    if (!(error instanceof ConflictError || error instanceof InvalidError)) throw error;
    // Not an error: another run added the member in the meantime.
    if ((await api.user.getMemberInfoByLogin(people.teamId, state.login, context)) === null) throw error;
  }
  if (newAccount?.isNew !== true) await correctRole(api, id, people, context);
  return id;
}

/** Corrects the role, if another run added the member with an insufficient one. */
async function correctRole(
  api: Api,
  id: number,
  { teamId, roleId, sufficientRoles }: EnsuredPeople,
  context: StepContext,
) {
  const member = await api.user.getMemberInfoById(teamId, id, context);
  if (member !== null && !sufficientRoles.includes(member.role ?? ""))
    await api.user.changeTeamRole(id, teamId, roleId, context);
}

/** Creates the account, or finds the one that another run created in the meantime. */
async function findOrCreateAccount(api: Api, login: string, people: EnsuredPeople, context: StepContext) {
  try {
    return { id: await createAccount(api, login, people, context), isNew: true };
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const account = await api.user.getInfoByLogin(login, context);
    if (account === null) throw error;
    return { id: account.id, isNew: false };
  }
}

async function createAccount(api: Api, login: string, { password, onKept }: EnsuredPeople, context: StepContext) {
  if (password !== undefined) {
    const { id } = await api.user.create({ login, password, isRestricted: true }, context);
    await savePassword(api, login, undefined);
    return id;
  }
  const secret = strongPassword();
  const pending = await preparePassword(api, login, secret);
  try {
    const { id } = await api.user.create({ login, password: secret, isRestricted: true }, context);
    await pending.keep();
    onKept(login);
    context.progress(1, 1, `${login}: password in ${passwordFileName}`);
    return id;
  } catch (error) {
    // After any other failure the account may exist: its password is kept.
    if (isRefused(error)) await pending.drop();
    throw error;
  }
}

/** Whether the error proves that no account was created. */
function isRefused(error: unknown): boolean {
  const isRefusal = error instanceof ConflictError || error instanceof InvalidError || error instanceof AuthError;
  return isRefusal && error.method === "users.add";
}

function loginsText(logins: readonly string[]): string {
  return logins.length <= 3 ? logins.join(", ") : `${logins.slice(0, 2).join(", ")} and ${logins.length - 2} more`;
}

/** Prints where the passwords of new accounts are saved: on stderr, or as a note of the host. */
function announcePasswords(logins: readonly string[]): void {
  if (logins.length === 0) return;
  const [words, verb] = logins.length === 1 ? ["password", "is"] : ["passwords", "are"];
  const text = `slylab: the ${words} of ${loginsText(logins)} ${verb} kept in ${passwordFileName}`;
  printNotice(text);
}

// The ids of the roles reviewer and manager are not documented, so they are read from the instance.
async function roleIdAt(role: RoleName, context: ReadContext): Promise<number> {
  if (roleNames.indexOf(role) < roleNames.indexOf("reviewer")) return roleIdOf(role);
  const roles = await (await context.api()).role.getList(context);
  return roles.find((one) => one.role === role)?.id ?? roleIdOf(role);
}

function entriesOf(state: PersonState, { role, password }: PeopleToEnsure): readonly PlanEntry[] {
  const { login, account, member, hasSufficientRole } = state;
  if (account?.disabled === true) {
    const { message, hint } = disabledError(state);
    return [planEntry("problem", message, hint)];
  }
  if (member !== undefined) {
    if (hasSufficientRole) return [planEntry("reuse", `member ${login}`, `has the role ${member.role}`)];
    return [planEntry("change", `member ${login}`, `${member.role ?? "no role"} → ${role}`)];
  }
  const membership = planEntry("create", `membership of ${login}`, `as ${role}`);
  if (account !== undefined) return [planEntry("reuse", `account ${login}`, `id ${account.id}`), membership];
  const note = password === undefined ? `random password, saved in ${passwordFileName}` : "with the given password";
  return [planEntry("create", `account ${login}`, note), membership];
}

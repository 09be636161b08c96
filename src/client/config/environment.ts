/** Reads options from variables and env files; errors name the file and line of an invalid value. */
import { z } from "zod";
import { ConfigError } from "../../domain/errors.js";
import { parseAddress } from "../http/address.js";
import { checkPlainHttp, checkSameInstance, type SettingSource } from "./credentials.js";
import { type EnvFile, readEnvFile } from "./env-file.js";
import { envFiles } from "./env-files.js";
import { secretsOf, type Variables } from "./secrets.js";

/** Settings from the environment. */
export interface Environment {
  /** The full server address. */
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly teamId?: number | undefined;
  readonly projectId?: number | undefined;
  readonly userId?: number | undefined;
  readonly userLogin?: string | undefined;
  /** Whether the token may be sent over plain http to another machine: `SLYLAB_ALLOW_HTTP`. */
  readonly allowHttp: boolean;
  /** All values that must never be shown: tokens and passwords, found by variable name. */
  readonly secrets: readonly string[];
  /** The source of each setting, for example `{ teamId: "local.env:3" }`. */
  readonly sources: Readonly<Partial<Record<SettingName, string>>>;
}

type SettingName = keyof typeof settings;

/** Sources of {@link readEnvironment}. */
export interface EnvironmentOptions {
  /** The folder of `local.env`. */
  readonly cwd: string;
  /** The folder of `supervisely.env`. */
  readonly home: string;
  /** Environment variables; they override both files. */
  readonly env: NodeJS.ProcessEnv;
  /** The options of `connect`; they override everything. */
  readonly connectValues?: ConnectValues | undefined;
  /** Whether `SERVER_ADDRESS` of the process was set by `--server`. */
  readonly isFlag?: boolean | undefined;
}

/** The options of `connect` that can also come from the environment. */
export interface ConnectValues {
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly allowHttp?: boolean | undefined;
}

const idText = z
  .string()
  .regex(/^[0-9]+$/)
  .transform(Number)
  .pipe(z.int().positive());

/** Each setting: its variables (the first one set wins within a source), its schema, and a description of the expected value. */
const settings = {
  server: {
    variables: ["SERVER_ADDRESS"],
    schema: z.string(),
    expected: "an address such as https://app.supervisely.com",
  },
  token: {
    variables: ["API_TOKEN"],
    schema: z.string().regex(/^[\x21-\x7e]+$/),
    expected: "the ASCII text that your account page shows",
  },
  teamId: { variables: ["CONTEXT_TEAMID", "TEAM_ID"], schema: idText, expected: "a team's id, a positive integer" },
  projectId: {
    variables: ["CONTEXT_PROJECTID", "PROJECT_ID"],
    schema: idText,
    expected: "a project's id, a positive integer",
  },
  userId: { variables: ["CONTEXT_USERID", "USER_ID"], schema: idText, expected: "a user's id, a positive integer" },
  userLogin: { variables: ["CONTEXT_USERLOGIN", "USER_LOGIN"], schema: z.string(), expected: "a user's login" },
} as const;

/** One source of variables. */
interface EnvironmentSource extends EnvFile {
  /** Whether it is the process itself and not a file. */
  readonly isProcess: boolean;
}

/**
 * Reads settings from code, environment variables, `local.env` in the working folder and `~/supervisely.env`, in this order
 * of precedence. An empty value counts as not set.
 *
 * @throws {ConfigError} a value is invalid (the error names the variable, file, line and what was expected), or the token
 * would be sent to a server that it was not set for
 */
export function readEnvironment(options: EnvironmentOptions): Environment {
  const { connectValues = {}, env } = options;
  const sources: readonly EnvironmentSource[] = [
    { values: connectVariables(connectValues), whereIs: whereInConnect, isProcess: true },
    { values: env, whereIs: (name) => whereInProcess(name, options.isFlag ?? false), isProcess: true },
    ...envFiles(options.cwd, options.home).map(({ path, name }) => ({ ...readEnvFile(path, name), isProcess: false })),
  ];
  const server = find(sources, settings.server);
  const token = find(sources, settings.token);
  const teamId = find(sources, settings.teamId);
  const projectId = find(sources, settings.projectId);
  const userId = find(sources, settings.userId);
  const userLogin = find(sources, settings.userLogin);
  const address = server && parseAddress(server.value, server.where);
  const allowHttp = connectValues.allowHttp ?? isAllowed([env, server?.source.values ?? {}]);
  if (address !== undefined && server !== undefined && token !== undefined) {
    checkSameInstance(statedBy(server, address.text), statedBy(token, addressIn(token.source)?.text));
    checkPlainHttp(address, server.where, allowHttp);
  }
  return {
    ...(address && { server: address.text }),
    ...(token && { token: token.value }),
    ...(teamId && { teamId: teamId.value }),
    ...(projectId && { projectId: projectId.value }),
    ...(userId && { userId: userId.value }),
    ...(userLogin && { userLogin: userLogin.value }),
    allowHttp,
    secrets: secretsOf(sources.map(({ values }) => values)),
    sources: {
      ...(server && { server: server.where }),
      ...(token && { token: token.where }),
      ...(teamId && { teamId: teamId.where }),
      ...(projectId && { projectId: projectId.where }),
      ...(userId && { userId: userId.where }),
      ...(userLogin && { userLogin: userLogin.where }),
    },
  };
}

function connectVariables({ server, token }: ConnectValues): Variables {
  return { SERVER_ADDRESS: server, API_TOKEN: token };
}

function whereInConnect(variable: string): string {
  return `connect({ ${variable === "API_TOKEN" ? "token" : "server"} })`;
}

function whereInProcess(variable: string, isFlag: boolean): string {
  return isFlag && variable === "SERVER_ADDRESS" ? "--server" : "the environment";
}

/** Describes a source for the check that address and token belong together. */
function statedBy({ source, where }: FoundSetting<string>, address: string | undefined): SettingSource {
  return { source, where, isProcess: source.isProcess, address };
}

/** Returns the address that a source sets; undefined if none or invalid. */
function addressIn({ values, whereIs }: EnvironmentSource) {
  const text = values.SERVER_ADDRESS?.trim() ?? "";
  try {
    return text === "" ? undefined : parseAddress(text, whereIs("SERVER_ADDRESS"));
  } catch {
    return undefined;
  }
}

function isAllowed(sources: readonly Variables[]): boolean {
  return sources.some(({ SLYLAB_ALLOW_HTTP: value = "" }) => /^(1|true|yes|on)$/i.test(value.trim()));
}

/**
 * Rejects a quote at the start or end of a value: dotenv keeps a quote that is not closed, and `docker --env-file` keeps all.
 *
 * @throws {ConfigError} without the value, which may be a token
 */
function rejectQuotes(text: string, variable: string, where: string, { isProcess }: EnvironmentSource): void {
  if (!/^["'`]|["'`]$/.test(text)) return;
  throw new ConfigError(
    `${variable} in ${where} ${isProcess ? "contains a quote" : "has a quote that is not closed"}`,
    {
      option: variable,
      source: where,
      hint: isProcess ? "remove the quotes" : "close the quote, or remove it",
    },
  );
}

interface Setting<T> {
  readonly variables: readonly string[];
  readonly schema: z.ZodType<T>;
  readonly expected: string;
}

interface FoundSetting<T> {
  readonly value: T;
  readonly where: string;
  readonly source: EnvironmentSource;
}

function find<T>(sources: readonly EnvironmentSource[], setting: Setting<T>): FoundSetting<T> | undefined {
  for (const source of sources) {
    for (const variable of setting.variables) {
      const text = source.values[variable]?.trim() ?? "";
      if (text === "") continue;
      const where = source.whereIs(variable);
      rejectQuotes(text, variable, where, source);
      const parsed = setting.schema.safeParse(text);
      if (parsed.success) return { value: parsed.data, where, source };
      // An invalid token may be a real one with a typo, so the error does not repeat it.
      const what = variable === "API_TOKEN" ? variable : `${variable} ${JSON.stringify(text)}`;
      throw new ConfigError(`${what} in ${where} is invalid`, {
        option: variable,
        source: where,
        hint: `set it to ${setting.expected}, or pass --local to use the local instance`,
      });
    }
  }
  return undefined;
}

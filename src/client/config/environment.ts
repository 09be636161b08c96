/** Variables and env files → checked options; a bad value is told with its file and line. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "dotenv";
import { z } from "zod";
import { ConfigError } from "../../domain/errors.js";
import { parseAddress } from "../http/address.js";

/** What the environment says. */
export interface Environment {
  /** The instance's address, in full. */
  readonly server?: string;
  readonly token?: string;
  readonly teamId?: number;
  readonly projectId?: number;
  readonly userId?: number;
  readonly userLogin?: string;
  /** Where each was read, as `{ teamId: "local.env:3" }`. */
  readonly sources: Readonly<Partial<Record<SettingName, string>>>;
}

type SettingName = keyof typeof settings;

/** Where {@link readEnvironment} looks. */
export interface EnvironmentOptions {
  /** Where `local.env` is looked for. */
  readonly cwd: string;
  /** Where `supervisely.env` is looked for. */
  readonly home: string;
  /** The process's variables: they win over both files. */
  readonly env: NodeJS.ProcessEnv;
}

const idText = z
  .string()
  .regex(/^[0-9]+$/)
  .transform(Number)
  .pipe(z.int().positive());

/** Each setting: its variables, the first wins within one source; its schema; what is expected, for people. */
const settings = {
  server: { variables: ["SERVER_ADDRESS"], schema: z.string(), expected: "an address as https://app.supervisely.com" },
  token: {
    variables: ["API_TOKEN"],
    schema: z.string().regex(/^[\x21-\x7e]+$/),
    expected: "ASCII text without spaces, as an account's page shows it",
  },
  teamId: { variables: ["CONTEXT_TEAMID", "TEAM_ID"], schema: idText, expected: "a team's id, a whole number above 0" },
  projectId: {
    variables: ["CONTEXT_PROJECTID", "PROJECT_ID"],
    schema: idText,
    expected: "a project's id, a whole number above 0",
  },
  userId: { variables: ["CONTEXT_USERID", "USER_ID"], schema: idText, expected: "a user's id, a whole number above 0" },
  userLogin: { variables: ["CONTEXT_USERLOGIN", "USER_LOGIN"], schema: z.string(), expected: "a user's login" },
} as const;

/** One place where variables are set. */
interface Source {
  readonly values: Readonly<Record<string, string | undefined>>;
  /** Where a variable stands in it, as `local.env:3`. */
  readonly whereIs: (variable: string) => string;
}

/**
 * Reads the environment: the process's variables, then `local.env` in the working folder, then `~/supervisely.env`; the
 * earlier wins, and an empty value counts as none.
 *
 * @throws {ConfigError} a value is not what it must be: the variable, its file and line, what was expected
 */
export function readEnvironment(options: EnvironmentOptions): Environment {
  const sources: readonly Source[] = [
    { values: options.env, whereIs: () => "the environment" },
    readEnvFile(join(options.cwd, "local.env"), "local.env"),
    readEnvFile(join(options.home, "supervisely.env"), "~/supervisely.env"),
  ];
  const server = find(sources, settings.server);
  const token = find(sources, settings.token);
  const teamId = find(sources, settings.teamId);
  const projectId = find(sources, settings.projectId);
  const userId = find(sources, settings.userId);
  const userLogin = find(sources, settings.userLogin);
  return {
    ...(server && { server: parseAddress(server.value, server.where).text }),
    ...(token && { token: token.value }),
    ...(teamId && { teamId: teamId.value }),
    ...(projectId && { projectId: projectId.value }),
    ...(userId && { userId: userId.value }),
    ...(userLogin && { userLogin: userLogin.value }),
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

interface Setting<T> {
  readonly variables: readonly string[];
  readonly schema: z.ZodType<T>;
  readonly expected: string;
}

function find<T>(sources: readonly Source[], setting: Setting<T>): { value: T; where: string } | undefined {
  for (const { values, whereIs } of sources) {
    for (const variable of setting.variables) {
      const text = values[variable]?.trim() ?? "";
      if (text === "") continue;
      const where = whereIs(variable);
      const parsed = setting.schema.safeParse(text);
      if (parsed.success) return { value: parsed.data, where };
      // A token that is not one may be a real one with a stray letter: it is not repeated.
      const what = variable === "API_TOKEN" ? variable : `${variable} ${JSON.stringify(text)}`;
      throw new ConfigError(`${what} in ${where} is not as expected`, {
        option: variable,
        source: where,
        hint: `expected ${setting.expected}; say --local, or connect({ local: true }), to work on the local instance instead`,
      });
    }
  }
  return undefined;
}

function readEnvFile(path: string, name: string): Source {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return { values: {}, whereIs: () => name };
    throw new ConfigError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      option: name,
      source: path,
      cause: error,
      hint: "make it a file that you may read, or remove it",
    });
  }
  return { values: parse(text), whereIs: (variable) => `${name}:${lineOf(text, variable)}` };
}

/** The line, counted from 1, whose value dotenv takes: the last that sets the variable. */
function lineOf(text: string, variable: string): number {
  const setting = new RegExp(`^\\s*(export\\s+)?${variable}\\s*[=:]`);
  return text.split(/\r\n?|\n/).findLastIndex((line) => setting.test(line)) + 1;
}

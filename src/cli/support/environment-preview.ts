/** What the prompt says of the environment before anything is asked: which instance, which login, which secrets. Checks nothing. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EnvFile } from "../../client/config/env-file.js";
import { secretsOf, type Variables } from "../../client/config/secrets.js";
import { prefersLocal } from "../../default-instance.js";

/** What the environment seems to say; `client/config/environment.ts` checks it at the first call. */
export interface EnvironmentPreview {
  /** The host of the instance; undefined for the local one. */
  readonly host: string | undefined;
  readonly address: string | undefined;
  readonly login: string | undefined;
  /** Tokens and passwords: no line with one of them may enter the history. */
  readonly secrets: readonly string[];
}

/**
 * Looks at the process's variables, `local.env` in `cwd` and `supervisely.env` in `home`, the earlier first.
 *
 * @throws {ConfigError} a file cannot be read, unless the local instance was asked for
 */
export async function previewEnvironment(
  cwd: string,
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<EnvironmentPreview> {
  const files = [
    { path: join(cwd, "local.env"), name: "local.env" },
    { path: join(home, "supervisely.env"), name: "~/supervisely.env" },
  ].filter(({ path }) => existsSync(path));
  // The parser is loaded where there is a file to read: most prompts start without one.
  const sources: Variables[] = [env];
  if (files.length > 0) {
    const { readEnvFile } = await import("../../client/config/env-file.js");
    sources.push(...files.map(({ path, name }) => valuesOf(() => readEnvFile(path, name))));
  }
  const find = (...names: readonly string[]) => {
    for (const source of sources) {
      for (const name of names) {
        const value = source[name]?.trim();
        if (value !== undefined && value !== "") return value;
      }
    }
    return undefined;
  };
  const address = prefersLocal() ? undefined : find("SERVER_ADDRESS");
  return {
    address,
    host: address === undefined ? undefined : hostOf(address),
    login: prefersLocal() ? undefined : find("CONTEXT_USERLOGIN", "USER_LOGIN"),
    secrets: secretsOf(sources),
  };
}

function valuesOf(read: () => EnvFile): EnvFile["values"] {
  try {
    return read().values;
  } catch (error) {
    if (!prefersLocal()) throw error;
    return {};
  }
}

function hostOf(address: string): string {
  return (
    address
      .replace(/^\w+:\/\//, "")
      .replace(/^[^@/]*@/, "")
      .split("/")[0] ?? address
  );
}

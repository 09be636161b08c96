/** Reads the parts of the environment that the prompt shows, without validation: instance, login and secrets. */
import { existsSync } from "node:fs";
import type { EnvFile } from "../../client/config/env-file.js";
import { envFiles } from "../../client/config/env-files.js";
import { secretsOf, type Variables } from "../../client/config/secrets.js";
import { prefersLocal } from "../../default-instance.js";

/** The relevant settings of the environment; `client/config/environment.ts` validates them with the first call. */
export interface EnvironmentPreview {
  /** The instance's host; undefined for the local one. */
  readonly host: string | undefined;
  readonly address: string | undefined;
  readonly login: string | undefined;
  /** Tokens and passwords, which must not enter the history. */
  readonly secrets: readonly string[];
}

/**
 * Reads the process's variables, `local.env` in `cwd` and `supervisely.env` in `home`, in this order of priority.
 *
 * @throws {ConfigError} a file cannot be read, unless the local instance was requested
 */
export async function previewEnvironment(
  cwd: string,
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<EnvironmentPreview> {
  const files = envFiles(cwd, home).filter(({ path }) => existsSync(path));
  // Loaded only if there is a file to read.
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

/** A first look at the environment for the prompt's sake: which instance, which login, which secrets. Checks nothing, loads nothing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { prefersLocal } from "../../default-instance.js";

/** What the environment seems to say; `client/environment.ts` reads it in earnest at the first call. */
export interface EnvironmentPreview {
  /** The host of the instance; undefined for the local one. */
  readonly host: string | undefined;
  readonly address: string | undefined;
  readonly login: string | undefined;
  /** Values that look like tokens and passwords by their names. */
  readonly secrets: readonly string[];
}

const line = /^\s*(?:export\s+)?(\w+)\s*[=:]\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\n#]*))/gm;
const secretName = /token|password|passwd|secret|api_?key/i;

/** Looks at the process's variables, `local.env` in `cwd` and `supervisely.env` in `home`, the earlier first. */
export function previewEnvironment(cwd: string, home: string, env: NodeJS.ProcessEnv): EnvironmentPreview {
  const sources = [env, readVariables(join(cwd, "local.env")), readVariables(join(home, "supervisely.env"))];
  const find = (...names: readonly string[]) => {
    for (const source of sources) {
      for (const name of names) {
        const value = source[name]?.trim();
        if (value !== undefined && value !== "") return value;
      }
    }
    return undefined;
  };
  const secrets = sources.flatMap((source) => Object.entries(source).filter(([name]) => secretName.test(name)));
  const address = prefersLocal() ? undefined : find("SERVER_ADDRESS");
  return {
    address,
    host: address === undefined ? undefined : hostOf(address),
    login: prefersLocal() ? undefined : find("CONTEXT_USERLOGIN", "USER_LOGIN"),
    secrets: secrets.flatMap(([, value]) => (value === undefined || value === "" ? [] : [value.trim()])),
  };
}

function readVariables(path: string): Readonly<Record<string, string | undefined>> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return {};
  }
  return Object.fromEntries(
    Array.from(text.matchAll(line), ([, name = "", double, single, bare]) => [name, double ?? single ?? bare]),
  );
}

function hostOf(address: string): string {
  return (
    address
      .replace(/^\w+:\/\//, "")
      .replace(/^[^@/]*@/, "")
      .split("/")[0] ?? address
  );
}

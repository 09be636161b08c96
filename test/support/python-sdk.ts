/** The official Python SDK as a client of test servers. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import { z } from "zod";
import { type Python, pythonWith, type Requirements } from "./python.js";
import { openTestServer, type TestServer } from "./server.js";

/** The SDK, at the version that the contract was read from, and lxml, which its conversion to Pascal VOC imports. */
export const sdkRequirements: Requirements = {
  packages: ["supervisely==6.74.51", "lxml==6.1.3"],
  modules: ["lxml.etree", "supervisely"],
};

/** A Python with the SDK; undefined if Python is missing. */
export function pythonWithSdk(): Promise<Python | undefined> {
  return pythonWith(sdkRequirements);
}

const doneSchema = z.array(z.object({ out: z.string(), code: z.number() }));
type Done = z.output<typeof doneSchema>[number] & { readonly errors: string };
const printedSchema = z.record(z.string(), z.unknown());

/** A script of `test/flow` that ran with its own instance. */
export interface SdkScript {
  readonly server: TestServer;
  /** The JSON object that it printed last; throws if the script failed. */
  readonly printed: Readonly<Record<string, unknown>>;
}

/**
 * Runs scripts of `test/flow` before the tests of a file, each with an instance of its own; returns a function that returns
 * the result of one. They share one import of the SDK, which takes 2 s of CPU.
 */
export function sdkScripts<const Script extends string>(
  python: Python | undefined,
  scripts: readonly Script[],
  timeout = 120_000,
): (script: Script) => SdkScript {
  const servers: TestServer[] = [];
  let done: readonly Done[] = [];
  beforeAll(async () => {
    for (const _script of scripts) servers.push(await openTestServer());
    if (python === undefined) return;
    done = await run(
      python,
      scripts.map((script, at) => ({ script: pathOf(`../flow/${script}`), env: environmentOf(servers[at]!) })),
      timeout - 10_000,
    );
  }, timeout);
  afterAll(() => Promise.all(servers.map((server) => server.close())));
  return (script) => {
    const at = scripts.indexOf(script);
    const { out, code, errors } = done[at]!;
    if (code !== 0) throw new Error(`${script} ended with ${code}: ${errors.slice(-2000)}`);
    const last = out.split("\n").findLast((line) => line.startsWith("{")) ?? "";
    return { server: servers[at]!, printed: printedSchema.parse(JSON.parse(last)) };
  };
}

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

async function run(
  { executable, prefix }: Python,
  scripts: readonly { readonly script: string; readonly env: Readonly<Record<string, string | undefined>> }[],
  timeout: number,
): Promise<readonly Done[]> {
  const child = spawn(executable, [pathOf("./sdk-scripts.py")], {
    // Without the user's environment: no token, no proxy, no home folder with an env file.
    env: { PATH: process.env.PATH, HOME: prefix, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: "pipe",
    timeout,
  });
  child.stdin.end(JSON.stringify(scripts));
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const last = out.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith("[")) throw new Error(`the scripts of the SDK did not end: ${errors.slice(-2000)}`);
  return doneSchema.parse(JSON.parse(last)).map((each) => ({ ...each, errors }));
}

function environmentOf({ address, token, context }: TestServer): Readonly<Record<string, string | undefined>> {
  const { teamId, projectId, userId, userLogin } = context ?? {};
  return {
    SERVER_ADDRESS: address,
    API_TOKEN: token,
    CONTEXT_TEAMID: String(teamId),
    CONTEXT_PROJECTID: String(projectId),
    CONTEXT_USERID: String(userId),
    CONTEXT_USERLOGIN: userLogin,
  };
}

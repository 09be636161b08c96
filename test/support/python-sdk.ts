/** The official Python SDK as a client of a test server. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { type Python, pythonWith, type Requirements } from "./python.js";
import type { TestServer } from "./server.js";

const run = promisify(execFile);

/** The SDK, at the version that the contract was read from, and lxml, which its conversion to Pascal VOC imports. */
export const sdkRequirements: Requirements = {
  packages: ["supervisely==6.74.51", "lxml==6.1.3"],
  modules: ["lxml.etree", "supervisely"],
};

/** A Python with the SDK; undefined if Python is missing. */
export function pythonWithSdk(): Promise<Python | undefined> {
  return pythonWith(sdkRequirements);
}

const printedSchema = z.record(z.string(), z.unknown());

/** Runs a script of `test/flow` with the server's environment; returns the JSON object that it prints last. */
export async function runSdk(
  python: Python,
  server: TestServer,
  script: string,
  timeout = 110_000,
): Promise<Record<string, unknown>> {
  const { teamId, projectId, userId, userLogin } = server.context ?? {};
  const { stdout } = await run(python.executable, [fileURLToPath(new URL(`../flow/${script}`, import.meta.url))], {
    // Without the user's environment: no token, no proxy, no home folder with an env file.
    env: {
      PATH: process.env.PATH,
      HOME: python.prefix,
      PYTHONDONTWRITEBYTECODE: "1",
      SERVER_ADDRESS: server.address,
      API_TOKEN: server.token,
      CONTEXT_TEAMID: String(teamId),
      CONTEXT_PROJECTID: String(projectId),
      CONTEXT_USERID: String(userId),
      CONTEXT_USERLOGIN: userLogin,
    },
    maxBuffer: 1 << 26,
    timeout,
  });
  const last = stdout.split("\n").findLast((line) => line.startsWith("{")) ?? "";
  return printedSchema.parse(JSON.parse(last));
}

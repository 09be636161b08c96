import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readEnvironment } from "../../../src/client/config/environment.js";
import { ConfigError } from "../../../src/domain/errors.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slylab-env-"));
  mkdirSync(join(folder, "home"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(files: { local?: string; home?: string }, env: NodeJS.ProcessEnv = {}) {
  if (files.local !== undefined) writeFileSync(join(folder, "local.env"), files.local);
  if (files.home !== undefined) writeFileSync(join(folder, "home", "supervisely.env"), files.home);
  return readEnvironment({ cwd: folder, home: join(folder, "home"), env });
}

function refusal(files: { local?: string; home?: string }, env: NodeJS.ProcessEnv = {}): ConfigError {
  try {
    read(files, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

it("reads the process, then local.env, then ~/supervisely.env", () => {
  const environment = read(
    {
      local: "CONTEXT_TEAMID=8\nSERVER_ADDRESS=http://local\n",
      home: "SERVER_ADDRESS=http://home\nAPI_TOKEN=abc\nCONTEXT_TEAMID=9\n",
    },
    { CONTEXT_USERLOGIN: "my_username", CONTEXT_TEAMID: "" },
  );
  expect(environment).toEqual({
    server: "http://local",
    token: "abc",
    teamId: 8,
    userLogin: "my_username",
    sources: {
      server: "local.env:2",
      token: "~/supervisely.env:2",
      teamId: "local.env:1",
      userLogin: "the environment",
    },
  });
});

it("is empty where nothing is set", () => {
  expect(read({})).toEqual({ sources: {} });
});

it("knows the shorter names, and takes the longer one first", () => {
  const environment = read({ local: "TEAM_ID=1\nPROJECT_ID=2\nUSER_ID=3\nUSER_LOGIN=max\nCONTEXT_TEAMID=4 # mine\n" });
  expect(environment).toMatchObject({ teamId: 4, projectId: 2, userId: 3, userLogin: "max" });
});

it("puts http before an address without a scheme, as the official SDK does", () => {
  expect(read({}, { SERVER_ADDRESS: "10.0.0.7:8080/" }).server).toBe("http://10.0.0.7:8080");
});

it("names the variable, its file and line, what was expected, and the way to the local instance", () => {
  const error = refusal({ local: '# ids\n\nexport CONTEXT_TEAMID="eight"\n' });
  expect(error).toMatchObject({ option: "CONTEXT_TEAMID", source: "local.env:3" });
  expect(error.message).toBe('CONTEXT_TEAMID "eight" in local.env:3 is not as expected');
  expect(error.hint).toMatch(/a team's id, a whole number above 0.*--local/);
});

it("names the line that counts where a variable is set twice", () => {
  expect(refusal({ local: "TEAM_ID=8\nTEAM_ID=-1\n" }).source).toBe("local.env:2");
});

it.each(["0", "1.5", "99999999999999999999"])("takes %s for no id", (text) => {
  expect(refusal({}, { CONTEXT_PROJECTID: text }).option).toBe("CONTEXT_PROJECTID");
});

it.each(["ftp://host", "http://", "http://a b", "http://host?x=1"])("takes %s for no address", (text) => {
  expect(refusal({}, { SERVER_ADDRESS: text }).option).toBe("SERVER_ADDRESS");
});

it("never repeats a token or a password that is wrong", () => {
  const token = refusal({ home: "API_TOKEN='abc def'\n" });
  expect(token).toMatchObject({ option: "API_TOKEN", source: "~/supervisely.env:1" });
  expect(`${token.message}${token.hint}`).not.toContain("abc");
  const address = refusal({}, { SERVER_ADDRESS: "https://max:hunter2@host" });
  expect(`${address.message}${address.hint}`).not.toContain("hunter2");
});

it("says of a file that cannot be read which one it is", () => {
  mkdirSync(join(folder, "local.env"));
  expect(refusal({})).toMatchObject({ option: "local.env" });
});

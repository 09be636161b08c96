import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
      local: "CONTEXT_TEAMID=8\nSERVER_ADDRESS=https://one.example\n",
      home: "SERVER_ADDRESS=https://one.example/\nAPI_TOKEN=abc\nCONTEXT_TEAMID=9\n",
    },
    { CONTEXT_USERLOGIN: "my_username", CONTEXT_TEAMID: "" },
  );
  expect(environment).toEqual({
    server: "https://one.example",
    token: "abc",
    teamId: 8,
    userLogin: "my_username",
    allowHttp: false,
    secrets: ["abc"],
    sources: {
      server: "local.env:2",
      token: "~/supervisely.env:2",
      teamId: "local.env:1",
      userLogin: "the environment",
    },
  });
});

it("the settings are empty if no variable is set", () => {
  expect(read({})).toEqual({ allowHttp: false, secrets: [], sources: {} });
});

it("accepts the shorter names of variables, and prefers the longer ones", () => {
  const environment = read({ local: "TEAM_ID=1\nPROJECT_ID=2\nUSER_ID=3\nUSER_LOGIN=max\nCONTEXT_TEAMID=4 # mine\n" });
  expect(environment).toMatchObject({ teamId: 4, projectId: 2, userId: 3, userLogin: "max" });
});

it("reads an address without a scheme as https, on loopback as http", () => {
  expect(read({}, { SERVER_ADDRESS: "app.supervisely.com/" }).server).toBe("https://app.supervisely.com");
  expect(read({}, { SERVER_ADDRESS: "localhost:8080" }).server).toBe("http://localhost:8080");
});

it("reads the same syntax as the official SDK: quotes, backticks, export, comments, line ends of Windows, a byte order mark", () => {
  const local =
    "\uFEFFexport API_TOKEN=`abc12345678`\r\nSERVER_ADDRESS = 'https://one.example' # mine\r\nTEAM_ID=\"8\"\r\n";
  expect(read({ local })).toMatchObject({
    ...{ server: "https://one.example", token: "abc12345678", teamId: 8, secrets: ["abc12345678"] },
    sources: { token: "local.env:1", server: "local.env:2", teamId: "local.env:3" },
  });
});

describe("a token", () => {
  const evil = "SERVER_ADDRESS=https://evil.example\n";
  const mine = "SERVER_ADDRESS=https://mine.example\nAPI_TOKEN=abc12345678\n";

  it.each([
    [
      "of the home, alone",
      { local: evil, home: "API_TOKEN=abc12345678\n" },
      {},
      /https:\/\/evil.example in local.env:1.*API_TOKEN from ~\/supervisely.env:1/,
    ],
    [
      "of the home's instance",
      { local: evil, home: mine },
      {},
      /local.env:1.*~\/supervisely.env:2, which is for mine.example/,
    ],
    ["of the process", { local: evil }, { API_TOKEN: "abc12345678" }, /local.env:1.*the environment/],
    [
      "of another port",
      {
        local: "SERVER_ADDRESS=http://127.0.0.1:2\n",
        home: "SERVER_ADDRESS=http://127.0.0.1:1\nAPI_TOKEN=abc12345678\n",
      },
      {},
      /127.0.0.1:2 in local.env/,
    ],
    [
      "of a folder, for the process's server",
      { local: "API_TOKEN=abc12345678\n" },
      { SERVER_ADDRESS: "https://mine.example" },
      /the environment.*local.env:1/,
    ],
  ])("%s is not sent to a server named in another place", (_what, files, env, words) => {
    const error = refusal(files, env);
    expect(error.message).toMatch(words);
    expect(error.message + error.hint).not.toContain("abc12345678");
  });

  it("is sent to the server named in the same place, and to the same host named in another", () => {
    expect(read({ local: mine }).token).toBe("abc12345678");
    expect(read({ local: "SERVER_ADDRESS=mine.example/\n", home: mine }).token).toBe("abc12345678");
    expect(read({ local: evil }, { SERVER_ADDRESS: "https://a.example", API_TOKEN: "abc12345678" }).server).toBe(
      "https://a.example",
    );
  });

  it("is sent over plain http to this machine, and elsewhere only if the place of the address allows it", () => {
    const plain = "SERVER_ADDRESS=http://10.0.0.7:8080\nAPI_TOKEN=abc12345678\n";
    const error = refusal({ local: plain });
    expect(error.message).toBe(
      "http://10.0.0.7:8080 in local.env:1 is plain http, which would expose your API token to the network",
    );
    expect(error.hint).toContain("SLYLAB_ALLOW_HTTP=1");
    expect(read({ local: `${plain}SLYLAB_ALLOW_HTTP=1\n` }).allowHttp).toBe(true);
    expect(read({ local: plain }, { SLYLAB_ALLOW_HTTP: "true" }).allowHttp).toBe(true);
    expect(refusal({ local: "SLYLAB_ALLOW_HTTP=1\n", home: plain }).source).toBe("~/supervisely.env:1");
    expect(read({ local: "SERVER_ADDRESS=http://127.0.0.1:8080\nAPI_TOKEN=abc12345678\n" }).token).toBe("abc12345678");
  });
});

it.each(["utf16le", "utf-16be"])("rejects a file in %s with a clear error", (encoding) => {
  const bytes = Buffer.from("\uFEFFSERVER_ADDRESS=https://one.example\n", "utf16le");
  writeFileSync(join(folder, "local.env"), encoding === "utf16le" ? bytes : bytes.swap16());
  const error = refusal({});
  expect(error.message).toBe("local.env is UTF-16 text, expected UTF-8");
  expect(error.hint).toContain("save local.env as UTF-8");
});

it("names the variable, its file and line, what was expected, and the option --local", () => {
  const error = refusal({ local: '# ids\n\nexport CONTEXT_TEAMID="eight"\n' });
  expect(error).toMatchObject({ option: "CONTEXT_TEAMID", source: "local.env:3" });
  expect(error.message).toBe('CONTEXT_TEAMID "eight" in local.env:3 is invalid');
  expect(error.hint).toMatch(/a team's id, a positive integer.*--local/);
});

it("names the effective line of a variable that is set twice", () => {
  expect(refusal({ local: "TEAM_ID=8\nTEAM_ID=-1\n" }).source).toBe("local.env:2");
});

it.each(["0", "1.5", "99999999999999999999"])("rejects %s as an id", (text) => {
  expect(refusal({}, { CONTEXT_PROJECTID: text }).option).toBe("CONTEXT_PROJECTID");
});

it.each(["ftp://host", "http://", "http://a b", "http://host?x=1"])("rejects %s as an address", (text) => {
  expect(refusal({}, { SERVER_ADDRESS: text }).option).toBe("SERVER_ADDRESS");
});

it.each([
  ['API_TOKEN="abcdefgh12345\nSERVER_ADDRESS=http://127.0.0.1:1', "API_TOKEN in local.env:1"],
  ['API_TOKEN="abcdefgh12345\nSERVER_ADDRESS="http://127.0.0.1:1"', "API_TOKEN in local.env:1"],
  ["API_TOKEN='abcdefgh12345", "API_TOKEN in local.env:1"],
  ["# mine\nAPI_TOKEN=`abcdefgh12345", "API_TOKEN in local.env:2"],
  ['API_TOKEN=abcdefgh12345"', "API_TOKEN in local.env:1"],
  ['API_TOKEN=abcdefgh12345\nSERVER_ADDRESS="http://127.0.0.1:1', "SERVER_ADDRESS in local.env:2"],
])("says that a quote is not closed: %s", (local, place) => {
  const { message } = refusal({ local });
  expect(message).toBe(`${place} has a quote that is not closed`);
  expect(message).not.toContain("abcdefgh");
});

it("says that a variable of the process has quotes, as docker passes them", () => {
  const { message, hint } = refusal({}, { API_TOKEN: '"abcdefgh12345"' });
  expect([message, hint]).toEqual(["API_TOKEN in the environment contains a quote", "remove the quotes"]);
});

it("never shows an invalid token or password", () => {
  const token = refusal({ home: "API_TOKEN='abc def'\n" });
  expect(token).toMatchObject({ option: "API_TOKEN", source: "~/supervisely.env:1" });
  expect(`${token.message}${token.hint}`).not.toContain("abc");
  const address = refusal({}, { SERVER_ADDRESS: "https://max:hunter2@host" });
  expect(`${address.message}${address.hint}`).not.toContain("hunter2");
});

it("names a file that cannot be read", () => {
  mkdirSync(join(folder, "local.env"));
  expect(refusal({})).toMatchObject({ option: "local.env" });
});

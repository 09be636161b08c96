/** `slylab doctor`: what works here, and what to do about what does not. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { readEnvironment } from "../../client/config/environment.js";
import { connect } from "../../connect.js";
import type { TableModel } from "../../domain/display/display.js";
import { isSlylabError } from "../../domain/errors.js";
import { version } from "../../version.js";
import { runtimeName, runtimeProblem } from "../support/runtime.js";
import { TerminalHost } from "../support/terminal-host.js";

/** One thing looked at. `remedy` stands only beside what does not work. */
interface Finding {
  readonly subject: string;
  readonly state: "ok" | "used" | "missing" | "failed";
  readonly detail: string;
  readonly remedy?: string;
}

/** Looks, prints a table, and gives 1 when something failed, 0 otherwise. */
export async function doctor(): Promise<number> {
  const findings = [node(), ...nativeParts(), kernelspec(), ...(await instance())];
  const remedies = findings.some(({ remedy }) => remedy !== undefined);
  const table: TableModel = {
    kind: "table",
    title: `slylab ${version}`,
    columns: [
      { title: "What", kind: "text" },
      { title: "State", kind: "status" },
      { title: "Detail", kind: "text" },
      ...(remedies ? [{ title: "What to do", kind: "text" } as const] : []),
    ],
    rows: findings.map(({ subject, state, detail, remedy }) => [subject, state, detail, ...(remedies ? [remedy] : [])]),
  };
  new TerminalHost().print(table);
  return findings.some(({ state }) => state === "failed") ? 1 : 0;
}

function node(): Finding {
  const problem = runtimeProblem();
  const found = { subject: "Runtime", detail: runtimeName() };
  return problem === undefined ? { ...found, state: "ok" } : { ...found, state: "failed", remedy: problem };
}

/** The packages that come as binaries: each is loaded here, since a wrong one fails only then. */
function nativeParts(): Finding[] {
  const require = createRequire(import.meta.url);
  const parts = [
    ["libsql", "the local instance"],
    ["oxc-parser", "the prompt and notebooks"],
    ["zeromq", "the Jupyter kernel"],
    ["typescript", "type checks and completion"],
  ] as const;
  return parts.map(([name, use]) => {
    try {
      require(name);
      return { subject: name, state: "ok", detail: `loads, for ${use}` };
    } catch (error) {
      const detail = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      return { subject: name, state: "failed", detail, remedy: "install again: npm ci" };
    }
  });
}

function kernelspec(): Finding {
  const home = homedir();
  const userFolder = process.env.JUPYTER_DATA_DIR ?? join(home, ".local", "share", "jupyter");
  const folders = [
    ...(process.env.JUPYTER_PATH ?? "").split(delimiter).filter((folder) => folder !== ""),
    userFolder,
    join(home, "Library", "Jupyter"),
    ...(process.env.VIRTUAL_ENV === undefined ? [] : [join(process.env.VIRTUAL_ENV, "share", "jupyter")]),
    "/usr/local/share/jupyter",
    "/usr/share/jupyter",
  ];
  const at = folders.map((folder) => join(folder, "kernels", "slylab")).find((folder) => existsSync(folder));
  return at === undefined
    ? { subject: "kernel", state: "missing", detail: "Jupyter does not know slylab", remedy: "slylab kernel install" }
    : { subject: "kernel", state: "ok", detail: at };
}

/** The environment, then the instance it names: reached, token known, rights in the team. */
async function instance(): Promise<Finding[]> {
  try {
    const environment = readEnvironment({ cwd: process.cwd(), home: homedir(), env: process.env });
    if (environment.server === undefined && environment.token === undefined) {
      return [
        ...(await account("local instance")),
        { subject: "SERVER_ADDRESS", state: "missing", detail: "not set: the local instance is used" },
      ];
    }
    const findings = await account(environment.server ?? "instance");
    return findings.map((finding) => ({ ...finding, detail: withoutSecrets(finding.detail, environment.secrets) }));
  } catch (error) {
    return [failed("environment", error)];
  }
}

// A server may repeat what it was sent. A short secret would be found in ordinary words.
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(({ length }) => length >= 8)
    .reduce((left, secret) => left.replaceAll(secret, "[secret]"), text);
}

async function account(name: string): Promise<Finding[]> {
  let proxy: Finding[] = [];
  try {
    const api = await connect();
    if (api.proxy !== undefined)
      proxy = [{ subject: "proxy", state: "ok", detail: `${api.proxy.address}, from ${api.proxy.source}` }];
    const me = await api.user.getMyInfo({ limitMs: 10_000 });
    const findings: Finding[] = [
      ...proxy,
      { subject: name, state: "ok", detail: api.address },
      { subject: "token", state: "ok", detail: `of ${me.login} (${me.id})` },
    ];
    const teams = await api.team.getList();
    findings.push({
      subject: "rights",
      state: "ok",
      detail: teams.map((team) => `${team.role ?? "member"} in ${team.name} (${team.id})`).join(", ") || "in no team",
    });
    await api.close();
    return findings;
  } catch (error) {
    return [...proxy.map((used) => ({ ...used, state: "used" as const })), failed(name, error)];
  }
}

function failed(subject: string, error: unknown): Finding {
  const detail = error instanceof Error ? error.message : String(error);
  const hint = isSlylabError(error) ? error.hint : undefined;
  return { subject, state: "failed", detail, ...(hint === undefined ? {} : { remedy: hint }) };
}

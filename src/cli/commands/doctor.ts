/** `slylab doctor`: checks the installation and suggests fixes. */
import { existsSync } from "node:fs";
import { rm, rmdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { makeFolder } from "../../base/files/make-folder.js";
import { readEnvironment } from "../../client/config/environment.js";
import { connect } from "../../connect.js";
import { suppressLocalNotice } from "../../default-instance.js";
import type { TableModel } from "../../domain/display/display.js";
import { isSlylabError } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";
import { version } from "../../version.js";
import type { Finding } from "../support/doctor-finding.js";
import { kernelFinding } from "../support/doctor-kernel.js";
import { packageFindings } from "../support/doctor-packages.js";
import { runtimeName, runtimeProblem } from "../support/runtime.js";
import { TerminalHost } from "../support/terminal-host.js";

/** Prints the results as a table; returns 1 if something failed, otherwise 0. */
export async function doctor(): Promise<number> {
  // The table says which instance is used.
  suppressLocalNotice();
  const groups = await Promise.all([packageFindings(), ownFolder(), kernelFinding(), instance()]);
  const findings = [node(), ...groups.flat()];
  const table: TableModel = {
    kind: "table",
    title: `slylab ${version}`,
    columns: [
      { title: "What", kind: "text" },
      { title: "State", kind: "status" },
      { title: "Detail", kind: "text" },
      { title: "What to do", kind: "text" },
    ],
    rows: findings.map(({ subject, state, detail, remedy }) => [subject, state, detail, remedy]),
  };
  new TerminalHost().print(table);
  return findings.some(({ state }) => state === "failed") ? 1 : 0;
}

function node(): Finding {
  const problem = runtimeProblem();
  const found = { subject: "Runtime", detail: runtimeName() };
  return problem === undefined ? { ...found, state: "ok" } : { ...found, state: "failed", remedy: problem };
}

/** Checks whether `~/.slylab` is writable: it stores history, passwords and the local instance's data. */
async function ownFolder(): Promise<Finding> {
  const folder = join(homedir(), ".slylab");
  const probe = join(folder, `doctor-${process.pid}.tmp`);
  const wasThere = existsSync(folder);
  try {
    await makeFolder(folder);
    await writeFile(probe, "written by slylab doctor\n", { flag: "wx" });
    return { subject: "~/.slylab", state: "ok", detail: `${folder} can be written to` };
  } catch (error) {
    const detail = `${folder} cannot be written to: ${fileErrorText(error)}`;
    return {
      subject: "~/.slylab",
      state: "failed",
      detail,
      remedy: "Make it writable, or set HOME to another folder.",
    };
  } finally {
    await rm(probe, { force: true }).catch(() => {});
    // The check leaves nothing behind.
    if (!wasThere) await rmdir(folder).catch(() => {});
  }
}

/** Checks the environment and the instance that it names: address, token, and rights in teams. */
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

// A server's response may repeat the request. Short secrets would match ordinary words.
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(({ length }) => length >= 8)
    .reduce((redacted, secret) => redacted.replaceAll(secret, "[secret]"), text);
}

async function account(name: string): Promise<Finding[]> {
  let proxy: Finding[] = [];
  try {
    const api = await connect();
    if (api.proxy !== undefined)
      proxy = [{ subject: "proxy", state: "ok", detail: `${api.proxy.address}, from ${api.proxy.source}` }];
    const me = await api.user.getMyInfo({ timeout: "10s" });
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
    return [...proxy.map((finding) => ({ ...finding, state: "used" as const })), failed(name, error)];
  }
}

function failed(subject: string, error: unknown): Finding {
  const detail = error instanceof Error ? error.message : String(error);
  const hint = isSlylabError(error) ? error.hint : undefined;
  return { subject, state: "failed", detail, ...(hint === undefined ? {} : { remedy: hint }) };
}

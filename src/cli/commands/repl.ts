/** `slylab` on a terminal: the prompt. Nothing of the library is loaded before it is painted. */
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Api } from "../../client/api.js";
import { hushLocal, openedInstance } from "../../default-instance.js";
import type { DisplayModel } from "../../domain/display/display.js";
import { directStream } from "../../engine/output/output.js";
import type { Session } from "../../engine/session/cell.js";
import type { Unawaited } from "../../repl/options.js";
import { startRepl } from "../../repl/repl.js";
import { version } from "../../version.js";
import { endOnClosedPipes } from "../support/closed-pipe.js";
import { previewEnvironment } from "../support/environment-preview.js";
import { keptPasswords } from "../support/kept-passwords.js";
import { words } from "../support/words.js";

/** How the prompt is opened. */
export interface ReplCommandOptions {
  /** Whether types are checked. Default true. */
  readonly check?: boolean;
  /** A session that has cells already. Default: a new one. */
  readonly session?: Session;
  /** Said in place of the banner. */
  readonly banner?: string;
}

/** Opens the prompt; gives the exit code when the user leaves it. */
export async function repl({ check, session, banner }: ReplCommandOptions): Promise<number> {
  endOnClosedPipes();
  const seen = await previewEnvironment(process.cwd(), homedir(), process.env);
  const isLocal = seen.host === undefined;
  hushLocal();
  const connection = new Connection();
  const exitCode = await startRepl({
    session: async () => {
      if (session !== undefined) return session;
      const { openCliSession } = await import("../support/session.js");
      return openCliSession(check === undefined ? {} : { check });
    },
    version,
    instance: {
      label: seen.host ?? "local",
      isLocal,
      account: isLocal ? "my_username" : seen.login,
      address: () => seen.address ?? openedInstance()?.address,
      describe: () => connection.describe(),
    },
    input: process.stdin,
    output: directStream(process.stdout),
    env: process.env,
    historyFile: join(homedir(), ".slylab", "history"),
    secrets: () => [...seen.secrets, ...keptPasswords(homedir())],
    words,
    names: connection,
    counts: () => openedInstance()?.stats,
    unawaited: () => connection.unawaited(),
    warmUp: [
      // Remote instances are not called before the user does.
      ...(isLocal ? [() => connection.open()] : []),
    ],
    open: openInBrowser,
    ...(banner === undefined ? {} : { banner }),
  });
  // Timers of the user's would keep the process after the prompt is gone.
  process.exit(exitCode);
}

/** The process's own connection, opened when something wants it. */
class Connection {
  async open(): Promise<Api> {
    const { connect } = await import("../../connect.js");
    return connect();
  }

  async classes(): Promise<readonly string[]> {
    return (await this.#meta()).classes.map(({ name }) => name);
  }

  async tags(): Promise<readonly string[]> {
    return (await this.#meta()).tags.map(({ name }) => name);
  }

  async datasets(): Promise<readonly string[]> {
    const api = await this.open();
    const datasets = await api.dataset.getList(api.context.projectId);
    return datasets.map(({ name }) => name);
  }

  async logins(): Promise<readonly string[]> {
    const api = await this.open();
    const members = await api.user.getTeamMembers(api.context.teamId);
    return members.map(({ login }) => login);
  }

  async describe(): Promise<DisplayModel> {
    const api = await this.open();
    const me = await api.user.getMyInfo();
    return {
      kind: "record",
      fields: [
        { label: "instance", kind: "text", value: api.isLocal ? "local, in memory" : api.label },
        { label: "address", kind: "text", value: api.address },
        { label: "account", kind: "text", value: me.login },
        { label: "requests", kind: "count", value: api.stats.requests },
        { label: "retries", kind: "count", value: api.stats.retries },
      ],
    };
  }

  async unawaited(): Promise<readonly Unawaited[]> {
    const { takeUnawaited } = await import("../../chain/core/unawaited.js");
    return takeUnawaited().map(({ steps, site, isBegun }) => ({
      isBegun,
      label: steps,
      ...(site === undefined ? {} : { where: `${site.file}:${site.line}:${site.column}` }),
    }));
  }

  async #meta() {
    const api = await this.open();
    return api.project.getMeta(api.context.projectId);
  }
}

async function openInBrowser(address: string): Promise<boolean> {
  const { spawn } = await import("node:child_process");
  const command = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  return new Promise((resolve) => {
    const child = spawn(command, [address], { stdio: "ignore", detached: true });
    child.on("error", () => resolve(false));
    child.on("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}

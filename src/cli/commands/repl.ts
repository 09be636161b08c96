/** `slylab` on a terminal: the prompt. It appears before the library is loaded. */
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { openedInstance, suppressLocalNotice } from "../../default-instance.js";
import type { DisplayModel } from "../../domain/display/display.js";
import { directStream } from "../../engine/output/output.js";
import type { Session } from "../../engine/session/cell.js";
import type { Unawaited } from "../../repl/options.js";
import { startRepl } from "../../repl/repl.js";
import { version } from "../../version.js";
import { endOnClosedPipes } from "../support/closed-pipe.js";
import { previewEnvironment } from "../support/environment-preview.js";
import { InstanceNames } from "../support/instance-names.js";
import { keptPasswords } from "../support/kept-passwords.js";
import { promptNames } from "../support/prompt-names.js";

/** Options of {@link repl}. */
export interface ReplCommandOptions {
  /** Whether types are checked. Default: true. */
  readonly check?: boolean;
  /** A session with existing variables. Default: a new one. */
  readonly session?: Session;
  /** Shown instead of the banner. */
  readonly banner?: string;
}

/** Opens the prompt; ends the process when the user leaves. */
export async function repl({ check, session, banner }: ReplCommandOptions): Promise<never> {
  endOnClosedPipes();
  const seen = await previewEnvironment(process.cwd(), homedir(), process.env);
  const isLocal = seen.host === undefined;
  suppressLocalNotice();
  const names = new InstanceNames();
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
      describe: () => describeInstance(names),
    },
    input: process.stdin,
    output: directStream(process.stdout),
    env: process.env,
    historyFile: join(homedir(), ".slylab", "history"),
    secrets: () => [...seen.secrets, ...keptPasswords(homedir())],
    libraryNames: promptNames,
    counts: () => openedInstance()?.stats,
    unawaited,
    warmUp: [
      // Remote instances are not called before the user does so.
      ...(isLocal ? [() => names.open()] : []),
    ],
    open: openInBrowser,
    ...(banner === undefined ? {} : { banner }),
  });
  // The user's timers must not keep the process alive.
  process.exit(exitCode);
}

async function describeInstance(names: InstanceNames): Promise<DisplayModel> {
  const api = await names.open();
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

async function unawaited(): Promise<readonly Unawaited[]> {
  const { takeUnawaited } = await import("../../chain/core/unawaited.js");
  return takeUnawaited().map(({ steps, site, isBegun }) => ({
    isBegun,
    label: steps,
    ...(site === undefined ? {} : { where: `${site.file}:${site.line}:${site.column}` }),
  }));
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

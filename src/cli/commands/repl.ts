/** `slylab` on a terminal: the prompt. It appears before the library is loaded. */
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Api } from "../../client/api.js";
import { hushLocal, openedInstance } from "../../default-instance.js";
import type { DisplayModel } from "../../domain/display/display.js";
import { directStream } from "../../engine/output/output.js";
import type { Session } from "../../engine/session/cell.js";
import type { NamePlace, Unawaited } from "../../repl/options.js";
import { startRepl } from "../../repl/repl.js";
import { version } from "../../version.js";
import { endOnClosedPipes } from "../support/closed-pipe.js";
import { previewEnvironment } from "../support/environment-preview.js";
import { keptPasswords } from "../support/kept-passwords.js";
import { words } from "../support/words.js";

/** Options of {@link repl}. */
export interface ReplCommandOptions {
  /** Whether types are checked. Default: true. */
  readonly check?: boolean;
  /** A session with existing variables. Default: a new one. */
  readonly session?: Session;
  /** Shown instead of the banner. */
  readonly banner?: string;
}

/** Opens the prompt; returns the exit code when the user leaves. */
export async function repl({ check, session, banner }: ReplCommandOptions): Promise<number> {
  endOnClosedPipes();
  const seen = await previewEnvironment(process.cwd(), homedir(), process.env);
  const isLocal = seen.host === undefined;
  hushLocal();
  const connection = new NameReader();
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
      // Remote instances are not called before the user does so.
      ...(isLocal ? [() => connection.open()] : []),
    ],
    open: openInBrowser,
    ...(banner === undefined ? {} : { banner }),
  });
  // The user's timers must not keep the process alive.
  process.exit(exitCode);
}

/** Reads names for completion over the process's connection, which is opened when needed. */
class NameReader {
  async open(): Promise<Api> {
    const { connect } = await import("../../connect.js");
    return connect();
  }

  readonly classes = async (place: NamePlace) => namesOf((await this.#meta(place)).classes);
  readonly tags = async (place: NamePlace) => namesOf((await this.#meta(place)).tags);
  readonly teams = async () => namesOf(await (await this.open()).team.getList());
  readonly projects = async (place: NamePlace) => namesOf(await this.#projects(place));

  async datasets(place: NamePlace): Promise<readonly string[]> {
    const api = await this.open();
    return namesOf(await api.dataset.getList(await this.#projectId(place)));
  }

  async logins(place: NamePlace): Promise<readonly string[]> {
    const api = await this.open();
    const members = await api.user.getTeamMembers(await this.#teamId(place));
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

  async #meta(place: NamePlace) {
    const api = await this.open();
    return api.project.getMeta(await this.#projectId(place));
  }

  async #projects(place: NamePlace) {
    const api = await this.open();
    return api.project.getListOfTeam(await this.#teamId(place));
  }

  async #teamId({ team }: NamePlace): Promise<number> {
    const api = await this.open();
    if (typeof team === "string") return known(await api.team.getInfoByName(team)).id;
    return team ?? api.context.teamId;
  }

  async #projectId(place: NamePlace): Promise<number> {
    const { project, team } = place;
    if (typeof project === "string")
      return known((await this.#projects(place)).find(({ name }) => name === project)).id;
    if (project !== undefined) return project;
    const { context } = await this.open();
    // If the chain names another team, the context's project is not in it.
    const isOfContext = team === undefined || (await this.#teamId(place)) === context.teamId;
    return isOfContext ? context.projectId : known<number>(undefined);
  }
}

function namesOf(things: readonly { readonly name: string }[]): readonly string[] {
  return things.map(({ name }) => name);
}

/** @throws {Error} the place is unknown, so there are no names to offer */
function known<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("no such place");
  return value;
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

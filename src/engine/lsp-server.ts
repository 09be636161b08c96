/** TypeScript's native language server as a child process: started, spoken to, and started again when it dies. */
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { MessageConnection } from "vscode-jsonrpc";

/** How the server is started. */
export interface LanguageServerOptions {
  /** The folder of its settings. */
  readonly root: string;
}

// Names of modules that are not imported would be most of each list, and cost 300 ms.
const preferences = { suggest: { autoImports: false }, preferences: { includeCompletionsForModuleExports: false } };

const capabilities = {
  general: { positionEncodings: ["utf-16"] },
  workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } },
  textDocument: {
    diagnostic: {},
    completion: { completionItem: { snippetSupport: false, documentationFormat: ["markdown"] } },
    hover: { contentFormat: ["markdown"] },
    signatureHelp: {
      signatureInformation: {
        documentationFormat: ["markdown"],
        parameterInformation: { labelOffsetSupport: true },
        activeParameterSupport: true,
      },
    },
  },
};

/** One run of the server, until it ends. */
class Life {
  readonly #child: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #versions = new Map<string, number>();
  #pending = 0;
  readonly died: Promise<void>;
  isDead = false;

  private constructor(child: ChildProcess, connection: MessageConnection, died: Promise<void>) {
    this.#child = child;
    this.#connection = connection;
    this.died = died;
    died.then(() => {
      this.isDead = true;
      connection.dispose();
    });
  }

  static async start({ root }: LanguageServerOptions): Promise<Life> {
    // In a group of its own: Ctrl-C in a terminal goes to every process of ours.
    const child = spawn(serverPath(), ["--lsp", "--stdio"], {
      cwd: root,
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
      windowsHide: true,
    });
    const died = new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.once("error", () => resolve());
    });
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) throw new Error("the language server has no pipes");
    // What is written to a server that has just died is lost with it.
    stdin.on("error", () => {});
    const { createMessageConnection, StreamMessageReader, StreamMessageWriter } = await import("vscode-jsonrpc/node");
    const connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    connection.onError(() => {});
    connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) =>
      items.map(() => preferences),
    );
    connection.onRequest("client/registerCapability", () => null);
    connection.listen();
    const life = new Life(child, connection, died);
    const rootUri = pathToFileURL(root).href;
    await life.request("initialize", { processId: process.pid, rootUri, capabilities, workspaceFolders: null });
    life.notify("initialized", {});
    return life;
  }

  async request(method: string, params: object): Promise<unknown> {
    // A connection that breaks leaves its requests unanswered.
    const gone = this.died.then(() => {
      throw new ServerGone();
    });
    const pending: Promise<unknown> = this.#connection.sendRequest(method, params);
    this.#hold(1);
    try {
      return await Promise.race([pending, gone]);
    } catch (error) {
      // A pipe breaks a little before the process is known to have ended.
      await Promise.race([this.died, sleep(100, undefined, { ref: false })]);
      throw this.isDead ? new ServerGone() : error;
    } finally {
      this.#hold(-1);
    }
  }

  /** Only an answer that is waited for keeps our process from ending. */
  #hold(change: 1 | -1): void {
    this.#pending += change;
    const { stdin, stdout } = this.#child;
    for (const handle of [this.#child, stdin, stdout]) {
      if (handle === null) continue;
      const name = this.#pending > 0 ? "ref" : "unref";
      const turn: unknown = Reflect.get(handle, name);
      if (typeof turn === "function") Reflect.apply(turn, handle, []);
    }
  }

  notify(method: string, params: object): void {
    if (!this.isDead) this.#connection.sendNotification(method, params).catch(() => {});
  }

  /** Tells the text of a document; undefined closes it. */
  tell(uri: string, text: string | undefined): void {
    const version = this.#versions.get(uri);
    if (text === undefined) {
      if (version !== undefined) this.notify("textDocument/didClose", { textDocument: { uri } });
      this.#versions.delete(uri);
      return;
    }
    this.#versions.set(uri, (version ?? 0) + 1);
    if (version === undefined) {
      const textDocument = { uri, languageId: "typescript", version: 1, text };
      this.notify("textDocument/didOpen", { textDocument });
    } else {
      const textDocument = { uri, version: version + 1 };
      this.notify("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
    }
  }

  /** Ends it; the server ends by itself when its input does. */
  async end(): Promise<void> {
    this.#connection.dispose();
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill(), 500);
    await this.died;
    clearTimeout(timer);
  }
}

class ServerGone extends Error {}

/** The server as its users see it: always there, whatever becomes of the process. */
export class LanguageServer {
  readonly #options: LanguageServerOptions;
  /** What it is to know of the session, by address. */
  readonly #documents = new Map<string, string>();
  #life: Promise<Life> | undefined;
  #isClosed = false;

  constructor(options: LanguageServerOptions) {
    this.#options = options;
  }

  /** Starts the process, if it does not run. */
  start(): void {
    this.#alive().catch(() => {});
  }

  /** Sets the text of a document, or closes it. */
  setText(uri: string, text: string | undefined): void {
    if (this.#documents.get(uri) === text) return;
    if (text === undefined) this.#documents.delete(uri);
    else this.#documents.set(uri, text);
    this.#life?.then((life) => life.tell(uri, text)).catch(() => {});
  }

  /** Sends a request; a server that died of it, or before it, is started again once. */
  async request(method: string, params: object): Promise<unknown> {
    try {
      return await (await this.#alive()).request(method, params);
    } catch (error) {
      if (!(error instanceof ServerGone) || this.#isClosed) throw error;
      this.#life = undefined;
      return (await this.#alive()).request(method, params);
    }
  }

  /** Says that files are there which were not. */
  async notifyCreated(uris: readonly string[]): Promise<void> {
    const life = await this.#alive();
    life.notify("workspace/didChangeWatchedFiles", { changes: uris.map((uri) => ({ uri, type: 1 })) });
  }

  /** Ends the process; the next request starts another. */
  async restart(): Promise<void> {
    const life = await this.#life?.catch(() => undefined);
    this.#life = undefined;
    await life?.end();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const life = await this.#life?.catch(() => undefined);
    await life?.end();
  }

  #alive(): Promise<Life> {
    if (this.#life !== undefined) return this.#life;
    const begun = this.#begin();
    const forget = () => {
      if (this.#life === begun) this.#life = undefined;
    };
    begun.then((life) => life.died).then(forget, forget);
    this.#life = begun;
    return begun;
  }

  async #begin(): Promise<Life> {
    const life = await Life.start(this.#options);
    for (const [uri, text] of this.#documents) life.tell(uri, text);
    return life;
  }
}

function serverPath(): string {
  const require = createRequire(import.meta.url);
  // The package that holds the binary is a dependency of `typescript`, and need not be seen from here.
  const fromTypescript = createRequire(require.resolve("typescript/package.json"));
  const settings = fromTypescript.resolve(`@typescript/typescript-${process.platform}-${process.arch}/package.json`);
  return join(dirname(settings), "lib", process.platform === "win32" ? "tsc.exe" : "tsc");
}

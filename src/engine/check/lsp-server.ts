/** TypeScript's native language server as a child process: started, spoken to, and started again when it dies. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { missingPackage } from "../../domain/optional-package.js";
import { JsonRpc, PipeClosed } from "./json-rpc.js";

/** How the server is started. */
export interface LanguageServerOptions {
  /** The folder of its settings. */
  readonly root: string;
}

// Names of modules that are not imported would be most of each list, and cost 300 ms.
const preferences = {
  suggest: { autoImports: false },
  preferences: { includeCompletionsForModuleExports: false },
  // Without, the server runs npm to install types into the user's home.
  tsserver: { automaticTypeAcquisition: { enabled: false } },
};

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

// Go collects at every few megabytes while a small heap grows: half of the time to the first answer on two processors.
const memoryPolicy = { GOGC: "300", GOMEMLIMIT: "512MiB" };

/** One run of the server, until it ends. */
class Life {
  readonly #child: ChildProcess;
  readonly #rpc: JsonRpc;
  readonly #versions = new Map<string, number>();
  #pending = 0;

  constructor({ root }: LanguageServerOptions) {
    // In a group of its own: Ctrl-C in a terminal goes to every process of ours.
    const child = spawn(serverPath(), ["--lsp", "--stdio"], {
      cwd: root,
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...memoryPolicy, ...process.env },
      windowsHide: true,
    });
    const { stdin, stdout } = child;
    this.#child = child;
    this.#rpc = new JsonRpc(stdout, stdin, answerServer);
    child.once("exit", () => this.#rpc.close());
    child.once("error", () => this.#rpc.close());
    const rootUri = pathToFileURL(root).href;
    // Nothing waits for its answer: the server takes what follows in order, and begins while we go on.
    this.request("initialize", { processId: process.pid, rootUri, capabilities, workspaceFolders: null }).catch(
      () => {},
    );
    this.#rpc.notify("initialized", {});
  }

  get isOver(): boolean {
    return this.#rpc.isClosed;
  }

  async request(method: string, params: object): Promise<unknown> {
    this.#hold(1);
    try {
      return await this.#rpc.request(method, params);
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
    this.#rpc.notify(method, params);
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
      const languageId = uri.endsWith(".tsx") ? "typescriptreact" : "typescript";
      const textDocument = { uri, languageId, version: 1, text };
      this.notify("textDocument/didOpen", { textDocument });
    } else {
      const textDocument = { uri, version: version + 1 };
      this.notify("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
    }
  }

  /** Ends it; the server ends by itself when its input does. */
  async end(): Promise<void> {
    const child = this.#child;
    this.#rpc.close();
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const gone = once(child, "exit");
    // Requests that closing rejected let go of the process: without this Node would end, and with it the wait for the exit.
    this.#hold(1);
    child.stdin?.end();
    // One that is stopped, or too busy to read, obeys no other signal. It has nothing to save.
    const timer = setTimeout(() => child.kill("SIGKILL"), 500);
    await gone;
    clearTimeout(timer);
  }
}

/** What the server asks of us: settings, and leave to be told of things that we do not tell. */
function answerServer(method: string, params: unknown): unknown {
  if (method !== "workspace/configuration" || typeof params !== "object" || params === null) return null;
  const items: unknown = Reflect.get(params, "items");
  return Array.isArray(items) ? items.map(() => preferences) : null;
}

/** The server as its users see it: always there, whatever becomes of the process. */
export class LanguageServer {
  readonly #options: LanguageServerOptions;
  /** What it is to know of the session, by address. */
  readonly #documents = new Map<string, string>();
  #life: Life | undefined;
  #isClosed = false;

  constructor(options: LanguageServerOptions) {
    this.#options = options;
  }

  /** Starts the process, if it does not run. */
  start(): void {
    this.#alive();
  }

  /** Sets the text of a document, or closes it. */
  setText(uri: string, text: string | undefined): void {
    if (this.#documents.get(uri) === text) return;
    if (text === undefined) this.#documents.delete(uri);
    else this.#documents.set(uri, text);
    this.#life?.tell(uri, text);
  }

  /** Sends a request; a server that died of it, or before it, is started again once. */
  async request(method: string, params: object): Promise<unknown> {
    try {
      return await this.#alive().request(method, params);
    } catch (error) {
      if (!(error instanceof PipeClosed) || this.#isClosed) throw error;
      return this.#alive().request(method, params);
    }
  }

  /** Says that files are there which were not. */
  notifyCreated(uris: readonly string[]): void {
    this.#alive().notify("workspace/didChangeWatchedFiles", { changes: uris.map((uri) => ({ uri, type: 1 })) });
  }

  /** Says that files are not what they were. */
  notifyChanged(uris: readonly string[]): void {
    this.#alive().notify("workspace/didChangeWatchedFiles", { changes: uris.map((uri) => ({ uri, type: 2 })) });
  }

  /** Ends the process; the next request starts another. */
  async restart(): Promise<void> {
    const life = this.#life;
    this.#life = undefined;
    await life?.end();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.restart();
  }

  #alive(): Life {
    if (this.#life !== undefined && !this.#life.isOver) return this.#life;
    this.#life = new Life(this.#options);
    for (const [uri, text] of this.#documents) this.#life.tell(uri, text);
    return this.#life;
  }
}

function serverPath(): string {
  const require = createRequire(import.meta.url);
  // The package that holds the binary is a dependency of `typescript`, and need not be seen from here.
  let settings: string;
  try {
    const fromTypescript = createRequire(require.resolve("typescript/package.json"));
    settings = fromTypescript.resolve(`@typescript/typescript-${process.platform}-${process.arch}/package.json`);
  } catch (error) {
    throw missingPackage(error, "typescript", "checking types");
  }
  return join(dirname(settings), "lib", process.platform === "win32" ? "tsc.exe" : "tsc");
}

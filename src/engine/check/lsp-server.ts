/** Runs TypeScript's native language server as a child process, and restarts it if it dies. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { missingPackage } from "../../domain/optional-package.js";
import { JsonRpc, PipeClosed } from "./json-rpc.js";

/** Options of {@link LanguageServer}. */
export interface LanguageServerOptions {
  /** The folder of its settings. */
  readonly root: string;
}

// Without these, lists would consist mostly of modules that are not imported, and take 300 ms.
const preferences = {
  suggest: { autoImports: false },
  preferences: { includeCompletionsForModuleExports: false },
  // Otherwise the server runs npm to install types into the user's home folder.
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

// Go collects garbage every few megabytes while the heap is small, which takes half of the time to the first result.
const memoryPolicy = { GOGC: "300", GOMEMLIMIT: "512MiB" };

/** One process of the server. */
class ServerProcess {
  readonly #child: ChildProcess;
  readonly #rpc: JsonRpc;
  readonly #versions = new Map<string, number>();
  #pending = 0;

  constructor({ root }: LanguageServerOptions) {
    // A separate process group, since Ctrl-C in a terminal goes to our whole group.
    const child = spawn(serverPath(), ["--lsp", "--stdio"], {
      cwd: root,
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...memoryPolicy, ...process.env },
      windowsHide: true,
    });
    const { stdin, stdout } = child;
    this.#child = child;
    this.#rpc = new JsonRpc(stdout, stdin, handleServerRequest);
    child.once("exit", () => this.#rpc.close());
    child.once("error", () => this.#rpc.close());
    const rootUri = pathToFileURL(root).href;
    // The server handles messages in order, so nothing waits for this response.
    this.request("initialize", { processId: process.pid, rootUri, capabilities, workspaceFolders: null }).catch(
      () => {},
    );
    this.#rpc.notify("initialized", {});
  }

  get hasEnded(): boolean {
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

  /** Keeps our process alive only while a request is pending. */
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

  /** Sends the text of a document; undefined closes it. */
  sendText(uri: string, text: string | undefined): void {
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
      this.#rpc.notifyBeforeRequest("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
    }
  }

  /** Ends the process, which exits when its input is closed. */
  async end(): Promise<void> {
    const child = this.#child;
    this.#rpc.close();
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const exited = once(child, "exit");
    // Rejected requests no longer keep our process alive, so keep it until the exit is seen.
    this.#hold(1);
    child.stdin?.end();
    // A stopped or busy process ignores other signals. It has nothing to save.
    const timer = setTimeout(() => child.kill("SIGKILL"), 500);
    await exited;
    clearTimeout(timer);
  }
}

/** Answers requests of the server: settings, and null for registrations. */
function handleServerRequest(method: string, params: unknown): unknown {
  if (method !== "workspace/configuration" || typeof params !== "object" || params === null) return null;
  const items: unknown = Reflect.get(params, "items");
  return Array.isArray(items) ? items.map(() => preferences) : null;
}

/** The server as its users see it: it starts when needed and restarts after a crash. */
export class LanguageServer {
  readonly #options: LanguageServerOptions;
  /** The open documents: URI → text. */
  readonly #documents = new Map<string, string>();
  #process: ServerProcess | undefined;
  #isClosed = false;

  constructor(options: LanguageServerOptions) {
    this.#options = options;
  }

  /** Starts the process if it is not running. */
  start(): void {
    this.#running();
  }

  /** Sets the text of a document; undefined closes it. */
  setText(uri: string, text: string | undefined): void {
    if (this.#documents.get(uri) === text) return;
    if (text === undefined) this.#documents.delete(uri);
    else this.#documents.set(uri, text);
    this.#process?.sendText(uri, text);
  }

  /** Sends a request. If the server has died, restarts it once and repeats the request. */
  async request(method: string, params: object): Promise<unknown> {
    try {
      return await this.#running().request(method, params);
    } catch (error) {
      if (!(error instanceof PipeClosed) || this.#isClosed) throw error;
      return this.#running().request(method, params);
    }
  }

  /** Notifies the server of created files. */
  notifyCreated(uris: readonly string[]): void {
    this.#running().notify("workspace/didChangeWatchedFiles", { changes: uris.map((uri) => ({ uri, type: 1 })) });
  }

  /** Notifies the server of changed files. */
  notifyChanged(uris: readonly string[]): void {
    this.#running().notify("workspace/didChangeWatchedFiles", { changes: uris.map((uri) => ({ uri, type: 2 })) });
  }

  /** Ends the process; the next request starts another. */
  async restart(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.end();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.restart();
  }

  #running(): ServerProcess {
    if (this.#process !== undefined && !this.#process.hasEnded) return this.#process;
    this.#process = new ServerProcess(this.#options);
    for (const [uri, text] of this.#documents) this.#process.sendText(uri, text);
    return this.#process;
  }
}

function serverPath(): string {
  const require = createRequire(import.meta.url);
  // The package with the binary is a dependency of `typescript`, and may not be resolvable from here.
  let settings: string;
  try {
    const fromTypescript = createRequire(require.resolve("typescript/package.json"));
    settings = fromTypescript.resolve(`@typescript/typescript-${process.platform}-${process.arch}/package.json`);
  } catch (error) {
    throw missingPackage(error, "typescript", "checking types");
  }
  return join(dirname(settings), "lib", process.platform === "win32" ? "tsc.exe" : "tsc");
}

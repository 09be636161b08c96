/** Checks the packages by loading or starting each, since a wrong binary fails only then. */
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PipeClosed } from "../../engine/check/json-rpc.js";
import { LanguageServer } from "../../engine/check/lsp-server.js";
import { readDiagnostics } from "../../engine/check/lsp-shapes.js";
import type { Finding } from "./doctor-finding.js";
import { installCommand, reinstallCommand } from "./own-install.js";

const loaded: readonly (readonly [name: string, use: string])[] = [
  ["libsql", "the local instance"],
  ["oxc-parser", "the prompt and notebooks"],
  ["oxc-transform", "the prompt and notebooks"],
  ["zeromq", "the Jupyter kernel"],
  ["sharp", "thumbnails"],
];

/** Time limit of a type check, in milliseconds; it usually takes half a second. */
const checkerLimitMs = 20_000;

/**
 * Checks the optional packages. A package that is not installed is `missing`, which is not a failure; a broken one is
 * `failed`.
 */
export async function packageFindings(): Promise<Finding[]> {
  const require = createRequire(import.meta.url);
  const loads = loaded.map(([name, use]) =>
    tried(name, use, () => {
      require(name);
      return `loads, for ${use}`;
    }),
  );
  return Promise.all([...loads, tried("typescript", "type checks and completion", checkOneLine)]);
}

async function tried(name: string, use: string, work: () => string | Promise<string>): Promise<Finding> {
  if (!isInstalled(name)) {
    const remedy = installCommand(name);
    return { subject: name, state: "missing", detail: `not installed; needed for ${use}`, remedy };
  }
  try {
    return { subject: name, state: "ok", detail: await work() };
  } catch (error) {
    const [detail = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { subject: name, state: "failed", detail, remedy: reinstallCommand() };
  }
}

/** Whether the package is installed, even if it cannot be loaded. */
function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch (error) {
    // A package with missing files is broken, not missing.
    return !(error instanceof Error && error.message.startsWith(`Cannot find module '${name}'`));
  }
}

/** Starts TypeScript's server and checks a line with an error. */
async function checkOneLine(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "slylab-doctor-"));
  const server = new LanguageServer({ root });
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), checkerLimitMs);
  try {
    const uri = pathToFileURL(join(root, "line.ts")).href;
    server.setText(uri, 'export const n: number = "one";\n');
    const timedOut = new Promise<never>((_resolve, reject) => {
      limit.signal.addEventListener("abort", () => reject(new Error("the type checker does not respond")));
    });
    const found = await Promise.race([server.request("textDocument/diagnostic", { textDocument: { uri } }), timedOut]);
    if (readDiagnostics(found).length === 0) throw new Error("the type checker finds no errors");
    return "checks types, for type checks and completion";
  } catch (error) {
    throw error instanceof PipeClosed ? new Error("the type checker does not start", { cause: error }) : error;
  } finally {
    clearTimeout(timer);
    await server.close();
    await rm(root, { recursive: true, force: true });
  }
}

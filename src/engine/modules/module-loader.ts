/** Passes the user's modules to Node's loader hooks. The hooks' thread starts with the first module. */
import { readFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { loadOxc } from "../pipeline/oxc.js";
import type { HooksData, ServedModule } from "./loader-hooks.js";

// Hooks cannot be removed, so there is one port per process.
let port: MessagePort | undefined;

/** Sends modules to the loader before they are imported. */
export function serveModules(modules: readonly ServedModule[]): void {
  if (modules.length === 0) return;
  port ??= start();
  port.postMessage(modules);
}

function start(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const data: HooksData = { port: port2, transformer: createRequire(import.meta.url).resolve("oxc-transform") };
  const { emitWarning } = process;
  // Node may warn that `register` will be replaced, which users cannot act on.
  process.emitWarning = () => {};
  try {
    register(hooksUrl(), { parentURL: import.meta.url, data, transferList: [port2] });
  } finally {
    process.emitWarning = emitWarning;
  }
  port1.unref();
  return port1;
}

/**
 * Returns the URL of the hooks: the built file, or in development the compiled source, since the thread cannot load
 * TypeScript.
 */
function hooksUrl(): string {
  const dist = /^.*\/dist\//.exec(import.meta.url)?.[0];
  if (dist !== undefined) return `${dist}engine/modules/loader-hooks.js`;
  const { code } = loadOxc().transform(readFileSync(new URL("./loader-hooks.ts", import.meta.url), "utf8"));
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

/** Tells Node's loader of the user's own modules. Its thread costs time: it is started when the first module needs it. */
import { readFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { loadOxc } from "../pipeline/oxc.js";
import type { HooksData, ServedModule } from "./loader-hooks.js";

// Node knows no way to take hooks back: one pair a process.
let port: MessagePort | undefined;

/** Makes modules known to Node before they are imported. */
export function serveModules(modules: readonly ServedModule[]): void {
  if (modules.length === 0) return;
  port ??= start();
  port.postMessage(modules);
}

function start(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const data: HooksData = { port: port2, transformer: createRequire(import.meta.url).resolve("oxc-transform") };
  const { emitWarning } = process;
  // Node may warn that this way is to be replaced by another: nothing that the user can act on.
  process.emitWarning = () => {};
  try {
    register(hooksUrl(), { parentURL: import.meta.url, data, transferList: [port2] });
  } finally {
    process.emitWarning = emitWarning;
  }
  port1.unref();
  return port1;
}

/** The built file beside the built package; from sources, since the hooks' thread reads no TypeScript, its text. */
function hooksUrl(): string {
  const dist = /^.*\/dist\//.exec(import.meta.url)?.[0];
  if (dist !== undefined) return `${dist}engine/modules/loader-hooks.js`;
  const { code } = loadOxc().transform(readFileSync(new URL("./loader-hooks.ts", import.meta.url), "utf8"));
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

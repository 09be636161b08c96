/** What to do about what the checker found. */
import { dirname, resolve } from "node:path";
import { adviceForMissing } from "../pipeline/imports.js";
import type { Diagnostic } from "../session/cell.js";

/** TypeScript's numbers for a module that it does not find. */
const missingModule = new Set([2307, 2882]);
/** Its numbers for a name that nobody declared. */
const missingName = new Set([2304, 2552, 2580, 2584, 2867, 2868]);

/** Names of other hosts, with what there is here. */
const elsewhere: Readonly<Record<string, string>> = {
  prompt: 'ask with input: const answer = await input("…")',
  confirm: 'ask with input: const isSure = (await input("… [y/n] ")) === "y"',
  alert: "show it: show(value), or console.log(value)",
  document: "there is no page here: show(html`…`) shows markup in a notebook",
  window: "there is no page here: globalThis holds what is global",
  localStorage: 'keep it in a file: import { writeFile } from "node:fs/promises"',
  Deno: "use Node's own modules, such as node:fs and node:process",
  Bun: "use Node's own modules, such as node:fs and node:process",
  React: 'import it: import React from "react"',
  help: "write help(…) alone in a cell",
};

/** The single most useful next step after a finding; undefined where its own words are enough. */
export function adviceForFinding({ code, message, place }: Diagnostic, folder: string): string | undefined {
  const quoted = /'([^']+)'/.exec(message)?.[1];
  if (quoted === undefined) return undefined;
  if (missingModule.has(code))
    return adviceForMissing(quoted, place === undefined ? folder : dirname(resolve(place.file)));
  if (missingName.has(code) && Object.hasOwn(elsewhere, quoted)) return elsewhere[quoted];
  return undefined;
}

/** The same for an error of a name that is not there, where types are not checked. */
export function adviceForName(message: string): string | undefined {
  const name = /^(\S+) is not defined$/.exec(message)?.[1];
  return name !== undefined && Object.hasOwn(elsewhere, name) ? elsewhere[name] : undefined;
}

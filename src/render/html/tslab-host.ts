/** Displays values in a stock tslab kernel. */
import { createRequire } from "node:module";
import process from "node:process";
import type { MimeBundle } from "./mime.js";

interface TslabModule {
  newDisplay(): { raw(contentType: string, content: string): unknown };
}

type WriteDisplay = (message: { data: MimeBundle; metadata: object; transient: object }, update: boolean) => void;

/** Returns the tslab module that runs this process; undefined elsewhere. */
export function runningTslab(): TslabModule | undefined {
  // tslab's global; its `require` returns the running copy of tslab, wherever it is installed.
  const executor: unknown = Reflect.get(globalThis, "__tslab__");
  if (typeof executor !== "object" || executor === null || !("require" in executor)) return undefined;
  if (typeof executor.require !== "function") return undefined;
  try {
    const module: unknown = executor.require("tslab");
    return isTslab(module) ? module : undefined;
  } catch {
    return undefined;
  }
}

function isTslab(module: unknown): module is TslabModule {
  return (
    typeof module === "object" && module !== null && "newDisplay" in module && typeof module.newDisplay === "function"
  );
}

let displays = 0;

/** Shows a bundle in tslab; the returned handle updates it. */
export function showInTslab(tslab: TslabModule, bundle: MimeBundle): { update(bundle: MimeBundle): void } {
  const write = writerOfBundles();
  if (write === undefined) return showOneType(tslab, bundle);
  displays += 1;
  const transient = { display_id: `slylab-${process.pid}-${displays}` };
  write({ data: bundle, metadata: {}, transient }, false);
  // Looked up again, so that an update has the running cell as its parent.
  return { update: (next) => (writerOfBundles() ?? write)({ data: next, metadata: {}, transient }, true) };
}

// tslab's public display sends one MIME type per call. Its internal writer takes a whole bundle, so that saved
// notebooks have plain text too; it is not exported, so it is searched among the loaded modules.
function writerOfBundles(): WriteDisplay | undefined {
  for (const [path, module] of Object.entries(createRequire(import.meta.url).cache)) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(path)) continue;
    const found: unknown = module?.exports?.lastWriteDisplayData;
    if (isWriter(found)) return found;
  }
  return undefined;
}

function isWriter(found: unknown): found is WriteDisplay {
  return typeof found === "function";
}

const richest = ["text/html", "image/svg+xml", "text/plain"];

function showOneType(tslab: TslabModule, bundle: MimeBundle) {
  const display = tslab.newDisplay();
  const send = (next: MimeBundle) => {
    const type = richest.find((one) => typeof next[one] === "string") ?? "text/plain";
    display.raw(type, String(next[type] ?? ""));
  };
  send(bundle);
  return { update: send };
}

/**
 * Node's loader hooks for the user's modules; they run in Node's loader thread. Before each import the main thread
 * sends the text of each module and where its imports resolve.
 */
import { readFile } from "node:fs/promises";
import { createRequire, type LoadHook, type ResolveHook } from "node:module";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";

/** A module as the main thread prepared it. */
export interface ServedModule {
  readonly url: string;
  readonly format: "module" | "commonjs" | "json" | undefined;
  /** The text to run; undefined if Node reads the file itself. */
  readonly source: string | undefined;
  /** Specifier → URL. Other specifiers resolve as in Node. */
  readonly resolutions: Readonly<Record<string, string>>;
}

/** The data with which the hooks start. */
export interface HooksData {
  readonly port: MessagePort;
  /** Path of the `oxc-transform` module. */
  readonly transformer: string;
}

const modules = new Map<string, ServedModule>();
let started: HooksData | undefined;

/** Called by Node once. */
export function initialize(data: HooksData): void {
  started = data;
}

/** Reads the modules that were sent before this import. */
function receive(): void {
  if (started === undefined) return;
  for (;;) {
    const received: { message: readonly ServedModule[] } | undefined = receiveMessageOnPort(started.port);
    if (received === undefined) return;
    for (const module of received.message) modules.set(module.url, module);
  }
}

/** Node's `resolve` hook. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  receive();
  const served = context.parentURL === undefined ? undefined : modules.get(context.parentURL);
  const url = served?.resolutions[specifier] ?? (modules.has(specifier) ? specifier : undefined);
  const format = url === undefined ? undefined : modules.get(url)?.format;
  // JSON is served as a module with named exports, which Node rejects together with the attribute `type: "json"`.
  if (url !== undefined && format === "json")
    return { url, format: "module", importAttributes: {}, shortCircuit: true };
  if (url !== undefined) return { url, format: format ?? null, shortCircuit: true };
  try {
    return await next(specifier, context);
  } catch (error) {
    // A module that was not prepared, for example in a linked package, may import `./x.js` and mean `./x.ts`.
    if (!isTypeScript(context.parentURL ?? "") || !/^\.{1,2}\//.test(specifier)) throw error;
    return next(specifier.replace(/\.([cm]?)js$/, ".$1ts"), context);
  }
};

/** Node's `load` hook. */
export const load: LoadHook = async (url, context, next) => {
  receive();
  const module = modules.get(url);
  if (module?.source !== undefined && module.format !== undefined) {
    const format = module.format === "json" ? "module" : module.format;
    return { format, source: module.source, shortCircuit: true };
  }
  if (isTypeScript(url)) {
    return { format: "module", source: transform(await readFile(new URL(url), "utf8")), shortCircuit: true };
  }
  return next(url, context);
};

function isTypeScript(url: string): boolean {
  return /^file:.*\.[cm]?tsx?(?:\?|$)/.test(url) && !/\.d\.[cm]?ts$/.test(url);
}

interface Transformer {
  transformSync(file: string, source: string, options: object): { readonly code: string };
}

function transform(source: string): string {
  if (started === undefined) return source;
  const { transformSync }: Transformer = createRequire(started.transformer)(started.transformer);
  return transformSync("module.ts", source, {
    lang: "ts",
    target: "es2024",
    typescript: { onlyRemoveTypeImports: true },
  }).code;
}

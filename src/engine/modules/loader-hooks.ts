/**
 * The hooks by which Node loads the user's own modules, in Node's own thread for such hooks. They decide nothing: the main
 * thread says, before it imports, which text each module has and where each of its imports leads.
 */
import { readFile } from "node:fs/promises";
import { createRequire, type LoadHook, type ResolveHook } from "node:module";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";

/** One module as the main thread has prepared it. */
export interface ServedModule {
  readonly url: string;
  readonly format: "module" | "commonjs" | "json" | undefined;
  /** Undefined where Node reads the file as it is. */
  readonly source: string | undefined;
  /** Where imports lead, by what stands in the text; others are found as Node finds them. */
  readonly resolutions: Readonly<Record<string, string>>;
}

/** What the hooks are started with. */
export interface HooksData {
  readonly port: MessagePort;
  /** Where the transformer is loaded from. */
  readonly transformer: string;
}

const modules = new Map<string, ServedModule>();
let started: HooksData | undefined;

/** Called by Node, once. */
export function initialize(data: HooksData): void {
  started = data;
}

/** What was sent before the import that is asked about: it is there already. */
function receive(): void {
  if (started === undefined) return;
  for (;;) {
    const received: { message: readonly ServedModule[] } | undefined = receiveMessageOnPort(started.port);
    if (received === undefined) return;
    for (const module of received.message) modules.set(module.url, module);
  }
}

/** Where an import leads. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  receive();
  const served = context.parentURL === undefined ? undefined : modules.get(context.parentURL);
  const url = served?.resolutions[specifier] ?? (modules.has(specifier) ? specifier : undefined);
  if (url !== undefined) return { url, format: modules.get(url)?.format ?? null, shortCircuit: true };
  try {
    return await next(specifier, context);
  } catch (error) {
    // In a module that nobody prepared, such as a linked package of the user's: `./x.js` that means `./x.ts`.
    if (!isTypeScript(context.parentURL ?? "") || !/^\.{1,2}\//.test(specifier)) throw error;
    return next(specifier.replace(/\.([cm]?)js$/, ".$1ts"), context);
  }
};

/** The text of a module. */
export const load: LoadHook = async (url, context, next) => {
  receive();
  const module = modules.get(url);
  if (module?.source !== undefined && module.format !== undefined) {
    return { format: module.format, source: module.source, shortCircuit: true };
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

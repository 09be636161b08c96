/** Type libraries for the running Node version, and globals that Node's types lack. */
import { internalPrefix } from "./declaration-history.js";

/** Type libraries after ES2023, each with whether this Node supports it. */
const parts: Readonly<Record<string, () => boolean>> = {
  "es2024.string": () => "isWellFormed" in String.prototype,
  "es2024.regexp": () => true,
  "es2024.sharedmemory": () => "waitAsync" in Atomics,
  "es2024.arraybuffer": () => "transfer" in ArrayBuffer.prototype,
  "es2024.object": () => "groupBy" in Object,
  "es2024.collection": () => "groupBy" in Map,
  "es2024.promise": () => "withResolvers" in Promise,
  "es2025.collection": () => "union" in Set.prototype,
  "es2025.iterator": () => "Iterator" in globalThis,
  "es2025.promise": () => "try" in Promise,
  "es2025.regexp": () => "escape" in RegExp,
  "es2025.float16": () => "Float16Array" in globalThis,
  "es2025.intl": () => "DurationFormat" in Intl,
  "esnext.array": () => "fromAsync" in Array,
  "esnext.collection": () => "getOrInsert" in Map.prototype,
  "esnext.error": () => "isError" in Error,
  "esnext.typedarrays": () => "fromBase64" in Uint8Array,
  "esnext.sharedmemory": () => "pause" in Atomics,
  "esnext.temporal": () => "Temporal" in globalThis,
  "esnext.disposable": () => true,
  "esnext.decorators": () => true,
};

/** Returns the `lib` setting of a session without a `tsconfig.json`. */
export function nodeLibraries(): string[] {
  return ["es2023", ...Object.keys(parts).filter((part) => parts[part]?.())];
}

/** Declares globals that Node has but `@types/node` lacks. */
export const nodeGlobals = {
  file: `${internalPrefix}globals.d.ts`,
  text: `declare namespace WebAssembly {
  type ValueType = "anyfunc" | "externref" | "f32" | "f64" | "i32" | "i64" | "v128";
  type ImportExportKind = "function" | "global" | "memory" | "table" | "tag";
  type ExportValue = Function | Global | Memory | Table;
  type Exports = Record<string, any>;
  type ImportValue = ExportValue | number;
  type Imports = Record<string, Record<string, any>>;
  type Bytes = ArrayBuffer | ArrayBufferView;
  interface ModuleImportDescriptor { module: string; name: string; kind: ImportExportKind }
  interface ModuleExportDescriptor { name: string; kind: ImportExportKind }
  interface MemoryDescriptor { initial: number; maximum?: number; shared?: boolean }
  interface TableDescriptor { element: "anyfunc" | "externref"; initial: number; maximum?: number }
  interface GlobalDescriptor { value: ValueType; mutable?: boolean }
  interface WebAssemblyInstantiatedSource { instance: Instance; module: Module }
  class Module {
    constructor(bytes: Bytes);
    static imports(module: Module): ModuleImportDescriptor[];
    static exports(module: Module): ModuleExportDescriptor[];
    static customSections(module: Module, name: string): ArrayBuffer[];
  }
  class Instance { constructor(module: Module, imports?: Imports); readonly exports: Exports }
  class Memory { constructor(descriptor: MemoryDescriptor); readonly buffer: ArrayBuffer; grow(delta: number): number }
  class Table {
    constructor(descriptor: TableDescriptor, value?: any);
    readonly length: number;
    get(index: number): any;
    set(index: number, value?: any): void;
    grow(delta: number, value?: any): number;
  }
  class Global { constructor(descriptor: GlobalDescriptor, value?: any); value: any; valueOf(): any }
  class CompileError extends Error {}
  class LinkError extends Error {}
  class RuntimeError extends Error {}
  function validate(bytes: Bytes): boolean;
  function compile(bytes: Bytes): Promise<Module>;
  function compileStreaming(source: Response | PromiseLike<Response>): Promise<Module>;
  function instantiate(bytes: Bytes, imports?: Imports): Promise<WebAssemblyInstantiatedSource>;
  function instantiate(module: Module, imports?: Imports): Promise<Instance>;
  function instantiateStreaming(
    source: Response | PromiseLike<Response>,
    imports?: Imports,
  ): Promise<WebAssemblyInstantiatedSource>;
}
`,
};

/** `help`, which cells see and scripts do not. */
export const helpGlobal = {
  file: `${internalPrefix}help.d.ts`,
  text: `/** Shows the documentation and options of a function, for example \`help(team(8).job)\`; without an argument, an overview. */
declare function help(word?: unknown): Promise<unknown>;
`,
};

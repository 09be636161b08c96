/** Type checker that uses TypeScript's native language server. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findLocal } from "../modules/local-paths.js";
import type { UserSettings } from "../modules/user-settings.js";
import { packageOf } from "../pipeline/imports.js";
import { outlineCell, wordsOf } from "../pipeline/outline.js";
import { ownPackage } from "../pipeline/own-package.js";
import { Lines } from "../pipeline/positions.js";
import type { ParsedCell } from "../pipeline/prepare.js";
import type { Completion, Diagnostic, Inspection, SignatureHelp } from "../session/cell.js";
import { type CheckFolder, makeCheckFolder } from "./check-folder.js";
import type { Checker } from "./checker.js";
import {
  type DeclarationExtension,
  DeclarationHistory,
  firstFiles,
  internalPrefix,
  type LibraryWords,
  type PreludeOptions,
} from "./declaration-history.js";
import { compare, completionOf, diagnosticOf, documented, inCode, offsetIn, originOf } from "./lsp-results.js";
import { LanguageServer } from "./lsp-server.js";
import * as lsp from "./lsp-shapes.js";
import { helpGlobal, nodeGlobals } from "./node-globals.js";
import { completePath } from "./path-completion.js";
import { fileDiagnostics, isChecked, WatchedFiles } from "./watched-files.js";

/** Options of {@link openLspChecker}. */
export interface LspCheckerOptions {
  readonly cwd: string;
  /** The declaration file of the library and the exports that cells can use without an import. */
  readonly library: { readonly declarations: string; readonly names: readonly string[] } | undefined;
  /** The user's settings. Default: none. */
  readonly settings?: UserSettings;
  /** The language of the cells. Default: `ts`. */
  readonly lang?: "ts" | "tsx";
  /** Whether the code may call `help`. Default false. */
  readonly help?: boolean;
}

const cannotFindModule = 2307;

/** Delay after a cell before its declarations are sent to the server ahead of the next check. */
const readDelayMs = 150;

/** Opens a checker; its process starts with the first request. */
export function openLspChecker(options: LspCheckerOptions): Checker {
  return new LspChecker(options);
}

class LspChecker implements Checker {
  #options: LspCheckerOptions;
  readonly #history: DeclarationHistory;
  /** Packages for which the server was restarted, at most once each. */
  readonly #installed = new Set<string>();
  /** The user's modules that cells import. */
  #files = new WatchedFiles();
  #readTimer: NodeJS.Timeout | undefined;
  /** Counts the writes to the cell's module. */
  #requestCount = 0;
  #opened: { readonly folder: CheckFolder; readonly server: LanguageServer } | undefined;

  constructor(options: LspCheckerOptions) {
    this.#options = options;
    const library: LibraryWords | undefined =
      options.library === undefined ? undefined : { specifier: ownPackage, names: options.library.names };
    this.#history = new DeclarationHistory(library, this.#extension);
  }

  /** The server accepts JSX only in `.tsx` files. */
  get #extension(): DeclarationExtension {
    return this.#options.lang === "tsx" ? "tsx" : "mts";
  }

  get #cellFile(): string {
    return `${internalPrefix}cell.${this.#extension}`;
  }

  warmUp(): void {
    const { server } = this.#open();
    server.start();
    // An empty cell makes the server load what every cell needs.
    const uri = this.#write({ declared: new Set(), only: new Set() }, "");
    const askedBefore = this.#requestCount;
    server.request("textDocument/diagnostic", { textDocument: { uri } }).then(
      () => {
        // If nothing else was requested, also load what the first completion needs.
        if (this.#requestCount === askedBefore) this.#readSoon();
      },
      () => {},
    );
  }

  /** The names that JSX uses without writing them: those of the functions that make elements and fragments. */
  get #jsxNames(): readonly string[] {
    const jsx = this.#options.settings?.jsx;
    if (jsx?.runtime !== "classic") return [];
    const { pragma = "React", pragmaFrag = "React" } = jsx;
    return [pragma, pragmaFrag].map((name) => name.replace(/\..*$/, ""));
  }

  async check(code: string, cell: ParsedCell, files: readonly string[] = []): Promise<readonly Diagnostic[]> {
    const { names, identifiers } = outlineCell(cell);
    const { server } = this.#open();
    const changed = this.#files.takeChanged(files);
    if (changed.length > 0) server.notifyChanged(changed.map((file) => pathToFileURL(file).href));
    const find = async () => {
      const uri = this.#write({ declared: names, only: new Set([...identifiers, ...this.#jsxNames]) }, cell.text);
      return lsp.readDiagnostics(await server.request("textDocument/diagnostic", { textDocument: { uri } }));
    };
    let found = await find();
    // The module may have been created or installed since the server looked.
    const missing = found.flatMap(missingModule);
    const paths = missing.filter((specifier) => /^\.{0,2}\//.test(specifier));
    if (paths.length > 0) {
      server.notifyCreated(paths.flatMap((path) => this.#addressesOf(path)));
      found = await find();
    }
    if (missing.some((specifier) => this.#isNewlyInstalled(specifier))) {
      // The server never looks again for a package that was missing.
      await server.restart();
      found = await find();
    }
    const lines = new Lines(cell.text);
    const user = new Lines(code);
    const diagnostics = found.flatMap((item) => diagnosticOf(item, cell, lines, user));
    return [...diagnostics, ...(await this.#checkFiles(files))];
  }

  /** Checks the user's modules, except those that had no errors and have not changed. */
  async #checkFiles(files: readonly string[]): Promise<Diagnostic[]> {
    const { server } = this.#open();
    const checkedFiles = files.filter((file) => isChecked(file, this.#options.settings));
    if (checkedFiles.length === 0 || this.#files.haveNoErrors(files)) return [];
    const found = await Promise.all(
      checkedFiles.map(async (file) => {
        const uri = pathToFileURL(file).href;
        const items = lsp.readDiagnostics(await server.request("textDocument/diagnostic", { textDocument: { uri } }));
        return fileDiagnostics(file, items);
      }),
    );
    const all = found.flat();
    if (!all.some(({ severity }) => severity === "error")) this.#files.noteNoErrors(files);
    return all;
  }

  /** Returns the URIs at which the file of a missing path may have appeared. */
  #addressesOf(path: string): string[] {
    const file = findLocal(path, this.#options.cwd, new Map());
    const plain = new URL(path, `${this.#open().folder.sessionUri}/`).href;
    return file === undefined ? [plain] : [plain, pathToFileURL(file).href];
  }

  keep(cell: ParsedCell, lost: ReadonlySet<string>): void {
    this.#history.keep(outlineCell(cell), lost);
    this.#readSoon();
  }

  nameValue(name: string, isAwaited?: boolean): boolean {
    return this.#history.nameValue(name, isAwaited);
  }

  async complete(code: string, offset: number): Promise<Completion> {
    const path = completePath(code, offset, this.#options.cwd);
    if (path !== undefined) return path;
    const result = await this.#ask("textDocument/completion", code, offset);
    const lines = new Lines(code);
    const word = /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(code.slice(0, offset))?.[0] ?? "";
    let start = offset - word.length;
    let end = offset;
    const items = lsp.readCompletions(result).filter(({ label }) => !/^\$(value\d|of_|cells-)/.test(label));
    // In a string, all items have a range. Elsewhere only those do that also replace the dot, for example `[Symbol]`.
    const isInString = items.every((item) => item.range !== undefined);
    const range = isInString ? items[0]?.range : undefined;
    if (range !== undefined) {
      start = offsetIn(lines, inCode(range.start));
      end = offsetIn(lines, inCode(range.end));
    }
    const typed = code.slice(start, offset);
    const kept = items
      .filter((item) => item.newText.startsWith(typed) && (isInString || item.range === undefined))
      .sort((a, b) => compare(originOf(a), originOf(b)) || compare(a.label, b.label));
    return { start, end, items: kept.map(completionOf) };
  }

  async signature(code: string, offset: number): Promise<SignatureHelp | undefined> {
    const found = lsp.readSignature(await this.#ask("textDocument/signatureHelp", code, offset));
    if (found === undefined) return undefined;
    const help = { label: found.label, ...documented(found.documentation) };
    const parameter = found.parameters[found.activeParameter];
    if (parameter === undefined) return help;
    const { label } = parameter;
    const start = typeof label === "string" ? found.label.indexOf(label) : label[0];
    const end = typeof label === "string" ? start + label.length : label[1];
    return { ...help, parameter: { start, end, ...documented(parameter.documentation) } };
  }

  async inspect(code: string, offset: number): Promise<Inspection | undefined> {
    const hover = lsp.readHover(await this.#ask("textDocument/hover", code, offset));
    const found = hover === undefined ? undefined : /^```\w*\n([\s\S]*?)\n```\n*([\s\S]*)$/.exec(hover);
    const type = found?.[1];
    if (type === undefined) return undefined;
    return { type: type.replace(/^\(alias\) /, "").replace(/\nimport \S+$/, ""), ...documented(found?.[2]) };
  }

  async configure(settings: UserSettings): Promise<void> {
    this.#options = { ...this.#options, settings };
    this.#files = new WatchedFiles();
    this.#opened?.folder.configure(settings);
    await this.#opened?.server.restart();
  }

  forget(): void {
    this.#history.forget();
  }

  async close(): Promise<void> {
    clearTimeout(this.#readTimer);
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.server.close();
    opened?.folder.remove();
  }

  #open(): { readonly folder: CheckFolder; readonly server: LanguageServer } {
    if (this.#opened === undefined) {
      const { cwd, library, settings, help } = this.#options;
      const paths: Record<string, string> = library === undefined ? {} : { [ownPackage]: library.declarations };
      const files = [{ file: this.#cellFile, text: "" }, ...firstFiles(this.#extension), nodeGlobals];
      if (help === true) files.push(helpGlobal);
      const folder = makeCheckFolder({ cwd, files, paths, ...(settings === undefined ? {} : { settings }) });
      this.#opened = { folder, server: new LanguageServer({ root: folder.root }) };
    }
    return this.#opened;
  }

  /** Sets the text of the cell's module: one line of prelude, then the code. */
  #write(options: PreludeOptions, code: string): string {
    // A request has priority over reading ahead.
    clearTimeout(this.#readTimer);
    this.#requestCount += 1;
    const { folder, server } = this.#open();
    const prelude = this.#history.prelude(options);
    // Sending other changes costs another check, so it is left for a cell that refers to them.
    if (this.#history.isNeededBy(options)) this.#sendChanges();
    const uri = folder.uri(this.#cellFile);
    server.setText(uri, `${prelude}\n${code}`);
    return uri;
  }

  async #ask(method: string, code: string, offset: number): Promise<unknown> {
    const uri = this.#write({ declared: declaredIn(code) }, code);
    const { line, column } = new Lines(code).positionAt(offset);
    // The prelude's line turns a 1-based line into a 0-based one.
    const position = { line, character: column - 1 };
    return this.#open().server.request(method, { textDocument: { uri }, position });
  }

  #isNewlyInstalled(specifier: string): boolean {
    const name = packageOf(specifier);
    if (this.#installed.has(name) || /^(\.{0,2}\/|[a-z]+:)/.test(specifier)) return false;
    const folders = createRequire(join(this.#options.cwd, "cell.mjs")).resolve.paths(name) ?? [];
    if (!folders.some((folder) => existsSync(join(folder, name)))) return false;
    this.#installed.add(name);
    return true;
  }

  #readSoon(): void {
    clearTimeout(this.#readTimer);
    this.#readTimer = setTimeout(() => this.#readAhead(), readDelayMs).unref();
  }

  #readAhead(): void {
    if (this.#opened === undefined) return;
    const uri = this.#write({ declared: new Set() }, "");
    this.#opened.server.request("textDocument/diagnostic", { textDocument: { uri } }).catch(() => {});
  }

  #sendChanges(): void {
    const { folder, server } = this.#open();
    for (const { file, text } of this.#history.takeChanges()) server.setText(folder.uri(file), text);
  }
}

function missingModule({ code, message }: lsp.LspDiagnostic): string[] {
  const specifier = /'([^']+)'/.exec(message)?.[1];
  return code === cannotFindModule && specifier !== undefined ? [specifier] : [];
}

/** Returns the names that unfinished code seems to declare; the prelude omits them. */
function declaredIn(code: string): ReadonlySet<string> {
  const declarations = code.matchAll(/\b(?:const|let|var|function\*?|class|enum|interface|type|namespace)\s+([\w$]+)/g);
  const names = new Set<string>();
  for (const [, name] of declarations) if (name !== undefined) names.add(name);
  for (const [clause] of code.matchAll(/\bimport\b[^;'"]*\bfrom\b/g))
    for (const word of wordsOf(clause)) names.add(word);
  return names;
}

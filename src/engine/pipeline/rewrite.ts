/**
 * Rewrites the JavaScript of a cell to an async function. Session variables become properties of boxes, so that later
 * cells can declare them again; awaits and loops get calls that stop an interrupted cell.
 */
import type { ImportDeclaration, Node, Program, Statement } from "oxc-parser";
import type { CellForm } from "../session/cell.js";
import { formOf } from "./cell-form.js";
import { CodeWalker } from "./code-walker.js";
import type { OffsetMap } from "./edits.js";
import { NameResolver } from "./name-resolver.js";
import { helperPackage } from "./own-package.js";
import { type NameKind, type RewriteOptions, topLevelNames } from "./scope.js";

/** One `import` or `export … from` of a cell. */
export interface ImportRequest {
  readonly specifier: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** `imported` is an export's name, or `*` for the namespace. */
  readonly bindings: readonly { readonly local: string; readonly imported: string }[];
  /** Index in {@link Rewritten.sites}. */
  readonly site: number;
}

/** A rewritten cell and the mapping back. */
export interface Rewritten {
  /** A script whose value is `async (boxes, hooks, flag) => { v } | undefined`. */
  readonly script: string;
  /** Maps offsets of the script to the given JavaScript. */
  readonly toSource: OffsetMap;
  /** The variables whose boxes are passed to the function, in order. */
  readonly boxes: readonly string[];
  /** The names that the cell declares for later cells. */
  readonly names: ReadonlyMap<string, NameKind>;
  readonly imports: readonly ImportRequest[];
  /** Offsets in the given JavaScript of awaits and throws; hooks refer to them by index. */
  readonly sites: readonly number[];
  readonly form: CellForm;
}

// Wrapped in an object, so that returning a promise does not await it. The comma keeps functions from being named `v`, the
// computed key keeps V8 from calling them so in stack traces.
const valueWrapper = { begin: 'return {["v"]:(0,', end: ")}" } as const;

/** Rewrites one cell. `program` is the parse of `source`, which oxc printed, or the user's own if it is plain. */
export function rewriteCell(program: Program, source: string, options: RewriteOptions): Rewritten {
  return new Rewriter(program, source, options).run();
}

class Rewriter {
  readonly #program: Program;
  readonly #source: string;
  readonly #boxed: NameResolver;
  readonly #walker: CodeWalker;
  readonly #names: Map<string, NameKind>;
  /** Names that end with the cell. */
  readonly #kept: Set<string>;
  readonly #imports: ImportRequest[] = [];
  readonly #hoisted: string[] = [];
  readonly #helpers: string[] = [];
  #form: CellForm = "none";

  constructor(program: Program, source: string, options: RewriteOptions) {
    this.#program = program;
    this.#source = source;
    this.#names = topLevelNames(program.body);
    this.#kept = new Set(options.disposables.keys());
    for (const name of this.#kept) this.#names.delete(name);
    this.#boxed = new NameResolver(source, options, this.#names, this.#kept);
    this.#walker = new CodeWalker(source, this.#boxed, options.disposables);
  }

  run(): Rewritten {
    for (const statement of this.#program.body) {
      if (statement.type === "ImportDeclaration") this.#import(statement);
    }
    const last = this.#program.body.at(-1);
    for (const statement of this.#program.body) this.#top(statement, statement === last);

    const { tag, boxes } = this.#boxed;
    const { edits, sites } = this.#walker;
    const { text, toOriginal } = edits.apply(this.#source);
    const loads = this.#imports.map((_, index) => `${tag}.bind(${index},${tag}.back(await ${tag}.load(${index})));`);
    const disposes = this.#kept.size > this.#helpers.length;
    const head =
      `"use strict";(async function slylabCell([${[...boxes.values()].join(",")}],${tag},${tag}f){` +
      this.#helpers.join("") +
      (disposes ? `const ${tag}u=${tag}.helper("usingCtx")();try{` : "") +
      this.#hoisted.join("") +
      loads.join("") +
      "\n";
    const tail = disposes ? `\n}catch(e){${tag}u.e=e}finally{await ${tag}u.d()}})` : "\n})";
    return {
      script: head + text + tail,
      toSource: (offset) => toOriginal(Math.max(0, offset - head.length)),
      boxes: [...boxes.keys()],
      names: this.#names,
      imports: this.#imports,
      sites,
      form: this.#form,
    };
  }

  #import(statement: ImportDeclaration): void {
    const specifier = statement.source.value;
    if (specifier.startsWith(helperPackage)) {
      for (const { local } of statement.specifiers) {
        this.#names.delete(local.name);
        this.#kept.add(local.name);
        const helper = JSON.stringify(specifier.slice(helperPackage.length));
        this.#helpers.push(`const ${local.name}=${this.#boxed.tag}.helper(${helper});`);
      }
      return;
    }
    this.#request(
      statement,
      statement.specifiers.map((binding) => {
        const local = binding.local.name;
        if (binding.type === "ImportNamespaceSpecifier") return { local, imported: "*" };
        if (binding.type === "ImportDefaultSpecifier") return { local, imported: "default" };
        const { imported } = binding;
        return { local, imported: imported.type === "Literal" ? imported.value : imported.name };
      }),
    );
  }

  #request(statement: Pick<ImportDeclaration, "source" | "attributes">, bindings: ImportRequest["bindings"]): void {
    const attributes: Record<string, string> = {};
    for (const { key, value } of statement.attributes) {
      attributes[key.type === "Literal" ? key.value : key.name] = value.value;
    }
    const site = this.#walker.site(statement.source.start);
    this.#imports.push({ specifier: statement.source.value, attributes, bindings, site });
  }

  #top(statement: Statement, isLast: boolean): void {
    const { start, end } = statement;
    switch (statement.type) {
      case "ImportDeclaration":
        this.#walker.edits.replace(start, end, "");
        return;
      case "ExportAllDeclaration":
        this.#request(statement, []);
        this.#walker.edits.replace(start, end, "");
        return;
      case "ExportNamedDeclaration":
        if (statement.declaration === null) {
          if (statement.source !== null) {
            this.#request({ source: statement.source, attributes: statement.attributes }, []);
          }
          this.#walker.edits.replace(start, end, "");
          return;
        }
        this.#walker.edits.replace(start, statement.declaration.start, "");
        this.#topDeclaration(statement.declaration);
        return;
      case "ExportDefaultDeclaration": {
        const { declaration } = statement;
        const isNamed =
          (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration") &&
          declaration.id !== null;
        const exported = start + "export default".length;
        if (isNamed) {
          this.#walker.edits.replace(start, exported, "");
          this.#topDeclaration(declaration);
          return;
        }
        this.#walker.edits.replace(start, exported, isLast ? valueWrapper.begin : "(");
        this.#walker.visit(declaration);
        this.#walker.edits.close(this.#beforeSemicolon(end), isLast ? valueWrapper.end : ")");
        if (isLast) this.#form = formOf(declaration);
        return;
      }
      case "ExpressionStatement":
        // The function around the cell is strict, and cannot have a directive.
        if (typeof statement.directive === "string" && !isLast) {
          this.#walker.edits.replace(start, end, "");
          return;
        }
        // The statement's bounds, since those of the expression exclude enclosing parentheses.
        if (isLast) this.#walker.edits.open(start, valueWrapper.begin);
        this.#walker.visit(statement.expression);
        if (isLast) {
          this.#walker.edits.close(this.#beforeSemicolon(end), valueWrapper.end);
          this.#form = formOf(statement.expression);
        } else if (this.#source[end - 1] !== ";") {
          // A plain cell is not printed by oxc. A name that is called becomes `(0,…)`, which must not continue the line before.
          this.#walker.edits.close(end, ";");
        }
        return;
      default:
        this.#topDeclaration(statement);
    }
  }

  #beforeSemicolon(end: number): number {
    return this.#source[end - 1] === ";" ? end - 1 : end;
  }

  #topDeclaration(statement: Node): void {
    switch (statement.type) {
      case "VariableDeclaration":
        this.#walker.variables(statement);
        return;
      case "FunctionDeclaration":
        if (statement.id !== null) this.#hoisted.push(`${this.#boxed.box(statement.id.name)}.v=${statement.id.name};`);
        this.#walker.visit(statement);
        return;
      case "ClassDeclaration":
        if (statement.id !== null) this.#walker.edits.open(statement.start, `${this.#boxed.box(statement.id.name)}.v=`);
        this.#walker.visit(statement);
        this.#walker.edits.close(statement.end, ";");
        return;
      default:
        this.#walker.visit(statement);
    }
  }
}

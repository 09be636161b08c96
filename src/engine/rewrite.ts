/**
 * Turns the JavaScript of a cell into a function over boxes: a name that the cell declares, or that an earlier one did,
 * becomes a property of its box, so that it may be declared again and is seen by nothing but cells.
 * Awaits and loops get the hooks by which a cell is stopped.
 */
import type { Expression, ImportDeclaration, Node, Program, Statement, VariableDeclaration } from "oxc-parser";
import type { CellForm } from "./cell.js";
import { Edits, type OffsetMap } from "./edits.js";
import { addBlockNames, addPatternNames, addVarNames, eachChild, type NameKind, topLevelNames } from "./scope.js";

/** One `import` or `export … from` of a cell. */
export interface ImportRequest {
  readonly specifier: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** `imported` is a name of the module's, or `*` for all of them in one object. */
  readonly bindings: readonly { readonly local: string; readonly imported: string }[];
  /** Where it stands, as {@link Rewritten.sites} counts. */
  readonly site: number;
}

/** What the rewriting of a cell depends on. */
export interface RewriteOptions {
  /** Names that earlier cells declared. */
  readonly known: (name: string) => NameKind | undefined;
  /** Names whose value the engine lends in place of the global one, as `setTimeout`. */
  readonly lent: ReadonlySet<string>;
  /** Names of `using` declarations, with whether it was `await using`: they live as long as their cell runs. */
  readonly disposables: ReadonlyMap<string, boolean>;
}

/** A cell that can be run, and the way back to what was written. */
export interface Rewritten {
  /** A script whose value is `async (boxes, hooks, flag) => { v } | undefined`. */
  readonly script: string;
  /** From offsets of the script to offsets of the JavaScript given. */
  readonly toSource: OffsetMap;
  /** The names of the boxes, in the order in which the function wants them. */
  readonly boxes: readonly string[];
  /** What the cell declares for later cells. */
  readonly names: ReadonlyMap<string, NameKind>;
  readonly imports: readonly ImportRequest[];
  /** Offsets, in the JavaScript given, of what is awaited or thrown: hooks name them by index. */
  readonly sites: readonly number[];
  readonly form: CellForm;
}

type Use = "value" | "call" | "typeof" | "assign" | "declare";

const helperPackage = "@oxc-project/runtime/helpers/";
// Bound by the language or by the function around a cell; a box of theirs would change what they mean.
const bare = new Set(["arguments", "eval", "undefined", "NaN", "Infinity"]);

/** Rewrites one cell. `program` is the parsed `source`, plain JavaScript as oxc prints it: each statement is closed. */
export function rewriteCell(program: Program, source: string, options: RewriteOptions): Rewritten {
  return new Rewriter(program, source, options).run();
}

/** What an expression is in the eyes of a prompt: a path of names, a way of calls, or something else. */
export function formOf(expression: Node): CellForm {
  switch (expression.type) {
    case "Identifier":
      return "name";
    case "CallExpression":
    case "TaggedTemplateExpression":
      return "call";
    case "ChainExpression":
    case "ParenthesizedExpression":
      return formOf(expression.expression);
    case "MemberExpression": {
      const index = expression.property.type;
      if (expression.computed && index !== "Literal" && index !== "Identifier") return "other";
      return expression.object.type === "ThisExpression" ? "other" : formOf(expression.object);
    }
    case "SequenceExpression": {
      const last = expression.expressions.at(-1);
      return last === undefined ? "other" : formOf(last);
    }
    default:
      return "other";
  }
}

class Rewriter {
  readonly #program: Program;
  readonly #source: string;
  readonly #options: RewriteOptions;
  readonly #edits = new Edits();
  readonly #names: Map<string, NameKind>;
  readonly #boxes = new Map<string, string>();
  readonly #imports: ImportRequest[] = [];
  readonly #sites: number[] = [];
  readonly #hoisted: string[] = [];
  readonly #helpers: string[] = [];
  /** Names bound within the cell, innermost last. */
  readonly #scopes: Set<string>[] = [];
  readonly #tag: string;
  #functionDepth = 0;
  #form: CellForm = "none";

  constructor(program: Program, source: string, options: RewriteOptions) {
    this.#program = program;
    this.#source = source;
    this.#options = options;
    this.#names = topLevelNames(program.body);
    let tag = "$c";
    while (source.includes(tag)) tag += "_";
    this.#tag = tag;
  }

  run(): Rewritten {
    const kept = new Set(this.#options.disposables.keys());
    for (const name of kept) this.#names.delete(name);
    this.#scopes.push(kept);
    for (const statement of this.#program.body) {
      if (statement.type === "ImportDeclaration") this.#import(statement, kept);
    }
    const last = this.#program.body.at(-1);
    for (const statement of this.#program.body) this.#top(statement, statement === last);

    const { text, toOriginal } = this.#edits.apply(this.#source);
    const tag = this.#tag;
    const loads = this.#imports.map((_, index) => `${tag}.bind(${index},${tag}.back(await ${tag}.load(${index})));`);
    const disposes = kept.size > this.#helpers.length;
    const head =
      `"use strict";(async function slylabCell([${[...this.#boxes.values()].join(",")}],${tag},${tag}f){` +
      this.#helpers.join("") +
      (disposes ? `const ${tag}u=${tag}.helper("usingCtx")();try{` : "") +
      this.#hoisted.join("") +
      loads.join("") +
      "\n";
    const tail = disposes ? `\n}catch(e){${tag}u.e=e}finally{await ${tag}u.d()}})` : "\n})";
    return {
      script: head + text + tail,
      toSource: (offset) => toOriginal(Math.max(0, offset - head.length)),
      boxes: [...this.#boxes.keys()],
      names: this.#names,
      imports: this.#imports,
      sites: this.#sites,
      form: this.#form,
    };
  }

  #box(name: string): string {
    let box = this.#boxes.get(name);
    if (box === undefined) {
      box = `${this.#tag}${this.#boxes.size}`;
      this.#boxes.set(name, box);
    }
    return box;
  }

  #import(statement: ImportDeclaration, kept: Set<string>): void {
    const specifier = statement.source.value;
    if (specifier.startsWith(helperPackage)) {
      for (const { local } of statement.specifiers) {
        this.#names.delete(local.name);
        kept.add(local.name);
        const helper = JSON.stringify(specifier.slice(helperPackage.length));
        this.#helpers.push(`const ${local.name}=${this.#tag}.helper(${helper});`);
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
    const site = this.#site(statement.source.start);
    this.#imports.push({ specifier: statement.source.value, attributes, bindings, site });
  }

  #top(statement: Statement, isLast: boolean): void {
    const { start, end } = statement;
    switch (statement.type) {
      case "ImportDeclaration":
        this.#edits.replace(start, end, "");
        return;
      case "ExportAllDeclaration":
        this.#request(statement, []);
        this.#edits.replace(start, end, "");
        return;
      case "ExportNamedDeclaration":
        if (statement.declaration === null) {
          if (statement.source !== null) {
            this.#request({ source: statement.source, attributes: statement.attributes }, []);
          }
          this.#edits.replace(start, end, "");
          return;
        }
        this.#edits.replace(start, statement.declaration.start, "");
        this.#topDeclaration(statement.declaration);
        return;
      case "ExportDefaultDeclaration": {
        const { declaration } = statement;
        const isNamed =
          (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration") &&
          declaration.id !== null;
        const exported = start + "export default".length;
        if (isNamed) {
          this.#edits.replace(start, exported, "");
          this.#topDeclaration(declaration);
          return;
        }
        this.#edits.replace(start, exported, isLast ? "return {v:(" : "(");
        this.#visit(declaration);
        this.#edits.close(this.#beforeSemicolon(end), isLast ? ")}" : ")");
        if (isLast) this.#form = formOf(declaration);
        return;
      }
      case "ExpressionStatement":
        // By the statement's bounds, since those of the expression leave out parentheses around it.
        if (isLast) this.#edits.open(start, "return {v:(");
        this.#visit(statement.expression);
        if (isLast) {
          this.#edits.close(this.#beforeSemicolon(end), ")}");
          this.#form = formOf(statement.expression);
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
        this.#variables(statement);
        return;
      case "FunctionDeclaration":
        if (statement.id !== null) this.#hoisted.push(`${this.#box(statement.id.name)}.v=${statement.id.name};`);
        this.#visit(statement);
        return;
      case "ClassDeclaration":
        if (statement.id !== null) this.#edits.open(statement.start, `${this.#box(statement.id.name)}.v=`);
        this.#visit(statement);
        this.#edits.close(statement.end, ";");
        return;
      default:
        this.#visit(statement);
    }
  }

  /** A declaration whose names are the cell's own becomes assignments to their boxes. */
  #variables(declaration: VariableDeclaration): void {
    const first = declaration.declarations[0];
    if (first === undefined) return;
    const disposal = first.id.type === "Identifier" ? this.#options.disposables.get(first.id.name) : undefined;
    if (disposal !== undefined && this.#scopes.length === 1) {
      for (const { init } of declaration.declarations) {
        if (init === null) continue;
        this.#edits.open(init.start, `${this.#tag}u.${disposal ? "a" : "u"}((`);
        this.#visit(init);
        this.#edits.close(init.end, "))");
      }
      return;
    }
    this.#edits.replace(declaration.start, first.start, "");
    for (const { id, init, start, end } of declaration.declarations) {
      // Bare in the head of `for … of`, where there is no initialiser.
      const isPattern = init !== null && id.type !== "Identifier";
      if (isPattern) this.#edits.open(start, "(");
      this.#target(id, "declare");
      if (init !== null) this.#named(id, init);
      else if (declaration.kind === "let") this.#edits.close(end, "=void 0");
      if (isPattern) this.#edits.close(end, ")");
    }
  }

  /** Visits `value`, which is assigned to `target`: a function without a name takes that of the target. */
  #named(target: Node, value: Expression): void {
    const isAnonymous =
      value.type === "ArrowFunctionExpression" ||
      ((value.type === "FunctionExpression" || value.type === "ClassExpression") && value.id === null);
    if (!isAnonymous || target.type !== "Identifier" || !this.#isBoxed(target.name) || target.name === "__proto__") {
      this.#visit(value);
      return;
    }
    const key = JSON.stringify(target.name);
    this.#edits.open(value.start, `({${key}:`);
    this.#visit(value);
    this.#edits.close(value.end, `})[${key}]`);
  }

  #isBound(name: string): boolean {
    return this.#scopes.some((scope) => scope.has(name));
  }

  #isBoxed(name: string): boolean {
    if (this.#isBound(name) || bare.has(name)) return false;
    if (this.#names.has(name) || this.#options.known(name) !== undefined) return true;
    return !this.#options.lent.has(name) && !(name in globalThis);
  }

  #reference(node: { name: string; start: number; end: number }, use: Use, isShorthand = false): void {
    const { name, start, end } = node;
    if (this.#isBound(name) || bare.has(name)) return;
    let text: string;
    if (this.#isBoxed(name)) {
      const kind = this.#names.get(name) ?? this.#options.known(name);
      const box = this.#box(name);
      if (use === "call") text = `(0,${box}.v)`;
      else if (use === "typeof") text = `${box}.t`;
      else if (use === "assign" && (kind === "const" || kind === "import")) text = `${this.#tag}.fixed.v`;
      else text = `${box}.v`;
    } else if (this.#options.lent.has(name) && use !== "assign") text = `${this.#tag}.lent.${name}`;
    else return;
    this.#edits.replace(start, end, isShorthand ? `${name}: ${text}` : text);
  }

  /** What is assigned to: names in it are written, not read. */
  #target(node: Node, use: "assign" | "declare", isShorthand = false): void {
    switch (node.type) {
      case "Identifier":
        this.#reference(node, use, isShorthand);
        return;
      case "ObjectPattern":
        for (const property of node.properties) {
          if (property.type === "RestElement") this.#target(property.argument, use);
          else {
            if (property.computed) this.#visit(property.key);
            this.#target(property.value, use, property.shorthand);
          }
        }
        return;
      case "ArrayPattern":
        for (const element of node.elements) if (element !== null) this.#target(element, use);
        return;
      case "AssignmentPattern":
        this.#target(node.left, use, isShorthand);
        this.#named(node.left, node.right);
        return;
      case "RestElement":
        this.#target(node.argument, use);
        return;
      default:
        this.#visit(node);
    }
  }

  /** A pattern that binds names within the cell: only what it evaluates is visited. */
  #bindings(node: Node): void {
    switch (node.type) {
      case "Identifier":
        return;
      case "ObjectPattern":
        for (const property of node.properties) {
          if (property.type === "RestElement") continue;
          if (property.computed) this.#visit(property.key);
          this.#bindings(property.value);
        }
        return;
      case "ArrayPattern":
        for (const element of node.elements) if (element !== null) this.#bindings(element);
        return;
      case "AssignmentPattern":
        this.#bindings(node.left);
        this.#visit(node.right);
        return;
      case "RestElement":
        this.#bindings(node.argument);
        return;
    }
  }

  #within(names: Set<string>, visit: () => void): void {
    this.#scopes.push(names);
    visit();
    this.#scopes.pop();
  }

  #block(statements: readonly Node[]): void {
    const names = new Set<string>();
    addBlockNames(statements, (name) => names.add(name));
    this.#within(names, () => {
      for (const statement of statements) this.#visit(statement);
    });
  }

  get #check(): string {
    return `${this.#tag}f[0]&&${this.#tag}.check()`;
  }

  #function(params: readonly Node[], body: Node | null, ownName: string | undefined): void {
    const names = new Set<string>();
    const add = (name: string) => names.add(name);
    if (ownName !== undefined) add(ownName);
    for (const param of params) addPatternNames(param, add);
    if (body !== null) addVarNames(body, add);
    if (body?.type === "BlockStatement") addBlockNames(body.body, add);
    this.#functionDepth += 1;
    this.#within(names, () => {
      for (const param of params) this.#bindings(param);
      if (body?.type === "BlockStatement") {
        const first = body.body.find(
          (item) => item.type !== "ExpressionStatement" || typeof item.directive !== "string",
        );
        if (first !== undefined) this.#edits.open(first.start, `${this.#check};`);
        for (const statement of body.body) this.#visit(statement);
      } else if (body !== null) {
        this.#edits.open(body.start, `(${this.#check},`);
        this.#visit(body);
        this.#edits.close(body.end, ")");
      }
    });
    this.#functionDepth -= 1;
  }

  #loopBody(body: Statement): void {
    if (body.type === "BlockStatement") {
      this.#edits.close(body.start + 1, `${this.#check};`);
      this.#visit(body);
      return;
    }
    this.#edits.open(body.start, `{${this.#check};`);
    this.#visit(body);
    this.#edits.close(body.end, "}");
  }

  #site(offset: number): number {
    return this.#sites.push(offset) - 1;
  }

  #visit(node: Node): void {
    switch (node.type) {
      case "Identifier":
        this.#reference(node, "value");
        return;
      case "MemberExpression":
        this.#visit(node.object);
        if (node.computed) this.#visit(node.property);
        return;
      case "CallExpression":
        if (node.callee.type === "Identifier") this.#reference(node.callee, "call");
        else this.#visit(node.callee);
        for (const argument of node.arguments) this.#visit(argument);
        return;
      case "TaggedTemplateExpression":
        if (node.tag.type === "Identifier") this.#reference(node.tag, "call");
        else this.#visit(node.tag);
        this.#visit(node.quasi);
        return;
      case "UnaryExpression":
        if (node.operator === "typeof" && node.argument.type === "Identifier") {
          this.#reference(node.argument, "typeof");
        } else this.#visit(node.argument);
        return;
      case "UpdateExpression":
        this.#target(node.argument, "assign");
        return;
      case "AssignmentExpression":
        this.#target(node.left, "assign");
        this.#named(node.left, node.right);
        return;
      case "Property":
        if (node.computed) this.#visit(node.key);
        if (node.shorthand && node.value.type === "Identifier") this.#reference(node.value, "value", true);
        else this.#visit(node.value);
        return;
      case "MethodDefinition":
      case "PropertyDefinition":
      case "AccessorProperty":
        if (node.computed) this.#visit(node.key);
        if (node.value !== null) this.#visit(node.value);
        return;
      case "FunctionDeclaration":
        this.#function(node.params, node.body, undefined);
        return;
      case "FunctionExpression":
        this.#function(node.params, node.body, node.id?.name);
        return;
      case "ArrowFunctionExpression":
        this.#function(node.params, node.body, undefined);
        return;
      case "ClassDeclaration":
      case "ClassExpression":
        this.#within(new Set(node.id === null ? [] : [node.id.name]), () => {
          if (node.superClass !== null) this.#visit(node.superClass);
          for (const member of node.body.body) this.#visit(member);
        });
        return;
      case "StaticBlock": {
        this.#functionDepth += 1;
        const names = new Set<string>();
        for (const statement of node.body) addVarNames(statement, (name) => names.add(name));
        this.#within(names, () => this.#block(node.body));
        this.#functionDepth -= 1;
        return;
      }
      case "BlockStatement":
        this.#block(node.body);
        return;
      case "SwitchStatement": {
        this.#visit(node.discriminant);
        const names = new Set<string>();
        for (const part of node.cases) addBlockNames(part.consequent, (name) => names.add(name));
        this.#within(names, () => {
          for (const part of node.cases) {
            if (part.test !== null) this.#visit(part.test);
            for (const statement of part.consequent) this.#visit(statement);
          }
        });
        return;
      }
      case "CatchClause": {
        const names = new Set<string>();
        if (node.param !== null) addPatternNames(node.param, (name) => names.add(name));
        this.#within(names, () => {
          if (node.param !== null) this.#bindings(node.param);
          this.#visit(node.body);
        });
        return;
      }
      case "ForStatement":
        this.#forScope(node.init, () => {
          if (node.init !== null) this.#visit(node.init);
          if (node.test !== null) this.#visit(node.test);
          if (node.update !== null) this.#visit(node.update);
          this.#loopBody(node.body);
        });
        return;
      case "ForInStatement":
      case "ForOfStatement":
        this.#forScope(node.left, () => {
          if (node.left.type === "VariableDeclaration") this.#visit(node.left);
          else this.#target(node.left, "assign");
          const isAsync = node.type === "ForOfStatement" && node.await;
          if (isAsync) this.#edits.open(node.right.start, `${this.#tag}.each((`);
          this.#visit(node.right);
          if (isAsync) this.#edits.close(node.right.end, `),${this.#site(node.right.start)})`);
          this.#loopBody(node.body);
        });
        return;
      case "WhileStatement":
        this.#visit(node.test);
        this.#loopBody(node.body);
        return;
      case "DoWhileStatement":
        this.#loopBody(node.body);
        this.#visit(node.test);
        return;
      case "LabeledStatement":
        this.#visit(node.body);
        return;
      case "BreakStatement":
      case "ContinueStatement":
        return;
      case "VariableDeclaration":
        // A `var` of the cell, in whatever block it stands.
        if (node.kind === "var" && this.#functionDepth === 0) this.#variables(node);
        else {
          for (const { id, init } of node.declarations) {
            this.#bindings(id);
            if (init !== null) this.#visit(init);
          }
        }
        return;
      case "AwaitExpression":
        this.#edits.open(node.start, `${this.#tag}.back(`);
        this.#edits.open(node.argument.start, `${this.#tag}.wait((`);
        this.#visit(node.argument);
        this.#edits.close(node.argument.end, `),${this.#site(node.start)})`);
        this.#edits.close(node.end, ")");
        return;
      case "ThrowStatement":
        this.#edits.open(node.argument.start, `${this.#tag}.thrown((`);
        this.#visit(node.argument);
        this.#edits.close(node.argument.end, `),${this.#site(node.argument.start)})`);
        return;
      case "ImportExpression":
        this.#edits.replace(node.start, node.start + "import".length, `${this.#tag}.import`);
        this.#visit(node.source);
        if (node.options !== null) this.#visit(node.options);
        return;
      case "MetaProperty":
        if (node.meta.name === "import") this.#edits.replace(node.start, node.end, `${this.#tag}.meta`);
        return;
      default:
        eachChild(node, (child) => this.#visit(child));
    }
  }

  #forScope(head: Node | null, visit: () => void): void {
    const names = new Set<string>();
    if (head !== null) addBlockNames([head], (name) => names.add(name));
    this.#within(names, visit);
  }
}

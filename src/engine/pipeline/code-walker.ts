/** Walks the JavaScript of a cell and collects the edits for names, awaits, loops and imports. */
import type { CallExpression, Expression, Node, Statement, VariableDeclaration } from "oxc-parser";
import { Edits } from "./edits.js";
import type { NameResolver, Use } from "./name-resolver.js";
import { Rejections } from "./rejections.js";
import { addBlockNames, addPatternNames, addVarNames, eachChild, eachEvaluated, type RewriteOptions } from "./scope.js";

interface IdentifierAt {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Collects the edits of one cell. */
export class CodeWalker {
  readonly edits = new Edits();
  readonly #source: string;
  readonly #names: NameResolver;
  /** Offsets of awaits, throws and imports; the hooks refer to them by index. */
  readonly sites: number[] = [];
  readonly #disposables: RewriteOptions["disposables"];
  readonly #rejections = new Rejections();
  #functionDepth = 0;

  constructor(source: string, names: NameResolver, disposables: RewriteOptions["disposables"]) {
    this.#source = source;
    this.#names = names;
    this.#disposables = disposables;
  }

  /** Records an offset that hooks may report; returns its index. */
  site(offset: number): number {
    return this.sites.push(offset) - 1;
  }

  /** Rewrites a declaration of session variables to assignments to their boxes. */
  variables(declaration: VariableDeclaration): void {
    const first = declaration.declarations[0];
    if (first === undefined) return;
    const disposal = first.id.type === "Identifier" ? this.#disposables.get(first.id.name) : undefined;
    if (disposal !== undefined && this.#names.isAtTop) {
      for (const { init } of declaration.declarations) {
        if (init === null) continue;
        this.edits.open(init.start, `${this.#tag}u.${disposal ? "a" : "u"}((`);
        this.visit(init);
        this.edits.close(init.end, "))");
      }
      return;
    }
    this.edits.replace(declaration.start, first.start, "");
    for (const { id, init, start, end } of declaration.declarations) {
      // No parentheses in the head of `for … of`, which has no initializer.
      const isPattern = init !== null && id.type !== "Identifier";
      if (isPattern) this.edits.open(start, "(");
      this.#target(id, "declare");
      if (init !== null) this.#named(id, init);
      else if (declaration.kind === "let") this.edits.close(end, "=void 0");
      if (isPattern) this.edits.close(end, ")");
    }
  }

  /**
   * Visits `value`, which is assigned to `target`: an anonymous function gets the name of the target, as in JavaScript.
   */
  #named(target: Node, value: Expression): void {
    const isAnonymous =
      value.type === "ArrowFunctionExpression" ||
      ((value.type === "FunctionExpression" || value.type === "ClassExpression") && value.id === null);
    if (
      !isAnonymous ||
      target.type !== "Identifier" ||
      !this.#names.isBoxed(target.name) ||
      target.name === "__proto__"
    ) {
      this.visit(value);
      return;
    }
    const key = JSON.stringify(target.name);
    this.edits.open(value.start, `({${key}:`);
    this.visit(value);
    this.edits.close(value.end, `})[${key}]`);
  }

  #reference({ name, start, end }: IdentifierAt, use: Use, isShorthand = false): void {
    const text = this.#names.replacement(name, use);
    if (text !== undefined) this.edits.replace(start, end, isShorthand ? `${name}: ${text}` : text);
  }

  /** Rewrites a call of `help` so that it gets the text of its argument. */
  #callee(callee: IdentifierAt, [word]: CallExpression["arguments"]): void {
    if (callee.name !== "help" || word === undefined || !this.#names.isOverride("help")) {
      this.#reference(callee, "call");
      return;
    }
    const text = JSON.stringify(this.#source.slice(word.start, word.end));
    this.edits.replace(callee.start, callee.end, `${this.#tag}.overrides.help.about(${text})`);
  }

  /** Rewrites an assignment target. */
  #target(node: Node, use: "assign" | "declare", isShorthand = false): void {
    switch (node.type) {
      case "Identifier":
        this.#reference(node, use, isShorthand);
        return;
      case "ObjectPattern":
        for (const property of node.properties) {
          if (property.type === "RestElement") this.#target(property.argument, use);
          else {
            if (property.computed) this.visit(property.key);
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
        this.visit(node);
    }
  }

  #bindings(pattern: Node): void {
    eachEvaluated(pattern, (node) => this.visit(node));
  }

  #block(statements: readonly Node[]): void {
    const names = new Set<string>();
    addBlockNames(statements, (name) => names.add(name));
    this.#names.within(names, () => {
      for (const statement of statements) this.visit(statement);
    });
  }

  get #tag(): string {
    return this.#names.tag;
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
    const caught = body === null ? undefined : this.#rejections.reasonParameterOf(body);
    const restoreNames = caught === undefined ? undefined : `${this.#tag}.restoreNames(${caught})`;
    this.#functionDepth += 1;
    this.#names.within(names, () => {
      for (const param of params) this.#bindings(param);
      if (body?.type === "BlockStatement") {
        const first = body.body.find(
          (item) => item.type !== "ExpressionStatement" || typeof item.directive !== "string",
        );
        if (first !== undefined)
          this.edits.open(first.start, `${this.#check};${restoreNames === undefined ? "" : `${restoreNames};`}`);
        for (const statement of body.body) this.visit(statement);
      } else if (body !== null) {
        this.edits.open(body.start, `(${this.#check},${restoreNames === undefined ? "" : `${restoreNames},`}`);
        this.visit(body);
        this.edits.close(body.end, ")");
      }
    });
    this.#functionDepth -= 1;
  }

  /** Restores the user's names in a caught error before the body runs, and before a pattern destructures it. */
  #caught(param: Node, bodyStart: number): void {
    if (param.type === "Identifier") {
      this.edits.close(bodyStart, `${this.#tag}.restoreNames(${param.name});`);
      return;
    }
    this.edits.open(param.start, `${this.#tag}e){let `);
    this.#bindings(param);
    this.edits.close(param.end, `=${this.#tag}.restoreNames(${this.#tag}e);`);
    // The opening brace of the body now stands before the pattern.
    this.edits.replace(param.end, bodyStart, "");
  }

  /** Visits the arguments of a call; the reason of a rejected promise is recorded like a thrown value. */
  #arguments({ callee, arguments: values }: CallExpression): void {
    const isReject = this.#rejections.isReject(callee);
    for (const [index, value] of values.entries()) {
      if (isReject && index === 0 && value.type !== "SpreadElement") this.#thrown(value);
      else this.visit(value);
    }
  }

  #thrown(value: Expression): void {
    this.edits.open(value.start, `${this.#tag}.thrown((`);
    this.visit(value);
    this.edits.close(value.end, `),${this.site(value.start)})`);
  }

  #loopBody(body: Statement): void {
    if (body.type === "BlockStatement") {
      this.edits.close(body.start + 1, `${this.#check};`);
      this.visit(body);
      return;
    }
    this.edits.open(body.start, `{${this.#check};`);
    this.visit(body);
    this.edits.close(body.end, "}");
  }

  /** Collects the edits of a node and its children. */
  visit(node: Node): void {
    switch (node.type) {
      case "Identifier":
        this.#reference(node, "value");
        return;
      case "MemberExpression":
        this.visit(node.object);
        if (node.computed) this.visit(node.property);
        return;
      case "CallExpression":
        if (node.callee.type === "Identifier") this.#callee(node.callee, node.arguments);
        else this.visit(node.callee);
        this.#rejections.noteCall(node);
        this.#arguments(node);
        return;
      case "NewExpression":
        this.#rejections.noteNew(node);
        this.visit(node.callee);
        for (const argument of node.arguments) this.visit(argument);
        return;
      case "TaggedTemplateExpression":
        if (node.tag.type === "Identifier") this.#reference(node.tag, "call");
        else this.visit(node.tag);
        this.visit(node.quasi);
        return;
      case "UnaryExpression":
        if (node.operator === "typeof" && node.argument.type === "Identifier") {
          this.#reference(node.argument, "typeof");
        } else this.visit(node.argument);
        return;
      case "UpdateExpression":
        this.#target(node.argument, "assign");
        return;
      case "AssignmentExpression":
        this.#target(node.left, "assign");
        this.#named(node.left, node.right);
        return;
      case "Property":
        if (node.computed) this.visit(node.key);
        if (node.shorthand && node.value.type === "Identifier") this.#reference(node.value, "value", true);
        else this.visit(node.value);
        return;
      case "MethodDefinition":
      case "PropertyDefinition":
      case "AccessorProperty":
        if (node.computed) this.visit(node.key);
        if (node.value !== null) this.visit(node.value);
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
        this.#names.within(new Set(node.id === null ? [] : [node.id.name]), () => {
          if (node.superClass !== null) this.visit(node.superClass);
          for (const member of node.body.body) this.visit(member);
        });
        return;
      case "StaticBlock": {
        this.#functionDepth += 1;
        const names = new Set<string>();
        for (const statement of node.body) addVarNames(statement, (name) => names.add(name));
        this.#names.within(names, () => this.#block(node.body));
        this.#functionDepth -= 1;
        return;
      }
      case "BlockStatement":
        this.#block(node.body);
        return;
      case "SwitchStatement": {
        this.visit(node.discriminant);
        const names = new Set<string>();
        for (const part of node.cases) addBlockNames(part.consequent, (name) => names.add(name));
        this.#names.within(names, () => {
          for (const part of node.cases) {
            if (part.test !== null) this.visit(part.test);
            for (const statement of part.consequent) this.visit(statement);
          }
        });
        return;
      }
      case "CatchClause": {
        const names = new Set<string>();
        if (node.param !== null) addPatternNames(node.param, (name) => names.add(name));
        this.#names.within(names, () => {
          if (node.param !== null) this.#caught(node.param, node.body.start + 1);
          this.visit(node.body);
        });
        return;
      }
      case "ForStatement":
        this.#forScope(node.init, () => {
          if (node.init !== null) this.visit(node.init);
          if (node.test !== null) this.visit(node.test);
          if (node.update !== null) this.visit(node.update);
          this.#loopBody(node.body);
        });
        return;
      case "ForInStatement":
      case "ForOfStatement":
        this.#forScope(node.left, () => {
          if (node.left.type === "VariableDeclaration") this.visit(node.left);
          else this.#target(node.left, "assign");
          const isAsync = node.type === "ForOfStatement" && node.await;
          if (isAsync) this.edits.open(node.right.start, `${this.#tag}.each((`);
          this.visit(node.right);
          if (isAsync) this.edits.close(node.right.end, `),${this.site(node.right.start)})`);
          this.#loopBody(node.body);
        });
        return;
      case "WhileStatement":
        this.visit(node.test);
        this.#loopBody(node.body);
        return;
      case "DoWhileStatement":
        this.#loopBody(node.body);
        this.visit(node.test);
        return;
      case "LabeledStatement":
        this.visit(node.body);
        return;
      case "BreakStatement":
      case "ContinueStatement":
        return;
      case "VariableDeclaration":
        // A `var` at any block depth of the cell.
        if (node.kind === "var" && this.#functionDepth === 0) this.variables(node);
        else {
          for (const { id, init } of node.declarations) {
            this.#bindings(id);
            if (init !== null) this.visit(init);
          }
        }
        return;
      case "AwaitExpression":
        this.edits.open(node.start, `${this.#tag}.back(`);
        this.edits.open(node.argument.start, `${this.#tag}.wait((`);
        this.visit(node.argument);
        this.edits.close(node.argument.end, `),${this.site(node.start)})`);
        this.edits.close(node.end, ")");
        return;
      case "ThrowStatement":
        this.#thrown(node.argument);
        return;
      case "ImportExpression":
        this.edits.replace(node.start, node.start + "import".length, `${this.#tag}.import`);
        this.visit(node.source);
        if (node.options !== null) this.visit(node.options);
        return;
      case "MetaProperty":
        if (node.meta.name === "import") this.edits.replace(node.start, node.end, `${this.#tag}.meta`);
        return;
      default:
        eachChild(node, (child) => this.visit(child));
    }
  }

  #forScope(head: Node | null, visit: () => void): void {
    const names = new Set<string>();
    if (head !== null) addBlockNames([head], (name) => names.add(name));
    this.#names.within(names, visit);
  }
}

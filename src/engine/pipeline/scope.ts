/** Finds the names that JavaScript declares, per scope. */
import type { Node, Statement, VariableDeclaration } from "oxc-parser";

/** The kind of a name's declaration. Constants and imports cannot be assigned to. */
export type NameKind = "const" | "let" | "var" | "function" | "class" | "import";

/** Calls `visit` with each child of `node` in source order. */
export function eachChild(node: Node, visit: (child: Node) => void): void {
  for (const key in node) {
    if (key === "parent") continue;
    const value: unknown = Reflect.get(node, key);
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item);
    } else if (isNode(value)) visit(value);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Adds the names that a pattern binds. */
export function addPatternNames(pattern: Node, names: (name: string) => void): void {
  switch (pattern.type) {
    case "Identifier":
      names(pattern.name);
      return;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        addPatternNames(property.type === "RestElement" ? property.argument : property.value, names);
      }
      return;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element !== null) addPatternNames(element, names);
      return;
    case "AssignmentPattern":
      addPatternNames(pattern.left, names);
      return;
    case "RestElement":
      addPatternNames(pattern.argument, names);
      return;
    case "TSParameterProperty":
      addPatternNames(pattern.parameter, names);
      return;
  }
}

/** Calls `visit` with the expressions that a pattern evaluates: defaults and computed keys. */
export function eachEvaluated(pattern: Node, visit: (node: Node) => void): void {
  switch (pattern.type) {
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (property.type === "RestElement") continue;
        if (property.computed) visit(property.key);
        eachEvaluated(property.value, visit);
      }
      return;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element !== null) eachEvaluated(element, visit);
      return;
    case "AssignmentPattern":
      eachEvaluated(pattern.left, visit);
      visit(pattern.right);
      return;
    case "RestElement":
      eachEvaluated(pattern.argument, visit);
      return;
  }
}

/** Returns the names that a variable declaration binds. */
export function declaredNames(declaration: VariableDeclaration): string[] {
  const names: string[] = [];
  for (const declarator of declaration.declarations) addPatternNames(declarator.id, (name) => names.push(name));
  return names;
}

/** Adds the names of every `var` below `node`, not entering functions and classes. */
export function addVarNames(node: Node, names: (name: string) => void): void {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "ClassDeclaration":
    case "ClassExpression":
      return;
    case "VariableDeclaration":
      if (node.kind === "var") for (const name of declaredNames(node)) names(name);
      return;
  }
  eachChild(node, (child) => addVarNames(child, names));
}

/** Adds the names that the statements of a block declare in it. */
export function addBlockNames(
  statements: readonly (Statement | Node)[],
  names: (name: string, kind: NameKind) => void,
): void {
  for (const statement of statements) {
    switch (statement.type) {
      case "VariableDeclaration": {
        const kind = statement.kind === "let" ? "let" : "const";
        if (statement.kind !== "var") for (const name of declaredNames(statement)) names(name, kind);
        break;
      }
      case "FunctionDeclaration":
        if (statement.id !== null) names(statement.id.name, "function");
        break;
      case "ClassDeclaration":
        if (statement.id !== null) names(statement.id.name, "class");
        break;
      case "ImportDeclaration":
        for (const specifier of statement.specifiers) names(specifier.local.name, "import");
        break;
      case "ExportNamedDeclaration":
        if (statement.declaration !== null) addBlockNames([statement.declaration], names);
        break;
      case "ExportDefaultDeclaration":
        addBlockNames([statement.declaration], names);
        break;
      case "LabeledStatement":
        addBlockNames([statement.body], names);
        break;
    }
  }
}

/** Returns the names that a cell declares. The last declaration of a name wins. */
export function topLevelNames(body: readonly Statement[]): Map<string, NameKind> {
  const names = new Map<string, NameKind>();
  for (const statement of body) addVarNames(statement, (name) => names.set(name, "var"));
  addBlockNames(body, (name, kind) => names.set(name, kind));
  return names;
}

/** Options of the rewriting. */
export interface RewriteOptions {
  /** Returns the kind of a variable that earlier cells declared. */
  readonly kindOf: (name: string) => NameKind | undefined;
  /** Globals that the engine replaces, for example `setTimeout`. */
  readonly overrides: ReadonlySet<string>;
  /** Names of top-level `using` declarations, each with whether it is `await using`. */
  readonly disposables: ReadonlyMap<string, boolean>;
}

/** Finds the declarations, exports and branches of a parsed source. */
import type { Node } from "oxc-parser";
import { nodesOf, type Source } from "./source-tree.js";

/** Declarations with an `export` keyword, with the statement that has their docstring. */
export function exportedBy(source: Source): { node: Node; statement: Node }[] {
  return source.body.flatMap((statement) =>
    statement.type === "ExportNamedDeclaration" && statement.declaration !== null
      ? [{ node: statement.declaration, statement }]
      : [],
  );
}

/** `export … from`, or an export of a name that this file imports. */
export function isReExport(source: Source, node: Node): boolean {
  if (node.type !== "ExportNamedDeclaration") return false;
  if (node.source !== null) return true;
  const imported = new Set(
    nodesOf(source, "ImportDeclaration").flatMap((one) => one.specifiers.map(({ local }) => local.name)),
  );
  return node.specifiers.some(({ local }) => local.type === "Identifier" && imported.has(local.name));
}

/**
 * Whether an export only names something documented beside it: the type of a schema or of a list of words,
 * an interface merged with its class, a later overload.
 */
export function isNameOfAnother(source: Source, node: Node): boolean {
  if (node.type === "TSTypeAliasDeclaration") {
    return source.text.slice(node.typeAnnotation.start, node.typeAnnotation.end).includes("typeof ");
  }
  const others = exportedBy(source).map((one) => one.node);
  if (node.type === "TSInterfaceDeclaration") {
    return others.some((other) => other.type === "ClassDeclaration" && other.id?.name === node.id.name);
  }
  const name = functionName(node);
  return name !== undefined && others.some((other) => other.start < node.start && functionName(other) === name);
}

/** A method, accessor or function field that a user of the class can call by a name; symbols belong to a protocol. */
export function isPublicMethod(member: Node): boolean {
  switch (member.type) {
    case "MethodDefinition":
    case "TSAbstractMethodDefinition":
      return member.kind !== "constructor" && !member.computed && isOpen(member) && !isOfTheLanguage(member.key);
    case "PropertyDefinition":
      return !member.computed && isOpen(member) && member.value?.type === "ArrowFunctionExpression";
    default:
      return false;
  }
}

/** Whether a file has branches or loops, and so needs a test. A default by `??` is not a branch. */
export function decides(source: Source): boolean {
  return nodesOf(source, ...branches).some((node) => node.type !== "LogicalExpression" || node.operator !== "??");
}

const branches = [
  "IfStatement",
  "SwitchStatement",
  "ConditionalExpression",
  "LogicalExpression",
  "ForStatement",
  "ForOfStatement",
  "ForInStatement",
  "WhileStatement",
  "DoWhileStatement",
  "TryStatement",
] as const;

function functionName(node: Node): string | undefined {
  return node.type === "FunctionDeclaration" || node.type === "TSDeclareFunction" ? node.id?.name : undefined;
}

function isOpen(member: { readonly accessibility?: string | null; readonly key: Node }): boolean {
  return member.key.type !== "PrivateIdentifier" && (member.accessibility ?? "public") === "public";
}

/** Names with a meaning in the language. */
function isOfTheLanguage(key: Node): boolean {
  return key.type === "Identifier" && ["toString", "toJSON", "then", "catch", "finally"].includes(key.name);
}

/** Recognizes cells that are calls and values only, such as `team(8).jobs({ status: 'pending' })`: most of what is typed. */
import type { Node, Program } from "oxc-parser";

/** The syntax of plain cells: nothing of TypeScript, and no function whose code could run later. */
const plainTypes = new Set<Node["type"]>([
  ...(["Program", "ExpressionStatement", "CallExpression", "ChainExpression", "MemberExpression"] as const),
  ...(["Identifier", "Literal", "ObjectExpression", "Property", "ArrayExpression", "SpreadElement"] as const),
  ...(["TemplateLiteral", "TemplateElement", "UnaryExpression", "BinaryExpression", "LogicalExpression"] as const),
  "ConditionalExpression",
]);

/** Returns the names that a cell of plain calls and values reads; undefined if it is more than that. */
export function namesOfPlainCell(program: Program): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  return isPlain(program, names) ? names : undefined;
}

function isPlain(value: unknown, names: Set<string>): boolean {
  if (Array.isArray(value)) return value.every((item) => isPlain(item, names));
  if (!isNode(value)) return true;
  if (!plainTypes.has(value.type)) return false;
  if (value.type === "Identifier") names.add(value.name);
  return Object.entries(value).every(([key, child]) => isKey(value, key) || isPlain(child, names));
}

/** Whether a part of a node is the name of a property, which is no variable. */
function isKey(node: Node, part: string): boolean {
  if (node.type === "MemberExpression") return part === "property" && !node.computed;
  return node.type === "Property" && part === "key" && !node.computed;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

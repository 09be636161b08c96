/** Finds syntax that neither Node nor the transformer can run, before a cell or module runs. */
import type { Node, Program } from "oxc-parser";
import type { SyntaxSettings } from "./oxc.js";
import { eachChild } from "./scope.js";

/** Syntax that cannot run, and a hint how to replace it. */
export interface UnsupportedSyntax {
  readonly start: number;
  readonly end: number;
  /** Its name in messages, for example `decorators`. */
  readonly what: string;
  readonly hint: string;
}

/** Returns the first unsupported syntax in `program`. */
export function findUnsupportedSyntax(
  program: Program,
  text: string,
  syntax: SyntaxSettings,
): UnsupportedSyntax | undefined {
  const suspects = [
    ...(text.includes("@") && !syntax.legacyDecorators ? ["Decorator"] : []),
    ...(text.includes("accessor") ? ["AccessorProperty", "TSAbstractAccessorProperty"] : []),
    ...(text.includes("</") || text.includes("/>") ? jsxNodes : []),
  ];
  if (suspects.length === 0) return undefined;
  const found = find(program, new Set(syntax.jsx === undefined ? suspects : suspects.filter((type) => !isJsx(type))));
  return found === undefined ? undefined : { start: found.start, end: found.end, ...describeSyntax(found, syntax) };
}

/** The hint for decorators that `tsconfig.json` does not enable. */
export const hintForDecorators =
  'set "experimentalDecorators": true in tsconfig.json, or call the decorator as a function';

/** What to do about JSX in a `.ts` file, where `<a>` is a type, although the settings enable it. */
export const jsxInTypeScript = { what: "JSX in a .ts file", hint: "rename the file to .tsx" } as const;

const jsxNodes = ["JSXElement", "JSXFragment"];

function isJsx(type: string): boolean {
  return jsxNodes.includes(type);
}

function describeSyntax({ type }: Node, { jsxMode }: SyntaxSettings): { what: string; hint: string } {
  if (type === "Decorator") {
    return {
      what: "decorators",
      hint: hintForDecorators,
    };
  }
  if (isJsx(type)) {
    return {
      what: jsxMode === undefined ? "JSX" : `JSX with "jsx": "${jsxMode}"`,
      hint: 'set "jsx": "react-jsx" in tsconfig.json, or call the function that makes elements',
    };
  }
  return { what: "accessor fields", hint: "write a getter and a setter: get x() { … } set x(value) { … }" };
}

function find(node: Node, types: ReadonlySet<string>): Node | undefined {
  if (types.has(node.type)) return node;
  let found: Node | undefined;
  eachChild(node, (child) => {
    found ??= find(child, types);
  });
  return found;
}

/** Returns a message of the parser or transformer without its final period, and without the transformer's name. */
export function wordsOf(message: string): string {
  if (message.startsWith("Namespaces exporting non-const")) return "a namespace can export constants only";
  return message.replace(/\.$/, "");
}

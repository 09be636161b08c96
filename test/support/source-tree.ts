/** The repository's TypeScript files, parsed for the checks of `source-rules.test.ts`. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type Comment, type Node, parseSync } from "oxc-parser";

/** The folder of package.json. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Import {
  /** The specifier as written, for example `./errors.js` or `zod`. */
  readonly specifier: string;
  /** The imported file of this repository, for example `src/domain/errors.ts`; undefined for packages. */
  readonly target: string | undefined;
  /** `type` does not exist at run time, `lazy` is `import()` or `require`. */
  readonly kind: "static" | "type" | "lazy";
  readonly line: number;
}

/** One file. Paths are relative to the root, with `/`. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly nodes: readonly Node[];
  readonly body: readonly Node[];
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
}

/** Every `.ts` file below `folder`, parsed. */
export function readSources(folder: string): Source[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !/(^|\/)(node_modules|\.cache)\//.test(path))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), "utf8")));
}

/** One source text, parsed. Throws where it does not parse. */
export function parseSource(path: string, text: string): Source {
  const parsed = parseSync(path, text, { lang: "ts" });
  if (parsed.errors.length > 0) throw new Error(`${path}: ${parsed.errors[0]?.message}`);
  const nodes = [...walk(parsed.program)];
  const imports = nodes.flatMap((node) => importOf(path, text, node) ?? []);
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return { path, text, lines, nodes, body: parsed.program.body, comments: parsed.comments, imports };
}

/** The 1-based line of an offset. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** The nodes of these types, in the order of the text. */
export function nodesOf<T extends Node["type"]>(source: Source, ...types: readonly T[]): Extract<Node, { type: T }>[] {
  return source.nodes.filter((node): node is Extract<Node, { type: T }> => types.some((type) => type === node.type));
}

/** The docstring above `node`; only white space and line comments may be between them. */
export function docstringOf(source: Source, node: Node): string | undefined {
  const doc = source.comments.findLast(({ type, end }) => type === "Block" && end <= node.start);
  if (!doc?.value.startsWith("*")) return undefined;
  const between = source.text.slice(doc.end, node.start).replace(/\/\/.*$/gm, "");
  return between.trim() === "" ? doc.value.slice(1).trim() : undefined;
}

/** The package of a specifier: `@scope/name/sub` → `@scope/name`; `node:fs` stays. */
export function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) yield* walk(child);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function importOf(path: string, text: string, node: Node): Import | undefined {
  const found = requestOf(node);
  if (found === undefined) return undefined;
  const { specifier, kind } = found;
  const target = specifier.startsWith(".") ? posix.join(dirname(path), specifier).replace(/\.js$/, ".ts") : undefined;
  return { specifier, target, kind, line: lineOf(text, node.start) };
}

function requestOf(node: Node): { specifier: string; kind: Import["kind"] } | undefined {
  switch (node.type) {
    case "ImportDeclaration": {
      const onlyTypes =
        node.importKind === "type" ||
        (node.specifiers.length > 0 &&
          node.specifiers.every((part) => part.type === "ImportSpecifier" && part.importKind === "type"));
      return { specifier: node.source.value, kind: onlyTypes ? "type" : "static" };
    }
    case "ExportNamedDeclaration": {
      if (node.source === null) return undefined;
      const onlyTypes =
        node.exportKind === "type" ||
        (node.specifiers.length > 0 && node.specifiers.every((part) => part.exportKind === "type"));
      return { specifier: node.source.value, kind: onlyTypes ? "type" : "static" };
    }
    case "ExportAllDeclaration":
      return { specifier: node.source.value, kind: node.exportKind === "type" ? "type" : "static" };
    case "TSImportType":
      return { specifier: node.source.value, kind: "type" };
    case "ImportExpression":
      return node.source.type === "Literal" && typeof node.source.value === "string"
        ? { specifier: node.source.value, kind: "lazy" }
        : undefined;
    case "CallExpression": {
      const [first] = node.arguments;
      const isRequire = node.callee.type === "Identifier" && node.callee.name === "require";
      return isRequire && first?.type === "Literal" && typeof first.value === "string"
        ? { specifier: first.value, kind: "lazy" }
        : undefined;
    }
    default:
      return undefined;
  }
}

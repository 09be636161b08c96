/** The declarations of a cell for the type checker: values and types, and its text as part of a longer module. */
import type { ImportDeclaration, Node, Statement } from "oxc-parser";
import { Edits } from "./edits.js";
import type { ParsedCell } from "./prepare.js";
import { addVarNames, declaredNames } from "./scope.js";

/** The ways in which later cells may use a name: assign to it, read it, or use it as a type. */
export type OutlineKind = "variable" | "value" | "type";

/** A name bound by an import. `source` is equal for equal imports. */
interface ImportedName {
  readonly name: string;
  readonly source: string;
}

/** A cell as the history of the type checker stores it. */
export interface Outline {
  readonly names: ReadonlyMap<string, OutlineKind>;
  /** Names bound by imports → their source. */
  readonly imported: ReadonlyMap<string, string>;
  /** Every identifier in the text. */
  readonly identifiers: ReadonlySet<string>;
  /**
   * Returns the text without `export` and without imported names for which `isKnown` is true. With `valueName`, the
   * last expression is exported under that name.
   */
  moduleText(options: { isKnown: (name: string) => boolean; valueName: string | undefined }): string;
  /** Whether the cell ends in an expression. */
  readonly hasValue: boolean;
}

/** Collects what a cell declares. */
export function outlineCell({ program, text }: ParsedCell): Outline {
  const names = new Map<string, OutlineKind>();
  const imported = new Map<string, string>();
  const body = program.body;
  for (const statement of body) {
    addVarNames(statement, (name) => names.set(name, "variable"));
    addNames(statement, names);
    if (statement.type === "ImportDeclaration") {
      for (const { name, source } of importedNames(statement)) imported.set(name, source);
    }
  }
  const last = body.at(-1);
  const hasValue = last?.type === "ExpressionStatement";
  return {
    names,
    imported,
    identifiers: wordsOf(text),
    hasValue,
    moduleText: ({ isKnown, valueName }) => {
      const edits = new Edits();
      for (const statement of body) editStatement(statement, edits, isKnown);
      if (valueName !== undefined && hasValue) edits.open(last.start, `export const ${valueName} = `);
      return edits.apply(text).text;
    },
  };
}

/** Returns the specifiers that a cell imports, including `import()` with a literal argument. */
export function specifiersOf({ program, text }: ParsedCell): string[] {
  const specifiers: string[] = [];
  for (const statement of program.body) {
    const isFrom =
      statement.type === "ImportDeclaration" ||
      statement.type === "ExportAllDeclaration" ||
      statement.type === "ExportNamedDeclaration";
    if (isFrom && statement.source !== null) specifiers.push(statement.source.value);
  }
  for (const [, , specifier] of text.matchAll(/\bimport\s*\(\s*(['"`])([^'"`$\\]+)\1/g)) {
    if (specifier !== undefined) specifiers.push(specifier);
  }
  return specifiers;
}

/** Returns every identifier-like word in a text: a superset of its references. */
export function wordsOf(text: string): Set<string> {
  return new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu));
}

function addNames(statement: Node, names: Map<string, OutlineKind>): void {
  switch (statement.type) {
    case "VariableDeclaration":
      // Variables of `using` end with their cell.
      if (statement.kind !== "let" && statement.kind !== "const") return;
      for (const name of declaredNames(statement)) names.set(name, statement.kind === "let" ? "variable" : "value");
      return;
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "ClassDeclaration":
      if (statement.id !== null) names.set(statement.id.name, "value");
      return;
    case "TSEnumDeclaration":
    case "TSImportEqualsDeclaration":
      names.set(statement.id.name, "value");
      return;
    case "TSModuleDeclaration":
      if (statement.kind !== "global" && statement.id.type === "Identifier") names.set(statement.id.name, "value");
      return;
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      if (!names.has(statement.id.name)) names.set(statement.id.name, "type");
      return;
    case "ImportDeclaration":
      for (const specifier of statement.specifiers) {
        const isType =
          statement.importKind === "type" || (specifier.type === "ImportSpecifier" && specifier.importKind === "type");
        names.set(specifier.local.name, isType ? "type" : "value");
      }
      return;
    case "ExportNamedDeclaration":
      if (statement.declaration !== null) addNames(statement.declaration, names);
      return;
    case "ExportDefaultDeclaration":
      addNames(statement.declaration, names);
      return;
  }
}

function importedNames(statement: ImportDeclaration): ImportedName[] {
  return statement.specifiers.map((specifier) => {
    let imported = "*";
    if (specifier.type === "ImportDefaultSpecifier") imported = "default";
    if (specifier.type === "ImportSpecifier") {
      imported = specifier.imported.type === "Literal" ? specifier.imported.value : specifier.imported.name;
    }
    return { name: specifier.local.name, source: JSON.stringify([statement.source.value, imported]) };
  });
}

function editStatement(statement: Statement, edits: Edits, isKnown: (name: string) => boolean): void {
  const { start, end } = statement;
  switch (statement.type) {
    case "ImportDeclaration": {
      const knownSpecifiers = statement.specifiers.filter(({ local }) => isKnown(local.name));
      if (knownSpecifiers.length === 0) return;
      const rest = statement.specifiers.filter((specifier) => !knownSpecifiers.includes(specifier));
      edits.replace(start, end, rest.length === 0 ? "" : importText(statement, rest));
      return;
    }
    case "ExportNamedDeclaration":
      edits.replace(start, statement.declaration === null ? end : statement.declaration.start, "");
      return;
    case "ExportAllDeclaration":
      edits.replace(start, end, "");
      return;
    case "ExportDefaultDeclaration": {
      const { declaration } = statement;
      const isNamed = "id" in declaration && declaration.id !== null;
      edits.replace(start, isNamed ? declaration.start : end, "");
      return;
    }
  }
}

function importText(statement: ImportDeclaration, specifiers: ImportDeclaration["specifiers"]): string {
  const parts = specifiers.map((specifier) => {
    const local = specifier.local.name;
    if (specifier.type === "ImportNamespaceSpecifier") return `* as ${local}`;
    if (specifier.type === "ImportDefaultSpecifier") return `{ default as ${local} }`;
    const { imported } = specifier;
    return `{ ${imported.type === "Literal" ? JSON.stringify(imported.value) : imported.name} as ${local} }`;
  });
  // One statement per name: not all forms of specifiers can be combined.
  const from = `from ${JSON.stringify(statement.source.value)}`;
  const kind = statement.importKind === "type" ? "import type" : "import";
  return parts.map((part) => `${kind} ${part} ${from};`).join("");
}

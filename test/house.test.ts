import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { Node } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { decides, exportedBy, isNameOfAnother, isPublicMethod, isReExport } from "./support/declarations.js";
import { cyclesOf, loadedBy, packageImports } from "./support/import-graph.js";
import { entryPackages, heavyPackages, layers, testedElsewhere, wrapped } from "./support/layer-rules.js";
import { docstringOf, lineOf, nodesOf, packageOf, readSources, root, type Source } from "./support/source-tree.js";

const sources = readSources("src");
const tests = readSources("test");
const byPath = new Map(sources.map((source) => [source.path, source]));

/** `client` of `src/client/api.ts`; a file at the top of `src/` and the command line are doors. */
function layerOf(path: string): string {
  const [, folder, file] = path.split("/");
  return file === undefined || folder === "cli" ? "door" : (folder ?? "door");
}

const at = (source: Source, node: Node) => `${source.path}:${lineOf(source.text, node.start)}`;

describe("layers", () => {
  it("has no folder that is not a layer", () => {
    const folders = new Set(sources.map((source) => layerOf(source.path)).filter((layer) => layer !== "door"));
    expect([...folders].filter((folder) => !(folder in layers))).toEqual([]);
  });

  it("imports only from the layers below, never sideways", () => {
    const wrong = sources.flatMap((source) => {
      const from = layerOf(source.path);
      return source.imports
        .filter(({ target }) => target !== undefined)
        .filter(({ target }) => !mayImport(from, layerOf(target ?? "")))
        .map(({ target, line }) => `${source.path}:${line} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it("imports only files that are there", () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter(({ target }) => target !== undefined && !byPath.has(target))
        .map(({ specifier, line }) => `${source.path}:${line} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it("uses on each layer only the packages of that layer", () => {
    const wrong = sources.flatMap((source) => {
      const layer = layerOf(source.path);
      const allowed = layer === "door" ? entryPackages : (layers[layer]?.packages ?? []);
      return packageImports(source)
        .filter(({ specifier }) => !allowed.includes(packageOf(specifier)))
        .map(({ specifier, line }) => `${source.path}:${line} uses ${specifier}`);
    });
    expect(wrong).toEqual([]);
  });

  it("wraps each replaceable package in one file of a layer", () => {
    const wrong = wrapped.flatMap((name) =>
      Object.keys(layers).flatMap((layer) => {
        const users = sources
          .filter((source) => layerOf(source.path) === layer)
          .filter((source) =>
            packageImports(source).some((one) => packageOf(one.specifier) === name && one.kind !== "type"),
          )
          .map((source) => source.path);
        return users.length > 1 ? [`${name}: ${users.join(", ")}`] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("asks nothing of the machine on the lowest layer", () => {
    const wrong = sources
      .filter((source) => layerOf(source.path) === "domain")
      .flatMap((source) => source.imports.map(({ specifier, line }) => `${source.path}:${line} ${specifier}`))
      // Unpacking and hashing bytes is arithmetic: masks travel as zlib data, ids of cells are hashes.
      .filter((text) => text.includes(" node:") && !/ node:(zlib|crypto)$/.test(text));
    expect(wrong).toEqual([]);
  });

  it("has no cycle, of types neither", () => {
    expect(cyclesOf(byPath)).toEqual([]);
  });
});

describe("start-up", () => {
  it.each(["src/index.ts", "src/cli/main.ts"])("%s reaches no heavy package before it is needed", (entry) => {
    expect(loadedBy(byPath, entry).filter(({ name }) => heavyPackages.includes(name))).toEqual([]);
  });

  it("the prompt loads no schema", () => {
    const prompt = ["src/cli/main.ts", ...[...byPath.keys()].filter((path) => path.startsWith("src/repl/"))];
    const loaded = prompt.flatMap((entry) => loadedBy(byPath, entry));
    expect(loaded.filter(({ name }) => name === "zod" || heavyPackages.includes(name))).toEqual([]);
  });
});

describe("form", () => {
  it("keeps every file within 400 lines", () => {
    const long = [...sources, ...tests].filter(({ lines }) => lines > 400);
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  it("names files in kebab-case", () => {
    const wrong = [...sources, ...tests].filter(
      ({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.\w+)*\.ts$/.test(basename(path)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it("has no `any`", () => {
    expect(
      [...sources, ...tests].flatMap((source) => nodesOf(source, "TSAnyKeyword").map((node) => at(source, node))),
    ).toEqual([]);
  });

  it("silences no checker", () => {
    const wrong = [...sources, ...tests].flatMap((source) =>
      source.comments
        .filter(({ value }) => /^\s*(@ts-(ignore|nocheck)|biome-ignore-all)/.test(value))
        .map(({ start }) => `${source.path}:${lineOf(source.text, start)}`),
    );
    const expectErrors = sources.flatMap((source) =>
      source.comments.filter(({ value }) => /^\s*@ts-expect-error/.test(value)).map(() => source.path),
    );
    expect([...wrong, ...expectErrors]).toEqual([]);
  });

  it("has no default exports, enums, namespaces or decorators", () => {
    const wrong = [...sources, ...tests.filter(({ path }) => !path.endsWith(".config.ts"))].flatMap((source) =>
      nodesOf(
        source,
        "ExportDefaultDeclaration",
        "TSExportAssignment",
        "TSEnumDeclaration",
        "Decorator",
        "TSModuleDeclaration",
      )
        .filter((node) => node.type !== "TSModuleDeclaration" || node.kind === "namespace")
        .map((node) => `${at(source, node)} ${node.type}`),
    );
    expect(wrong).toEqual([]);
  });

  it("exports from elsewhere only at the door, and nothing wholesale", () => {
    const wrong = sources.flatMap((source) =>
      source.nodes
        .filter(
          (node) =>
            node.type === "ExportAllDeclaration" || (source.path !== "src/index.ts" && isReExport(source, node)),
        )
        .map((node) => at(source, node)),
    );
    expect(wrong).toEqual([]);
  });

  it("computes nothing at the door", () => {
    const door = byPath.get("src/index.ts");
    const statements = door?.body.filter(
      (node) =>
        !(node.type === "ExportNamedDeclaration" && node.declaration === null) && node.type !== "ImportDeclaration",
    );
    expect(statements).toEqual([]);
  });
});

describe("docstrings", () => {
  it("has one on every export", () => {
    const wrong = sources.flatMap((source) =>
      exportedBy(source)
        .filter(({ node, statement }) => !isNameOfAnother(source, node) && docstringOf(source, statement) === undefined)
        .map(({ node }) => at(source, node)),
    );
    expect(wrong).toEqual([]);
  });

  it("has one on every public method of an exported class of client and chain", () => {
    const wrong = sources
      .filter(({ path }) => /^src\/(client|chain)\//.test(path))
      .flatMap((source) =>
        exportedBy(source)
          .flatMap(({ node }) => (node.type === "ClassDeclaration" ? node.body.body : []))
          .filter((member) => isPublicMethod(member) && docstringOf(source, member) === undefined)
          .map((member) => at(source, member)),
      );
    expect(wrong).toEqual([]);
  });

  it("begins each with a sentence", () => {
    const wrong = sources.flatMap((source) =>
      exportedBy(source)
        .filter(({ statement }) => /^[\s*]*(@|$)/.test(docstringOf(source, statement) ?? "text"))
        .map(({ node }) => at(source, node)),
    );
    expect(wrong).toEqual([]);
  });
});

describe("tests", () => {
  const namesake = (path: string) => path.replace(/^src\//, "test/").replace(/\.ts$/, ".test.ts");
  const importers = new Set(
    tests.flatMap(({ path, imports }) => imports.map(({ target }) => `${path.split("/")[1]} ${target}`)),
  );
  const hasOwnTest = (path: string) =>
    existsSync(join(root, namesake(path))) || importers.has(`${path.split("/")[1]} ${path}`);
  const isTestedBy = (source: string) => (path: string) =>
    source.endsWith("/") ? path.startsWith(source) : path === source;

  it("has one on its layer for every source that decides something, or says where it is held", () => {
    const bare = sources
      .filter((source) => decides(source) && !hasOwnTest(source.path))
      .filter(({ path }) => !testedElsewhere.some(({ source }) => isTestedBy(source)(path)));
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  it("lists as held elsewhere only what needs it, by tests that are there", () => {
    const stale = testedElsewhere.filter(({ source, test }) => {
      const named = sources.filter(({ path }) => isTestedBy(source)(path));
      return named.every(({ path }) => hasOwnTest(path)) || !existsSync(join(root, test));
    });
    expect(stale).toEqual([]);
  });

  it("runs all of them: none alone, none left out, none with a module in disguise", () => {
    const forbidden = /^(it|test|describe)\.(only|skip|todo|fails)\b|^vi\.(mock|doMock|stubGlobal)\b/;
    const wrong = tests.flatMap((source) =>
      nodesOf(source, "CallExpression")
        .filter((node) => forbidden.test(source.text.slice(node.start, node.end)))
        .map((node) => at(source, node)),
    );
    expect(wrong).toEqual([]);
  });
});

function mayImport(from: string, to: string): boolean {
  return from === "door" || from === to || (layers[from]?.below.includes(to) ?? false);
}

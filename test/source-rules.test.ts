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

/** Returns the layer of a source, for example `client`; files at the top of `src/` and of the command line are `entry`. */
function layerOf(path: string): string {
  const [, folder, file] = path.split("/");
  return file === undefined || folder === "cli" ? "entry" : (folder ?? "entry");
}

const at = (source: Source, node: Node) => `${source.path}:${lineOf(source.text, node.start)}`;

describe("layers", () => {
  it("has no folder that is not a layer", () => {
    const folders = new Set(sources.map((source) => layerOf(source.path)).filter((layer) => layer !== "entry"));
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

  it("imports only existing files", () => {
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
      const allowed = layer === "entry" ? entryPackages : (layers[layer]?.packages ?? []);
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

  it("uses no files, network or processes in the domain layer", () => {
    const wrong = sources
      .filter((source) => layerOf(source.path) === "domain")
      .flatMap((source) => source.imports.map(({ specifier, line }) => `${source.path}:${line} ${specifier}`))
      // Compression and hashing are pure: masks are zlib data, ids of cells are hashes.
      .filter((text) => text.includes(" node:") && !/ node:(util|zlib|crypto)$/.test(text));
    expect(wrong).toEqual([]);
  });

  it("has no import cycle, including type imports", () => {
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

describe("code style", () => {
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

  it("does not disable the type checker or the linter", () => {
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

  it("re-exports only in src/index.ts, and never with `export *`", () => {
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

  it("has no statements other than exports in src/index.ts", () => {
    const entry = byPath.get("src/index.ts");
    const statements = entry?.body.filter(
      (node) =>
        !(node.type === "ExportNamedDeclaration" && node.declaration === null) && node.type !== "ImportDeclaration",
    );
    expect(statements).toEqual([]);
  });
});

describe("docstrings", () => {
  it("are on every export", () => {
    const wrong = sources.flatMap((source) =>
      exportedBy(source)
        .filter(({ node, statement }) => !isNameOfAnother(source, node) && docstringOf(source, statement) === undefined)
        .map(({ node }) => at(source, node)),
    );
    expect(wrong).toEqual([]);
  });

  it("are on every public method of an exported class of client and chain", () => {
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

  it("begin with a sentence", () => {
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

  it("cover every source with branches, in its layer or in a listed test", () => {
    const untested = sources
      .filter((source) => decides(source) && !hasOwnTest(source.path))
      .filter(({ path }) => !testedElsewhere.some(({ source }) => isTestedBy(source)(path)));
    expect(untested.map(({ path }) => path)).toEqual([]);
  });

  it("are listed as covering another source only where needed, and exist", () => {
    const stale = testedElsewhere.filter(({ source, test }) => {
      const named = sources.filter(({ path }) => isTestedBy(source)(path));
      return named.every(({ path }) => hasOwnTest(path)) || !existsSync(join(root, test));
    });
    expect(stale).toEqual([]);
  });

  it("have no `only`, `skip`, `todo` or `fails`, and mock no modules", () => {
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
  return from === "entry" || from === to || (layers[from]?.below.includes(to) ?? false);
}

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { packageImports } from "./support/import-graph.js";
import { packageOf, readSources, root } from "./support/source-tree.js";

const run = promisify(execFile);
const versionsSchema = z.record(z.string(), z.string()).default({});
const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  type: z.string(),
  main: z.string().optional(),
  types: z.string().optional(),
  bin: versionsSchema,
  exports: z.record(z.string(), z.unknown()).default({}),
  files: z.array(z.string()).default([]),
  workspaces: z.array(z.string()).default([]),
  engines: versionsSchema,
  scripts: versionsSchema,
  dependencies: versionsSchema,
  optionalDependencies: versionsSchema,
  devDependencies: versionsSchema,
  peerDependencies: versionsSchema,
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })).default({}),
  allowScripts: z.record(z.string(), z.boolean()).default({}),
});
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});

const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));
const own = packageSchema.parse(read("package.json"));
/** The installed dependencies; `--omit=optional` leaves only those of the client. */
const installed = { ...own.dependencies, ...own.optionalDependencies };
const lock = lockSchema.parse(read("package-lock.json"));
const notebooks = packageSchema.partial().parse(read("notebooks/package.json"));
const sources = readSources("src");

describe("the entry point", () => {
  it("is ESM with a `default` condition and top-level types, as stock tslab resolves them", () => {
    expect(own.type).toBe("module");
    expect(own.types).toBe("./dist/index.d.ts");
    expect(own.main).toBe("./dist/index.js");
    expect(own.exports["."]).toEqual({ types: "./dist/index.d.ts", default: "./dist/index.js" });
  });

  it("has one built command with a shebang", () => {
    expect(own.bin).toEqual({ slylab: "dist/cli/main.js" });
    expect(readFileSync(join(root, "src/cli/main.ts"), "utf8").startsWith("#!/usr/bin/env node\n")).toBe(true);
  });

  it("requires the same Node versions as the parser", () => {
    expect(own.engines.node).toBe("^20.19.0 || >=22.12.0");
  });

  it("prints its version", async () => {
    const { version } = await import("../src/version.js");
    expect(version).toBe(own.version);
    expect(readFileSync(join(root, "CHANGELOG.md"), "utf8")).toContain(`## [${own.version}]`);
  });
});

describe("the changelog", () => {
  const changes = readFileSync(join(root, "CHANGELOG.md"), "utf8");
  const heads = [...changes.matchAll(/^## \[([^\]]+)\]/gm)].map(([, head = ""]) => head);

  it("begins with the unreleased changes, followed by this version", () => {
    expect(heads.slice(0, 2)).toEqual(["Unreleased", own.version]);
  });

  it("is checked by `npm run release`, which publishes nothing by itself", () => {
    expect(own.scripts.release).toBe("node release.mjs");
    expect(readFileSync(join(root, "release.mjs"), "utf8")).not.toMatch(/run\("npm", "publish"/);
  });

  it("omits repository, home page and author until they exist", () => {
    const manifest = z.record(z.string(), z.unknown()).parse(read("package.json"));
    expect(["repository", "homepage", "bugs", "author"].filter((field) => field in manifest)).toEqual([]);
  });
});

/** Packages that the build bundles into the local instance: users do not install them. */
const bundled = ["commander", "get-east-asian-width", "hono"];

describe("dependencies", () => {
  it("are pinned to one version each", () => {
    const pins = Object.entries({ ...installed, ...own.devDependencies, ...own.peerDependencies });
    expect(pins.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it("include every package that the sources import, even for types only", () => {
    const imported = new Set(sources.flatMap(packageImports).map(({ specifier }) => packageOf(specifier)));
    const declared = { ...installed, ...own.peerDependencies };
    expect([...imported].filter((name) => !(name in declared) && !bundled.includes(name))).toEqual([]);
  });

  it("include no unused package", () => {
    const text = sources.map((source) => source.text).join("\n");
    expect(Object.keys(installed).filter((name) => !text.includes(`"${name}`))).toEqual([]);
  });

  it("include Node's types, so that a cell with `console` is checked wherever slylab is installed", () => {
    expect(own.optionalDependencies).toHaveProperty("@types/node");
  });

  it("do not include tslab", () => {
    expect(own.peerDependenciesMeta.tslab).toEqual({ optional: true });
    expect(installed).not.toHaveProperty("tslab");
  });
});

describe("the lockfile", () => {
  const packages = Object.entries(lock.packages).filter(([path, { link }]) => path.includes("node_modules/") && !link);

  it("has only packages from the registry, each with its hash", () => {
    const registry = "https://registry.npmjs.org/";
    const wrong = packages.filter(
      ([, { resolved = registry, integrity = "" }]) =>
        !resolved.startsWith(registry) || !integrity.startsWith("sha512-"),
    );
    expect(wrong.map(([path]) => path)).toEqual([]);
  });

  it("has the versions that package.json pins", () => {
    const pins = { ...installed, ...own.devDependencies };
    const wrong = Object.entries(pins).filter(
      ([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version,
    );
    expect(wrong).toEqual([]);
  });

  it("allows no install scripts: all packages with one are denied by name", () => {
    const withScript = packages
      .filter(([path, one]) => one.hasInstallScript && !/\/fsevents$/.test(path))
      .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));
    expect(withScript.filter((name) => own.allowScripts[name] !== false)).toEqual([]);
  });
});

describe("the packed package", () => {
  it("has a manifest without scripts, workspaces or development dependencies; the original is restored afterward", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-pack-"));
    try {
      const before = readFileSync(join(root, "package.json"), "utf8");
      await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root });
      const tarball = join(folder, `slylab-${own.version}.tgz`);
      const { stdout } = await run("tar", ["-xzOf", tarball, "package/package.json"]);
      const packed = z.record(z.string(), z.unknown()).parse(JSON.parse(stdout));
      const forRepository = ["scripts", "workspaces", "devDependencies", "allowScripts"];
      expect(Object.keys(packed).filter((key) => forRepository.includes(key))).toEqual([]);
      expect(packed.dependencies).toEqual(own.dependencies);
      expect(readFileSync(join(root, "package.json"), "utf8")).toBe(before);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
});

describe("the notebooks' workspace", () => {
  it("resolves slylab to this package, with the types that tslab needs", () => {
    expect(own.workspaces).toEqual(["notebooks"]);
    expect(notebooks.dependencies).toMatchObject({
      slylab: "file:..",
      tslab: own.peerDependencies.tslab,
      "@types/node": own.optionalDependencies["@types/node"],
    });
  });
});

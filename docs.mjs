/**
 * Builds the reference of the public API from its docstrings into `.cache/docs`: `npm run docs`.
 *
 * TypeDoc needs the TypeScript compiler's JavaScript API, which TypeScript 7 does not have. npx installs
 * pinned versions of both when they are needed, so that they are no dependencies of the repository.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const out = join(root, ".cache", "docs");
const packages = ["typedoc@0.28.20", "typescript@6.0.3", "@types/node@20.19.43"];

/** Named by public types but not exported: lists whose item types are public, and types documented where they are used. */
const unnamed = [
  ...[
    "collectionTypes",
    "exportFormats",
    "issueStatuses",
    "jobStatuses",
    "reviewStatuses",
    "roleNames",
    "shapes",
    "webhookActions",
  ],
  ...["WithId", "AnnotationTag", "Stats", "StatsOutput", "ByClass", "ByTag", "jobMetaSchema"],
];

// TypeDoc reads the built declarations: they are what users get.
const built = spawnSync(process.execPath, [join(root, "build.mjs")], { stdio: "inherit" });
if (built.status !== 0) process.exit(1);
const options = [
  ...[
    "--entryPoints",
    join(root, "dist", "index.d.ts"),
    "--tsconfig",
    join(root, "test", "types", "tsconfig.docs.json"),
  ],
  ...["--out", out, "--name", "slylab", "--readme", "none", "--hideGenerator", "--disableSources"],
  ...["--excludePrivate", "--excludeInternal"],
  ...unnamed.flatMap((name) => ["--intentionallyNotExported", name]),
  ...["--treatWarningsAsErrors", "--logLevel", "Warn"],
];
const { status } = spawnSync(
  "npx",
  ["--yes", ...packages.flatMap((name) => ["--package", name]), "typedoc", ...options],
  { cwd: root, stdio: "inherit" },
);
if (status === 0 && existsSync(join(out, "index.html"))) process.stdout.write(`${join(out, "index.html")}\n`);
process.exitCode = status ?? 1;

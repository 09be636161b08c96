/**
 * Bundles the code of `dist/`.
 *
 * No source maps: the code is not minified, so a stack trace reads as it is, and maps would double the package.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";

/** What stays a package of its own: what is installed beside this one. zod is bundled; its package is for the types. */
function externalPackages(root) {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
    .filter((name) => name !== "zod")
    .map((name) => new RegExp(`^${name}(/|$)`));
}

/** Leaves out zod's other 60 languages: errors are worded by slylab, and they take a third of zod's load time. */
const oneZodLocale = {
  name: "one-zod-locale",
  load: {
    filter: { id: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ },
    handler: () => 'export { default as en } from "./en.js";',
  },
};

/** Loads zod at the first use of a schema; see the module that takes its place. */
function lateZod(root) {
  return {
    name: "late-zod",
    resolveId: {
      filter: { id: /^zod$/ },
      handler: (_id, importer) =>
        importer?.startsWith(join(root, "src")) ? join(root, "src/base/late-zod.ts") : undefined,
    },
  };
}

/** Modules that are loaded together, by what they are loaded for. */
const uses = {
  /** The command line. */
  command: ["cli/main", "cli/program", "cli/support/leave"],
  /** What stands between the start of a process and the first prompt, or the kernel's first reply. */
  start: ["cli/commands/repl", "cli/commands/kernel-start"],
  library: ["index"],
  session: ["cli/commands/eval"],
  loader: ["engine/modules/loader-hooks"],
};

/**
 * Decides which file a module is in. A file for each combination of entries, which bundlers make by default, is 35 files
 * to read for the library alone; these groups make it 4.
 */
function fileNames(root) {
  let reached;
  return (id, graph) => {
    reached ??= Object.fromEntries(
      Object.entries(uses).map(([use, modules]) => [
        use,
        closure(
          modules.map((name) => join(root, `src/${name}.ts`)),
          graph,
        ),
      ]),
    );
    const is = (use) => reached[use].has(id);
    // The hooks run in a thread of their own, which loads nothing else.
    if (is("loader")) return null;
    if (is("start") && (is("command") || is("library") || is("session"))) return "start";
    if (is("library")) return is("command") ? "base" : "library";
    return ["command", "session"].find(is) ?? null;
  };
}

/** The modules, and all that they import when they load. */
function closure(modules, graph) {
  const reached = new Set();
  const pending = [...modules];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (reached.has(id)) continue;
    const info = graph.getModuleInfo(id);
    if (info === null) throw new Error(`bundle.mjs: ${id} is not part of the bundle`);
    if (info.isExternal) continue;
    reached.add(id);
    pending.push(...info.importedIds);
  }
  return reached;
}

/** Bundles `src/` into the folder `out`. */
export async function bundle(root, out) {
  const entries = ["index", "cli/main", "cli/kernel-handlers", "engine/modules/loader-hooks"];
  const common = { cwd: root, platform: "node", logLevel: "warn", transform: { target: "node20" } };
  // A module that is loaded late in one place and at once in another is wanted: the groups decide where it is.
  const checks = { ineffectiveDynamicImport: false };
  const external = [/^node:/, ...externalPackages(root)];
  const modules = await rolldown({
    ...common,
    checks,
    external,
    input: Object.fromEntries(entries.map((name) => [name, join(root, `src/${name}.ts`)])),
    plugins: [lateZod(root)],
    // The groups do not take the modules that theirs import; entries may then export more than they do in the source.
    preserveEntrySignatures: "allow-extension",
  });
  const written = await modules.write({
    dir: out,
    format: "esm",
    chunkFileNames: "[name]-[hash].js",
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          name: fileNames(root),
          debugName: "uses",
          test: (id) => !entries.some((name) => id === join(root, `src/${name}.ts`)),
        },
      ],
    },
  });

  // Modules that are bundled as CommonJS find their own place as modules do.
  const classic = {
    format: "cjs",
    banner: 'const ownUrl = require("node:url").pathToFileURL(__filename).href;',
  };
  const classics = [
    { input: "src/kernel/wire/sockets.ts", file: "kernel/sockets.cjs" },
    { input: "src/cli/kernel-main.ts", file: "cli/kernel.cjs", external: [/kernel-handlers\.js$/] },
    { input: "node_modules/zod/v4/classic/external.js", file: "zod.cjs" },
  ];
  const alone = await Promise.all(
    classics.map(async ({ input, file, external: more = [] }) => {
      const one = await rolldown({
        ...common,
        input: join(root, input),
        external: [...external, ...more],
        plugins: [oneZodLocale],
        transform: { ...common.transform, define: { "import.meta.dirname": "__dirname", "import.meta.url": "ownUrl" } },
      });
      return one.write({ ...classic, file: join(out, file), codeSplitting: false });
    }),
  );
  writeFileSync(join(out, "third-party-licenses.txt"), licensesOf([written, ...alone]));
}

/** The licenses of the packages whose code is in the bundles, which they ask to go with it. */
function licensesOf(bundles) {
  const modules = bundles.flatMap(({ output }) => output.flatMap((file) => file.moduleIds ?? []));
  const folders = new Set(
    modules.flatMap((id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0] ?? []),
  );
  const texts = [...folders].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`bundle.mjs: ${name} has no license file`);
    return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

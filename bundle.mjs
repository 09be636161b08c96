/**
 * Bundles the code of `dist/`.
 *
 * No source maps: the code is not minified, so stack traces are readable, and maps would double the size of the
 * package.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";

/** Packages that are installed as dependencies and not bundled. zod is bundled; its package is needed only for its types. */
function externalPackages(root) {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
    .filter((name) => name !== "zod")
    .map((name) => new RegExp(`^${name}(/|$)`));
}

/** Omits zod's other 60 locales, a third of its load time: slylab writes its own error messages. */
const oneZodLocale = {
  name: "one-zod-locale",
  load: {
    filter: { id: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ },
    handler: () => 'export { default as en } from "./en.js";',
  },
};

/** Loads zod at the first use of a schema: `src/base/late-zod.ts` replaces it. */
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

/** Has V8 optimize undici's response parser later; see `src/client/http/wasm-tiering.ts`. */
function lateOptimization(root) {
  const call = "llhttpInstance = lazyllhttp()";
  return {
    name: "late-optimization",
    transform: {
      filter: { id: /[\\/]undici[\\/]lib[\\/]dispatcher[\\/]client-h1\.js$/ },
      handler(code) {
        if (!code.includes(call)) throw new Error(`bundle.mjs: undici compiles its parser elsewhere than by ${call}`);
        const file = JSON.stringify(join(root, "src/client/http/wasm-tiering.ts"));
        return code.replace(call, `llhttpInstance = require(${file}).optimizedLate(lazyllhttp)`);
      },
    },
  };
}

/** Entry modules by use; each use includes everything that its modules import. */
const uses = {
  /** Chooses the command. It turns the compile cache on, so it is never in the cache itself. */
  main: ["cli/main", "cli/kernel-main"],
  /** The command line. */
  command: ["cli/program"],
  /** Everything that runs before the first prompt, or before the kernel's first reply. */
  start: ["cli/commands/repl", "cli/commands/kernel-start"],
  library: ["index"],
  session: ["cli/commands/eval"],
};

/**
 * Chooses the output file of a module. By default bundlers write a file for each combination of entries: 35 files to read
 * for the library alone. These groups make it 6.
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
    if (is("main")) return "main";
    if (is("start") && (is("command") || is("library") || is("session"))) return "start";
    if (is("library")) return is("command") ? "base" : "library";
    return ["command", "session"].find(is) ?? null;
  };
}

/** The modules and everything that they import statically. */
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

/** Replaces `import.meta` in CommonJS files. */
const importMeta = { "import.meta.dirname": "__dirname", "import.meta.url": "ownUrl" };

/**
 * Bundles `src/` into the folder `out`: CommonJS files, because Node 20 caches compiled code only of those, and two ES
 * modules that load them: the package's entry and the command.
 */
export async function bundle(root, out) {
  const common = { cwd: root, platform: "node", logLevel: "warn", transform: { target: "node20", define: importMeta } };
  const classic = {
    format: "cjs",
    banner: 'const ownUrl = require("node:url").pathToFileURL(__filename).href;',
    // Scripts from the compile cache cannot import.
    dynamicImportInCjs: false,
  };
  // A module may be imported statically and dynamically: the groups choose its file.
  const checks = { ineffectiveDynamicImport: false };
  const external = [/^node:/, ...externalPackages(root)];
  const entries = { index: "index", "cli/main": "cli/main", "cli/kernel": "cli/kernel-main" };
  const modules = await rolldown({
    ...common,
    checks,
    external,
    input: Object.fromEntries(Object.entries(entries).map(([file, name]) => [file, join(root, `src/${name}.ts`)])),
    plugins: [lateZod(root)],
    // Groups do not include the dependencies of their modules, so entries may export more than they do in the source.
    preserveEntrySignatures: "allow-extension",
  });
  const written = await modules.write({
    ...classic,
    dir: out,
    entryFileNames: "[name].cjs",
    chunkFileNames: "[name]-[hash].cjs",
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          name: fileNames(root),
          debugName: "uses",
          test: (id) => !Object.values(entries).some((name) => id === join(root, `src/${name}.ts`)),
        },
      ],
    },
  });
  const { exports: names } = written.output.find(({ name }) => name === "index");
  writeFileSync(
    join(out, "index.js"),
    `import library from "./index.cjs";\nexport const { ${names.sort().join(", ")} } = library;\n`,
  );
  writeFileSync(
    join(out, "cli/main.js"),
    '#!/usr/bin/env node\nimport { createRequire } from "node:module";\ncreateRequire(import.meta.url)("./main.cjs");\n',
    { mode: 0o755 },
  );

  const separate = await Promise.all(
    [
      { input: "src/kernel/wire/sockets.ts", file: "kernel/sockets.cjs", output: classic },
      { input: "src/kernel/children/worker-output.ts", file: "kernel/worker-output.cjs", output: { format: "cjs" } },
      { input: "src/engine/interrupt/watch-thread.ts", file: "engine/watch-thread.cjs", output: { format: "cjs" } },
      { input: "node_modules/zod/v4/classic/external.js", file: "zod.cjs", output: classic },
      { input: "node_modules/undici/lib/dispatcher/pool.js", file: "undici-pool.cjs", output: classic },
      {
        input: "src/engine/modules/loader-hooks.ts",
        file: "engine/modules/loader-hooks.js",
        output: { format: "esm" },
        transform: { target: "node20" },
      },
    ].map(async ({ input, file, output, ...more }) => {
      const one = await rolldown({
        ...common,
        ...more,
        external,
        input: join(root, input),
        plugins: [oneZodLocale, lateOptimization(root)],
      });
      return one.write({ ...output, file: join(out, file), codeSplitting: false });
    }),
  );
  writeFileSync(join(out, "third-party-licenses.txt"), licensesOf([written, ...separate]));
}

/** The licenses of the packages whose code is in the bundles: copies of the code must include them. */
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

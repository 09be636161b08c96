/** Test scripts that run in processes of their own, bundled: from TypeScript sources each start takes 3 s of CPU, bundled 0.4 s. */
import { mkdir, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Plugin, rolldown } from "rolldown";

const root = fileURLToPath(new URL("../../", import.meta.url));
const bundles = new Map<string, Promise<string>>();

/**
 * Keeps `import.meta.url` of the sources, which find files beside themselves; but slylab's own stack frames are those of
 * the bundle.
 */
const ownUrls: Plugin = {
  name: "own-urls",
  transform: {
    filter: { code: "import.meta.url", id: { exclude: /[\\/]base[\\/]own-frames\.ts$/ } },
    handler: (code, id) => code.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href)),
  },
};

/**
 * Bundles a TypeScript module with the sources that it imports and returns the path of the bundle, which exports what the
 * module exports. Each test process bundles a module once. Packages are not bundled.
 *
 * @param module The module's `file:` URL.
 */
export function bundledScript(module: URL): Promise<string> {
  const path = fileURLToPath(module);
  let bundle = bundles.get(path);
  if (bundle === undefined) {
    bundle = write(path);
    bundles.set(path, bundle);
  }
  return bundle;
}

async function write(path: string): Promise<string> {
  // Inside the repository, so that its imports of packages resolve; `dist` is where slylab recognizes its own frames.
  const folder = join(root, ".cache", "scripts", "dist");
  const file = join(folder, `${basename(path, ".ts")}.mjs`);
  const draft = `${file}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  const modules = await rolldown({
    input: path,
    platform: "node",
    external: [/^[^./]/],
    plugins: [ownUrls],
    logLevel: "warn",
    transform: { target: "node20" },
  });
  await modules.write({ file: draft, format: "esm", codeSplitting: false });
  await modules.close();
  // Other test processes may bundle and run it at the same time.
  await rename(draft, file);
  return file;
}

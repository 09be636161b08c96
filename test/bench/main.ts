/**
 * `npm run bench -- client server …`: runs each named file of this folder, one after the other; without a name it lists
 * them.
 */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

interface Bench {
  run(): Promise<void>;
}

const here = new URL(".", import.meta.url);
const names = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && entry.name !== "main.ts")
  .map((entry) => entry.name.slice(0, -".ts".length))
  .sort();

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name));
if (asked.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no bench named ${unknown.join(", ")}`);
  console.error(`usage: npm run bench -- ${names.join("|")}`);
  process.exitCode = 2;
} else {
  // Measures what users run: the built package, not the sources.
  const root = fileURLToPath(new URL("../..", here));
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: "inherit" });
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, ${gigabytes} GB\n`);
  for (const name of asked) await benchNamed(name).then((bench) => bench.run());
}

async function benchNamed(name: string): Promise<Bench> {
  const module: unknown = await import(new URL(`${name}.ts`, here).href);
  if (!isBench(module)) throw new Error(`test/bench/${name}.ts exports no run()`);
  return module;
}

function isBench(module: unknown): module is Bench {
  return typeof module === "object" && module !== null && "run" in module && typeof module.run === "function";
}

/** Sorts the test files into lanes by what they start: by their imports, by folder, and by a list of exceptions. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What a test file starts: nothing, or local instances, other processes and kernels; `fresh` is for tests that cannot
 * share their process with other files, for example because they open sessions in it.
 */
export type Lane = "unit" | "integration" | "fresh";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Folders whose tests run the built package or other programs, or take minutes. */
const integrationFolders = /^test\/(flow|attack|types)\//;
/** Sessions of code and kernels in the test's own process: they change prototypes and other things of the whole process. */
const opensSession =
  /^(zeromq|tslab)$|^src\/(engine\/(check\/(checker|lsp-server)|interrupt\/|session\/(session|runtime)\b)|kernel\/(kernel|wire\/(shell-socket|receive|sockets))\b)/;
const startsServerOrProcess =
  /^(node:(https?|net|child_process|worker_threads)|undici)$|^src\/(server\/|local\b|connect\b|index\b|client\/client\b)/;
/** Tests that need a process without a default connection, or that change the state of their process. */
const needFreshProcess = [
  // The first that opens the default local instance prints its notice.
  "test/connect.test.ts",
  "test/chain/core/api-source.test.ts",
  "test/chain/job/restart.test.ts",
  "test/domain/display/host-context.test.ts",
  "test/domain/display/host-forms.test.ts",
  // It changes prototypes.
  "test/domain/display/missing-members.test.ts",
  // Some of its cells never end and keep the host context.
  "test/kernel/requests/shell-requests.test.ts",
  "test/render/html/tslab-host.test.ts",
  "test/render/model/note.test.ts",
];

/** The test files of each lane, as paths from the root of the repository. */
export function testLanes(): Readonly<Record<Lane, string[]>> {
  const lanes: Record<Lane, string[]> = { unit: [], integration: [], fresh: [] };
  for (const path of testFiles()) {
    if (/^test\/(browser|stranger)\//.test(path)) continue;
    lanes[laneOf(path)].push(path);
  }
  return lanes;
}

/** The lane of one test file. */
export function laneOf(path: string): Lane {
  const imports = importsOf(path, new Set());
  if (needFreshProcess.includes(path) || imports.some((one) => opensSession.test(one))) return "fresh";
  const isIntegration = integrationFolders.test(path) || imports.some((one) => startsServerOrProcess.test(one));
  return isIntegration ? "integration" : "unit";
}

/** What a test file imports, itself or through other files of `test/`: packages, and paths from the root. */
function importsOf(path: string, seen: Set<string>): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const text = readFileSync(join(root, path), "utf8");
  return [...text.matchAll(/^(?:import|export) (?!type\b)[^;]*?["']([^"'\n]+)["'];$/gms)].flatMap(
    ([, specifier = ""]) => {
      if (!specifier.startsWith(".")) return [specifier];
      const target = relative(root, join(root, dirname(path), specifier)).replace(/\.js$/, ".ts");
      return target.startsWith("test/") ? importsOf(target, seen) : [target];
    },
  );
}

function testFiles(): string[] {
  const entries = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  return entries.filter((name) => name.endsWith(".test.ts")).map((name) => `test/${name.replaceAll("\\", "/")}`);
}

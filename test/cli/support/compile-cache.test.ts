/** The compile cache of a copy of the built package. */
import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { builtCli } from "../../support/built.js";
import { root } from "../../support/source-tree.js";

const run = promisify(execFile);
let dist = "";
let folder = "";

beforeAll(async () => {
  dist = dirname(dirname(await builtCli()));
}, 120_000);

/** Copies the package into a new folder. */
function copyPackage() {
  folder = mkdtempSync(join(tmpdir(), "slylab-cache-"));
  cpSync(dist, join(folder, "dist"), { recursive: true });
  cpSync(join(root, "package.json"), join(folder, "package.json"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}
const removePackage = () => rmSync(folder, { recursive: true, force: true });

async function slylab(words: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: folder, NO_COLOR: "1", ...variables };
  const { stdout } = await run(process.execPath, [join(folder, "dist/cli/main.js"), ...words], { cwd: folder, env });
  return stdout;
}

const code = ["-e", "(await team(8).members()).length"] as const;

/** The cached files with their content. */
function kept(): Map<string, string> {
  const cache = join(folder, ".cache/compiled");
  if (!existsSync(cache)) return new Map();
  const files = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), "latin1")]),
  );
}

describe("after a run", () => {
  let first: Map<string, string>;
  beforeAll(async () => {
    copyPackage();
    expect(await slylab(code)).toBe("1\n");
    first = kept();
  }, 120_000);
  beforeEach(() => {
    for (const [path, text] of first) writeFileSync(path, text, "latin1");
  });
  afterAll(removePackage);

  it("caches the compiled code of one run for the next", async () => {
    expect(first.size).toBeGreaterThan(10);
    expect(await slylab(code)).toBe("1\n");
    expect(kept()).toEqual(first);
  });

  it("compiles again if the cached code is damaged", async () => {
    for (const [path, text] of first) writeFileSync(path, text.slice(0, text.length / 2), "latin1");
    expect(await slylab(code)).toBe("1\n");
    for (const [path, text] of kept()) expect(text.length).toBeGreaterThan((first.get(path) ?? "").length / 2);
  });
});

describe("before any run", () => {
  beforeEach(copyPackage);
  afterEach(removePackage);

  it("compiles again a file that changed, even to text of the same length", async () => {
    await slylab(["--help"]);
    const command = readdirSync(join(folder, "dist")).find((name) => name.startsWith("command-")) ?? "";
    const path = join(folder, "dist", command);
    // The bundler decides whether it is in the entry or in the file of the command line.
    for (const file of [path, join(folder, "dist/cli/main.cjs")]) {
      writeFileSync(file, readFileSync(file, "utf8").replace("print this help", "print that help"));
    }
    expect(await slylab(["--help"])).toContain("print that help");
  });

  it("runs if nothing can be written", async () => {
    writeFileSync(join(folder, ".cache"), "");
    expect(await slylab(["-e", "1"])).toBe("1\n");
  });

  it("caches nothing if Node's variable disables it", async () => {
    expect(await slylab(["-e", "1"], { NODE_DISABLE_COMPILE_CACHE: "1" })).toBe("1\n");
    expect(kept().size).toBe(0);
  });
});

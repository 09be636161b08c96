import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { builtCli } from "../support/built.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const usage = join(root, "test", "types", "chain-usage.ts");
const compilers = {
  own: join(root, "node_modules", "typescript", "bin", "tsc"),
  // The TypeScript version with which stock tslab checks cells.
  tslab: join(
    dirname(createRequire(import.meta.url).resolve("@tslab/typescript-for-tslab/package.json")),
    "bin",
    "tsc",
  ),
};

describe("the types of chains", () => {
  beforeAll(async () => void (await builtCli()), 120_000);

  it("are tested with many valid and invalid uses", async () => {
    const wrong = (await readFile(usage, "utf8")).split("\n").filter((line) => line.includes("@ts-expect-error"));
    expect(wrong.length).toBeGreaterThan(15);
  });

  it("accept valid uses and reject invalid ones, with the compiler of this project", async () => {
    expect(await compile("own", { module: "nodenext", moduleResolution: "nodenext" })).toBe("");
  }, 180_000);

  describe("in TypeScript 5.0, which stock tslab contains", () => {
    let output: string[];

    beforeAll(async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [compilers.tslab, "--version"]);
      expect(stdout).toMatch(/Version 5\.0\./);
      // Also the declarations of packages are checked, and have errors in so old a version.
      const options = { module: "esnext", moduleResolution: "node10", esModuleInterop: true, skipLibCheck: false };
      output = (await compile("tslab", options)).split("\n");
    }, 180_000);

    it("accept the valid uses and reject the invalid ones", () => {
      expect(output.filter((line) => line.includes("chain-usage.ts"))).toEqual([]);
    });

    it("have declarations without errors", () => {
      const errors = output.filter((line) => /^(\.\.\/)*dist\//.test(line));
      // TS1452 is about the form of the reference to Node's types, which are found nevertheless.
      expect(errors.filter((line) => !line.includes("TS1452"))).toEqual([]);
    });
  });
});

/** Compiles the usage against the built package; returns the compiler's output. */
async function compile(compiler: keyof typeof compilers, options: object): Promise<string> {
  const config = join(root, ".cache", `types-${compiler}.json`);
  await mkdir(dirname(config), { recursive: true });
  const compilerOptions = {
    target: "es2022",
    lib: ["es2022"],
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
    ...options,
  };
  await writeFile(config, JSON.stringify({ compilerOptions, files: [usage] }));
  try {
    await promisify(execFile)(process.execPath, [compilers[compiler], "-p", config], { cwd: root });
    return "";
  } catch (fault) {
    return typeof fault === "object" && fault !== null && "stdout" in fault ? String(fault.stdout) : String(fault);
  }
}

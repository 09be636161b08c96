import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { builtCli } from "../support/built.js";
import { dist, ts } from "../support/public-declarations.js";
import { root } from "../support/source-tree.js";

const usage = join(root, "test", "types", "chain-usage.ts");
const compilerOptions = {
  target: "es2022",
  lib: ["es2022"],
  types: ["node"],
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
};

describe("the types of chains", () => {
  beforeAll(async () => void (await builtCli()), 120_000);

  it("are tested with many valid and invalid uses", async () => {
    const wrong = (await readFile(usage, "utf8")).split("\n").filter((line) => line.includes("@ts-expect-error"));
    expect(wrong.length).toBeGreaterThan(15);
  });

  it("accept valid uses and reject invalid ones, with the compiler of this project", async () => {
    expect(await compile()).toBe("");
  }, 180_000);

  describe("in TypeScript 5.0, which stock tslab contains", () => {
    let errors: ReadonlyMap<string, readonly string[]>;

    beforeAll(() => {
      expect(ts.version).toMatch(/^5\.0\./);
      errors = errorsInOldTypeScript();
    }, 180_000);

    it("accept the valid uses and reject the invalid ones", () => {
      expect(errors.get(usage)).toEqual([]);
    });

    it("have declarations without errors", () => {
      expect(errors.size).toBeGreaterThan(50);
      expect([...errors.values()].flat()).toEqual([]);
    });
  });
});

/** Compiles the usage against the built package; returns the compiler's output. */
async function compile(): Promise<string> {
  const config = join(root, ".cache", "types-own.json");
  await mkdir(dirname(config), { recursive: true });
  const modules = { module: "nodenext", moduleResolution: "nodenext", skipLibCheck: true };
  await writeFile(config, JSON.stringify({ compilerOptions: { ...compilerOptions, ...modules }, files: [usage] }));
  try {
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    await promisify(execFile)(process.execPath, [tsc, "-p", config], { cwd: root });
    return "";
  } catch (error) {
    return typeof error === "object" && error !== null && "stdout" in error ? String(error.stdout) : String(error);
  }
}

/** Returns the errors in the usage and in each declaration file of the package, not those of other packages. */
function errorsInOldTypeScript(): ReadonlyMap<string, readonly string[]> {
  const modules = { module: "esnext", moduleResolution: "node10", esModuleInterop: true };
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, ...modules }, root);
  const program = ts.createProgram([usage], options);
  const own = program.getSourceFiles().filter(({ fileName }) => fileName === usage || fileName.startsWith(`${dist}/`));
  return new Map(
    own.map((file) => [
      file.fileName,
      ts
        .getPreEmitDiagnostics(program, file)
        .filter((one) => one.file === undefined || one.file === file)
        // TS1452 is about the form of the reference to Node's types, which are found nevertheless.
        .filter(({ code }) => code !== 1452)
        .map(({ code, messageText }) => `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`),
    ]),
  );
}

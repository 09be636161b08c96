import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runtimeName, runtimeProblem } from "../../../src/cli/support/runtime.js";
import { root } from "../../support/source-tree.js";

const versions = (node: string, others: Record<string, string> = {}) => ({ ...process.versions, node, ...others });

describe("the supported runtimes", () => {
  it.each(["20.19.0", "20.20.2", "22.12.0", "22.19.1", "23.0.0", "24.1.0", "26.0.0"])("include Node %s", (node) => {
    expect(runtimeProblem(versions(node))).toBeUndefined();
  });

  it.each(["18.20.0", "19.9.0", "20.18.3", "21.7.0", "22.0.0", "22.11.0"])("do not include Node %s", (node) => {
    expect(runtimeProblem(versions(node))).toBe(
      `Node ${node} is not supported. Install Node 20.19 or later (20.x), or 22.12 or later.`,
    );
  });

  it("do not include Bun, whatever Node it claims to be", () => {
    const bun = versions("24.3.0", { bun: "1.3.0" });
    expect(runtimeName(bun)).toBe("Bun 1.3.0");
    expect(runtimeProblem(bun)).toMatch(/^Bun 1\.3\.0 is not supported\./);
  });

  it("are those that package.json names", () => {
    const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(engines.node).toBe("^20.19.0 || >=22.12.0");
  });

  it("are checked before anything else of the command is loaded", () => {
    const text = readFileSync(join(root, "src/cli/main.ts"), "utf8");
    const imports = [...text.matchAll(/^import .* from "(.+)";$/gm)].map(([, specifier]) => specifier);
    // prose.ts and compile-cache.ts load on any Node; the cache is used after the check.
    expect(imports).toEqual([
      "node:process",
      "../base/text/prose.js",
      "./support/compile-cache.js",
      "./support/runtime.js",
    ]);
  });
});

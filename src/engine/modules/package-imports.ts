/** Reads `imports` of the user's `package.json`, for example `{ "#lib/*": "./lib/*.ts" }`. */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { findUp } from "../../base/files/find-up.js";

/** Conditions that apply, in addition to the user's `customConditions`. */
const conditions = new Set(["node", "import", "module-sync", "default"]);

/** Returns the patterns of the nearest `package.json` from `folder` upwards → absolute target paths. Never throws. */
export function packageImports(folder: string, custom: readonly string[] = []): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const file = findUp("package.json", folder);
  if (file === undefined) return found;
  for (const [pattern, value] of Object.entries(importsOf(file))) {
    const targets = targetsOf(value, new Set([...conditions, ...custom]));
    const paths = targets.map((target) =>
      target.startsWith("./") ? resolve(dirname(file), target) : join(dirname(file), "node_modules", target),
    );
    if (pattern.startsWith("#") && paths.length > 0) found.set(pattern, paths);
  }
  return found;
}

function importsOf(file: string): object {
  try {
    const { imports } = JSON.parse(readFileSync(file, "utf8"));
    return typeof imports === "object" && imports !== null ? imports : {};
  } catch {
    return {};
  }
}

/** Returns the targets of the first condition that applies; for a list, all valid ones. */
function targetsOf(value: unknown, holding: ReadonlySet<string>): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap((one) => targetsOf(one, holding));
  if (typeof value !== "object" || value === null) return [];
  for (const [condition, target] of Object.entries(value)) {
    const targets = holding.has(condition) ? targetsOf(target, holding) : [];
    if (targets.length > 0) return targets;
  }
  return [];
}

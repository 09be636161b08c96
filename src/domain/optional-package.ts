/** Packages that a user may leave out (`npm install --omit=optional`): only the feature that needs one misses it. */
import { ConfigError } from "./errors.js";

const codes = new Set(["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"]);

/**
 * The error for a feature whose package could not be loaded.
 *
 * @param error - what loading threw; any other error than "not found" is returned as it is
 * @param name - the package, for example `sharp`
 * @param feature - the start of the message, for example `thumbnails()`
 */
export function missingPackage(error: unknown, name: string, feature: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  // sharp reports a missing binary of its own by a plain error.
  const isMissing = typeof code === "string" ? codes.has(code) : String(error).includes(`Could not load the "${name}"`);
  if (!isMissing || !String(error).includes(name)) return error;
  return new ConfigError(`${feature} needs the package ${name}, which is not installed`, {
    option: name,
    source: "node_modules",
    hint: `run: npm install ${name}`,
    cause: error,
  });
}

/** Reports missing optional packages (`npm install --omit=optional`) when a feature needs them. */
import { errorCode } from "../base/error-code.js";
import { ConfigError } from "./errors.js";

const codes = new Set(["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"]);

/**
 * Builds the error for a feature whose package could not be loaded.
 *
 * @param error - the error of the import; anything but "not found" is returned unchanged
 * @param name - the package, for example `sharp`
 * @param feature - the start of the message, for example `thumbnails()`
 */
export function missingPackage(error: unknown, name: string, feature: string): unknown {
  const code = errorCode(error);
  // sharp throws an error without a code if its binary is missing.
  const isMissing = code !== undefined ? codes.has(code) : String(error).includes(`Could not load the "${name}"`);
  if (!isMissing || !String(error).includes(name)) return error;
  return new ConfigError(`${feature} needs the package ${name}, which is not installed`, {
    option: name,
    source: "node_modules",
    hint: `run: npm install ${name}`,
    cause: error,
  });
}

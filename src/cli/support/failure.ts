import { isSlylabError } from "../../domain/errors.js";

/** Prints an error to stderr; returns the exit code. */
export async function reportFailure(error: unknown): Promise<number> {
  const [{ modelOf }, { TerminalHost }] = await Promise.all([
    import("../../render/model/model.js"),
    import("./terminal-host.js"),
  ]);
  new TerminalHost().printError(modelOf(error));
  return isSlylabError(error) && error.code === "timeout" ? 124 : 1;
}

import { isSlylabError } from "../../domain/errors.js";

/** One error on stderr, for people; gives the exit code that fits it. */
export async function reportFailure(error: unknown): Promise<number> {
  const [{ modelOf }, { TerminalHost }] = await Promise.all([
    import("../../render/model/model.js"),
    import("./terminal-host.js"),
  ]);
  new TerminalHost().complain(modelOf(error));
  return isSlylabError(error) && error.code === "timeout" ? 124 : 1;
}

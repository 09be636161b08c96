/** What the kernel loads while its sockets come up: a file of its own, that both forms of its start share. */
import { type Ends, joinParts, type Parts } from "../kernel/parts.js";
import { openCliSession } from "./session.js";

/** Opens the session of the kernel, and what handles requests to it. */
export function openParts(ends: Ends): Parts {
  return joinParts(openCliSession(), ends);
}

/** Says why there is no kernel; gives the exit code. */
export async function reportFailure(error: unknown): Promise<number> {
  return (await import("./failure.js")).reportFailure(error);
}

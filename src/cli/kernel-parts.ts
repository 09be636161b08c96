/** What the kernel loads while its sockets come up: a file of its own, that both forms of its start share. */
import { createKernelParts, type Ends, type Parts } from "../kernel/requests/kernel-setup.js";
import { openCliSession } from "./support/session.js";

/** Opens the session of the kernel, and what handles requests to it. */
export function openParts(ends: Ends): Parts {
  return createKernelParts(openCliSession(), ends);
}

/** Says why there is no kernel; gives the exit code. */
export async function reportFailure(error: unknown): Promise<number> {
  return (await import("./support/failure.js")).reportFailure(error);
}

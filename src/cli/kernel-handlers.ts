/** The kernel's request handlers, loaded while its sockets start. A separate file, since `main.ts` and `kernel-main.ts` share it. */
import { createHandlers, type HandlerOptions, type RequestHandlers } from "../kernel/requests/create-handlers.js";
import { openCliSession } from "./support/session.js";

/** Opens the kernel's session and its request handlers. */
export function openHandlers(options: HandlerOptions): RequestHandlers {
  return createHandlers(openCliSession(), options);
}

/** Reports why the kernel could not start; returns the exit code. */
export async function reportFailure(error: unknown): Promise<number> {
  return (await import("./support/failure.js")).reportFailure(error);
}

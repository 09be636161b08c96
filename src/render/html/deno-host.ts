/** Displays values in Deno's kernel. */
import process from "node:process";
import type { MimeBundle } from "./mime.js";

/** Sends a message of Jupyter's protocol to the notebook. */
type Broadcast = (type: string, content: object) => Promise<void>;

/** Returns the function that sends messages of Deno's kernel; undefined elsewhere. */
export function runningDenoKernel(): Broadcast | undefined {
  try {
    const deno: unknown = Reflect.get(globalThis, "Deno");
    // Outside of its kernel, reading the property throws.
    const jupyter: unknown = typeof deno === "object" && deno !== null ? Reflect.get(deno, "jupyter") : undefined;
    const send: unknown =
      typeof jupyter === "object" && jupyter !== null ? Reflect.get(jupyter, "broadcast") : undefined;
    if (typeof send !== "function") return undefined;
    return async (type, content) => void (await Reflect.apply(send, jupyter, [type, content]));
  } catch {
    return undefined;
  }
}

let displays = 0;

/** Shows a bundle in Deno's kernel; the returned handle updates it. */
export function showInDeno(broadcast: Broadcast, bundle: MimeBundle): { update(bundle: MimeBundle): void } {
  displays += 1;
  const transient = { display_id: `slylab-${process.pid}-${displays}` };
  // Messages keep their order; one that cannot be sent is lost, like output of a kernel that has ended.
  let sent = Promise.resolve();
  const send = (type: string, data: MimeBundle) => {
    sent = sent.then(() => broadcast(type, { data, metadata: {}, transient })).catch(() => undefined);
  };
  send("display_data", bundle);
  return { update: (next) => send("update_display_data", next) };
}

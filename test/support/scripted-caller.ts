/** A client's caller over a transport whose responses come from a function. */

import { Caller } from "../../src/client/http/caller.js";
import { Creations } from "../../src/client/http/create-recovery.js";
import { IdCache } from "../../src/client/http/id-cache.js";
import { now, Sender } from "../../src/client/http/send.js";

export interface Asked {
  readonly method: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A response: a body with status 200, or a status with a body. */
export type Scripted = object | { readonly status: number; readonly body: object };

/** A caller that gets its responses from `answer`; its waits take no time. */
export function scriptedCaller(answer: (asked: Asked) => Scripted): { caller: Caller; asked: Asked[] } {
  const asked: Asked[] = [];
  const sender = new Sender({
    ...{ address: "http://server", basePath: "", token: "secret-token", limitMs: 60_000, attemptLimitMs: 30_000 },
    ...{ random: () => 0, now, sleep: async () => undefined },
    transport: {
      exchange: async ({ path, body }) => {
        const request = { method: path.split("/").at(-1) ?? "", body: JSON.parse(String(body)) };
        asked.push(request);
        const scripted = answer(request);
        const { status, body: text } =
          "status" in scripted && "body" in scripted ? scripted : { status: 200, body: scripted };
        return { status: Number(status), headers: {}, body: Buffer.from(JSON.stringify(text)) };
      },
      close: async () => undefined,
    },
  });
  return { caller: new Caller(sender, new IdCache(), new Creations()), asked };
}

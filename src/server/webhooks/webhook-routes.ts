import { validateHeaderName, validateHeaderValue } from "node:http";
import { z } from "zod";
import { id, one, record, some } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { invalid, missing } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { isLoopback, isTaken, postHook } from "./webhook-delivery.js";
import { hookActions, hookMeta, type Webhook } from "./webhook-store.js";

const url = z.url({ protocol: /^https?$/, error: "must be a URL of http or https" });
const action = z.enum(hookActions);

// What one header of a request may be long; servers refuse more.
const mostHeader = 8000;

const headers = z.record(z.string(), z.string().max(mostHeader)).superRefine((given, context) => {
  for (const [name, value] of Object.entries(given)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      context.addIssue({ code: "custom", message: "is no header that HTTP can carry", path: [name] });
    }
  }
});

// Asked for at most: a day of hourly attempts.
const meta = record(
  z.object({
    ...hookMeta.shape,
    retriesCount: z.int().min(0).max(100),
    retriesDelay: z.number().min(0).max(3600),
  }),
);
const usualMeta = { retriesCount: 5, retriesDelay: 10, headers: {}, followRedirect: true, rejectUnauthorized: true };
const partialMeta = record(
  z.object({
    ...hookMeta.partial().shape,
    retriesCount: z.int().min(0).max(100).optional(),
    retriesDelay: z.number().min(0).max(3600).optional(),
    headers: headers.optional(),
  }),
);

/** `webhooks.*`: who is told when jobs and queues are completed. */
export function webhookRoutes({ stores, access, hooks }: ServerContext): Methods {
  const { webhooks } = stores;

  const hookOf = (call: Call, hookId: number): Webhook => {
    const hook = webhooks.find(hookId);
    if (hook === undefined) throw missing("webhook", hookId);
    access.team(call.account, hook.teamId, "manage_team");
    return hook;
  };

  const refuseForeign = (target: string) => {
    if (hooks.isTrusted || isLoopback(target)) return;
    throw invalid("url", "this instance tells only addresses of this machine, as http://127.0.0.1:8000", "any.only");
  };

  return {
    "webhooks.add": method(z.object({ teamId: id, url, action, meta: partialMeta.default({}) }), (call, input) => {
      access.team(call.account, input.teamId, "manage_team");
      refuseForeign(input.url);
      return webhooks.find(webhooks.add({ ...input, meta: meta.parse({ ...usualMeta, ...input.meta }) }, call.now()));
    }),

    "webhooks.list": method(z.object({ teamId: id, ...listFields }), (call, input) => {
      access.team(call.account, input.teamId, "manage_team");
      return webhooks.list(input.teamId, input);
    }),

    "webhooks.info": method(one, (call, input) => hookOf(call, input.id)),

    "webhooks.update": method(
      z.object({ id, url: url.optional(), action: action.optional(), meta: partialMeta.default({}) }),
      (call, input) => {
        const hook = hookOf(call, input.id);
        if (input.url !== undefined) refuseForeign(input.url);
        const { url = hook.url, action = hook.action } = input;
        webhooks.update({ ...hook, url, action, meta: meta.parse({ ...hook.meta, ...input.meta }) }, call.now());
        return webhooks.find(hook.id);
      },
    ),

    "webhooks.test": method(
      z.object({
        teamId: id,
        id: id.nullish(),
        action: action.optional(),
        payload: record(z.record(z.string(), z.unknown())).default({}),
      }),
      async (call, input) => {
        access.team(call.account, input.teamId, "manage_team");
        if (input.id == null) throw invalid("id", "is required: which webhook to test", "any.required");
        const hook = hookOf(call, input.id);
        const event = input.action ?? hook.action;
        const body = { event, timestamp: call.now(), team_id: input.teamId, data: input.payload };
        const outcome = await postHook(hook.url, JSON.stringify(body), hook.meta, hooks.isTrusted);
        return { success: isTaken(outcome), ...outcome };
      },
    ),

    "webhooks.bulk.remove": method(z.object({ ids: some(id) }), (call, input) => {
      const found = input.ids.map((hookId) => hookOf(call, hookId));
      stores.database.atomic(() => {
        for (const hook of found) webhooks.remove(hook.id);
      });
      return nothing;
    }),
  };
}

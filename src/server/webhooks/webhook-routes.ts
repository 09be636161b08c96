import { z } from "zod";
import { webhookActions, webhookDefaults, webhookMetaSchema } from "../../domain/records/webhook.js";
import { fields, id, one, record, some } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { found, invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import { isTaken } from "./webhook-delivery.js";
import { headerProblem } from "./webhook-headers.js";
import type { Webhook } from "./webhook-store.js";

const url = z.url({ protocol: /^https?$/, error: "must be a URL of http or https" });
const action = z.enum(webhookActions);

const headers = z.record(z.string(), z.string()).superRefine((fields, context) => {
  for (const [name, value] of Object.entries(fields)) {
    const message = headerProblem(name, value);
    if (message !== undefined) context.addIssue({ code: "custom", message, path: [name] });
  }
});

// The limits allow retries for four days.
const meta = record(
  fields({
    ...webhookMetaSchema.partial().shape,
    retriesCount: z.int().min(0).max(100).optional(),
    retriesDelay: z.number().min(0).max(3600).optional(),
    headers: headers.optional(),
  }),
).default({});

/** `webhooks.*`: URLs that are called when jobs and queues are completed. */
export function webhookRoutes({ stores, access, hooks }: ServerContext): Methods {
  const { webhooks } = stores;

  const hookOf = (call: Call, hookId: number): Webhook => {
    const hook = found("webhook", hookId, webhooks.find(hookId));
    access.team(call.account, hook.teamId, "manage_team");
    return hook;
  };

  return {
    "webhooks.add": method(fields({ teamId: id, url, action, meta }), (call, input) => {
      access.team(call.account, input.teamId, "manage_team");
      return webhooks.find(webhooks.add({ ...input, meta: { ...webhookDefaults, ...input.meta } }, call.now()));
    }),

    "webhooks.list": method(fields({ teamId: id, ...listFields }), (call, input) => {
      access.team(call.account, input.teamId, "manage_team");
      return webhooks.list(input.teamId, input);
    }),

    "webhooks.info": method(one, (call, input) => hookOf(call, input.id)),

    "webhooks.update": method(fields({ id, url: url.optional(), action: action.optional(), meta }), (call, input) => {
      const hook = hookOf(call, input.id);
      const { url = hook.url, action = hook.action } = input;
      webhooks.update({ ...hook, url, action, meta: { ...hook.meta, ...input.meta } }, call.now());
      return webhooks.find(hook.id);
    }),

    "webhooks.test": method(
      fields({
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
        const outcome = await hooks.send({ ...hook.meta, url: hook.url, body: JSON.stringify(body) });
        const { error, status } = { error: undefined, status: undefined, ...outcome };
        return { success: isTaken(outcome), ...(error === undefined ? { status } : { error }) };
      },
    ),

    "webhooks.bulk.remove": method(fields({ ids: some(id) }), (call, input) => {
      const found = input.ids.map((hookId) => hookOf(call, hookId));
      stores.database.atomic(() => {
        for (const hook of found) webhooks.remove(hook.id);
      });
      return nothing;
    }),
  };
}

import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument, parseChanges } from "../../domain/arguments/parse-arguments.js";
import { type WebhookAction, WebhookInfo, webhookSchema } from "../../domain/records/webhook.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import { type Body, createdId } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";

/** Delivery options of a webhook. */
export interface WebhookSettings {
  /** Maximum number of attempts. Default 5. */
  readonly retriesCount?: number | undefined;
  /** Seconds between attempts. Default 10. */
  readonly retriesDelay?: number | undefined;
  /** Headers of each delivery. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether redirects are followed. Default true. */
  readonly followRedirect?: boolean | undefined;
  /** Whether the receiver needs a trusted certificate. Default true. */
  readonly rejectUnauthorized?: boolean | undefined;
}

const settingsShape = {
  retriesCount: kinds.count,
  retriesDelay: z.number("expected seconds, a number of 0 or more").nonnegative(),
  headers: kinds.fields,
  followRedirect: kinds.flag,
  rejectUnauthorized: kinds.flag,
};
const settingsSchema = z.strictObject(settingsShape).partial();
const changesSchema = z.object({ url: z.unknown(), action: z.unknown(), ...settingsShape }).partial();

/** Webhooks of teams: `api.webhook`. */
export class WebhookApi extends ApiGroup {
  /** Lists the webhooks of a team. */
  getList(teamId: number, filter: readonly Filter[] = [], options?: CallOptions): Listing<WebhookInfo> {
    const query = { label: `webhooks of team ${teamId}`, body: { teamId }, filter };
    return this.caller.list("webhooks.list", { ...query, schema: webhookSchema, record: WebhookInfo }, options);
  }

  /** Returns one webhook. @throws {NotFoundError} it does not exist or is not visible to this account */
  getInfoById(id: number, options?: CallOptions): Promise<WebhookInfo> {
    return this.caller.read("webhooks.info", { id }, webhookSchema, options);
  }

  /** Creates a webhook that notifies `url` of an action in a team. Cost: two requests. */
  async create(
    teamId: number,
    url: string,
    action: WebhookAction,
    settings: WebhookSettings = {},
    options?: CallOptions,
  ): Promise<WebhookInfo> {
    parseArgument("webhook.create", "settings", settingsSchema, settings);
    const { retriesCount = 5, retriesDelay = 10, headers = {} } = settings;
    const { followRedirect = true, rejectUnauthorized = true } = settings;
    const meta: Body = { retriesCount, retriesDelay, headers, followRedirect, rejectUnauthorized };
    const id = await this.caller.create(
      "webhooks.add",
      {
        body: { teamId, url, action, meta },
        schema: createdId,
        kind: "webhook",
        key: `webhook ${teamId} ${action} ${url}`,
        find: async ({ call, unclaimed }) => {
          const existing = await this.getList(teamId, [], call);
          return unclaimed(existing.filter((webhook) => webhook.url === url && webhook.action === action))[0]?.id;
        },
      },
      options,
    );
    return this.getInfoById(id, options);
  }

  /** Changes a webhook; omitted fields are unchanged. */
  async update(
    id: number,
    changes: WebhookSettings & { readonly url?: string | undefined; readonly action?: WebhookAction | undefined },
    options?: CallOptions,
  ): Promise<WebhookInfo> {
    const { url, action, ...settings } = parseChanges("webhook.update", changesSchema, changes);
    const body = { id, ...defined({ url, action }), ...(Object.keys(settings).length === 0 ? {} : { meta: settings }) };
    await this.caller.sendIdempotent("webhooks.update", body, options);
    return this.getInfoById(id, options);
  }

  /** Removes webhooks. */
  async remove(ids: number | readonly number[], options?: CallOptions): Promise<void> {
    const all = typeof ids === "number" ? [ids] : ids;
    parseArgument("webhook.remove", "ids", kinds.someIds, all);
    await this.caller.sendIdempotent("webhooks.bulk.remove", { ids: all }, options);
  }

  /** Delivers a payload immediately as a test and returns the server's report. */
  async test(
    teamId: number,
    id: number,
    payload: Readonly<Record<string, unknown>> = {},
    options?: CallOptions,
  ): Promise<unknown> {
    // Not retried: the receiver may count deliveries.
    return this.caller.sendOnce("webhooks.test", { teamId, id, payload }, z.unknown(), options);
  }
}

/** Webhooks: who is told when work is done. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { recordOf } from "../display/record-display.js";
import { idSchema, timeSchema } from "./wire.js";

/** What a webhook can be told of. */
export const webhookActions = [
  "labeling_job.completed",
  "labeling_queue.job.completed",
  "labeling_queue.completed",
] as const;
export type WebhookAction = (typeof webhookActions)[number];

/** How a delivery is made; the defaults are the official SDK's. */
export const webhookMetaSchema = z.object({
  retriesCount: z.int().nonnegative().default(5),
  /** Seconds. */
  retriesDelay: z.number().nonnegative().default(10),
  headers: z.record(z.string(), z.string()).default({}),
  followRedirect: z.boolean().default(true),
  rejectUnauthorized: z.boolean().default(true),
});

const webhookWireSchema = z.object({
  id: idSchema,
  teamId: idSchema,
  action: z.string(),
  url: z.string(),
  meta: webhookMetaSchema.nullish().transform((meta) => meta ?? webhookMetaSchema.parse({})),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type WebhookWire = z.input<typeof webhookWireSchema>;

function webhookFields({ meta, ...rest }: z.output<typeof webhookWireSchema>) {
  return { ...rest, ...meta };
}

export interface WebhookInfo extends Readonly<ReturnType<typeof webhookFields>> {}

/** One address that is told of one action in a team. */
export class WebhookInfo {
  static {
    showInHosts(WebhookInfo);
  }

  static readonly plural = "webhooks";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Action", kind: "text" },
    { title: "URL", kind: "text" },
    { title: "Retries", kind: "count", weight: 1 },
    { title: "Created", kind: "time", weight: 2 },
  ];

  constructor(fields: ReturnType<typeof webhookFields>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(webhook: WebhookInfo): readonly Cell[] {
    return [webhook.id, webhook.action, webhook.url, webhook.retriesCount, webhook.createdAt];
  }

  [display](): DisplayModel {
    return recordOf("Webhook", this);
  }
}

/** Wire → {@link WebhookInfo}. */
export const webhookSchema = webhookWireSchema.transform((wire) => new WebhookInfo(webhookFields(wire)));

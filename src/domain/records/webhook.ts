/** Webhooks: who is told when work is done. */
import { z } from "zod";
import { type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { type RecordColumn, recordOf } from "../display/record-display.js";
import { idSchema, timeSchema } from "./wire.js";

/** What a webhook can be told of. */
export const webhookActions = [
  "labeling_job.completed",
  "labeling_queue.job.completed",
  "labeling_queue.completed",
] as const;
/** An action that a webhook can be told of. */
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

export interface WebhookInfo {
  /** Id of the webhook. */
  readonly id: number;
  /** Id of its team. */
  readonly teamId: number;
  /** What it is told of, for example `labeling_job.completed`. */
  readonly action: string;
  /** Address that is called. */
  readonly url: string;
  /** How often a delivery that failed is tried again. */
  readonly retriesCount: number;
  /** Seconds between two tries. */
  readonly retriesDelay: number;
  /** Headers that each delivery carries. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a redirect is followed. */
  readonly followRedirect: boolean;
  /** Whether an invalid certificate ends a delivery. */
  readonly rejectUnauthorized: boolean;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** One address that is told of one action in a team. */
export class WebhookInfo {
  static {
    showInHosts(WebhookInfo);
  }

  /** @internal */
  static readonly plural = "webhooks";
  /** @internal */
  static readonly columns: readonly RecordColumn<WebhookInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Action", kind: "text", value: ({ action }) => action },
    { title: "URL", kind: "text", value: ({ url }) => url },
    { title: "Retries", kind: "count", weight: 1, value: ({ retriesCount }) => retriesCount },
    { title: "Created", kind: "time", weight: 2, value: ({ createdAt }) => createdAt },
  ];

  constructor(fields: Omit<WebhookInfo, typeof display>) {
    Object.freeze(Object.assign(this, fields));
  }

  [display](): DisplayModel {
    return recordOf("Webhook", this);
  }
}

/** Wire → {@link WebhookInfo}. */
export const webhookSchema = webhookWireSchema.transform((wire) => new WebhookInfo(webhookFields(wire)));

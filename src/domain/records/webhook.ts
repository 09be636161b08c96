/** Webhooks: URLs that are called when work is completed. */
import { z } from "zod";
import type { RecordColumn } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { idSchema, timeSchema } from "./wire.js";

/** The actions that trigger webhooks. */
export const webhookActions = [
  "labeling_job.completed",
  "labeling_queue.job.completed",
  "labeling_queue.completed",
] as const;
/** An action that triggers webhooks. */
export type WebhookAction = (typeof webhookActions)[number];

/** Delivery settings. */
export const webhookMetaSchema = z.object({
  retriesCount: z.int().nonnegative(),
  /** Seconds. */
  retriesDelay: z.number().nonnegative(),
  headers: z.record(z.string(), z.string()),
  followRedirect: z.boolean(),
  rejectUnauthorized: z.boolean(),
});
/** Delivery settings of a webhook. Delays are in seconds. */
export type WebhookMeta = z.output<typeof webhookMetaSchema>;

/** The settings of a webhook that was created without them, as in the official SDK. */
export const webhookDefaults: WebhookMeta = {
  retriesCount: 5,
  retriesDelay: 10,
  headers: {},
  followRedirect: true,
  rejectUnauthorized: true,
};

const webhookWireSchema = z.object({
  id: idSchema,
  teamId: idSchema,
  action: z.string(),
  url: z.string(),
  meta: webhookMetaSchema
    .partial()
    .nullish()
    .transform((meta) => ({ ...webhookDefaults, ...meta })),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export interface WebhookInfo {
  /** Id of the webhook. */
  readonly id: number;
  /** Id of its team. */
  readonly teamId: number;
  /** Action that triggers it, for example `labeling_job.completed`. */
  readonly action: string;
  /** URL that is called. */
  readonly url: string;
  /** Number of retries of a failed delivery. */
  readonly retriesCount: number;
  /** Seconds between retries. */
  readonly retriesDelay: number;
  /** Additional request headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether redirects are followed. */
  readonly followRedirect: boolean;
  /** Whether a delivery fails if the certificate is invalid. */
  readonly rejectUnauthorized: boolean;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** A webhook: one action of a team and the URL that it calls. */
export class WebhookInfo extends ApiRecord<WebhookInfo> {
  /** @internal */
  static readonly plural = "webhooks";
  /** @internal */
  static readonly columns: readonly RecordColumn<WebhookInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Action", kind: "text", value: ({ action }) => action },
    { title: "URL", kind: "text", value: ({ url }) => url },
    { title: "Retries", kind: "count", hidePriority: 1, value: ({ retriesCount }) => retriesCount },
    { title: "Created", kind: "time", hidePriority: 2, value: ({ createdAt }) => createdAt },
  ];
}

/** Parses the API's format to {@link WebhookInfo}. */
export const webhookSchema = webhookWireSchema.transform(({ meta, ...rest }) => new WebhookInfo({ ...rest, ...meta }));

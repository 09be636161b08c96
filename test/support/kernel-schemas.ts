/** The messages of Jupyter's protocol 5.4 that a kernel sends, written from the protocol's documentation, not from slylab's sources. */
import { z } from "zod";

const bundle = z.record(z.string(), z.unknown()).refine((data) => typeof data["text/plain"] === "string", {
  message: "a bundle has text/plain",
});
const failure = z.strictObject({
  status: z.literal("error"),
  ename: z.string().min(1),
  evalue: z.string(),
  traceback: z.array(z.string()),
  execution_count: z.int().optional(),
});
const displayed = z.strictObject({
  data: bundle,
  metadata: z.object({}),
  transient: z.strictObject({ display_id: z.string().min(1) }),
});

const expressionValue = z.union([
  z.strictObject({ status: z.literal("ok"), data: bundle, metadata: z.object({}) }),
  failure,
]);

const historyRow = z.tuple([
  z.int(),
  z.int(),
  z.union([z.string(), z.tuple([z.string(), z.union([z.string(), z.null()])])]),
]);

/** The content of each message, by its type. */
export const contentSchemas: Readonly<Record<string, z.ZodType>> = {
  execute_reply: z.union([
    z.strictObject({
      status: z.literal("ok"),
      execution_count: z.int(),
      payload: z.array(z.looseObject({ source: z.string() })),
      user_expressions: z.record(z.string(), expressionValue),
    }),
    failure,
    z.strictObject({ status: z.literal("aborted") }),
  ]),
  complete_reply: z.union([
    z.strictObject({
      status: z.literal("ok"),
      matches: z.array(z.string()),
      cursor_start: z.int().min(0),
      cursor_end: z.int().min(0),
      metadata: z.looseObject({}),
    }),
    failure,
  ]),
  inspect_reply: z.union([
    z.strictObject({ status: z.literal("ok"), found: z.literal(true), data: bundle, metadata: z.object({}) }),
    z.strictObject({
      status: z.literal("ok"),
      found: z.literal(false),
      data: z.strictObject({}),
      metadata: z.object({}),
    }),
    failure,
  ]),
  is_complete_reply: z.union([
    z.strictObject({ status: z.enum(["complete", "invalid", "unknown"]) }),
    z.strictObject({ status: z.literal("incomplete"), indent: z.string() }),
    failure,
  ]),
  history_reply: z.union([z.strictObject({ status: z.literal("ok"), history: z.array(historyRow) }), failure]),
  comm_info_reply: z.strictObject({ status: z.literal("ok"), comms: z.object({}) }),
  kernel_info_reply: z.strictObject({
    status: z.literal("ok"),
    protocol_version: z.string().regex(/^\d+\.\d+(\.\d+)?$/),
    implementation: z.string(),
    implementation_version: z.string(),
    language_info: z.looseObject({
      name: z.string(),
      version: z.string(),
      mimetype: z.string(),
      file_extension: z.string().startsWith("."),
    }),
    banner: z.string(),
    debugger: z.boolean(),
    help_links: z.array(z.strictObject({ text: z.string(), url: z.url() })),
    supported_features: z.array(z.string()),
  }),
  usage_reply: z.strictObject({
    status: z.literal("ok"),
    hostname: z.string(),
    pid: z.int(),
    kernel_cpu: z.number().min(0),
    kernel_memory: z.int().min(1),
    host_cpu_percent: z.number().min(0).max(100),
    cpu_count: z.int().min(1),
    host_virtual_memory: z.looseObject({ total: z.int(), available: z.int(), used: z.int(), percent: z.number() }),
  }),
  interrupt_reply: z.strictObject({ status: z.literal("ok") }),
  shutdown_reply: z.strictObject({ status: z.literal("ok"), restart: z.boolean() }),
  input_request: z.strictObject({ prompt: z.string(), password: z.boolean() }),
  status: z.strictObject({ execution_state: z.enum(["starting", "busy", "idle"]) }),
  iopub_welcome: z.strictObject({ subscription: z.string() }),
  stream: z.strictObject({ name: z.enum(["stdout", "stderr"]), text: z.string().min(1) }),
  execute_input: z.strictObject({ code: z.string(), execution_count: z.int() }),
  execute_result: z.strictObject({ execution_count: z.int(), data: bundle, metadata: z.object({}) }),
  display_data: displayed,
  update_display_data: displayed,
  clear_output: z.strictObject({ wait: z.boolean() }),
  error: z.strictObject({ ename: z.string().min(1), evalue: z.string(), traceback: z.array(z.string()) }),
  comm_close: z.strictObject({ comm_id: z.string(), data: z.object({}) }),
};

/** Parses a message's content by its type. */
export function checkContent(type: string, content: unknown): void {
  const schema = contentSchemas[type];
  if (schema === undefined) throw new Error(`no message of type ${type} is known`);
  schema.parse(content);
}

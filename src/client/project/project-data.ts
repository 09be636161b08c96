/** Settings, validation schema and copies of projects. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ServerError } from "../../domain/errors.js";
import type { Caller } from "../http/caller.js";
import type { CallOptions } from "../http/send.js";

const fields = z.record(z.string(), z.unknown());

/** Reads the settings from the response of `projects.info`. */
export const settingsSchema = z.object({ settings: fields.nullish().transform((settings) => settings ?? {}) });

// The key that the official SDK uses.
const systemKey = "sly_system";
const schemaKey = "validation_schema";

/** Reads the validation schema from custom data, or null. */
export function readValidationSchema(customData: Readonly<Record<string, unknown>>) {
  const system = fields.safeParse(customData[systemKey]).data ?? {};
  return fields.safeParse(system[schemaKey]).data ?? null;
}

/** Returns custom data with the schema set or removed. */
export function withValidationSchema(
  customData: Readonly<Record<string, unknown>>,
  schema: Readonly<Record<string, unknown>> | null,
) {
  const { [schemaKey]: _old, ...system } = fields.safeParse(customData[systemKey]).data ?? {};
  return { ...customData, [systemKey]: schema === null ? system : { ...system, [schemaKey]: schema } };
}

const startedSchema = z.object({ taskId: z.int().positive() });
const taskSchema = z.object({
  status: z.string(),
  meta: z.looseObject({
    output: z.looseObject({ project: z.object({ id: z.int().positive() }).optional() }).nullish(),
  }),
});

const everyMs = 500;

/** Copies a project, waits for the task, and returns the id of the copy. */
export async function cloneProject(
  caller: Caller,
  clone: { readonly id: number; readonly workspaceId: number; readonly name: string },
  options: CallOptions = {},
): Promise<number> {
  const { taskId } = await caller.sendOnce("projects.clone", clone, startedSchema, options);
  for (;;) {
    const { status, meta } = await caller.read("tasks.info", { id: taskId }, taskSchema, options);
    const projectId = meta.output?.project?.id;
    if (status === "finished" && projectId !== undefined) return projectId;
    if (status === "finished" || status === "error" || status === "stopped") {
      throw new ServerError(`projects.clone: task ${taskId} ended as ${status} without a project`, {
        status: 200,
        method: "projects.clone",
        detail: meta,
        hint: `check task ${taskId} on the instance's Tasks page`,
      });
    }
    await sleep(everyMs, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

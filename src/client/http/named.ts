/** Creates records whose name is unique in their parent: teams, workspaces, projects and datasets. */
import { type ZodType, z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { isSameName, nameKey } from "../../domain/names.js";
import type { Body, Caller } from "./caller.js";
import type { CreatedRecord } from "./create-recovery.js";
import type { Listing } from "./listing.js";
import type { CallOptions } from "./send.js";

/** Settings of a new record. */
export const descriptionSchema = z.strictObject({ description: kinds.text }).partial();

/** Changes of a record. */
export const renamingSchema = z.object({ name: z.unknown(), description: z.unknown() }).partial();

/** A record with a name, created by {@link createNamed}. */
export interface NamedThing extends CreatedRecord {
  readonly name: string;
}

interface NamedCreate<T extends NamedThing> {
  /** The API method, for example `projects.add`. */
  readonly method: string;
  readonly body: Body & { readonly name: string };
  readonly schema: ZodType<T>;
  /** The parent, for example `workspace 7`: creates of one name in it run one after another. */
  readonly parent: string;
  /** Lists the records of that name in the parent. */
  readonly sameName: (options: CallOptions) => Listing<T>;
}

/** Creates a named record, or finds it if the response of an earlier attempt was lost. */
export async function createNamed<T extends NamedThing>(
  caller: Caller,
  create: NamedCreate<T>,
  options?: CallOptions,
): Promise<T> {
  const kind = create.method;
  parseArgument(create.method, "name", kinds.name, create.body.name);
  return caller.create<T>(
    kind,
    {
      kind,
      body: create.body,
      schema: create.schema,
      key: `${kind} ${create.parent} ${nameKey(create.body.name)}`,
      find: async ({ call, unclaimed }) => {
        const existing = await create.sameName(call);
        return unclaimed(existing.filter(({ name }) => isSameName(name, create.body.name)))[0];
      },
    },
    options,
  );
}

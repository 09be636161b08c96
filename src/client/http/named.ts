/** Creates records whose name is unique in their parent: teams, workspaces, projects, datasets. */
import type { ZodType } from "zod";
import { isSameName, nameKey } from "../../domain/names.js";
import { check, kinds } from "./arguments.js";
import type { Body, Caller } from "./caller.js";
import type { Made } from "./create-recovery.js";
import type { Listing } from "./listing.js";
import type { CallOptions } from "./send.js";

/** What {@link createNamed} makes: it has a name. */
export interface NamedThing extends Made {
  readonly name: string;
}

interface NamedCreate<T extends NamedThing> {
  /** As `projects.add`. */
  readonly method: string;
  readonly body: Body & { readonly name: string };
  readonly schema: ZodType<T>;
  /** Where it lies, as `workspace 7`; the name is unique there. */
  readonly place: string;
  /** The things of that name in that place. */
  readonly sameName: (options: CallOptions) => Listing<T>;
}

/** Makes a named thing, or adopts it where its answer was lost. */
export async function createNamed<T extends NamedThing>(
  caller: Caller,
  create: NamedCreate<T>,
  options?: CallOptions,
): Promise<T> {
  const kind = create.method;
  check(kind, "name", kinds.name, create.body.name);
  const claim = (made: T): T => {
    caller.creations.claim(kind, [made.id]);
    return made;
  };
  return caller.create<T, T>(
    create.method,
    {
      body: create.body,
      schema: create.schema,
      key: `${create.method} ${create.place} ${nameKey(create.body.name)}`,
      take: claim,
      find: async (search) => {
        const there = await create.sameName({ signal: search.signal, timeout: search.timeout });
        const candidates = there.filter(({ name }) => isSameName(name, create.body.name));
        const [made] = caller.creations.unclaimed(kind, candidates, search.sentAt());
        return made === undefined ? undefined : claim(made);
      },
    },
    options,
  );
}

/** What the groups of methods are written with: reads, effects, creates and lists of one client. */
import { type ZodType, z } from "zod";
import type { RecordClass } from "../../domain/display/record-display.js";
import { ArgumentError, NotFoundError } from "../../domain/errors.js";
import { nameSpellings } from "../../domain/names.js";
import { type Filter, pageSchema } from "../../domain/records/wire.js";
import { check, jsonOf, kinds, shown } from "./arguments.js";
import type { Creations } from "./create-recovery.js";
import type { IdCache } from "./id-cache.js";
import { Listing } from "./listing.js";
import { encodeForm, type FilePart } from "./multipart.js";
import { atMost, eachNumberedPage, eachPage, type PageQuery } from "./pages.js";
import { type CallOptions, checked, json, type Search, type Sender } from "./send.js";
import type { Answer } from "./transport.js";

/** A body before it is sent. `undefined` in it is a mistake of the caller's; leave such keys out with {@link defined}. */
export type Body = Readonly<Record<string, unknown>>;

/** What a list is asked with. */
export interface ListQuery<S extends ZodType> extends CallOptions {
  /** As `labeling jobs of team 8`. */
  readonly label: string;
  /** All but filter, sort and page. */
  readonly body: Body;
  readonly filter?: readonly Filter[] | undefined;
  readonly schema: S;
  readonly record: RecordClass<z.output<S>>;
  /** Another order than by ascending id: its pages are asked for by number. */
  readonly order?: Body | undefined;
  /** At most so many rows. */
  readonly most?: number | undefined;
  /** Whether a row belongs to the list, where no filter of the server can tell. */
  readonly keep?: ((row: z.output<S>) => boolean) | undefined;
}

/** What a create is sent with. */
export interface Create<T, R> {
  readonly body: Body;
  readonly schema: ZodType<T>;
  /** Names what is made, as `job 10555 lemons`: creates of the same key go one after the other. */
  readonly key: string;
  /** Answer → result. */
  readonly take: (answer: T) => R;
  /** Finds what the create may have made. */
  readonly find: (search: Search) => Promise<R | undefined>;
}

// Contents of images come in batches; a Buffer on Node 20 ends at 4 GiB.
const downloadLimit = 2 ** 31;

/** The shared part of a client's groups. */
export class Caller {
  readonly sender: Sender;
  readonly known: IdCache;
  readonly creations: Creations;
  /** Called when a wait for other people's work begins. */
  readonly onWait: (() => void) | undefined;

  /** @internal */
  constructor(sender: Sender, known: IdCache, creations: Creations, onWait?: () => void) {
    this.onWait = onWait;
    this.sender = sender;
    this.known = known;
    this.creations = creations;
  }

  /** Asks and changes nothing: repeated when it fails in passing. */
  async read<S extends ZodType>(method: string, body: unknown, schema: S, options?: CallOptions): Promise<z.output<S>> {
    return this.sender.send(
      { method, body: encode(method, body), repetition: "safe", read: json(method, schema) },
      options,
    );
  }

  /** Asks for bytes. `read` may throw {@link NotWhole} where they are cut or garbled. */
  async download<T>(method: string, body: Body, read: (answer: Answer) => T, options?: CallOptions): Promise<T> {
    const call = { method, body: encode(method, body), repetition: "safe", read, answerLimit: downloadLimit } as const;
    return this.sender.send(call, options);
  }

  /** Sends a form of files, with `query` in the address; that it comes twice must change nothing. */
  async upload<S extends ZodType>(
    method: string,
    parts: readonly FilePart[],
    schema: S,
    options?: CallOptions,
    query?: Readonly<Record<string, string>>,
  ): Promise<z.output<S>> {
    const form = encodeForm(parts);
    const path = query === undefined ? {} : { path: `/public/api/v3/${method}?${new URLSearchParams(query)}` };
    return this.sender.send({ method, ...path, ...form, repetition: "safe", read: json(method, schema) }, options);
  }

  /** Like {@link read}, null where the server knows no such thing. */
  async readOrNull<S extends ZodType>(
    method: string,
    body: Body,
    schema: S,
    options?: CallOptions,
  ): Promise<z.output<S> | null> {
    try {
      return await this.read(method, body, schema, options);
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }

  /** Changes something to a state that it has afterwards however often it is done. The answer's body is not read. */
  async effect(method: string, body: Body, options?: CallOptions): Promise<void> {
    return this.sender.send({ method, body: encode(method, body), repetition: "safe", read: () => undefined }, options);
  }

  /** Does something that cannot be looked for afterwards, and that twice would be too much. */
  async sendOnce<S extends ZodType>(
    method: string,
    body: Body,
    schema: S,
    options?: CallOptions,
  ): Promise<z.output<S>> {
    const call = { method, body: encode(method, body), repetition: "unsafe", read: json(method, schema) } as const;
    return this.sender.send(call, options);
  }

  /** Makes something, once: after a failure that leaves it open it is looked for before it is asked for again. */
  async create<T, R>(method: string, create: Create<T, R>, options?: CallOptions): Promise<R> {
    const body = encode(method, create.body);
    const read = json(method, create.schema);
    return this.creations.alone(create.key, () =>
      this.sender.send(
        { method, body, repetition: "unsafe", find: create.find, read: (answer) => create.take(read(answer)) },
        options,
      ),
    );
  }

  /** A list by ascending id. */
  list<S extends ZodType<{ readonly id: number }>>(method: string, query: ListQuery<S>): Listing<z.output<S>> {
    const ask = this.#asking(method, query, query.order ?? { sort: "id", sort_order: "asc" });
    const walk = query.order === undefined ? eachPage : eachNumberedPage;
    return new Listing({
      label: query.label,
      record: query.record,
      pages: (signal) => atMost(query.most, walk(ask(rowSchema, signal ?? query.signal), method)),
      read: (row, at) => checked(method, query.schema, row, ["entities", at]),
      ...(query.keep === undefined ? {} : { keep: query.keep }),
    });
  }

  /** A list whose rows have no id of their own, in the server's order. */
  numberedList<S extends ZodType>(method: string, query: ListQuery<S>): Listing<z.output<S>> {
    const ask = this.#asking(method, query, {});
    return new Listing({
      label: query.label,
      record: query.record,
      pages: (signal) => eachNumberedPage(ask(z.unknown(), signal ?? query.signal), method),
      read: (row, at) => checked(method, query.schema, row, ["entities", at]),
      ...(query.keep === undefined ? {} : { keep: query.keep }),
    });
  }

  #asking<S extends ZodType>(method: string, query: ListQuery<S>, order: Body) {
    const { body, filter = [], timeout, jobId } = query;
    check(method, "filter", kinds.list, filter);
    return <R extends ZodType>(row: R, signal: AbortSignal | undefined) => {
      const schema = pageSchema(row);
      return async (page: PageQuery) =>
        this.read(method, { ...body, ...pageBody(filter, page), ...order }, schema, {
          signal,
          timeout,
          jobId,
        });
    };
  }
}

/** A row before it is read: its id is what the next page is asked for by. */
const rowSchema = z.custom<{ readonly id: number }>(
  (row) => typeof row === "object" && row !== null && "id" in row && Number.isInteger(row.id),
  "expected an object with an id",
);

function pageBody(filter: readonly Filter[], page: PageQuery): Body {
  const above: readonly Filter[] = page.kind === "above" ? [{ field: "id", operator: ">", value: page.id }] : [];
  return {
    filter: [...filter, ...above],
    // The first page is asked for without numbers: how many rows it has is the server's to say.
    ...(page.kind === "numbered" ? { page: page.page, per_page: page.perPage } : {}),
  };
}

/** An object without the keys whose value is undefined. */
export function defined(fields: Body): Body {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The filters whose value is given: field → value, `=` or `in`. */
export function filters(fields: Readonly<Record<string, unknown>>): Filter[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => ({ field, operator: Array.isArray(value) ? "in" : "=", value }));
}

/** The filter by which one thing is found: a value that is missing would find the first of all. */
export function onlyWith(field: "id" | "login" | "name", value: string | number): Filter[] {
  check(
    `getInfoBy${field.charAt(0).toUpperCase()}${field.slice(1)}`,
    field,
    field === "id" ? kinds.id : kinds.name,
    value,
  );
  return typeof value === "string" ? named(field, value) : filters({ [field]: value });
}

/** The filter for things of one name, in every spelling that a server may keep. */
export function named(field: string, name: string): Filter[] {
  const spellings = nameSpellings(name);
  return filters({ [field]: spellings.length === 1 ? name : spellings });
}

function encode(method: string, body: unknown): string {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) {
    for (const [key, value] of Object.entries(body)) checkField(method, key, value);
  }
  return jsonOf(method, body);
}

// A missing id would vanish from the JSON, and the server would answer with less than this.
function checkField(method: string, key: string, value: unknown): void {
  const isId = key === "id" || /[a-z]Id$/.test(key);
  const isGood = isId ? value === null || kinds.id.fits(value) : value !== undefined;
  if (isGood) return;
  throw new ArgumentError(`${method}: ${key} is ${shown(value)}`, {
    method,
    argument: key,
    hint: isId ? `expected an id (a positive integer)` : `pass a value for ${key}`,
  });
}

/** The operations that the method groups are built from: reads, changes, creates, uploads, downloads and lists. */
import { types } from "node:util";
import { type ZodType, z } from "zod";
import { defined } from "../../base/defined.js";
import { encodeForm, type FormPart } from "../../base/multipart.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import type { RecordClass } from "../../domain/display/record-display.js";
import { badArgument, NotFoundError } from "../../domain/errors.js";
import { nameSpellings } from "../../domain/names.js";
import { type Filter, idSchema, pageSchema } from "../../domain/records/wire.js";
import type { CreatedRecord, Creations } from "./create-recovery.js";
import type { IdCache } from "./id-cache.js";
import { Listing } from "./listing.js";
import { atMost, eachNumberedPage, eachPage, type PageQuery } from "./pages.js";
import { checked, json } from "./read-response.js";
import { type CallOptions, checkCallOptions, type Search, type Sender } from "./send.js";
import type { HttpResponse } from "./transport.js";

/** A request body. A value of `undefined` is a mistake; omit such keys with {@link defined}. */
export type Body = Readonly<Record<string, unknown>>;

/** Parameters of a list request. */
export interface ListQuery<S extends ZodType> {
  /** Description of the list for displays and errors, for example `labeling jobs of team 8`. */
  readonly label: string;
  /** The body without filter, sort and page. */
  readonly body: Body;
  readonly filter?: readonly Filter[] | undefined;
  readonly schema: S;
  readonly record: RecordClass<z.output<S>>;
  /** An order other than by ascending id; pages are then requested by number. */
  readonly order?: Body | undefined;
  /** The maximum number of rows. */
  readonly maxRows?: number | undefined;
  /** Selects rows by a condition that the server cannot filter by. */
  readonly keep?: ((row: z.output<S>) => boolean) | undefined;
}

/** Parameters of a create request. */
export interface Create<R> {
  readonly body: Body;
  /** Parses the response to the result. */
  readonly schema: ZodType<R>;
  /** Identifies the new record, for example `job 10555 lemons`. Creates with the same key run one after another. */
  readonly key: string;
  /** Kind of the new records. The result then has their ids, and no two creates of this client return the same record. */
  readonly kind?: string;
  /** Searches for what the request may have created. */
  readonly find: (search: CreateSearch) => Promise<R | undefined>;
}

/** The context of a search after a lost response. */
export interface CreateSearch extends Pick<Search, "sentAt"> {
  /** Options of the search's requests. */
  readonly call: CallOptions;
  /** Selects the records that are no older than the request, and that no create of this client returned. */
  unclaimed<T extends CreatedRecord>(candidates: readonly T[]): readonly T[];
}

/** Parses the response of a create to the new id. */
export const createdId = z.object({ id: idSchema }).transform(({ id }) => id);

// Images are downloaded in batches; a Buffer has at most 4 GiB on Node 20.
const downloadLimit = 2 ** 31;

/** Sends the requests of all method groups of one client. */
export class Caller {
  readonly sender: Sender;
  readonly idCache: IdCache;
  readonly creations: Creations;
  /** Called when a wait for other people starts. */
  readonly onWait: (() => void) | undefined;

  /** @internal */
  constructor(sender: Sender, idCache: IdCache, creations: Creations, onWait?: () => void) {
    this.onWait = onWait;
    this.sender = sender;
    this.idCache = idCache;
    this.creations = creations;
  }

  /** Sends a request that changes nothing; it is retried after transient failures. */
  async read<S extends ZodType>(method: string, body: unknown, schema: S, options?: CallOptions): Promise<z.output<S>> {
    return this.sender.send(
      { method, body: encode(method, body), repetition: "safe", read: json(method, schema) },
      options,
    );
  }

  /** Requests bytes. `read` may throw {@link GarbledResponse} if they are truncated or garbled. */
  async download<T>(
    method: string,
    body: Body,
    read: (response: HttpResponse) => T,
    options?: CallOptions,
  ): Promise<T> {
    const call = {
      method,
      body: encode(method, body),
      repetition: "safe",
      read,
      maxResponseBytes: downloadLimit,
    } as const;
    return this.sender.send(call, options);
  }

  /** Sends files as a form, with `query` in the address. Sending it twice must have no further effect. */
  async upload<S extends ZodType>(
    method: string,
    parts: readonly FormPart[],
    schema: S,
    options?: CallOptions,
    query?: Readonly<Record<string, string>>,
  ): Promise<z.output<S>> {
    const form = encodeForm(parts);
    const path = query === undefined ? {} : { path: `/public/api/v3/${method}?${new URLSearchParams(query)}` };
    return this.sender.send({ method, ...path, ...form, repetition: "safe", read: json(method, schema) }, options);
  }

  /** Like {@link read}, but returns null if the server has no such record. */
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

  /** Sends an idempotent change. The response body is ignored. */
  async sendIdempotent(method: string, body: Body, options?: CallOptions): Promise<void> {
    return this.sender.send({ method, body: encode(method, body), repetition: "safe", read: () => undefined }, options);
  }

  /** Sends a change that must not happen twice and that cannot be searched for afterward. It is repeated only if the server certainly did not process it. */
  async sendOnce<S extends ZodType>(
    method: string,
    body: Body,
    schema: S,
    options?: CallOptions,
  ): Promise<z.output<S>> {
    const call = { method, body: encode(method, body), repetition: "unsafe", read: json(method, schema) } as const;
    return this.sender.send(call, options);
  }

  /** Creates a record once: after an ambiguous failure it searches for the record before it sends the request again. */
  async create<R>(method: string, create: Create<R>, options?: CallOptions): Promise<R> {
    const { kind = method, key } = create;
    const body = encode(method, create.body);
    const parse = json(method, create.schema);
    const claimed = (made: R): R => {
      if (create.kind !== undefined) this.creations.claim(kind, idsIn(made));
      return made;
    };
    const read = (response: HttpResponse) => claimed(parse(response));
    const find = async ({ signal, timeout, sentAt }: Search) => {
      const unclaimed: CreateSearch["unclaimed"] = (records) => this.creations.unclaimed(kind, records, sentAt());
      const found = await create.find({ call: { signal, timeout }, sentAt, unclaimed });
      return found === undefined ? undefined : claimed(found);
    };
    return this.creations.alone(key, () =>
      this.sender.send({ method, body, repetition: "unsafe", find, read }, options),
    );
  }

  /** Returns a list, in the order of ascending ids unless the query has another order. */
  list<S extends ZodType<{ readonly id: number }>>(
    method: string,
    query: ListQuery<S>,
    options: CallOptions = {},
  ): Listing<z.output<S>> {
    const ask = this.#asking(method, query, query.order ?? { sort: "id", sort_order: "asc" }, options);
    const walk = query.order === undefined ? eachPage : eachNumberedPage;
    return new Listing({
      label: query.label,
      record: query.record,
      pages: (signal) => atMost(query.maxRows, walk(ask(rowSchema, signal), method)),
      read: (row, at) => checked(method, query.schema, row, ["entities", at]),
      ...(query.keep === undefined ? {} : { keep: query.keep }),
    });
  }

  /** Returns a list whose rows have no id, in the server's order. */
  numberedList<S extends ZodType>(
    method: string,
    query: ListQuery<S>,
    options: CallOptions = {},
  ): Listing<z.output<S>> {
    const ask = this.#asking(method, query, {}, options);
    return new Listing({
      label: query.label,
      record: query.record,
      pages: (signal) => eachNumberedPage(ask(z.unknown(), signal), method),
      read: (row, at) => checked(method, query.schema, row, ["entities", at]),
      ...(query.keep === undefined ? {} : { keep: query.keep }),
    });
  }

  #asking<S extends ZodType>(method: string, query: ListQuery<S>, order: Body, options: CallOptions) {
    const { body, filter = [] } = query;
    const { timeout, jobId } = options;
    checkCallOptions(method, options);
    parseArgument(method, "filter", kinds.listOfFields, filter);
    for (const { value } of filter) for (const one of [value].flat()) checkFilterValue(method, one);
    checkFields(method, body);
    return <R extends ZodType>(row: R, signal: AbortSignal | undefined) => {
      const schema = pageSchema(row);
      return async (page: PageQuery) =>
        this.read(method, { ...body, ...pageBody(filter, page), ...order }, schema, {
          signal: signal ?? options.signal,
          timeout,
          jobId,
        });
    };
  }
}

/** An unparsed row; its id determines the next page. */
const rowSchema = z.custom<{ readonly id: number }>(
  (row) => typeof row === "object" && row !== null && "id" in row && Number.isInteger(row.id),
  "expected an object with an id",
);

/** Rejects values that JSON turns into null: the filter would select something else. */
function checkFilterValue(method: string, value: unknown): void {
  // Lists may have thousands of these, and a schema takes microseconds for each.
  if (typeof value === "string" || Number.isFinite(value)) return;
  const kind = types.isDate(value) ? kinds.time : typeof value === "number" ? kinds.number : kinds.defined;
  parseArgument(method, "filter value", kind, value);
}

function pageBody(filter: readonly Filter[], page: PageQuery): Body {
  const above: readonly Filter[] = page.kind === "above" ? [{ field: "id", operator: ">", value: page.id }] : [];
  return {
    filter: [...filter, ...above],
    // The first page is requested without a size, so the server's default applies.
    ...(page.kind === "numbered" ? { page: page.page, per_page: page.perPage } : {}),
  };
}

function idsIn(made: unknown): number[] {
  if (Array.isArray(made)) return made.flatMap(idsIn);
  const { success, data } = rowSchema.safeParse(made);
  return success ? [data.id] : typeof made === "number" ? [made] : [];
}

/** Builds filters from the fields that have a value: `=` for one value, `in` for a list. */
export function filters(fields: Readonly<Record<string, unknown>>): Filter[] {
  return Object.entries(defined(fields)).map(([field, value]) => ({
    field,
    operator: Array.isArray(value) ? "in" : "=",
    value,
  }));
}

/** Builds the filter by which `method` finds one record. Rejects a missing value, which would match any record. */
export function uniqueFilter(method: string, field: "id" | "login" | "name", value: string | number): Filter[] {
  parseArgument(method, field, field === "id" ? kinds.id : kinds.name, value);
  return typeof value === "string" ? named(field, value) : filters({ [field]: value });
}

/** Builds the filter for records of one name, in every spelling that a server may store. */
export function named(field: string, name: string): Filter[] {
  const spellings = nameSpellings(name);
  return filters({ [field]: spellings.length === 1 ? name : spellings });
}

function encode(method: string, body: unknown): string {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) checkFields(method, body);
  return jsonOf(method, body);
}

function checkFields(method: string, body: object): void {
  for (const [key, value] of Object.entries(body)) checkField(method, key, value);
}

const idOrNull = kinds.id.nullable();

// JSON drops an undefined id, and the server would return a less helpful error.
function checkField(method: string, key: string, value: unknown): void {
  const isId = key === "id" || key.endsWith("Id");
  // Each field of each request: a schema takes microseconds.
  if (isId ? Number.isSafeInteger(value) && Number(value) > 0 : value !== undefined) return;
  parseArgument(method, key, isId ? idOrNull : kinds.defined, value);
}

/** Serializes a body as JSON. @throws {ArgumentError} it has a circular reference or a bigint */
export function jsonOf(method: string, body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (error) {
    const what = error instanceof Error ? error.message.split("\n")[0] : String(error);
    const hint = "pass numbers, strings, lists and plain objects";
    throw badArgument(method, "body", `cannot write the body as JSON: ${what}`, hint);
  }
}

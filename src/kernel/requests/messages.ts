/** Jupyter's messages, protocol 5.4: headers, and parsing of the requests' contents. */

/** The version of the messaging protocol. */
export const protocolVersion = "5.4";

/** The header of a message. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A JSON object: content or metadata. */
export type Json = Readonly<Record<string, unknown>>;

/** A parsed message. */
export interface Message {
  /** The client's address, to which the reply is sent. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** The header of the request; undefined if the message is not a response. */
  readonly parent?: Header;
  readonly metadata: Json;
  readonly content: Json;
}

/** A text stream. */
export type StreamName = "stdout" | "stderr";

/** A request with invalid content. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
}

/** The content of an `execute_request`. */
export interface ExecuteRequest {
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
  readonly allowStdin: boolean;
  readonly stopOnError: boolean;
}

/** Parses an `execute_request`; missing fields get the protocol's defaults. */
export function parseExecute(content: Json): ExecuteRequest {
  const fields = new Fields("execute_request", content);
  const silent = fields.booleanOr(false, "silent");
  return {
    code: fields.string("code"),
    silent,
    storeHistory: !silent && fields.booleanOr(true, "store_history"),
    userExpressions: fields.stringMap("user_expressions"),
    allowStdin: fields.booleanOr(true, "allow_stdin"),
    stopOnError: fields.booleanOr(true, "stop_on_error"),
  };
}

/** A place in code; `cursor` counts code points and is Infinity for the end. */
export interface CodePosition {
  readonly code: string;
  readonly cursor: number;
}

/** Parses a request about a position in code. */
export function parsePosition(request: "complete_request" | "inspect_request", content: Json): CodePosition {
  const fields = new Fields(request, content);
  return { code: fields.string("code"), cursor: fields.integer("cursor_pos") ?? Number.POSITIVE_INFINITY };
}

/** Parses the code of an `is_complete_request`. */
export function parseCode(content: Json): string {
  return new Fields("is_complete_request", content).string("code");
}

/** The content of a `history_request`. */
export interface HistoryRequest {
  readonly access: "range" | "tail" | "search";
  readonly output: boolean;
  readonly session: number;
  readonly start: number;
  readonly stop: number | undefined;
  readonly n: number | undefined;
  readonly pattern: string;
  readonly unique: boolean;
}

/** Parses a `history_request`. */
export function parseHistory(content: Json): HistoryRequest {
  const access = content.hist_access_type;
  if (access !== "range" && access !== "tail" && access !== "search") {
    throw invalidField("history_request", "hist_access_type", access, "range, tail or search");
  }
  const fields = new Fields("history_request", content);
  return {
    access,
    output: fields.booleanOr(false, "output"),
    session: fields.integer("session") ?? 0,
    start: fields.integer("start") ?? 1,
    stop: fields.integer("stop"),
    n: fields.integer("n"),
    pattern: typeof content.pattern === "string" ? content.pattern : "*",
    unique: fields.booleanOr(false, "unique"),
  };
}

/** Reads the fields of a request's content; throws {@link BadRequest} for a value of the wrong type. */
class Fields {
  readonly #request: string;
  readonly #content: Json;

  constructor(request: string, content: Json) {
    this.#request = request;
    this.#content = content;
  }

  string(key: string): string {
    const value = this.#content[key];
    if (typeof value !== "string") throw invalidField(this.#request, key, value, "a string");
    return value;
  }

  booleanOr(fallback: boolean, key: string): boolean {
    const value = this.#content[key] ?? fallback;
    if (typeof value !== "boolean") throw invalidField(this.#request, key, value, "true or false");
    return value;
  }

  integer(key: string): number | undefined {
    const value = this.#content[key] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !Number.isInteger(value)) {
      throw invalidField(this.#request, key, value, "a whole number");
    }
    return value;
  }

  stringMap(key: string): Readonly<Record<string, string>> {
    const value = this.#content[key] ?? {};
    if (!isJson(value)) throw invalidField(this.#request, key, value, "an object");
    const entries: [string, string][] = [];
    for (const [name, text] of Object.entries(value)) {
      if (typeof text !== "string") throw invalidField(this.#request, `${key}.${name}`, text, "a string");
      entries.push([name, text]);
    }
    return Object.fromEntries(entries);
  }
}

function invalidField(request: string, key: string, value: unknown, expected: string): BadRequest {
  const found = value === undefined ? "missing" : JSON.stringify(value).slice(0, 80);
  return new BadRequest(`${request}: ${key} is ${found}, expected ${expected}`);
}

/** Whether `value` is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

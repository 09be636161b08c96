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
  const silent = flag(content, "silent", false);
  return {
    code: text(content, "code"),
    silent,
    storeHistory: !silent && flag(content, "store_history", true),
    userExpressions: texts(content, "user_expressions"),
    allowStdin: flag(content, "allow_stdin", true),
    stopOnError: flag(content, "stop_on_error", true),
  };
}

/** A place in code; `cursor` counts code points and is Infinity for the end. */
export interface CodePosition {
  readonly code: string;
  readonly cursor: number;
}

/** Parses a `complete_request` or an `inspect_request`. */
export function parsePosition(content: Json): CodePosition {
  const code = text(content, "code");
  return { code, cursor: whole(content, "cursor_pos") ?? Number.POSITIVE_INFINITY };
}

/** Parses the code of an `is_complete_request`. */
export function parseCode(content: Json): string {
  return text(content, "code");
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
    throw new BadRequest(`hist_access_type must be range, tail or search, not ${JSON.stringify(access)}`);
  }
  return {
    access,
    output: flag(content, "output", false),
    session: whole(content, "session") ?? 0,
    start: whole(content, "start") ?? 1,
    stop: whole(content, "stop"),
    n: whole(content, "n"),
    pattern: typeof content.pattern === "string" ? content.pattern : "*",
    unique: flag(content, "unique", false),
  };
}

function text(content: Json, key: string): string {
  const value = content[key];
  if (typeof value !== "string") throw new BadRequest(`${key} must be a string`);
  return value;
}

function flag(content: Json, key: string, fallback: boolean): boolean {
  const value = content[key] ?? fallback;
  if (typeof value !== "boolean") throw new BadRequest(`${key} must be true or false`);
  return value;
}

function whole(content: Json, key: string): number | undefined {
  const value = content[key] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) throw new BadRequest(`${key} must be a whole number`);
  return value;
}

function texts(content: Json, key: string): Readonly<Record<string, string>> {
  const value = content[key] ?? {};
  if (!isJson(value)) throw new BadRequest(`${key} must be an object`);
  const entries: [string, string][] = [];
  for (const [name, expression] of Object.entries(value)) {
    if (typeof expression !== "string") throw new BadRequest(`${key}.${name} must be a string`);
    entries.push([name, expression]);
  }
  return Object.fromEntries(entries);
}

/** Whether `value` is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What travels in Jupyter's messages, protocol 5.4: headers, and the contents of the requests that we read. */

/** The version of the messaging protocol that the kernel speaks. */
export const protocolVersion = "5.4";

/** The header of a message, and the parent of what comes of it. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** Content or metadata: a JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** A message as it was understood. */
export interface Message {
  /** The client's address; a reply goes back to it. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** Undefined where nothing caused the message. */
  readonly parent?: Header;
  readonly metadata: Json;
  readonly content: Json;
}

/** The name of a text stream. */
export type StreamName = "stdout" | "stderr";

/** A request whose content does not fit its type. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
}

/** What an `execute_request` asks. */
export interface ExecuteRequest {
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
  readonly allowStdin: boolean;
  readonly stopOnError: boolean;
}

/** Reads an `execute_request`; what is left out has the protocol's default. */
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

/** A place in code: `cursor_pos` counts code points and is absent where the end is meant. */
export interface CodePlace {
  readonly code: string;
  readonly cursor: number;
}

/** Reads a `complete_request` or an `inspect_request`. */
export function parsePlace(content: Json): CodePlace {
  const code = text(content, "code");
  return { code, cursor: whole(content, "cursor_pos") ?? Number.POSITIVE_INFINITY };
}

/** Reads the code of an `is_complete_request`. */
export function parseCode(content: Json): string {
  return text(content, "code");
}

/** What a `history_request` asks. */
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

/** Reads a `history_request`. */
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
  if (typeof value !== "string") throw new BadRequest(`${key} must be text`);
  return value;
}

function flag(content: Json, key: string, absent: boolean): boolean {
  const value = content[key] ?? absent;
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
    if (typeof expression !== "string") throw new BadRequest(`${key}.${name} must be text`);
    entries.push([name, expression]);
  }
  return Object.fromEntries(entries);
}

/** Whether `value` is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

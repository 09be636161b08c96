/** Encodes, decodes and signs Jupyter messages. */
import { type Header, isJson, type Json, type Message } from "../requests/messages.js";
import { crypto } from "./crypto.js";

const delimiter = "<IDS|MSG>";
const delimiterBytes = Buffer.from(delimiter);

/**
 * A part of a multipart message. Use strings for text: the binding sends long byte arrays from the thread's own memory,
 * and the process aborts if the thread ends before.
 */
export type Frame = string | Uint8Array;

/** The key and scheme of message signatures; messages are not signed if the key is empty. */
export interface Signing {
  readonly key: string;
  /** The scheme in the connection file, for example `hmac-sha256`. */
  readonly scheme: string;
}

/** A message to send; contents are JSON text. */
export interface Outgoing {
  /** Addresses for a router, or the topic of a publisher. */
  readonly prefix: readonly Frame[];
  readonly header: Header;
  readonly parent?: Header | undefined;
  /** JSON text. Default: `{}`. */
  readonly metadata?: string;
  /** JSON text. */
  readonly content: string;
}

/** Returns the signed frames of a message. */
export function encodeMessage(
  { prefix, header, parent, metadata = "{}", content }: Outgoing,
  signing: Signing,
): Frame[] {
  const parts = [JSON.stringify(header), JSON.stringify(parent ?? {}), metadata, content];
  return [...prefix, delimiter, sign(parts, signing), ...parts];
}

/** A decoded message, or why the frames are invalid. `signature` is empty if messages are not signed. */
export type Decoded =
  | { readonly ok: true; readonly message: Message; readonly signature: string }
  | { readonly ok: false; readonly reason: string };

/** Decodes the frames of a message. Wrong signatures, missing parts and invalid JSON are returned, not thrown. */
export function decodeMessage(frames: readonly Uint8Array[], signing: Signing): Decoded {
  const at = frames.findIndex((frame) => delimiterBytes.equals(frame));
  if (at === -1) return { ok: false, reason: "no delimiter" };
  const [signature, ...parts] = frames.slice(at + 1);
  const [header, parent, metadata, content] = parts.slice(0, 4).map(parseJson);
  if (signature === undefined || parts.length < 4) return { ok: false, reason: "parts are missing" };
  if (!isSigned(signature, parts.slice(0, 4), signing)) return { ok: false, reason: "invalid signature" };
  if (!isHeader(header)) return { ok: false, reason: "invalid header" };
  if (!isJson(content)) return { ok: false, reason: "the content is not a JSON object" };
  const message = { identities: frames.slice(0, at), header, metadata: isJson(metadata) ? metadata : {}, content };
  return {
    ok: true,
    message: isHeader(parent) ? { ...message, parent } : message,
    signature: signing.key === "" ? "" : Buffer.from(signature).toString("latin1"),
  };
}

function sign(parts: readonly Frame[], { key, scheme }: Signing): string {
  if (key === "") return "";
  const hmac = crypto().createHmac(scheme.replace(/^hmac-/, ""), key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

function isSigned(signature: Uint8Array, parts: readonly Uint8Array[], signing: Signing): boolean {
  if (signing.key === "") return true;
  const expected = Buffer.from(sign(parts, signing));
  return signature.length === expected.length && crypto().timingSafeEqual(signature, expected);
}

function parseJson(frame: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(frame).toString("utf8"));
  } catch {
    return undefined;
  }
}

function isHeader(value: unknown): value is Header & Json {
  return isJson(value) && typeof value.msg_id === "string" && typeof value.msg_type === "string";
}

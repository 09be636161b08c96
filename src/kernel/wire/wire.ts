/** Messages ↔ the frames of a socket: framing and signatures. Pure: no socket, no clock, no random. */

import { type Header, isJson, type Json, type Message } from "../requests/messages.js";
import { crypto } from "./crypto.js";

const delimiter = "<IDS|MSG>";
const delimiterBytes = Buffer.from(delimiter);

/**
 * What a socket sends as one part. Text wherever it is text: of long bytes the binding keeps the thread's own memory until
 * they are out, and the process aborts where the thread has ended before.
 */
export type Frame = string | Uint8Array;

/** How messages are signed. An empty key means that they are not. */
export interface Signing {
  readonly key: string;
  /** As the connection file says it: `hmac-sha256`. */
  readonly scheme: string;
}

/** What is sent: parts that are JSON text already. */
export interface Outgoing {
  /** Where a router sends it, or the topic of a publisher. */
  readonly prefix: readonly Frame[];
  readonly header: Header;
  readonly parent?: Header | undefined;
  /** JSON text; default `{}`. */
  readonly metadata?: string;
  /** JSON text. */
  readonly content: string;
}

/** The frames of a message, signed. */
export function encodeMessage(
  { prefix, header, parent, metadata = "{}", content }: Outgoing,
  signing: Signing,
): Frame[] {
  const parts = [JSON.stringify(header), JSON.stringify(parent ?? {}), metadata, content];
  return [...prefix, delimiter, sign(parts, signing), ...parts];
}

/** A message, or why the frames are none. `signature` is empty where messages are not signed. */
export type Decoded =
  | { readonly ok: true; readonly message: Message; readonly signature: string }
  | { readonly ok: false; readonly reason: string };

/** Reads the frames of a message: a wrong signature, missing parts and broken JSON are told, not thrown. */
export function decodeMessage(frames: readonly Uint8Array[], signing: Signing): Decoded {
  const at = frames.findIndex((frame) => delimiterBytes.equals(frame));
  if (at === -1) return { ok: false, reason: "it has no delimiter" };
  const [signature, ...parts] = frames.slice(at + 1);
  const [header, parent, metadata, content] = parts.slice(0, 4).map(parseJson);
  if (signature === undefined || parts.length < 4) return { ok: false, reason: "parts are missing" };
  if (!isSigned(signature, parts.slice(0, 4), signing)) return { ok: false, reason: "its signature is wrong" };
  if (!isHeader(header)) return { ok: false, reason: "its header is not one" };
  if (!isJson(content)) return { ok: false, reason: "its content is not a JSON object" };
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

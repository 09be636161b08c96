import { type Header, protocolVersion } from "../requests/messages.js";
import type { Connection } from "./connection.js";
import { crypto } from "./crypto.js";
import { encodeMessage, type Frame } from "./wire.js";

/** The parts of a message; the content is JSON text. */
export interface MessageParts {
  /** Addresses for a router, or the topic of a publisher. */
  readonly prefix: readonly Frame[];
  readonly type: string;
  /** The header of the request that it responds to. */
  readonly parent?: Header | undefined;
  readonly content: string;
  /** Default: a new id. */
  readonly id?: string;
}

/** Adds headers and signatures to a kernel's messages. */
export class MessageEncoder {
  /** The kernel's session id, which every header contains. */
  readonly session: string;
  readonly #connection: Connection;

  constructor(connection: Connection, session: string) {
    this.#connection = connection;
    this.session = session;
  }

  /** Returns the frames to send. */
  frames({ prefix, type, parent, content, id = crypto().randomUUID() }: MessageParts): Frame[] {
    const header: Header = {
      msg_id: id,
      msg_type: type,
      session: this.session,
      username: "kernel",
      date: new Date().toISOString(),
      version: protocolVersion,
    };
    return encodeMessage({ prefix, header, parent, content }, this.#connection);
  }
}

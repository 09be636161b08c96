import { type Header, protocolVersion } from "../requests/messages.js";
import type { Connection } from "./connection.js";
import { crypto } from "./crypto.js";
import { encodeMessage, type Frame } from "./wire.js";

/** What goes into an envelope. The content is JSON text already. */
export interface Letter {
  /** Where a router sends it, or the topic of a publisher. */
  readonly prefix: readonly Frame[];
  readonly type: string;
  /** What caused it. */
  readonly parent?: Header | undefined;
  readonly content: string;
  /** Default: a new one. */
  readonly id?: string;
}

/** Gives the messages of one kernel their headers and signatures. */
export class Envelope {
  /** The kernel's session, which every header names. */
  readonly session: string;
  readonly #connection: Connection;

  constructor(connection: Connection, session: string) {
    this.#connection = connection;
    this.session = session;
  }

  /** The frames to send. */
  frames({ prefix, type, parent, content, id = crypto().randomUUID() }: Letter): Frame[] {
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

/** JSON-RPC over a pair of pipes, as in the language server protocol. */
import type { Readable, Writable } from "node:stream";

/** The other side responded to a request with an error. */
export class RequestFailed extends Error {}

/** The pipe broke or was closed. */
export class PipeClosed extends Error {}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A connection. */
export class JsonRpc {
  readonly #output: Writable;
  readonly #handleRequest: (method: string, params: unknown) => unknown;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;
  #isClosed = false;
  /** Messages that are written with the next one. */
  #buffered = "";
  #received: Buffer = Buffer.alloc(0);

  /** `handleRequest` returns the results of requests from the other side. Its notifications are ignored. */
  constructor(input: Readable, output: Writable, handleRequest: (method: string, params: unknown) => unknown) {
    this.#output = output;
    this.#handleRequest = handleRequest;
    input.on("data", (chunk: Buffer) => this.#receive(chunk));
    for (const stream of [input, output]) {
      stream.once("close", () => this.close());
      stream.on("error", () => this.close());
    }
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends a request. Rejects with {@link PipeClosed} if the connection ends before the response. */
  request(method: string, params: object): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new PipeClosed());
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, method, params });
    });
  }

  notify(method: string, params: object): void {
    if (!this.#isClosed) this.#send({ method, params });
  }

  /** Sends a notification together with what the caller sends next, in one write to the pipe. */
  notifyBeforeRequest(method: string, params: object): void {
    if (this.#isClosed) return;
    this.#buffered += frameOf({ method, params });
    process.nextTick(() => this.#write(""));
  }

  /** Ends the connection and rejects pending requests. */
  close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(new PipeClosed());
    this.#waiting.clear();
  }

  #send(message: object): void {
    this.#write(frameOf(message));
  }

  /** Writes the pending messages and `frame` at once, because a second write would wake the other side twice. */
  #write(frame: string): void {
    const text = this.#buffered + frame;
    this.#buffered = "";
    if (text !== "" && !this.#isClosed) this.#output.write(text);
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf("\r\n\r\n");
      if (end === -1) return;
      const length = Number(/Content-Length: *(\d+)/i.exec(this.#received.toString("latin1", 0, end))?.[1]);
      const whole = end + 4 + length;
      if (Number.isNaN(length)) {
        // Not the protocol; the rest cannot be parsed either.
        this.close();
        return;
      }
      if (this.#received.length < whole) return;
      const body = this.#received.toString("utf8", end + 4, whole);
      this.#received = this.#received.subarray(whole);
      this.#dispatch(JSON.parse(body));
    }
  }

  #dispatch(message: {
    id?: number;
    method?: string;
    params?: unknown;
    result?: unknown;
    error?: { message?: string };
  }): void {
    const { id, method, params, result, error } = message;
    if (id === undefined) return;
    if (method !== undefined) {
      this.#send({ id, result: this.#handleRequest(method, params) ?? null });
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new RequestFailed(error.message ?? "the request was refused"));
  }
}

function frameOf(message: object): string {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

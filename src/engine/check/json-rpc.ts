/**
 * JSON-RPC over a pair of pipes, as language servers speak it. By hand, since the usual package takes 20 ms to load: in
 * that time the first messages are on their way already.
 */
import type { Readable, Writable } from "node:stream";

/** An answer that the other side refused. */
export class RequestRefused extends Error {}

/** A pipe that broke, or was closed by us. */
export class PipeClosed extends Error {}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Both directions of one conversation. */
export class JsonRpc {
  readonly #output: Writable;
  readonly #answer: (method: string, params: unknown) => unknown;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;
  #isClosed = false;
  #received: Buffer = Buffer.alloc(0);

  /** `answer` gives the results of requests that come from the other side; its notifications are not heard. */
  constructor(input: Readable, output: Writable, answer: (method: string, params: unknown) => unknown) {
    this.#output = output;
    this.#answer = answer;
    input.on("data", (chunk: Buffer) => this.#receive(chunk));
    for (const stream of [input, output]) {
      stream.once("close", () => this.close());
      stream.on("error", () => this.close());
    }
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends a request; rejects with {@link PipeClosed} when no answer can come any more. */
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

  /** Gives up: what waits is rejected. */
  close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(new PipeClosed());
    this.#waiting.clear();
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#output.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf("\r\n\r\n");
      if (end === -1) return;
      const length = Number(/Content-Length: *(\d+)/i.exec(this.#received.toString("latin1", 0, end))?.[1]);
      const whole = end + 4 + length;
      if (Number.isNaN(length)) {
        // Not the language that we speak: nothing after it can be understood.
        this.close();
        return;
      }
      if (this.#received.length < whole) return;
      const body = this.#received.toString("utf8", end + 4, whole);
      this.#received = this.#received.subarray(whole);
      this.#hear(JSON.parse(body));
    }
  }

  #hear(message: {
    id?: number;
    method?: string;
    params?: unknown;
    result?: unknown;
    error?: { message?: string };
  }): void {
    const { id, method, params, result, error } = message;
    if (id === undefined) return;
    if (method !== undefined) {
      this.#send({ id, result: this.#answer(method, params) ?? null });
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new RequestRefused(error.message ?? "the request was refused"));
  }
}

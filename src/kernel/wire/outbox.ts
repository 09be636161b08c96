import { randomUUID } from "node:crypto";
import type { Worker } from "node:worker_threads";
import { ChildPipes } from "../children/child-pipes.js";
import { TextJoiner } from "../output/text-joiner.js";
import type { Header, Json, StreamName } from "../requests/messages.js";
import type { Outbox } from "../requests/shell-requests.js";
import type { Request, SharedCounters, ToWorker } from "./worker-messages.js";

/** Number of text pieces per 10 ms that are sent immediately; more are joined. */
const eagerPieces = 16;

/** Sends messages to the worker, in order; blocks the caller while too much is in transit. */
export class WorkerOutbox implements Outbox {
  /** The output of child processes, sent in order with the rest. */
  readonly children: ChildPipes;
  readonly #worker: Worker;
  readonly #shared: SharedCounters;
  readonly #questions = new Map<string, (answer: string) => void>();
  readonly #joiner = new TextJoiner<Header>(({ source, name, text }) => {
    this.#shared.sending(text.length);
    this.#post({ kind: "stream", parent: source, name, text });
  }, eagerPieces);

  constructor(worker: Worker, shared: SharedCounters) {
    this.#worker = worker;
    this.#shared = shared;
    this.children = new ChildPipes(
      (message) => this.#post(message),
      () => this.#joiner.flush(),
    );
  }

  stream(parent: Header, name: StreamName, text: string): void {
    this.#joiner.write(parent, name, text);
  }

  publish(parent: Header, type: string, content: Json): void {
    const text = JSON.stringify(content);
    this.#flush();
    this.#shared.sending(text.length);
    this.#post({ kind: "publish", parent, type, content: text });
  }

  reply({ channel, message: { identities, header } }: Request, type: string, content: Json): void {
    this.#flush();
    this.#post({ kind: "reply", channel, identities, parent: header, type, content: JSON.stringify(content) });
  }

  ask({ message }: Request, prompt: string, hidden: boolean, signal: AbortSignal | undefined): Promise<string> {
    const { identities, header } = message;
    const id = randomUUID();
    this.#flush();
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const stop = () => {
        this.#questions.delete(id);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", stop, { once: true });
      this.#questions.set(id, (answer) => {
        signal?.removeEventListener("abort", stop);
        resolve(answer);
      });
      this.#post({
        kind: "ask",
        id,
        identities,
        parent: header,
        content: JSON.stringify({ prompt, password: hidden }),
      });
    });
  }

  /** Passes the user's answer to its question; without an id, to the latest question. */
  answer(id: string | undefined, value: string): void {
    const questionId = id ?? [...this.#questions.keys()].at(-1);
    if (questionId === undefined) return;
    this.#questions.get(questionId)?.(value);
    this.#questions.delete(questionId);
  }

  received(): number {
    return this.#shared.received;
  }

  running(request: number, owner?: Header): void {
    if (request !== 0) this.children.setOwner(owner);
    this.#shared.running = request;
  }

  #flush(): void {
    this.#joiner.flush();
    this.children.after();
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

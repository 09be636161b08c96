import type { Socket } from "node:net";
import process from "node:process";
import { StringDecoder } from "node:string_decoder";
import type { Header, StreamName } from "../requests/messages.js";

/** Receives text that a child process wrote. */
export type TextListener = (owner: Header, name: StreamName, text: string) => void;

/** Decodes the output of child processes on the sockets' thread, and attributes it to a request. */
export class ChildText {
  readonly #emit: TextListener;
  readonly #decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  #sockets: readonly Socket[] = [];
  #owner: Header | undefined;
  #isPaused = false;

  constructor(emit: TextListener) {
    this.#emit = emit;
  }

  /** Starts to read the pipes with these descriptors. */
  read(stdout: number, stderr: number): void {
    this.#sockets = [this.#open("stdout", stdout), this.#open("stderr", stderr)];
  }

  /** Sets the request to which output is attributed; undefined drops it. */
  setOwner(owner: Header | undefined): void {
    for (const name of ["stdout", "stderr"] as const) this.#text(name, this.#decoders[name].end());
    this.#owner = owner;
  }

  /** Takes bytes that the main thread has read. */
  write(name: StreamName, bytes: Uint8Array): void {
    this.#text(name, this.#decoders[name].write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  }

  /** Stops reading until {@link resume}; the children wait when their pipe is full. */
  pause(): void {
    this.#isPaused = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Continues reading. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    for (const socket of this.#sockets) socket.resume();
  }

  /** Closes the pipes. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #open(name: StreamName, fd: number): Socket {
    // Loaded here, since clients wait for this thread to start and most sessions start no child.
    const net = process.getBuiltinModule("node:net");
    const socket = new net.Socket({ fd, readable: true, writable: false });
    socket.on("data", (bytes) => this.write(name, bytes));
    // An unreadable pipe loses the children's output, but does not end the kernel.
    socket.on("error", () => socket.destroy());
    return socket;
  }

  #text(name: StreamName, text: string): void {
    if (this.#owner !== undefined && text !== "") this.#emit(this.#owner, name, text);
  }
}

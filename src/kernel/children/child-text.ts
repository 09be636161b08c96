import type { Socket } from "node:net";
import process from "node:process";
import { StringDecoder } from "node:string_decoder";
import type { Header, StreamName } from "../requests/messages.js";

/** Takes text that a child process wrote. */
export type GiveText = (owner: Header, name: StreamName, text: string) => void;

/** The output of child processes on the sockets' thread: bytes of two streams as text of the request they belong to. */
export class ChildText {
  readonly #give: GiveText;
  readonly #decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  #sockets: readonly Socket[] = [];
  #owner: Header | undefined;
  #isPaused = false;

  constructor(give: GiveText) {
    this.#give = give;
  }

  /** Reads the pipes with these descriptors from now on. */
  read(stdout: number, stderr: number): void {
    this.#sockets = [this.#open("stdout", stdout), this.#open("stderr", stderr)];
  }

  /** Says whose output it is from now on; undefined: it is dropped. */
  setOwner(owner: Header | undefined): void {
    for (const name of ["stdout", "stderr"] as const) this.#text(name, this.#decoders[name].end());
    this.#owner = owner;
  }

  /** Takes bytes that the other thread has read. */
  write(name: StreamName, bytes: Uint8Array): void {
    this.#text(name, this.#decoders[name].write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  }

  /** Reads no further until {@link resume}: the children wait when their pipe is full. */
  pause(): void {
    this.#isPaused = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Reads on. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    for (const socket of this.#sockets) socket.resume();
  }

  /** Reads no more. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #open(name: StreamName, fd: number): Socket {
    // Not at the start of this thread, which every client waits for: most sessions start no child.
    const net = process.getBuiltinModule("node:net");
    const socket = new net.Socket({ fd, readable: true, writable: false });
    socket.on("data", (bytes) => this.write(name, bytes));
    // A pipe that cannot be read costs the children's output, not the kernel.
    socket.on("error", () => socket.destroy());
    return socket;
  }

  #text(name: StreamName, text: string): void {
    if (this.#owner !== undefined && text !== "") this.#give(this.#owner, name, text);
  }
}

/** Between the keyboard and whoever wants a key: what is typed ahead or pasted waits here, in order. */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { type Key, KeyDecoder } from "../editor/keys.js";
import type { ReplInput } from "../options.js";

// A terminal sends a sequence in one piece; over a slow line its parts are this far apart at most.
const escapeWaitMs = 40;
// Longer than between two keys of somebody who types.
const quietMs = 300;

/** Turns the terminal's echo on or off: Node itself can only do so together with the keys that are signals. */
function setEcho(isOn: boolean): void {
  // Where there is no `stty`, as on Windows, keys are echoed as before.
  spawnSync("stty", [isOn ? "echo" : "-echo"], { stdio: ["inherit", "ignore", "ignore"] });
}

/** How the keyboard is read. */
export interface LineGateOptions {
  /** Turns the terminal's echo on or off. */
  readonly echo?: (isOn: boolean) => void;
  /** Whether the terminal edits and echoes lines itself, as `TERM=dumb` must. Default false. */
  readonly isCooked?: boolean;
}

/** The keyboard. Raw while an entry is edited; as the shell had it while code runs, so that Ctrl-C is a signal. */
export class LineGate {
  readonly #input: ReplInput;
  readonly #decoder = new KeyDecoder();
  #keys: Key[] = [];
  #waiting: ((key: Key | undefined) => void) | undefined;
  #isEnded = false;
  #lastKeyAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isHushed = false;
  readonly #setEcho: (isOn: boolean) => void;

  /** Whether the terminal edits and echoes lines itself. */
  readonly isCooked: boolean;

  constructor(input: ReplInput, { echo = setEcho, isCooked = false }: LineGateOptions = {}) {
    this.#input = input;
    this.#setEcho = echo;
    this.isCooked = isCooked;
    input.on("data", this.#onData);
    input.on("end", this.#onEnd);
    input.on("error", this.#onEnd);
  }

  /** Whether keys are waiting: they came in a paste or ahead of the prompt, not from fingers just now. */
  get isAhead(): boolean {
    return this.#keys.length > 0;
  }

  /** Whether the user is typing: work done now would cause lag. */
  get isInUse(): boolean {
    return this.isAhead || performance.now() - this.#lastKeyAt < quietMs;
  }

  /** The text that waits, up to its first special key but line ends. */
  get textAhead(): string {
    let text = "";
    for (const key of this.#keys) {
      if (key.kind !== "key") text += key.text;
      else if (key.name === "enter") text += "\n";
      else break;
    }
    return text;
  }

  /** The next key; undefined when the keyboard is gone. */
  next(): Promise<Key | undefined> {
    const key = this.#keys.shift();
    if (key !== undefined || this.#isEnded) return Promise.resolve(key);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** Takes over the keys: no echo, no signals. Of a terminal that edits lines itself only the echo of a hidden answer. */
  takeKeys(isHidden = false): void {
    // Before: the terminal goes back to what it was when it was taken.
    this.#unhush();
    if (this.isCooked && isHidden) this.hush();
    if (!this.#isEnded && !this.isCooked) this.#input.setRawMode?.(true);
  }

  /** Gives the terminal back to the shell's own line editing: Ctrl-C is a signal. */
  giveBack(): void {
    if (!this.#isEnded && !this.isCooked) this.#input.setRawMode?.(false);
  }

  /**
   * Keeps the terminal from echoing what is typed into what is drawn, until the keys are taken again. What is typed is
   * kept for the next prompt, and Ctrl-C stays a signal, so that code that never comes back can be stopped.
   */
  hush(): void {
    if (this.#isEnded || this.#isHushed || this.#input.isTTY !== true) return;
    this.#isHushed = true;
    this.#setEcho(false);
    process.once("exit", this.#unhush);
  }

  /** Adds a key that came as a signal. */
  press(name: string): void {
    this.#add([{ kind: "key", name }]);
  }

  /** Forgets what was typed ahead. */
  drop(): void {
    this.#keys = [];
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#input.off("data", this.#onData);
    this.#input.off("end", this.#onEnd);
    this.#input.off("error", this.#onEnd);
    this.giveBack();
    this.#unhush();
    this.#input.pause();
    this.#isEnded = true;
    this.#waiting?.(undefined);
  }

  readonly #unhush = (): void => {
    if (!this.#isHushed) return;
    this.#isHushed = false;
    process.off("exit", this.#unhush);
    this.#setEcho(true);
  };

  readonly #onData = (chunk: Buffer | string): void => {
    clearTimeout(this.#timer);
    this.#lastKeyAt = performance.now();
    this.#add(this.#decoder.push(chunk));
    if (this.#decoder.isWaiting) this.#timer = setTimeout(() => this.#add(this.#decoder.flush()), escapeWaitMs);
  };

  readonly #onEnd = (): void => {
    this.#add(this.#decoder.flush());
    this.#isEnded = true;
    if (this.#keys.length === 0) this.#waiting?.(undefined);
  };

  #add(keys: readonly Key[]): void {
    this.#keys.push(...keys);
    const waiting = this.#waiting;
    if (waiting === undefined || this.#keys.length === 0) return;
    this.#waiting = undefined;
    waiting(this.#keys.shift());
  }
}

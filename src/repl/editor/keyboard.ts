/** Reads keys from the terminal and queues what is typed ahead or pasted. */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { type Key, KeyDecoder } from "../editor/keys.js";
import type { ReplInput } from "../options.js";

// A terminal sends a sequence at once; over a slow connection its parts arrive within this time.
const escapeWaitMs = 40;
// Longer than the time between two keystrokes of a typing user.
const quietMs = 300;

/** Turns the terminal's echo on or off, which Node can only do together with signal keys. */
function setEcho(isOn: boolean): void {
  // Without `stty`, for example on Windows, keys are echoed as before.
  spawnSync("stty", [isOn ? "echo" : "-echo"], { stdio: ["inherit", "ignore", "ignore"] });
}

/** Options of {@link Keyboard}. */
export interface KeyboardOptions {
  /** Turns the terminal's echo on or off. */
  readonly echo?: (isOn: boolean) => void;
  /** Whether the terminal edits and echoes lines itself, as with `TERM=dumb`. Default: false. */
  readonly isCooked?: boolean;
}

/**
 * The keyboard: in raw mode while an entry is edited, in its former mode while code runs, so that Ctrl-C is a signal.
 */
export class Keyboard {
  readonly #input: ReplInput;
  readonly #decoder = new KeyDecoder();
  #keys: Key[] = [];
  #waiting: ((key: Key | undefined) => void) | undefined;
  #isEnded = false;
  #lastKeyAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isEchoMuted = false;
  readonly #setEcho: (isOn: boolean) => void;

  /** Whether the terminal edits and echoes lines itself. */
  readonly isCooked: boolean;

  constructor(input: ReplInput, { echo = setEcho, isCooked = false }: KeyboardOptions = {}) {
    this.#input = input;
    this.#setEcho = echo;
    this.isCooked = isCooked;
    input.on("data", this.#onData);
    input.on("end", this.#onEnd);
    input.on("error", this.#onEnd);
  }

  /** Whether keys are queued: pasted or typed ahead. */
  get hasQueuedKeys(): boolean {
    return this.#keys.length > 0;
  }

  /** Whether the user is typing; work done now would be noticed. */
  get isInUse(): boolean {
    return this.hasQueuedKeys || performance.now() - this.#lastKeyAt < quietMs;
  }

  /** The queued text up to the first special key except Enter. */
  get queuedText(): string {
    let text = "";
    for (const key of this.#keys) {
      if (key.kind !== "key") text += key.text;
      else if (key.name === "enter") text += "\n";
      else break;
    }
    return text;
  }

  /** Returns the next key; undefined when the input has ended. */
  next(): Promise<Key | undefined> {
    const key = this.#keys.shift();
    if (key !== undefined || this.#isEnded) return Promise.resolve(key);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /**
   * Enters raw mode: no echo, no signals. If the terminal edits lines itself, only turns off the echo for a hidden
   * answer.
   */
  enterRawMode(isHidden = false): void {
    // First, since leaving raw mode restores the mode at the time of entering it.
    this.#restoreEcho();
    if (this.isCooked && isHidden) this.muteEcho();
    if (!this.#isEnded && !this.isCooked) this.#input.setRawMode?.(true);
  }

  /** Leaves raw mode, so that Ctrl-C is a signal. */
  leaveRawMode(): void {
    if (!this.#isEnded && !this.isCooked) this.#input.setRawMode?.(false);
  }

  /**
   * Turns off the echo until keys are read again, so that typed keys do not disturb the drawing. The keys are queued,
   * and Ctrl-C remains a signal.
   */
  muteEcho(): void {
    if (this.#isEnded || this.#isEchoMuted || this.#input.isTTY !== true) return;
    this.#isEchoMuted = true;
    this.#setEcho(false);
    process.once("exit", this.#restoreEcho);
  }

  /** Adds a key that arrived as a signal. */
  addKey(name: string): void {
    this.#add([{ kind: "key", name }]);
  }

  /** Discards queued keys. */
  discard(): void {
    this.#keys = [];
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#input.off("data", this.#onData);
    this.#input.off("end", this.#onEnd);
    this.#input.off("error", this.#onEnd);
    this.leaveRawMode();
    this.#restoreEcho();
    this.#input.pause();
    this.#isEnded = true;
    this.#waiting?.(undefined);
  }

  readonly #restoreEcho = (): void => {
    if (!this.#isEchoMuted) return;
    this.#isEchoMuted = false;
    process.off("exit", this.#restoreEcho);
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

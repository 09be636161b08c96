/** Decodes terminal input to keys. An incomplete sequence is kept until its rest arrives. */
import { StringDecoder } from "node:string_decoder";

/** A key, typed text, or pasted text. */
export type Key =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "paste"; readonly text: string }
  | { readonly kind: "key"; readonly name: string };

const finalNames: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  Z: "shift-tab",
};

const tildeNames: Readonly<Record<string, string>> = {
  "1": "home",
  "3": "delete",
  "4": "end",
  "5": "page-up",
  "6": "page-down",
  "7": "home",
  "8": "end",
};

const controlNames: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x1b": "escape",
  "\0": "ctrl-space",
  "\x1c": "ctrl-backslash",
  "\x1d": "ctrl-]",
  "\x1e": "ctrl-^",
  "\x1f": "ctrl-_",
};

const pasteEnd = "\x1b[201~";

/** Returns the prefix for modifiers, from the number that xterm and kitty send: 1 + shift 1 + alt 2 + ctrl 4. */
function modifiers(code: string | undefined): string {
  const bits = Number(code ?? "1") - 1;
  return `${bits & 4 ? "ctrl-" : ""}${bits & 2 ? "alt-" : ""}${bits & 1 ? "shift-" : ""}`;
}

function nameOfCodePoint(code: number): string {
  const text = String.fromCodePoint(code);
  return controlNames[text] ?? text.toLowerCase();
}

/** Returns the key of a complete escape sequence; undefined if unknown. */
function sequenceName(parameters: string, final: string): string | undefined {
  const [first = "", second, third] = parameters.split(";");
  if (final === "~") {
    // xterm's modifyOtherKeys: 27;modifier;letter.
    if (first === "27" && third !== undefined) return modifiers(second) + nameOfCodePoint(Number(third));
    const name = tildeNames[first];
    return name === undefined ? undefined : modifiers(second) + name;
  }
  if (final === "u") return first === "" ? undefined : modifiers(second) + nameOfCodePoint(Number(first));
  const name = finalNames[final];
  if (name === undefined) return undefined;
  return name === "shift-tab" ? name : modifiers(second) + name;
}

/** Decodes the input of one terminal. */
export class KeyDecoder {
  readonly #utf8 = new StringDecoder("utf8");
  #rest = "";
  #paste: string | undefined;

  /** Whether more bytes may complete the input: a lone escape or a partial sequence. */
  get isWaiting(): boolean {
    return this.#rest !== "" && this.#paste === undefined;
  }

  /** Returns the keys that `chunk` completes, in order. */
  push(chunk: Buffer | string): Key[] {
    this.#rest += typeof chunk === "string" ? chunk : this.#utf8.write(chunk);
    return this.#drain(false);
  }

  /** Returns incomplete input as keys, since nothing follows. */
  flush(): Key[] {
    return this.#drain(true);
  }

  #drain(isFinal: boolean): Key[] {
    const keys: Key[] = [];
    let text = "";
    const endText = () => {
      if (text !== "") keys.push({ kind: "text", text });
      text = "";
    };
    let at = 0;
    const all = this.#rest;
    while (at < all.length) {
      if (this.#paste !== undefined) {
        at = this.#takePaste(all, at, keys);
        if (this.#paste !== undefined) break;
        continue;
      }
      const letter = all[at] ?? "";
      if (letter >= " " && letter !== "\x7f") {
        text += letter;
        at += 1;
        continue;
      }
      endText();
      if (letter !== "\x1b") {
        // CR LF is one key, since text pasted from Windows contains both.
        if (letter === "\r" && all[at + 1] === "\n") at += 1;
        keys.push({
          kind: "key",
          name: controlNames[letter] ?? `ctrl-${String.fromCharCode(letter.charCodeAt(0) + 96)}`,
        });
        at += 1;
        continue;
      }
      const end = this.#takeEscape(all, at, keys, isFinal);
      if (end === undefined) break;
      at = end;
    }
    endText();
    this.#rest = all.slice(at);
    return keys;
  }

  /** Decodes the escape at `at`; returns its end, or undefined if it is incomplete. */
  #takeEscape(all: string, at: number, keys: Key[], isFinal: boolean): number | undefined {
    const rest = all.slice(at, at + 32);
    const sequence = /^\x1b\[([0-9;<=>?]*)([@-~])/.exec(rest) ?? /^\x1bO()([A-Za-z])/.exec(rest);
    if (sequence !== null) {
      const [sequenceText, parameters = "", final = ""] = sequence;
      if (final === "~" && parameters === "200") this.#paste = "";
      else {
        const name = sequenceName(parameters, final);
        if (name !== undefined) keys.push({ kind: "key", name });
      }
      return at + sequenceText.length;
    }
    if (!isFinal && /^\x1b(\[[0-9;<=>?]*|O)?$/.test(rest)) return undefined;
    const next = rest[1];
    if (next === undefined || next === "\x1b") {
      keys.push({ kind: "key", name: "escape" });
      return at + 1;
    }
    const name = controlNames[next] ?? next;
    keys.push({ kind: "key", name: `alt-${name}` });
    return at + 2;
  }

  #takePaste(all: string, at: number, keys: Key[]): number {
    const end = all.indexOf(pasteEnd, at);
    if (end !== -1) {
      keys.push({ kind: "paste", text: plainLines((this.#paste ?? "") + all.slice(at, end)) });
      this.#paste = undefined;
      return end + pasteEnd.length;
    }
    // The chunk may end within the end mark, so keep as much as may be its start.
    const keep = longestPrefixAtEnd(all.slice(at), pasteEnd);
    this.#paste = (this.#paste ?? "") + all.slice(at, all.length - keep);
    return all.length - keep;
  }
}

/** Returns how many characters at the end of `text` may start `mark`. */
function longestPrefixAtEnd(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

/** Replaces CR, which terminals send as line break in a paste. */
function plainLines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

import { describe, expect, it } from "vitest";
import { type Key, KeyDecoder } from "../../../src/repl/editor/keys.js";

const decode = (...chunks: (string | Buffer)[]): Key[] => {
  const decoder = new KeyDecoder();
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.flush()];
};
const key = (name: string): Key => ({ kind: "key", name });
const text = (letters: string): Key => ({ kind: "text", text: letters });

describe("the decoder of keys", () => {
  it("returns runs of letters and keys in order", () => {
    expect(decode("ab\rc\x7f")).toEqual([text("ab"), key("enter"), text("c"), key("backspace")]);
  });

  it.each([
    ["\x1b[A", "up"],
    ["\x1bOB", "down"],
    ["\x1b[1;5C", "ctrl-right"],
    ["\x1b[1;3D", "alt-left"],
    ["\x1b[3~", "delete"],
    ["\x1b[3;5~", "ctrl-delete"],
    ["\x1b[H", "home"],
    ["\x1b[4~", "end"],
    ["\x1b[Z", "shift-tab"],
    ["\x1b[13;2u", "shift-enter"],
    ["\x1b[27;5;13~", "ctrl-enter"],
    ["\x1b\r", "alt-enter"],
    ["\x1bb", "alt-b"],
    ["\x03", "ctrl-c"],
    ["\t", "tab"],
    ["\x1f", "ctrl-_"],
  ])("decodes %j as %s", (bytes, name) => {
    expect(decode(bytes)).toEqual([key(name)]);
  });

  it("joins a sequence that arrives in pieces", () => {
    expect(decode("\x1b", "[1", ";5C")).toEqual([key("ctrl-right")]);
  });

  it("treats a single escape as the key if nothing follows", () => {
    const decoder = new KeyDecoder();
    expect(decoder.push("\x1b")).toEqual([]);
    expect(decoder.isWaiting).toBe(true);
    expect(decoder.flush()).toEqual([key("escape")]);
    expect(decoder.isWaiting).toBe(false);
  });

  it("joins a letter whose bytes arrive separately", () => {
    const bytes = Buffer.from("ä🍋");
    expect(
      decode(bytes.subarray(0, 1), bytes.subarray(1, 4), bytes.subarray(4))
        .map((one) => "text" in one && one.text)
        .join(""),
    ).toBe("ä🍋");
  });

  it("returns a bracketed paste whole, with newlines as line ends and escapes unchanged", () => {
    expect(decode("\x1b[200~a\r\nb\rc\x1b[A", "\x1b[20", "1~d")).toEqual([
      { kind: "paste", text: "a\nb\nc\x1b[A" },
      text("d"),
    ]);
  });

  it("treats CR LF as one Enter", () => {
    expect(decode("a\r\nb\n")).toEqual([text("a"), key("enter"), text("b"), key("enter")]);
  });

  it("skips an unknown sequence", () => {
    expect(decode("\x1b[99;9Wx")).toEqual([text("x")]);
  });
});

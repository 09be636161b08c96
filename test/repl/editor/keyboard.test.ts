import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { Keyboard } from "../../../src/repl/editor/keyboard.js";

function keyboard() {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), { setRawMode: (raw: boolean) => modes.push(raw) });
  return { input, modes, keyboard: new Keyboard(input) };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the line keyboard", () => {
  it("queues keys in order until they are read", async () => {
    const { input, keyboard: one } = keyboard();
    input.write("a\rb");
    await settled();
    expect(one.hasQueuedKeys).toBe(true);
    expect(one.queuedText).toBe("a\nb");
    expect([await one.next(), await one.next(), await one.next()]).toEqual([
      { kind: "text", text: "a" },
      { kind: "key", name: "enter" },
      { kind: "text", text: "b" },
    ]);
    expect(one.hasQueuedKeys).toBe(false);
  });

  it("passes a key to the waiting reader", async () => {
    const { input, keyboard: one } = keyboard();
    const key = one.next();
    input.write("\x1b");
    // A lone escape is distinguished from the start of a sequence by the time that passes.
    expect(await key).toEqual({ kind: "key", name: "escape" });
  });

  it("returns undefined after the typed keys when the input has ended", async () => {
    const { input, keyboard: one } = keyboard();
    input.end("a");
    await settled();
    expect(await one.next()).toEqual({ kind: "text", text: "a" });
    expect(await one.next()).toBeUndefined();
  });

  it("reads keys in raw mode and restores the terminal", () => {
    const { modes, keyboard: one } = keyboard();
    one.enterRawMode();
    one.leaveRawMode();
    one.close();
    expect(modes).toEqual([true, false, false]);
  });

  it("turns the echo off once while a chain is drawn, and on before keys are read", () => {
    const said: (boolean | string)[] = [];
    const input = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (isRaw: boolean) => said.push(`raw ${isRaw}`),
    });
    const one = new Keyboard(input, { echo: (isOn) => said.push(isOn) });
    one.muteEcho();
    one.muteEcho();
    one.enterRawMode();
    one.enterRawMode();
    one.close();
    expect(said).toEqual([false, true, "raw true", "raw true", "raw false"]);
    const piped = new Keyboard(new PassThrough(), { echo: (isOn) => said.push(isOn) });
    piped.muteEcho();
    piped.close();
    expect(said).toHaveLength(5);
  });

  it("discards queued keys", async () => {
    const { input, keyboard: one } = keyboard();
    input.write("a\r");
    await settled();
    one.discard();
    expect(one.hasQueuedKeys).toBe(false);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Publisher, type PublishSocket } from "../../../src/kernel/output/publisher.js";

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => vi.useRealTimers());

/** A socket whose client takes messages only while it reads. */
class ScriptedSocket implements PublishSocket {
  noDrop = true;
  isReading = true;
  closed = false;
  readonly taken: string[] = [];
  readonly #subscriptions: Buffer[] = [];
  #wake: () => void = () => undefined;

  async send([frame]: Buffer[]): Promise<void> {
    if (this.isReading) this.taken.push(String(frame));
    else if (this.noDrop) throw new Error("full");
  }

  subscribe(topic: string): void {
    this.#subscriptions.push(Buffer.from(`\x01${topic}`));
    this.#wake();
  }

  close(): void {
    this.closed = true;
  }

  async receive(): Promise<Buffer[]> {
    for (;;) {
      const frame = this.#subscriptions.shift();
      if (frame !== undefined) return [frame];
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

function publisherOver() {
  const socket = new ScriptedSocket();
  const topics: string[] = [];
  const publisher = new Publisher(socket, (topic) => topics.push(topic));
  return {
    socket,
    topics,
    send: (text: string, onSent?: () => void) => publisher.send([Buffer.from(text)], onSent),
    publisher,
  };
}

// Longer than the wait for a first subscription, shorter than the time after which a client is considered gone.
const aWhile = () => vi.advanceTimersByTimeAsync(1_000);

describe("the messages to all clients", () => {
  it("wait briefly for the first subscription, so that an early client misses nothing", async () => {
    const { socket, topics, send } = publisherOver();
    send("starting");
    await vi.advanceTimersByTimeAsync(100);
    expect(socket.taken).toEqual([]);
    socket.subscribe("");
    await vi.advanceTimersByTimeAsync(0);
    expect(socket.taken).toEqual(["starting"]);
    expect(topics).toEqual([""]);
  });

  it("are sent in order, with callbacks between them", async () => {
    const { socket, send, publisher } = publisherOver();
    send("a");
    publisher.after(async () => {
      socket.taken.push("reply");
    });
    send("b");
    publisher.sendFirst([Buffer.from("welcome")]);
    await aWhile();
    expect(socket.taken).toEqual(["welcome", "a", "reply", "b"]);
  });

  it("wait while a client does not read, and arrive completely later", async () => {
    const { socket, send } = publisherOver();
    const sent: string[] = [];
    socket.isReading = false;
    for (const text of ["a", "b", "c"]) send(text, () => sent.push(text));
    await aWhile();
    expect(sent).toEqual([]);
    socket.isReading = true;
    await aWhile();
    expect(socket.taken).toEqual(["a", "b", "c"]);
    expect(sent).toEqual(["a", "b", "c"]);
  });

  it("are dropped for a client that reads nothing for ten seconds, until a client subscribes", async () => {
    const { socket, send } = publisherOver();
    socket.isReading = false;
    send("a");
    await vi.advanceTimersByTimeAsync(11_000);
    expect(socket.noDrop).toBe(false);
    socket.isReading = true;
    socket.subscribe("");
    send("b");
    await aWhile();
    expect(socket.noDrop).toBe(true);
    expect(socket.taken).toEqual(["b"]);
  });

  it("do not delay the end for a client that does not read", async () => {
    const { socket, send, publisher } = publisherOver();
    socket.isReading = false;
    send("a");
    await aWhile();
    const closed = publisher.close();
    await aWhile();
    await closed;
    expect(socket.closed).toBe(true);
  });
});

import { PassThrough, Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { JsonRpc, PipeClosed, RequestFailed } from "../../../src/engine/check/json-rpc.js";

function open(answer: (method: string, params: unknown) => unknown = () => undefined) {
  const input = new PassThrough();
  const output = new PassThrough();
  const rpc = new JsonRpc(input, output, answer);
  const frame = (message: object) => {
    const body = JSON.stringify(message);
    return Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const sent = () => String(output.read() ?? "");
  return { rpc, input, sent, frame };
}

describe("JSON-RPC over pipes", () => {
  it("counts bytes, not characters", async () => {
    const { rpc, sent } = open();
    rpc.notify("say", { text: "🍋" });
    expect(sent()).toBe('Content-Length: 57\r\n\r\n{"jsonrpc":"2.0","method":"say","params":{"text":"🍋"}}');
  });

  it("sends a notification before a request in one write", async () => {
    const writes: string[] = [];
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        writes.push(String(chunk));
        done();
      },
    });
    const rpc = new JsonRpc(new PassThrough(), output, () => undefined);
    rpc.notifyBeforeRequest("change", {});
    rpc.request("check", {}).catch(() => undefined);
    await turn();
    expect(writes.map((text) => text.match(/"method":"\w+"/g))).toEqual([['"method":"change"', '"method":"check"']]);
    rpc.notifyBeforeRequest("last", {});
    await turn();
    expect(writes).toHaveLength(2);
  });

  it("reads answers that arrive in parts, and several at once", async () => {
    const { rpc, input, frame } = open();
    const both = Promise.all([rpc.request("a", {}), rpc.request("b", {})]);
    const bytes = Buffer.concat([frame({ id: 2, result: "🍋" }), frame({ id: 1, result: "one" })]);
    for (const byte of bytes.subarray(0, 90)) input.write(Buffer.from([byte]));
    input.write(bytes.subarray(90));
    expect(await both).toEqual(["one", "🍋"]);
  });

  it("rejects when the other side answers with an error", async () => {
    const { rpc, input, frame } = open();
    const refused = rpc.request("a", {});
    input.write(frame({ id: 1, error: { message: "no such file" } }));
    await expect(refused).rejects.toThrow(new RequestFailed("no such file"));
  });

  it("answers requests of the other side, with null if there is no answer", async () => {
    const { input, sent, frame } = open((method) => (method === "ask" ? 5 : undefined));
    input.write(Buffer.concat([frame({ id: 7, method: "ask" }), frame({ id: 8, method: "other" })]));
    await new Promise(setImmediate);
    expect(sent().match(/"result":\w+/g)).toEqual(['"result":5', '"result":null']);
  });

  it("rejects pending requests when the pipe breaks or sends another protocol", async () => {
    const broken = open();
    const waits = broken.rpc.request("a", {});
    broken.input.destroy();
    await expect(waits).rejects.toBeInstanceOf(PipeClosed);
    await expect(broken.rpc.request("b", {})).rejects.toBeInstanceOf(PipeClosed);
    const foreign = open();
    const asked = foreign.rpc.request("a", {});
    foreign.input.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    await expect(asked).rejects.toBeInstanceOf(PipeClosed);
    expect(foreign.rpc.isClosed).toBe(true);
  });
});

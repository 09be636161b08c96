/** Over real sockets: a client on one side, the worker's socket on the other. */
import { afterEach, expect, it } from "vitest";
import { Dealer } from "zeromq";
import { freePorts } from "../../../src/base/free-ports.js";
import type { Connection } from "../../../src/kernel/wire/connection.js";
import { MessageEncoder } from "../../../src/kernel/wire/message-encoder.js";
import { ShellSocket } from "../../../src/kernel/wire/shell-socket.js";
import { decodeMessage } from "../../../src/kernel/wire/wire.js";
import { finalMessageAddress, internalShellAddress } from "../../../src/kernel/wire/worker-messages.js";

const patient = { linger: 0, receiveTimeout: 5_000 };
const numbers = Array.from({ length: 200 }, (_, index) => String(index));
let closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

/** A socket with a connected client; `begin` does what the worker does once it has started. */
async function openShell() {
  const [shell = 0] = await freePorts(1);
  const ports = { shell, control: 0, stdin: 0, iopub: 0, hb: 0 };
  const connection: Connection = { transport: "tcp", ip: "127.0.0.1", key: "k", scheme: "hmac-sha256", ports };
  const socket = new ShellSocket(connection);
  const replied: string[] = [];
  const encoder = new MessageEncoder(connection, "session");
  socket.replyToKernelInfo({ encoder, version: "1.2.3", onReplied: ({ msg_id }) => replied.push(msg_id) });
  const client = new Dealer(patient);
  client.connect(`tcp://127.0.0.1:${shell}`);
  closing.push(() => socket.close());
  closing.push(() => client.close());
  const begin = () => {
    const worker = new Dealer(patient);
    worker.bindSync(internalShellAddress(connection));
    // Before the socket, like a worker that has ended.
    closing.push(async () => {
      await worker.send([finalMessageAddress, ""]);
      worker.close();
    });
    return worker;
  };
  const ask = (type: string, id: string, key = "k") =>
    client.send(new MessageEncoder({ ...connection, key }, "client").frames({ prefix: [], type, id, content: "{}" }));
  const idOf = (frames: readonly Uint8Array[]) => {
    const decoded = decodeMessage(frames, connection);
    return decoded.ok ? decoded.message.header.msg_id : decoded.reason;
  };
  return { socket, client, connection, replied, begin, ask, idOf };
}

it("answers kernel_info before the worker starts, and records whose request it was", async () => {
  const { client, connection, replied, ask } = await openShell();
  await ask("kernel_info_request", "who");
  const decoded = decodeMessage(await client.receive(), connection);
  expect(decoded).toMatchObject({
    ok: true,
    message: {
      header: { msg_type: "kernel_info_reply", session: "session" },
      parent: { msg_id: "who" },
      content: { status: "ok", implementation: "slylab", implementation_version: "1.2.3" },
    },
  });
  expect(replied).toEqual(["who"]);
});

it("reports the first answer, on which the kernel loads its session", async () => {
  const { socket, client, ask } = await openShell();
  const order: string[] = [];
  const replied = socket.replied.then(() => order.push("answered"));
  await ask("execute_request", "early");
  await new Promise(setImmediate);
  expect(order).toEqual([]);
  await ask("kernel_info_request", "who");
  await client.receive();
  await replied;
  expect(order).toEqual(["answered"]);
});

it("passes all messages to the worker in order, also earlier ones", async () => {
  const { socket, begin, ask, idOf } = await openShell();
  const sending = (async () => {
    for (const id of numbers) {
      await ask("complete_request", id);
      // So that the handover happens in the middle.
      if (Number(id) % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  await new Promise((resolve) => setTimeout(resolve, 10));
  const worker = begin();
  await socket.forwardToWorker();
  const got: string[] = [];
  while (got.length < numbers.length) got.push(idOf(await worker.receive()));
  expect(got).toEqual(numbers);
  await sending;
});

it("passes messages with a wrong signature to the worker, also kernel_info", async () => {
  const { socket, begin, ask, idOf, replied } = await openShell();
  await ask("kernel_info_request", "forged", "another key");
  const worker = begin();
  await socket.forwardToWorker();
  expect(idOf(await worker.receive())).toBe("invalid signature");
  expect(replied).toEqual([]);
});

it("passes the worker's replies to the client, including the last one at the end", async () => {
  const { socket, client, begin, ask } = await openShell();
  const worker = begin();
  await socket.forwardToWorker();
  await ask("complete_request", "one");
  const [address] = await worker.receive();
  for (const text of numbers) await worker.send([address!, text]);
  await worker.send([finalMessageAddress, ""]);
  await socket.close();
  closing = [() => client.close(), () => worker.close()];
  const got: string[] = [];
  while (got.length < numbers.length) got.push(String((await client.receive())[0]));
  expect(got).toEqual(numbers);
});

it("ends even if the worker sends no final message", async () => {
  const { socket, client, begin } = await openShell();
  const worker = begin();
  await socket.forwardToWorker();
  worker.close();
  closing = [() => client.close()];
  await expect(socket.close()).resolves.toBeUndefined();
});

it("restores the environment", async () => {
  const { socket, begin } = await openShell();
  begin();
  await socket.forwardToWorker();
  expect(process.env.UV_THREADPOOL_SIZE).toBeUndefined();
});

it("reports which port is in use", async () => {
  const { connection } = await openShell();
  const why = `Address already in use: tcp://127.0.0.1:${connection.ports.shell}`;
  expect(() => new ShellSocket(connection)).toThrow(why);
});

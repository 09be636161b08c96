import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { postWebhook } from "../../../src/server/webhooks/webhook-delivery.js";
import { WebhookHosts } from "../../../src/server/webhooks/webhook-hosts.js";
import { openTestServer, startTestServer } from "../../support/server.js";

const post = { headers: {}, followRedirect: true, rejectUnauthorized: true, body: "{}" };
const here = new WebhookHosts(false);

/** A server on raw sockets that calls `act` when a request has arrived. */
async function receiver(act: (socket: Socket, port: number) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.once("data", () => act(socket, (server.address() as AddressInfo).port));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, sockets };
}

const redirect = (location: string) => (socket: Socket) => {
  socket.end(`HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`);
};

/** Sends a byte of a response every few milliseconds, forever. */
const trickle = (head: string) => (socket: Socket) => {
  socket.write(head);
  const timer = setInterval(() => socket.write("x"), 5);
  socket.on("close", () => clearInterval(timer));
};

const lies: readonly (readonly [string, (socket: Socket, port: number) => void, RegExp])[] = [
  ["redirects to half of an address", redirect("http://["), /not a valid URL/],
  ["redirects to an impossible port", redirect("http://127.0.0.1:99999/"), /not a valid URL/],
  ["redirects to a file", redirect("file:///etc/passwd"), /not http or https/],
  ["redirects to a script", redirect("javascript:alert(1)"), /not http or https/],
  ["redirects to another machine", redirect("http://10.1.2.3/"), /10\.1\.2\.3 is not allowed/],
  ["redirects to a name that begins like this machine", redirect("http://127.0.0.1.example.com/"), /not allowed/],
  ["redirects for ever", (socket, port) => redirect(`http://127.0.0.1:${port}/`)(socket), /more than 5 redirects/],
  [
    "switches protocols",
    (socket) => socket.write("HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
    /protocol/,
  ],
  ["never responds", () => {}, /no complete response within/],
  ["trickles its head", trickle("HTTP/1.1 200 OK\r\nx-slow: "), /no complete response within/],
  ["trickles its response", trickle("HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n"), /no complete response within/],
  ["sends only informational responses", (socket) => trickle("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 103 ")(socket), /./],
  [
    "closes in the middle of its response",
    (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx"),
    /./,
  ],
  ["closes without a word", (socket) => socket.destroy(), /./],
  ["says no HTTP", (socket) => socket.end("hello\r\n\r\n"), /./],
  ["sends a head without end", (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(1_000_000)}`), /./],
];

describe("a receiver that", () => {
  it.each(lies)("%s is recorded as the outcome, without a failure of the server", async (_what, act, reason) => {
    const { url, sockets } = await receiver(act);
    const outcome = await postWebhook({ ...post, url }, here, 300);
    expect(outcome).toMatchObject({ error: expect.stringMatching(reason) });
    while (sockets.size > 0) await sleep(5);
  });

  it("sends an endless body is disconnected, and its status counts", async () => {
    const { url } = await receiver((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n");
      const timer = setInterval(() => socket.write(Buffer.alloc(65_536)), 1);
      socket.on("close", () => clearInterval(timer));
    });
    expect(await postWebhook({ ...post, url }, here)).toEqual({ status: 200 });
  });
});

describe("secrets in the headers of a webhook", () => {
  it("are sent only to the host of the webhook", async () => {
    const heads: string[] = [];
    const end = createServer((socket) => {
      socket.once("data", (bytes) => {
        heads.push(bytes.toString());
        socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
      });
    });
    await new Promise<void>((resolve) => end.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void end.close());
    const { url } = await receiver(redirect(`http://127.0.0.1:${(end.address() as AddressInfo).port}/`));
    expect(await postWebhook({ ...post, url, headers: { authorization: "secret" } }, here)).toEqual({ status: 200 });
    expect(heads[0]).not.toContain("secret");
  });
});

const completed = { teamId: 8, action: "labeling_job.completed" };

async function completeAJob(server: Awaited<ReturnType<typeof openTestServer>>): Promise<void> {
  const [job] = (await server.must("jobs.add", { name: "j", datasetId: 10555, userIds: [7] })) as { id: number }[];
  await server.must("jobs.set-status", { id: job?.id, status: "completed" });
}

describe("a delivery that cannot be sent", () => {
  it("is recorded as failed, also after a restart, and the server keeps running", async () => {
    const data = await mkdtemp(join(tmpdir(), "slylab-hooks-"));
    onTestFinished(() => rm(data, { recursive: true, force: true }));
    const { url } = await receiver(redirect("http://["));
    const first = await openTestServer({ data });
    const hook = { ...completed, url, meta: { retriesDelay: 3600 } };
    const { id } = (await first.must("webhooks.add", hook)) as { id: number };
    await completeAJob(first);
    await first.close();
    const second = await startTestServer({ data });
    for (;;) {
      const { lastDelivery } = (await second.must("webhooks.info", { id })) as { lastDelivery: object | null };
      if (lastDelivery !== null) {
        expect(lastDelivery).toMatchObject({ status: "failed", error: expect.stringContaining("not a valid URL") });
        break;
      }
      await sleep(5);
    }
    expect((await second.ask("users.me")).status).toBe(200);
  });

  it("is one of a limited number in progress at a time", async () => {
    const server = await startTestServer();
    const silent = await receiver(() => {});
    for (let count = 0; count < 6; count += 1) await server.must("webhooks.add", { ...completed, url: silent.url });
    for (let count = 0; count < 8; count += 1) await completeAJob(server);
    await sleep(100);
    expect(silent.sockets.size).toBe(16);
    expect((await server.ask("users.me")).status).toBe(200);
  });
});

/** Servers with unexpected responses, and proxies: real ones, on sockets. */
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect as connectSocket, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { Api } from "../../src/client/api.js";
import { ContractError } from "../../src/domain/errors.js";
import { startTestServer } from "../support/server.js";

afterEach(() => vi.unstubAllEnvs());

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(options: ConstructorParameters<typeof Api>[0]): Api {
  const api = new Api(options);
  onTestFinished(() => api.close());
  return api;
}

it("a response without an end is canceled and not requested again", async () => {
  let requests = 0;
  const host = await listening(
    createServer((request, response) => {
      request.resume();
      requests += 1;
      response.writeHead(200, { "content-type": "application/json" });
      const chunk = Buffer.alloc(2 ** 16, 32);
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", more);
      more();
    }),
  );
  const api = open({ address: host, token: "t", maxResponseBytes: 2 ** 22 });
  const failure = api.user.getMyInfo();
  await expect(failure).rejects.toBeInstanceOf(ContractError);
  await expect(failure).rejects.toThrow("users.me: the response is larger than 4 MiB");
  expect(requests).toBe(1);
});

/** A tunneling proxy; all tunnels lead to `target`. */
async function startProxy(
  target: string,
  status = 200,
): Promise<{ readonly address: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((_request, response) => response.writeHead(501).end());
  server.on("connect", (request, socket: Socket) => {
    asked.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
    sockets.push(socket);
    socket.on("error", () => socket.destroy());
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const { hostname, port } = new URL(target);
    const upstream = connectSocket(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    sockets.push(upstream);
    upstream.on("error", () => socket.destroy());
  });
  const address = await listening(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return { address, asked };
}

it("requests use the proxy of the environment with its login, and api.proxy names it", async () => {
  const instance = await startTestServer({ allowedHosts: ["slylab.example"] });
  const proxy = await startProxy(instance.address);
  vi.stubEnv("HTTP_PROXY", `http://me:hunter2@${proxy.address}`);
  vi.stubEnv("NO_PROXY", undefined);
  const api = open({ address: "http://slylab.example", token: instance.token, allowHttp: true });
  expect((await api.user.getMyInfo()).login).toBe("my_username");
  expect(proxy.asked).toEqual([`slylab.example:80 Basic ${Buffer.from("me:hunter2").toString("base64")}`]);
  expect(api.proxy).toEqual({ address: `http://${proxy.address}`, source: "HTTP_PROXY" });
});

it("requests to loopback and to hosts in NO_PROXY do not use the proxy", async () => {
  const instance = await startTestServer();
  const proxy = await startProxy(instance.address);
  vi.stubEnv("HTTP_PROXY", `http://${proxy.address}`);
  const api = open({ address: instance.address, token: instance.token });
  expect((await api.user.getMyInfo()).login).toBe("my_username");
  expect([api.proxy, proxy.asked]).toEqual([undefined, []]);
  const asked = open({ address: instance.address, token: instance.token, proxy: `http://${proxy.address}` });
  expect((await asked.user.getMyInfo()).login).toBe("my_username");
  expect(proxy.asked).toHaveLength(1);
});

it.each([
  [407, "requires a login"],
  [403, "refused the connection (status 403)"],
])("a proxy that answers %i is reported as the proxy, not as a missing host", async (status, words) => {
  const proxy = await startProxy("http://127.0.0.1:1", status);
  vi.stubEnv("https_proxy", `http://me:hunter2@${proxy.address}`);
  const api = open({ address: "https://slylab.example", token: "t" });
  const failure = await api.user.getMyInfo().then(
    () => undefined,
    (error: Error & { hint?: string }) => error,
  );
  expect(failure?.message).toContain(`the proxy http://${proxy.address} ${words}`);
  expect(`${failure?.message}${failure?.hint}`).not.toContain("hunter2");
  // Another attempt would be refused too.
  expect(proxy.asked).toHaveLength(1);
  await sleep(0);
});

it("an error names a proxy that does not respond", async () => {
  vi.stubEnv("https_proxy", "127.0.0.1:1");
  const api = open({ address: "https://slylab.example", token: "t", timeout: 500 });
  await expect(api.user.getMyInfo()).rejects.toThrow("connection refused, through the proxy http://127.0.0.1:1");
});

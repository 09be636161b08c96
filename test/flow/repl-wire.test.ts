/** The requests that the prompt sends while a user types, counted by a proxy. */

import { mkdtemp } from "node:fs/promises";
import { createServer, request as openRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { builtCli } from "../support/built.js";
import type { Python } from "../support/python.js";
import { openTestServer } from "../support/server.js";
import { keys, Terminal, terminalPython } from "../support/terminal.js";

const python = await terminalPython();
let cli = "";

beforeAll(async () => {
  cli = await builtCli();
}, 120_000);

/** The prompt on an instance behind a proxy that records every method, for example `jobs.add`. */
async function openCounted() {
  const server = await openTestServer();
  const methods: string[] = [];
  const target = new URL(server.address);
  const proxy = createServer((incoming, answer) => {
    methods.push((incoming.url ?? "").split("/").at(-1) ?? "");
    const { method, headers } = incoming;
    const outgoing = openRequest(
      { host: target.hostname, port: target.port, path: incoming.url, method, headers },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      },
    );
    incoming.pipe(outgoing);
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const { port } = proxy.address() as AddressInfo;
  const home = await mkdtemp(join(tmpdir(), "slylab-wire-"));
  const terminal = await Terminal.open(python as Python, [process.execPath, cli], {
    columns: 120,
    rows: 40,
    cwd: home,
    env: {
      HOME: home,
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
      SERVER_ADDRESS: `http://127.0.0.1:${port}`,
      API_TOKEN: server.token,
      CONTEXT_TEAMID: "8",
      CONTEXT_PROJECTID: "5555",
    },
  });
  onTestFinished(async () => {
    await terminal.close();
    proxy.closeAllConnections();
    await server.close();
  });
  await terminal.see("^127.0.0.1:\\d+ 1>");
  return { terminal, methods };
}

describe.skipIf(python === undefined)("typing at a prompt", () => {
  it("only reads names, each once, and runs nothing", async () => {
    const { terminal, methods } = await openCounted();
    await terminal.send("team(8).ensureAnnotator('labeler_1').job({ name: 'x', dataset: 10555 }).create().");
    await terminal.quiet(400);
    await terminal.send(keys.tab);
    await terminal.see("waitFor");
    await terminal.send(`${keys.ctrl("u")}team(8).job({ classes: ['`);
    await terminal.quiet(400);
    expect(methods).toEqual([]);
    await terminal.send(keys.tab);
    await terminal.see("kiwi +lemon");
    const asked = [...methods];
    expect(asked.length).toBeGreaterThan(0);
    await terminal.send(`${keys.ctrl("u")}team(8).job({ classes: ['k${keys.tab}`);
    await terminal.see("classes: \\['kiwi");
    expect(methods).toEqual(asked);
    expect(methods.every((method) => /(info|list|meta)$/i.test(method))).toBe(true);
    await terminal.send(`${keys.ctrl("u")}help(team(8).ensureAnnotator)\r`);
    await terminal.see("ensureAnnotator\\(");
    await terminal.send(".type team(8).ensureAnnotator('x').job({}).create()\r");
    await terminal.quiet(500);
    expect(methods).toEqual(asked);
  });

  it("shows a plan with read requests only", async () => {
    const { terminal, methods } = await openCounted();
    await terminal.send(".plan team(8).ensureAnnotator('labeler_1')\r");
    await terminal.see("nothing was written");
    expect(methods.length).toBeGreaterThan(0);
    expect(methods.filter((method) => /add|edit|update|remove|set/i.test(method))).toEqual([]);
  });

  it("refuses .watch for a chain that writes, and watches a reading chain until Ctrl-C", async () => {
    const { terminal, methods } = await openCounted();
    await terminal.send(".watch 1 team(8).ensureAnnotator('labeler_1')\r");
    await terminal.see("it would write each time");
    expect(methods).toEqual([]);
    await terminal.send(".watch 0.5 team(8).members()\r");
    await terminal.see("every 0.5 s, Ctrl-C stops");
    while (methods.filter((method) => /members.list|list/.test(method)).length < 3) await terminal.quiet(200);
    await terminal.send(keys.ctrl("c"));
    await terminal.see("^127.0.0.1:\\d+ 1> *\\Z");
    expect((await terminal.look()).rows.filter((row) => row.includes("every 0.5 s"))).toHaveLength(1);
  });
});

/** A kernel that gets invalid or repeated messages, and cells that try to keep it running. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Dealer } from "zeromq";
import { KernelClient, resultText } from "../support/kernel-client.js";
import { kernelCommand, startOwnKernel } from "../support/kernel-process.js";
import { attackPort, hostileBytes, seededRandom } from "../support/raw-zmtp.js";

/** Payloads per port; `npm run attack` sends more. */
const rounds = Number(process.env.ATTACK_ROUNDS ?? 60);

beforeAll(kernelCommand, 120_000);

async function isAliveAfter(check: () => boolean, ms: number): Promise<boolean> {
  for (let waited = 0; check() && waited < ms; waited += 50) await sleep(50);
  return check();
}

describe("bytes that are not a message", () => {
  it("do not stop the kernel, on any of its five ports", async () => {
    const kernel = await startOwnKernel();
    const random = seededRandom(13);
    for (let round = 0; round < rounds; round += 1) {
      const attacks = Object.values(kernel.ports).map((port) => {
        const payload = hostileBytes(random);
        return attackPort(port, payload, Math.floor(random() * payload.length));
      });
      await Promise.all(attacks);
    }
    expect(kernel.child.signalCode ?? kernel.child.exitCode).toBeNull();
    expect(await kernel.beats()).toBe(true);
    expect((await kernel.ask("kernel_info_request", {}, "control")).reply.content.status).toBe("ok");
    expect(resultText(await kernel.execute("6 * 7"))).toBe("42");
    const question = await kernel.begin("await input('who? ')");
    const asked = await kernel.until(({ type, parent }) => type === "input_request" && parent === question);
    await kernel.answerInput(asked, "labeler_1");
    expect(resultText(await kernel.answerTo(question))).toBe("'labeler_1'");
    const other = await kernel.begin("await prompt('login:', 'nobody')");
    const prompted = await kernel.until(({ type, parent }) => type === "input_request" && parent === other);
    expect(prompted.content.prompt).toBe("login: ");
    await kernel.answerInput(prompted, "");
    expect(resultText(await kernel.answerTo(other))).toBe("'nobody'");
    expect(kernel.log.length).toBeLessThan(10_000);
    expect(await kernel.stop()).toBe(0);
  });
});

describe("a message recorded by an attacker", () => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await startOwnKernel();
  });
  afterAll(() => kernel.stop());

  it.each(["shell", "control"] as const)("is not run again when it is sent again on %s", async (channel) => {
    await kernel.execute("var runs = 0");
    const header = { msg_id: randomUUID(), session: "s", username: "u", date: "", version: "5.4" };
    const content = { code: "runs += 1", silent: false };
    const recorded = kernel.frames({ header: { ...header, msg_type: "execute_request" }, content });
    for (let sent = 0; sent < 3; sent += 1) await kernel.sendRaw(channel, recorded);
    await kernel.answerTo(header.msg_id);
    expect(resultText(await kernel.execute("runs"))).toBe("1");
  });
});

describe("a message recorded before a restart", () => {
  it.each(["SIGKILL", "a request"])("is not run by the next kernel of the same connection file: %s", async (how) => {
    const kernel = await startOwnKernel();
    const header = {
      msg_id: randomUUID(),
      msg_type: "execute_request",
      session: "s",
      username: "u",
      date: "",
      version: "5.4",
    };
    const recorded = kernel.frames({ header, content: { code: "globalThis.runs = 1", silent: false } });
    await kernel.sendRaw("shell", recorded);
    await kernel.answerTo(header.msg_id);
    if (how === "SIGKILL") kernel.child.kill("SIGKILL");
    else await kernel.ask("shutdown_request", { restart: true }, "control");
    await kernel.exitCode();
    const { command, args } = await kernelCommand();
    const next = spawn(command, [args[0]!, kernel.connectionFile], { stdio: "ignore" });
    await kernel.sendRaw("shell", recorded);
    expect(resultText(await kernel.execute("typeof Reflect.get(globalThis, 'runs')"))).toBe("'undefined'");
    const ended = once(next, "exit");
    await kernel.send("control", "shutdown_request", { restart: false });
    await ended;
    expect(existsSync(`${kernel.connectionFile}.received`)).toBe(false);
    await kernel.stop();
  });
});

describe("a client that connects again under its identity", () => {
  it("is answered on shell, control and stdin while its old connection is still open", async () => {
    const kernel = await startOwnKernel();
    const open = (port: string) => {
      const dealer = new Dealer({ routingId: "laptop", linger: 0, receiveTimeout: 5_000 });
      dealer.connect(`tcp://127.0.0.1:${kernel.ports[port]}`);
      return dealer;
    };
    const header = (type: string) => {
      return { msg_id: randomUUID(), msg_type: type, session: "s", username: "u", date: "", version: "5.4" };
    };
    const typeOf = (frames: readonly Buffer[]) => JSON.parse(String(frames[2])).msg_type;
    const dealers: Dealer[] = [];
    for (const port of ["shell_port", "control_port"]) {
      for (let connection = 0; connection < 3; connection += 1) {
        const dealer = open(port);
        dealers.push(dealer);
        await dealer.send(kernel.frames({ header: header("kernel_info_request"), content: {} }));
        expect(typeOf(await dealer.receive())).toBe("kernel_info_reply");
      }
    }
    for (let connection = 0; connection < 2; connection += 1) {
      const [shell, stdin] = [open("shell_port"), open("stdin_port")];
      dealers.push(shell, stdin);
      // The kernel uses the new connection only after its handshake.
      await stdin.send("hello");
      await sleep(100);
      const ask = header("execute_request");
      await shell.send(kernel.frames({ header: ask, content: { code: "await input('who? ')", allow_stdin: true } }));
      const question = await stdin.receive();
      expect(typeOf(question)).toBe("input_request");
      const parent = JSON.parse(String(question[2]));
      await stdin.send(kernel.frames({ header: header("input_reply"), parent, content: { value: "me" } }));
      expect(JSON.parse(String((await shell.receive())[5]))).toMatchObject({ status: "ok" });
    }
    for (const dealer of dealers) dealer.close();
    await kernel.stop();
  });
});

const stubborn = [
  ["a worker that spins", "new (await import('node:worker_threads')).Worker('for(;;);', { eval: true }); 0"],
  [
    "a worker that waits in native code",
    "new (await import('node:worker_threads')).Worker(\"require('child_process').execSync('sleep 60')\", { eval: true }); 0",
  ],
  ["a handler of exit that spins", "process.on('exit', () => { for (;;); }); 0"],
  ["a server and a timer", "(await import('node:http')).createServer().listen(0); setInterval(() => {}, 100); 0"],
  ["a timer that spins", "setTimeout(() => { for (;;); }, 300); 0"],
  [
    "a timer that throws at the end",
    "process.on('SIGTERM', () => 0); setInterval(() => { throw new Error('late') }, 5); 0",
  ],
] as const;

// A process that ends with open sockets aborts, or waits for their threads without end.
const leaving = [
  ["a timer that calls process.exit", "setTimeout(() => process.exit(3), 50); 0", 3],
  [
    "a rejection after process.exit",
    "setTimeout(() => { Promise.reject(new Error('late')); process.exit(4); }, 50); 0",
    4,
  ],
  ["process.reallyExit", "Reflect.get(process, 'reallyExit').call(process, 5)", "SIGKILL"],
] as const;

/** Makes the sockets' thread list processes as slowly as a machine under heavy load. */
const slowProcessList = `
  const fs = require("node:fs");
  const { readdirSync } = fs;
  let delay = 1_600;
  if (!require("node:worker_threads").isMainThread) {
    fs.readdirSync = (...args) => {
      if (args[0] === "/proc") {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delay);
        delay = 1;
      }
      return readdirSync(...args);
    };
  }`;

describe("a cell with", () => {
  it.each(stubborn)("%s does not prevent the kernel's shutdown", async (_, code) => {
    const kernel = await startOwnKernel();
    await kernel.execute(code);
    await sleep(100);
    await kernel.send("control", "shutdown_request", { restart: false });
    const { child } = kernel;
    expect(await isAliveAfter(() => child.exitCode === null && child.signalCode === null, 10_000)).toBe(false);
    await kernel.stop();
  });

  it.each(leaving)("%s ends the kernel", async (_, code, end) => {
    const kernel = await startOwnKernel();
    await kernel.begin(code);
    const { child } = kernel;
    expect(await isAliveAfter(() => child.exitCode === null && child.signalCode === null, 10_000)).toBe(false);
    expect(child.exitCode ?? child.signalCode, kernel.log).toBe(end);
    await kernel.stop();
  });

  it("an exit while the sockets take long to close ends the kernel with its exit code", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slylab-slow-"));
    const slow = join(folder, "slow.cjs");
    await writeFile(slow, slowProcessList);
    const kernel = await startOwnKernel({ ...process.env, NODE_OPTIONS: `--require ${slow}` });
    await kernel.begin("setTimeout(() => process.exit(3), 50); 0");
    expect(await kernel.exitCode(), kernel.log).toBe(3);
    await kernel.stop();
    await rm(folder, { recursive: true });
  });

  it.each(stubborn.slice(0, 2))("%s does not keep the kernel running after its parent was killed", async (_, code) => {
    const { command, args } = await kernelCommand();
    const script = `
      const { spawn } = require("node:child_process");
      const kernel = spawn(${JSON.stringify(command)}, process.argv.slice(1), {
        stdio: "ignore", detached: true, env: { ...process.env, JPY_PARENT_PID: String(process.pid) },
      });
      console.log(kernel.pid);
      setInterval(() => {}, 1000);`;
    const client = await KernelClient.start({ command: process.execPath, args: ["-e", script, ...args] });
    await client.execute(code);
    const pid = Number(client.log.trim());
    client.child.kill("SIGKILL");
    const isAlive = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    expect(await isAliveAfter(isAlive, 8_000)).toBe(false);
    await client.stop();
  });
});

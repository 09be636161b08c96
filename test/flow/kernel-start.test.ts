/** Starts the built kernel, over real sockets. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rounds } from "../attack/rounds.js";
import { builtCli } from "../support/built.js";
import { KernelClient, resultText } from "../support/kernel-client.js";
import { kernelCommand, startOwnKernel } from "../support/kernel-process.js";

const portNames = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"];

describe("a kernel that starts", () => {
  it("starts by `slylab kernel start` as by its kernelspec", async () => {
    const args = [await builtCli(), "kernel", "start", "-f", "{connection_file}"];
    const other = await KernelClient.start({ command: process.execPath, args });
    expect(resultText(await other.execute("6 * 7"))).toBe("42");
    expect(await other.stop()).toBe(0);
  });

  it("answers every request sent meanwhile, and reports busy and idle for each", async () => {
    const { command, args } = await kernelCommand();
    const kernel = await KernelClient.start({ command, args });
    const asked: string[] = [];
    // From before it listens until after all its sockets are in the worker.
    for (let round = 0; round < 40; round += 1) {
      asked.push(await kernel.send("shell", "kernel_info_request", {}));
      asked.push(await kernel.begin(`${round} * 2`));
      await sleep(10);
    }
    const answers = await Promise.all(asked.map((id) => kernel.answerTo(id)));
    const states = answers.map(({ told }) => told.filter(({ type }) => type === "status"));
    expect(states.map((told) => told.map(({ content }) => content.execution_state))).toEqual(
      asked.map(() => ["busy", "idle"]),
    );
    const cells = answers.filter(({ reply }) => reply.type === "execute_reply");
    expect(cells.map(resultText)).toEqual(Array.from({ length: 40 }, (_, round) => String(round * 2)));
    expect(cells.map(({ reply }) => reply.content.execution_count)).toEqual(cells.map((_, index) => index + 1));
    expect(new Set(answers.map(({ reply }) => reply.header.session)).size).toBe(1);
    expect(await kernel.stop()).toBe(0);
    expect(kernel.log).toBe("");
  });

  it("can be stopped at any time", async () => {
    const { command, args } = await kernelCommand();
    // `npm run attack` tries more times; these are before, while and after the sockets open.
    const stepMs = rounds(40, 20);
    for (let delayMs = 80; delayMs <= 240; delayMs += stepMs) {
      const one = await KernelClient.start({ command, args });
      await sleep(delayMs);
      one.child.kill("SIGTERM");
      // Ended by the signal itself if it comes before slylab's handler.
      const code = await one.exitCode();
      expect(code ?? one.child.signalCode).toBeOneOf([0, "SIGTERM"]);
      expect(one.log).toBe("");
      await one.stop();
    }
  });
});

describe("a kernel that cannot start", () => {
  let other: KernelClient;
  let folder: string;
  beforeAll(async () => {
    other = await startOwnKernel();
    folder = await mkdtemp(join(tmpdir(), "kernel-start-"));
  });
  afterAll(async () => {
    await other.stop();
    await rm(folder, { recursive: true });
  });

  it("names a missing connection file", async () => {
    const { code, log } = await endOf("/nowhere/connection.json");
    expect(code).toBe(1);
    expect(log).toContain("/nowhere/connection.json");
  });

  it.each(portNames)("names the %s that another process uses", async (taken) => {
    const connection = JSON.parse(await readFile(other.connectionFile, "utf8"));
    const free = Object.fromEntries(portNames.map((name) => [name, 0]));
    const connectionFile = join(folder, `${taken}.json`);
    await writeFile(connectionFile, JSON.stringify({ ...connection, ...free, [taken]: connection[taken] }));
    const { code, log } = await endOf(connectionFile);
    expect(code).toBe(1);
    expect(log).toContain(`Address already in use: tcp://127.0.0.1:${connection[taken]}`);
  });
});

/** A kernel's exit code and its output. */
async function endOf(connectionFile: string): Promise<{ code: number | null; log: string }> {
  const { command, args } = await kernelCommand();
  const child = spawn(
    command,
    args.map((arg) => arg.replace("{connection_file}", connectionFile)),
  );
  let log = "";
  child.stderr.on("data", (chunk) => {
    log += String(chunk);
  });
  const [code] = await once(child, "close");
  return { code, log };
}

/** Child processes of cells, and what cells write to the descriptors 1 and 2, in the built kernel. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listProcesses } from "../../src/engine/interrupt/process-tree.js";
import { type Answer, KernelClient, streamText } from "../support/kernel-client.js";
import { kernelCommand, startOwnKernel } from "../support/kernel-process.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await startOwnKernel();
  await kernel.execute(
    "import { execSync, spawn, spawnSync, execFileSync, fork } from 'node:child_process'\nimport fs from 'node:fs'\nimport { once } from 'node:events'\nimport { writeSync } from 'node:fs'",
  );
});
afterAll(() => kernel.stop());

const of = (answer: Answer, name: string) =>
  answer.told
    .filter(({ type, content }) => type === "stream" && content.name === name)
    .map(({ content }) => content.text)
    .join("");

const isGone = (pid: number) => !listProcesses().some((one) => one.pid === pid);

async function ends(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && !isGone(pid); tries += 1) await sleep(50);
  return isGone(pid);
}

describe("output of child processes", () => {
  it.each([
    ["execSync", "execSync('echo hi; echo bad >&2', { stdio: 'inherit' })"],
    ["spawnSync, by numbers", "spawnSync('sh', ['-c', 'echo hi; echo bad >&2'], { stdio: [0, 1, 2] }).status"],
    [
      "execFileSync, by streams",
      "execFileSync('sh', ['-c', 'echo hi; echo bad >&2'], { stdio: ['ignore', process.stdout, process.stderr] })",
    ],
    ["spawn", "await once(spawn('sh', ['-c', 'echo hi; echo bad >&2'], { stdio: 'inherit' }), 'exit')"],
    [
      "spawn, each inherited",
      "await once(spawn('sh', ['-c', 'echo hi; echo bad >&2'], { stdio: ['ignore', 'inherit', 'inherit'] }), 'close')",
    ],
  ])("of %s belongs to the cell", async (_name, code) => {
    const answer = await kernel.execute(`${code};`);
    expect(answer.reply.content.status).toBe("ok");
    expect([of(answer, "stdout"), of(answer, "stderr")]).toEqual(["hi\n", "bad\n"]);
  });

  it("comes in order with the cell's own output", async () => {
    const answer = await kernel.execute(
      "for (let i = 0; i < 40; i++) console.log(i)\nexecSync('echo child', { stdio: 'inherit' })\nconsole.log('last');",
    );
    const lines = Array.from({ length: 40 }, (_, index) => `${index}\n`).join("");
    expect(streamText(answer)).toBe(`${lines}child\nlast\n`);
  });

  it("is shown while the child runs", async () => {
    const id = await kernel.begin("execSync('echo first; sleep 1; echo second', { stdio: 'inherit' });");
    const first = await kernel.until(({ parent, content }) => parent === id && content.text === "first\n");
    const second = await kernel.until(({ parent, content }) => parent === id && content.text === "second\n");
    expect(second.at - first.at).toBeGreaterThan(500);
    await kernel.answerTo(id);
  });

  it("of a spawned child that nobody awaits is shown as it comes, after the cell's end", async () => {
    const id = await kernel.begin(
      "spawn('sh', ['-c', 'for i in 1 2 3; do echo $i; sleep 0.1; done'], { stdio: 'inherit' });\n0;",
    );
    await kernel.answerTo(id);
    await kernel.until(({ type, content }) => type === "stream" && content.text === "3\n");
  });

  it.each(["execSync", "spawn"])("is complete: 3 MB of %s", async (how) => {
    const command = "'head -c 3000000 /dev/zero | tr \"\\\\\\\\0\" x'";
    const code =
      how === "execSync"
        ? `execSync(${command}, { stdio: 'inherit' });`
        : `await once(spawn('sh', ['-c', ${command}], { stdio: 'inherit' }), 'close');`;
    const answer = await kernel.execute(code);
    expect(streamText(answer).length).toBe(3_000_000);
  });

  it("is decoded per stream, also when a character is split between two chunks", async () => {
    const answer = await kernel.execute(
      "execSync(`printf '\\\\303'; printf 'x' >&2; sleep 0.2; printf '\\\\244'`, { stdio: 'inherit' });",
    );
    expect([of(answer, "stdout"), of(answer, "stderr")]).toEqual(["ä", "x"]);
  });

  it("of a silent cell is not shown", async () => {
    const { told } = await kernel.execute("execSync('echo quiet', { stdio: 'inherit' });", { silent: true });
    expect(told.filter(({ type }) => type === "stream")).toEqual([]);
  });

  it("of a forked process belongs to the cell", async () => {
    const code = "fs.writeFileSync('child.cjs', 'console.log(\"forked\")')\nawait once(fork('./child.cjs'), 'exit');";
    expect(streamText(await kernel.execute(code))).toBe("forked\n");
  });
});

describe("file descriptors 1 and 2", () => {
  it.each([
    ["writeSync", "fs.writeSync(1, 'out\\n'); fs.writeSync(2, 'err\\n')"],
    ["an imported writeSync", "writeSync(1, Buffer.from('out\\n')); writeSync(2, 'err\\n')"],
    [
      "writeSync with a range",
      "fs.writeSync(1, Buffer.from('--out\\n--'), 2, 4); fs.writeSync(2, Buffer.from('err\\n!'), { length: 4 } as never)",
    ],
    ["write", "await new Promise<void>((done) => fs.write(1, 'out\\n', () => fs.write(2, 'err\\n', () => done())))"],
    ["writevSync", "fs.writevSync(1, [Buffer.from('o'), Buffer.from('ut\\n')]); fs.writeFileSync(2, 'err\\n')"],
    ["devices", "fs.writeFileSync('/dev/stdout', 'out\\n'); fs.appendFileSync('/dev/stderr', 'err\\n')"],
    [
      "promises",
      "await fs.promises.writeFile('/dev/stdout', 'out\\n'); await fs.promises.writeFile('/dev/stderr', 'err\\n')",
    ],
    [
      "streams",
      "await new Promise((done) => fs.createWriteStream('', { fd: 1, autoClose: false }).end('out\\n', done as () => void)); fs.writeSync(2, 'err\\n')",
    ],
  ])("written by %s belong to the cell's output", async (_name, code) => {
    const answer = await kernel.execute(`${code};\nundefined`);
    expect(answer.reply.content).toMatchObject({ status: "ok" });
    expect([of(answer, "stdout"), of(answer, "stderr")]).toEqual(["out\n", "err\n"]);
  });

  const inWorker = (code: string, options = "{ eval: true }") =>
    `await new Promise((done) => new Worker(${JSON.stringify(code)}, ${options}).once('exit', done));\nundefined`;
  it.each([
    ["writeSync", inWorker("const fs = require('fs'); fs.writeSync(1, 'out\\n'); fs.writeSync(2, 'err\\n')")],
    [
      "imported names, with execArgv",
      inWorker(
        "import('node:fs').then(({ writeSync, writeFileSync }) => { writeSync(1, 'out\\n'); writeFileSync('/dev/stderr', 'err\\n') })",
        "{ eval: true, execArgv: ['--no-warnings'] }",
      ),
    ],
    [
      "a child",
      inWorker("require('child_process').execSync('echo out; echo err >&2', { stdio: 'inherit' })", "{ eval: true }"),
    ],
    [
      "a worker of a worker",
      inWorker(
        "new (require('worker_threads').Worker)(`const fs = require('fs'); fs.writeSync(1, 'out\\\\n'); fs.writeSync(2, 'err\\\\n')`, { eval: true })",
      ),
    ],
    ["the console", inWorker("console.log('out'); console.error('err')")],
  ])("written in a worker thread belong to the cell's output: %s", async (_name, code) => {
    const answer = await kernel.execute(`import { Worker } from 'node:worker_threads'\n${code}`);
    expect(answer.reply.content).toMatchObject({ status: "ok" });
    await kernel.until(({ parent, content }) => parent === answer.id && content.text === "err\n");
    const all = kernel.received.filter(({ parent, type }) => parent === answer.id && type === "stream");
    const texts = all.map(({ content }) => `${content.name} ${content.text}`);
    expect(texts.sort()).toEqual(["stderr err\n", "stdout out\n"]);
  });

  it("leave a thread's own arguments as the cell gave them", async () => {
    const code = "const { parentPort } = require('worker_threads'); parentPort.postMessage(process.execArgv.join())";
    const start = (options: string) =>
      `(await once(new (await import('node:worker_threads')).Worker(${JSON.stringify(code)}, ${options}), 'message'))[0]`;
    const result = async (options: string) => {
      const { told } = await kernel.execute(`[process.execArgv.join(), ${start(options)}].join(' | ')`);
      return told.find(({ type }) => type === "execute_result")?.content.data?.["text/plain"];
    };
    const [own, its] = String(await result("{ eval: true }"))
      .replaceAll("'", "")
      .split(" | ");
    expect(its).toBe(own);
    expect(await result("{ eval: true, execArgv: ['--no-warnings'] }")).toContain("| --no-warnings'");
  });

  it("return and throw what Node does", async () => {
    const answer = await kernel.execute(
      "fs.writeSync(1, 'ä\\n') + await fs.promises.writeFile('/dev/null', '') === 3 || 3",
    );
    expect(answer.reply.content.status).toBe("error");
    const plain = await kernel.execute("fs.writeSync(1, 'ä\\n')");
    expect(plain.told.find(({ type }) => type === "execute_result")?.content.data?.["text/plain"]).toBe("3");
  });

  it("accept 3 MB in one call", async () => {
    expect(streamText(await kernel.execute("fs.writeSync(1, 'x'.repeat(3_000_000));")).length).toBe(3_000_000);
  });
});

describe("an interrupt", () => {
  const waits = [
    ["execSync", "fs.writeSync(1, 'up\\n'); execSync('sleep 60')"],
    ["execSync with output", "execSync('echo up; sleep 60', { stdio: 'inherit' })"],
    [
      "spawn",
      "const child = spawn('sh', ['-c', 'echo up; sleep 60'], { stdio: 'inherit' }); await once(child, 'exit')",
    ],
  ] as const;
  it.each(waits)("ends the child that a cell waits for: %s", async (_name, code) => {
    const id = await kernel.begin(code);
    await kernel.until(({ parent, type, content }) => parent === id && type === "stream" && content.text === "up\n");
    await sleep(200);
    const sleeping = sleepers();
    expect(sleeping).toHaveLength(1);
    await kernel.ask("interrupt_request", {}, "control");
    const { reply } = await kernel.answerTo(id);
    expect(reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(await ends(sleeping[0]!)).toBe(true);
    expect(streamText(await kernel.execute("console.log('alive')"))).toBe("alive\n");
  });

  it("reaches child processes when only the kernel gets the signal", async () => {
    const id = await kernel.begin("fs.writeSync(1, 'up\\n'); execSync('sleep 60')");
    await kernel.until(({ parent, type }) => parent === id && type === "stream");
    await sleep(300);
    kernel.child.kill("SIGINT");
    const { reply } = await kernel.answerTo(id);
    expect(reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(streamText(await kernel.execute("console.log('alive')"))).toBe("alive\n");
  });
});

describe("a child that ignores interrupts", () => {
  const ignoring = "fs.writeSync(1, 'up\\n'); execSync(`trap '' INT; sleep 60`)";
  const begin = async (code: string) => {
    const id = await kernel.begin(code);
    await kernel.until(({ parent, type }) => parent === id && type === "stream");
    await sleep(300);
    await kernel.ask("interrupt_request", {}, "control");
    return id;
  };

  it("ends at the second interrupt", async () => {
    const id = await begin(ignoring);
    await sleep(600);
    await kernel.ask("interrupt_request", {}, "control");
    const { reply } = await kernel.answerTo(id, 4_000);
    expect(reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(streamText(await kernel.execute("console.log('alive')"))).toBe("alive\n");
  });

  it.each([
    ["SIGINT", ignoring],
    ["SIGINT and SIGTERM", ignoring.replace("INT", "INT TERM")],
  ])("ends after a grace time: %s", async (_name, code) => {
    const { reply } = await kernel.answerTo(await begin(code));
    expect(reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(sleepers()).toEqual([]);
  });

  it("keeps running if the cell does not wait for it", async () => {
    const id = await begin(
      "const stubborn = spawn('sh', ['-c', `trap '' INT; sleep 8; echo late`], { stdio: 'inherit' }); fs.writeSync(1, 'up\\n'); await once(stubborn, 'exit')",
    );
    expect((await kernel.answerTo(id)).reply.content).toMatchObject({ ename: "Interrupted" });
    await kernel.until(({ type, content }) => type === "stream" && content.text === "late\n");
  });
});

/** The `sleep` processes among the kernel's descendants. */
function sleepers(root = kernel.child.pid): number[] {
  const all = listProcesses();
  const below = new Set([root]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  return [...below].flatMap((pid) => (pid !== undefined && nameOf(pid) === "sleep" ? [pid] : []));
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "";
  }
}

describe("the end of the kernel", () => {
  it.each([
    ["by a request", "spawn('sleep', ['60'], { stdio: 'inherit' })"],
    ["while a cell waits for a child", "require('node:child_process').execSync('sleep 60')"],
    ["with a child that ignores signals", "spawn('sh', ['-c', 'trap \"\" TERM INT; sleep 60'], { stdio: 'inherit' })"],
  ])("ends child processes: %s", async (_name, code) => {
    const other = await KernelClient.start(await kernelCommand());
    await other.ask("kernel_info_request");
    await other.begin(`const { spawn } = require('node:child_process')\n${code}`);
    let found: number[] = [];
    for (let tries = 0; tries < 200 && found.length === 0; tries += 1) {
      await sleep(50);
      found = sleepers(other.child.pid);
    }
    expect(found.length).toBeGreaterThan(0);
    await other.stop();
    for (const pid of found) expect(await ends(pid)).toBe(true);
  });
});

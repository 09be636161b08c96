/** The built kernel over real sockets. Every message is parsed by the schemas of the protocol. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, KernelClient, type Received, resultText, streamText } from "../support/kernel-client.js";
import { kernelCommand, startOwnKernel } from "../support/kernel-process.js";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await startOwnKernel();
});
afterAll(async () => {
  await kernel.stop();
});

const types = (told: readonly Received[]) => told.map(({ type }) => type);

describe("a cell over the wire", () => {
  it("keeps its values for later cells and allows top-level await", async () => {
    await kernel.execute("const lemons = await Promise.resolve(6)");
    expect(resultText(await kernel.execute("lemons * 7"))).toBe("42");
  });

  it("reads the values of earlier cells by `_` and by number, with their types", async () => {
    const { told } = await kernel.execute("6 * 7");
    const count = told.find(({ type }) => type === "execute_result")?.content.execution_count;
    expect(resultText(await kernel.execute("_.toFixed(1)"))).toBe("'42.0'");
    expect(resultText(await kernel.execute(`_${count} + 1`))).toBe("43");
  });

  it("sends all its messages between busy and idle", async () => {
    const { told, reply } = await kernel.execute("console.log('a'); console.error('b'); console.log('c'); 1");
    expect(types(told)).toEqual(["status", "execute_input", "stream", "stream", "stream", "execute_result", "status"]);
    expect(told.slice(2, 5).map(({ content }) => content.text)).toEqual(["a\n", "b\n", "c\n"]);
    expect(reply.content).toMatchObject({ status: "ok" });
  });

  it("sends all of 20,000 lines printed in one tick, in few messages", async () => {
    const answer = await kernel.execute("for (let i = 0; i < 20_000; i++) console.log(`line ${i}`)");
    const lines = streamText(answer).trimEnd().split("\n");
    expect(lines).toHaveLength(20_000);
    expect(lines.every((line, index) => line === `line ${index}`)).toBe(true);
    expect(answer.told.length).toBeLessThan(100);
  });

  it("shows printed output before a long computation", async () => {
    const id = await kernel.begin("console.log('first'); const end = Date.now() + 700; while (Date.now() < end);");
    const printed = await kernel.until(({ parent, type }) => parent === id && type === "stream");
    await kernel.answerTo(id);
    const done = await kernel.until(({ parent, type }) => parent === id && type === "execute_reply");
    expect(done.at - printed.at).toBeGreaterThan(400);
  });

  it("that fails shows the user's line and no line of slylab", async () => {
    const { told } = await kernel.execute(
      "const tree = { lemons: 0 }\nfunction pick() {\n  throw new Error('none left')\n}\npick()",
    );
    const error = told.find(({ type }) => type === "error")?.content;
    expect(error).toMatchObject({ ename: "Error", evalue: "none left" });
    const text = error?.traceback?.join("\n").replace(/\x1b\[[\d;]*m/g, "") ?? "";
    expect(text).toContain("throw new Error('none left')");
    expect(text).not.toMatch(/node:internal|dist\/|src\//);
  });

  it("with a type error reports where, and runs nothing", async () => {
    const { told, reply } = await kernel.execute("console.log('ran')\nconst wrong: number = 'text'");
    expect(reply.content).toMatchObject({ status: "error" });
    expect(types(told)).not.toContain("stream");
    expect(told.find(({ type }) => type === "error")?.content.traceback?.join("\n")).toMatch(/2:7/);
  });

  it("aborts the queued cells when it fails, also those that arrive while it computes", async () => {
    const first = await kernel.begin(
      "const until = Date.now() + 300; while (Date.now() < until); throw new Error('no')",
    );
    const second = await kernel.begin("1");
    await sleep(100);
    const third = await kernel.begin("2");
    expect((await kernel.answerTo(first)).reply.content.status).toBe("error");
    expect((await kernel.answerTo(second)).reply.content).toEqual({ status: "aborted" });
    expect((await kernel.answerTo(third)).reply.content).toEqual({ status: "aborted" });
    expect(resultText(await kernel.execute("3"))).toBe("3");
  });

  it("shows values as HTML and updates them in place", async () => {
    const { told } = await kernel.execute(
      "const shown = show([{ id: 1 }, { id: 2 }]); shown.update([{ id: 3 }]); undefined",
    );
    const [first, second] = told.filter(({ type }) => type.endsWith("display_data"));
    expect(first?.content.data).toMatchObject({ "text/html": expect.stringContaining("<table") });
    expect(second).toMatchObject({ type: "update_display_data", content: { transient: first?.content.transient } });
  });

  it("stores the last late error in _error", async () => {
    await kernel.execute(
      "setTimeout(() => { throw Object.assign(new Error('late'), { fruit: 'kiwi' }) }, 50); undefined",
    );
    await kernel.until(
      ({ type, content }) => type === "stream" && content.text?.includes("Uncaught Error: late") === true,
    );
    const { told } = await kernel.execute("`${_error.message} ${_error.fruit}`");
    expect(JSON.stringify(told.map(({ content }) => content))).toContain("late kiwi");
  });

  it("shows late output under the cell that caused it", async () => {
    const { id } = await kernel.execute("setTimeout(() => console.log('late'), 100); undefined");
    const late = await kernel.until(({ type, content }) => type === "stream" && content.text === "late\n");
    expect(late.parent).toBe(id);
  });
});

describe("completion and inspection requests", () => {
  it("complete by types, also strings of an argument", async () => {
    await kernel.execute(
      "const shape: 'round' | 'oval' = 'round' as 'round' | 'oval'; function cut(as: 'slice' | 'wedge') { return as }",
    );
    const members = await kernel.ask("complete_request", { code: "[1].findLastI", cursor_pos: 13 });
    expect(members.reply.content.matches).toContain("findLastIndex");
    const code = "/*🍋*/cut('')";
    const { reply } = await kernel.ask("complete_request", { code, cursor_pos: 10 });
    expect(reply.content.matches).toEqual(expect.arrayContaining(["slice", "wedge"]));
    expect(reply.content.cursor_start).toBeGreaterThanOrEqual(9);
  });

  it("show the type and docstring of a name", async () => {
    await kernel.execute(
      "/** How many lemons hang there. */\nfunction countLemons(tree: string): number { return tree.length }",
    );
    const { reply } = await kernel.ask("inspect_request", { code: "countLemons", cursor_pos: 5, detail_level: 0 });
    expect(reply.content.found).toBe(true);
    expect(String(reply.content.data?.["text/plain"])).toMatch(/countLemons\(tree: string\): number/);
    expect(String(reply.content.data?.["text/markdown"])).toContain("How many lemons hang there.");
  });

  it("are answered while a cell waits", async () => {
    const id = await kernel.begin("await new Promise((resolve) => setTimeout(resolve, 1500)); 'waited'");
    const { reply } = await kernel.ask("complete_request", { code: "Math.ma", cursor_pos: 7 }, "shell", 1_400);
    expect(reply.content.matches).toContain("max");
    expect(resultText(await kernel.answerTo(id))).toBe("'waited'");
  });
});

describe("while a cell runs an endless loop", () => {
  it("the heartbeat, kernel_info and control answer", async () => {
    const id = await kernel.begin("for (;;);");
    await kernel.until(({ parent, type }) => parent === id && type === "execute_input");
    expect(await kernel.beats(500)).toBe(true);
    for (const channel of ["shell", "control"] as const) {
      const { reply, told } = await kernel.ask("kernel_info_request", {}, channel, 1_000);
      expect(reply.content).toMatchObject({ status: "ok", protocol_version: "5.4" });
      expect(told.map(({ content }) => content.execution_state)).toEqual(["busy", "idle"]);
    }
    expect(kernel.received.some(({ parent, type }) => parent === id && type === "execute_reply")).toBe(false);
    await kernel.ask("interrupt_request", {}, "control");
    await kernel.answerTo(id);
  });
});

describe("an interrupt stops", () => {
  it.each([
    ["a busy loop", "while (true) {}"],
    ["a pending await", "await new Promise(() => {})"],
    ["a loop of awaits", "for (;;) await null"],
    ["a busy loop after an await", "await null; for (;;) {}"],
    ["a library's busy loop", "/(a+)+$/.test(`${'a'.repeat(40)}b`)"],
    ["a library's busy loop after an await", "await null; /(a+)+$/.test(`${'a'.repeat(40)}b`)"],
    ["a loop in a callback", "[1].forEach(() => { for (;;) {} })"],
    ["endless output", "for (;;) console.log('lemon '.repeat(20))"],
    ["endless output between awaits", "for (;;) { console.log('lemon'); await null }"],
    ["a timer's wait", "await new Promise((resolve) => setTimeout(resolve, 60_000))"],
  ])("%s, and variables are kept", async (_, code) => {
    const kept = randomUUID();
    await kernel.execute(`const kept = '${kept}'`);
    const id = await kernel.begin(code);
    await kernel.until(({ parent, type }) => parent === id && type === "execute_input");
    await sleep(100);
    const asked = performance.now();
    const interrupt = await kernel.ask("interrupt_request", {}, "control");
    expect(interrupt.reply.content).toEqual({ status: "ok" });
    const { reply } = await kernel.answerTo(id, 5_000);
    expect(reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(reply.at - asked).toBeLessThan(2_000);
    expect(resultText(await kernel.execute("kept"))).toBe(`'${kept}'`);
  });

  it("a busy cell by SIGINT", async () => {
    const id = await kernel.begin("while (true) {}");
    await kernel.until(({ parent, type }) => parent === id && type === "execute_input");
    await sleep(100);
    kernel.child.kill("SIGINT");
    expect((await kernel.answerTo(id, 5_000)).reply.content.ename).toBe("Interrupted");
    expect(resultText(await kernel.execute("1"))).toBe("1");
  });

  it("nothing when no cell runs", async () => {
    await kernel.ask("interrupt_request", {}, "control");
    kernel.child.kill("SIGINT");
    await sleep(100);
    expect(resultText(await kernel.execute("1 + 1"))).toBe("2");
  });

  it("endless output, which does not fill the memory", async () => {
    const id = await kernel.begin("for (;;) console.log('x'.repeat(1000))");
    await kernel.until(({ parent, type }) => parent === id && type === "stream");
    await sleep(200);
    const before = await kernel.memoryMb();
    await sleep(500);
    const grown = (await kernel.memoryMb()) - before;
    await kernel.ask("interrupt_request", {}, "control");
    await kernel.answerTo(id);
    expect(grown).toBeLessThan(150);
  });
});

describe("a question to the user", () => {
  it("goes to the client whose cell asks, and the answer is returned", async () => {
    const id = await kernel.begin("await input('who? ')");
    const question = await kernel.until(({ type, parent }) => type === "input_request" && parent === id);
    expect(question.content).toEqual({ prompt: "who? ", password: false });
    await kernel.answerInput(question, "labeler_1");
    expect(resultText(await kernel.answerTo(id))).toBe("'labeler_1'");
  });

  it("hides a password", async () => {
    const id = await kernel.begin("(await password('secret? ')).length");
    const question = await kernel.until(({ type, parent }) => type === "input_request" && parent === id);
    expect(question.content).toEqual({ prompt: "secret? ", password: true });
    await kernel.answerInput(question, "12345");
    expect(resultText(await kernel.answerTo(id))).toBe("5");
  });

  it("ends by an interrupt", async () => {
    const id = await kernel.begin("await input('who? ')");
    await kernel.until(({ type, parent }) => type === "input_request" && parent === id);
    await kernel.ask("interrupt_request", {}, "control");
    expect((await kernel.answerTo(id)).reply.content.ename).toBe("Interrupted");
  });

  it("fails if the client cannot ask", async () => {
    const { reply } = await kernel.execute("await input('who? ')", { allow_stdin: false });
    expect(reply.content.status).toBe("error");
  });
});

describe("invalid messages", () => {
  it("are dropped, and the kernel keeps running", async () => {
    const header = { msg_id: "m", msg_type: "execute_request", session: "s", username: "u", date: "", version: "5.4" };
    const content = { code: "console.log('forged')" };
    const forged = kernel.frames({ header, content, key: "another key" });
    const unsigned = kernel.frames({ header, content });
    unsigned[1] = Buffer.from("");
    const shapes: (string | Uint8Array)[][] = [
      forged,
      unsigned,
      ["nothing"],
      [],
      ["<IDS|MSG>"],
      ["<IDS|MSG>", "x", "{", "{", "{", "{"],
      kernel.frames({ header: { msg_type: 7 }, content }),
      kernel.frames({ header, content: ["no object"] }),
      [new Uint8Array(1_000_000)],
    ];
    for (const channel of ["shell", "control", "stdin"] as const) {
      for (const frames of shapes) if (frames.length > 0) await kernel.sendRaw(channel, frames);
    }
    expect(resultText(await kernel.execute("1"))).toBe("1");
    expect(kernel.received.some(({ content: { text } }) => text?.includes("forged") === true)).toBe(false);
  });

  it("with valid form and invalid content are answered with an error", async () => {
    const { reply } = await kernel.ask("execute_request", { code: 7 });
    expect(reply.content).toMatchObject({
      status: "error",
      ename: "BadRequest",
      evalue: "execute_request: code is 7, expected a string",
    });
  });

  it("that arrive out of date are dropped", async () => {
    const header = { msg_id: "m", msg_type: "input_reply", session: "s", username: "u", date: "", version: "5.4" };
    await kernel.sendRaw("stdin", kernel.frames({ header, content: { value: "late" } }));
    expect(resultText(await kernel.execute("2"))).toBe("2");
  });

  it("and a client that disconnects in the middle of output do not affect other clients", async () => {
    const lonely = await startOwnKernel();
    await lonely.begin(
      "for (let i = 0; i < 200; i++) { console.log('x'.repeat(10_000)); await new Promise((r) => setTimeout(r, 5)) }",
    );
    await sleep(200);
    lonely.disconnect();
    await sleep(500);
    expect(await lonely.beats()).toBe(true);
    lonely.child.kill("SIGTERM");
    expect(await lonely.exitCode()).toBe(0);
  });
});

describe("the end of a kernel", () => {
  describe("by a shutdown request", () => {
    let one: KernelClient;
    let imported: Answer;
    let shutdown: Answer;
    let exitCode: number | null;
    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), "kernel-end-"));
      await writeFile(join(folder, "lemon.ts"), "export const lemon: number = 3");
      one = await startOwnKernel();
      imported = await one.execute(`import { lemon } from ${JSON.stringify(join(folder, "lemon.ts"))}\nlemon`);
      shutdown = await one.answerTo(await one.send("control", "shutdown_request", { restart: true }));
      exitCode = await one.exitCode();
      await one.stop();
      await rm(folder, { recursive: true });
    });

    it("is answered, announced to all clients, and has exit code 0", () => {
      const { reply, told } = shutdown;
      expect(reply.content).toEqual({ status: "ok", restart: true });
      expect(types(told)).toContain("status");
      expect(exitCode).toBe(0);
    });

    it("writes nothing to the log after a cell imported TypeScript, which Node loads in a thread of its own", () => {
      expect(imported.reply.content.status).toBe("ok");
      expect(exitCode).toBe(0);
      expect(one.log).toBe("");
    });
  });

  it("by a shutdown request also comes while a cell runs an endless loop", async () => {
    const one = await startOwnKernel();
    await one.begin("for (;;) {}");
    await sleep(300);
    const asked = performance.now();
    expect(await one.stop()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(4_000);
  });

  it("comes by process.exit in a cell, after the cell's reply", async () => {
    const one = await startOwnKernel();
    const { reply } = await one.execute("console.log('bye'); process.exit(5)");
    expect(reply.content.status).toBe("ok");
    expect(await one.exitCode()).toBe(5);
    await one.stop();
  });

  it("comes when the process that started it is killed", async () => {
    const { command, args } = await kernelCommand();
    const script = `
      const { spawn } = require("node:child_process");
      const kernel = spawn(${JSON.stringify(command)}, process.argv.slice(1), {
        stdio: "ignore", detached: true, env: { ...process.env, JPY_PARENT_PID: String(process.pid) },
      });
      console.log(kernel.pid);
      setInterval(() => {}, 1000);`;
    const client = await KernelClient.start({ command: process.execPath, args: ["-e", script, ...args] });
    await client.ask("kernel_info_request");
    const pid = Number(client.log.trim());
    client.child.kill("SIGKILL");
    const isAlive = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    for (let waited = 0; isAlive() && waited < 8_000; waited += 100) await sleep(100);
    expect(isAlive()).toBe(false);
    await client.stop();
  });
});

import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { input } from "../../../src/ask.js";
import { hostContext } from "../../../src/domain/display/host-context.js";
import type { Session } from "../../../src/engine/session/cell.js";
import type { Header, Json } from "../../../src/kernel/requests/messages.js";
import { Kernel, type Outbox } from "../../../src/kernel/requests/shell-requests.js";
import { checkContent } from "../../support/kernel-schemas.js";
import { failed, ok, type ScriptedCell, scriptedSession } from "../../support/scripted-session.js";

interface Sent {
  readonly parent: string;
  readonly type: string;
  readonly content: Json;
}

/** A kernel that records its messages; every message is parsed by the protocol's schemas. */
function kernelOver(session: Session) {
  const sent: Sent[] = [];
  let number = 0;
  const exits: number[] = [];
  const note = ({ msg_id }: Header, type: string, content: Json) => {
    checkContent(type, content);
    sent.push({ parent: msg_id, type, content });
  };
  const outbox: Outbox = {
    stream: (parent, name, text) => note(parent, "stream", { name, text }),
    publish: note,
    reply: (request, type, content) => note(request.message.header, type, content),
    ask: async (_request, prompt, hidden) => `${prompt}${hidden ? "hidden" : "open"}`,
    received: () => number,
    running: () => undefined,
  };
  const kernel = new Kernel(session, outbox, (code) => exits.push(code));
  const ask = (type: string, content: Json, client = { session: "s", username: "u" }): Promise<void> => {
    number += 1;
    const header = { msg_id: `m${number}`, msg_type: type, ...client, date: "", version: "5.4" };
    return kernel.handle({ channel: "shell", number, message: { identities: [], header, metadata: {}, content } });
  };
  const execute = (code: string, more: Json = {}) => ask("execute_request", { code, ...more });
  const types = (parent: string) => sent.filter((one) => one.parent === parent).map(({ type }) => type);
  const content = (parent: string, type: string) =>
    sent.find((one) => one.parent === parent && one.type === type)?.content;
  return { sent, exits, ask, execute, types, content };
}

describe("a cell", () => {
  it("is busy, publishes its input, output and result, replies, and is idle", async () => {
    const kernel = kernelOver(
      scriptedSession({
        hello: ({ sink }) => {
          sink.write("stdout", "hello\n");
          return ok(42);
        },
      }),
    );
    await kernel.execute("hello");
    expect(kernel.types("m1")).toEqual([
      "status",
      "execute_input",
      "stream",
      "execute_result",
      "execute_reply",
      "status",
    ]);
    expect(kernel.content("m1", "execute_result")).toMatchObject({ execution_count: 1, data: { "text/plain": "42" } });
    expect(kernel.sent.filter(({ type }) => type === "status").map(({ content }) => content.execution_state)).toEqual([
      "busy",
      "idle",
    ]);
  });

  it.each([
    ["a console that connected to the kernel", "ana", 80],
    ["JupyterLab's own console", "", 100],
  ])("of %s has tables of its own width; other clients keep theirs", async (_, username, columns) => {
    const row = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`column ${index}`, index]));
    const kernel = kernelOver(scriptedSession({ table: () => ok([row, row]) }));
    const console = { session: "console", username };
    await kernel.ask("is_complete_request", { code: "table" }, console);
    await kernel.ask("execute_request", { code: "table" }, console);
    await kernel.execute("table");
    const widthOf = (id: string) => {
      const data: unknown = kernel.content(id, "execute_result")?.data;
      const text = String((typeof data === "object" && data !== null && Reflect.get(data, "text/plain")) || "");
      return Math.max(...text.split("\n").map((line) => line.length));
    };
    expect(widthOf("m2")).toBeGreaterThan(columns - 15);
    expect(widthOf("m2")).toBeLessThanOrEqual(columns);
    expect(widthOf("m3")).toBeGreaterThan(85);
  });

  it("without a value has no result", async () => {
    const kernel = kernelOver(scriptedSession({}));
    await kernel.execute("const a = 1");
    expect(kernel.types("m1")).not.toContain("execute_result");
  });

  it("that is silent shows nothing, has no number, and is not in the history", async () => {
    const loud: ScriptedCell = ({ sink }) => {
      sink.write("stdout", "x");
      return ok(1);
    };
    const kernel = kernelOver(scriptedSession({ loud }));
    await kernel.execute("loud", { silent: true });
    expect(kernel.types("m1")).toEqual(["status", "execute_reply", "status"]);
    await kernel.execute("a");
    expect(kernel.content("m2", "execute_reply")).toMatchObject({ execution_count: 1 });
    await kernel.ask("history_request", { hist_access_type: "tail", n: 5, output: false, raw: true });
    expect(kernel.content("m3", "history_reply")?.history).toEqual([[1, 1, "a"]]);
  });

  it("sets the last value for the next cell, if it is counted", async () => {
    const names: string[] = [];
    const kernel = kernelOver(scriptedSession({ a: () => ok(1) }, { define: (name) => names.push(name) }));
    await kernel.execute("a", { silent: true });
    await kernel.execute("a", { store_history: false });
    expect(names).toEqual([]);
    await kernel.execute("a");
    await kernel.execute("[_1]");
    expect(names).toEqual(["_", "_1"]);
  });

  it("with store_history false shows its output and is not counted", async () => {
    const kernel = kernelOver(scriptedSession({ a: () => ok(1) }));
    await kernel.execute("a", { store_history: false });
    await kernel.execute("a");
    expect(kernel.content("m1", "execute_result")).toMatchObject({ execution_count: 0 });
    expect(kernel.content("m2", "execute_result")).toMatchObject({ execution_count: 1 });
  });

  it("that fails publishes the error with the user's own line, and replies with it", async () => {
    const kernel = kernelOver(scriptedSession({ bad: () => failed("no such lemon", "eat(lemon)") }));
    await kernel.execute("bad");
    const error = kernel.content("m1", "error");
    expect(error).toMatchObject({ ename: "Error", evalue: "no such lemon" });
    const traceback = String(error?.traceback);
    expect(stripVTControlCharacters(traceback)).toContain("eat(lemon)");
    // No color is readable on both JupyterLab's pink and its dark red: only the weight differs.
    expect([...new Set(traceback.match(/\x1b\[[\d;]*m/g))]).toEqual(["\x1b[1m", "\x1b[22m"]);
    expect(kernel.content("m1", "execute_reply")).toMatchObject({ status: "error", ...error });
  });

  it("that fails aborts the cells that arrived before its end, and no later one", async () => {
    const kernel = kernelOver(scriptedSession({ bad: () => failed("no"), good: () => ok(1) }));
    await Promise.all([kernel.execute("bad"), kernel.execute("good"), kernel.execute("good")]);
    await kernel.execute("good");
    const statuses = ["m1", "m2", "m3", "m4"].map((id) => kernel.content(id, "execute_reply")?.status);
    expect(statuses).toEqual(["error", "aborted", "aborted", "ok"]);
    expect(kernel.types("m2")).toEqual(["status", "execute_reply", "status"]);
    expect(kernel.content("m4", "execute_reply")).toMatchObject({ execution_count: 2 });
  });

  it("that fails aborts nothing if stop_on_error is false", async () => {
    const kernel = kernelOver(scriptedSession({ bad: () => failed("no"), good: () => ok(1) }));
    await Promise.all([kernel.execute("bad", { stop_on_error: false }), kernel.execute("good")]);
    expect(kernel.content("m2", "execute_reply")).toMatchObject({ status: "ok" });
  });

  it("that is interrupted replies with an error and aborts waiting cells", async () => {
    const kernel = kernelOver(scriptedSession({ long: () => ({ status: "interrupted" }) }));
    await Promise.all([kernel.execute("long"), kernel.execute("next")]);
    expect(kernel.content("m1", "error")).toMatchObject({ ename: "Interrupted" });
    expect(kernel.content("m2", "execute_reply")).toEqual({ status: "aborted" });
  });

  it("that calls process.exit replies, is idle, and then ends the kernel with its code", async () => {
    const kernel = kernelOver(scriptedSession({ leave: () => ({ status: "exited", exitCode: 3 }) }));
    await kernel.execute("leave");
    expect(kernel.content("m1", "execute_reply")?.payload).toEqual([{ source: "ask_exit", keepkernel: false }]);
    expect(kernel.sent.at(-1)?.content).toEqual({ execution_state: "idle" });
    expect(kernel.exits).toEqual([3]);
  });

  it("returns the values of user expressions, and the error of each that fails", async () => {
    const kernel = kernelOver(scriptedSession({ x: () => ok(7), y: () => failed("no y") }));
    await kernel.execute("a", { user_expressions: { first: "x", second: "y" } });
    expect(kernel.content("m1", "execute_reply")?.user_expressions).toMatchObject({
      first: { status: "ok", data: { "text/plain": "7" } },
      second: { status: "error", evalue: "no y" },
    });
  });

  it("shows values, updates them in place, and clears them", async () => {
    const kernel = kernelOver(
      scriptedSession({
        show: () => {
          const handle = hostContext().show?.("one");
          handle?.update("two");
          hostContext().clear?.({ wait: true });
          return ok(undefined);
        },
      }),
    );
    await kernel.execute("show");
    expect(kernel.types("m1").slice(2, -2)).toEqual(["display_data", "update_display_data", "clear_output"]);
    expect(kernel.content("m1", "update_display_data")?.transient).toEqual(
      kernel.content("m1", "display_data")?.transient,
    );
  });

  it("shows a note as a display, not as stderr, which front ends mark as a failure", async () => {
    const note = () => {
      hostContext().note?.("it is local");
      return ok(undefined);
    };
    const kernel = kernelOver(scriptedSession({ note }));
    await kernel.execute("note");
    expect(kernel.types("m1").slice(2, -2)).toEqual(["display_data"]);
    expect(kernel.content("m1", "display_data")?.data).toMatchObject({ "text/plain": "it is local" });
  });

  it("can ask for input if the client allows it", async () => {
    const session = scriptedSession({
      ask: async () => ok(await hostContext().ask?.("name? ", { hidden: true })),
    });
    const kernel = kernelOver(session);
    await kernel.execute("ask");
    expect(JSON.stringify(kernel.content("m1", "execute_result"))).toContain("name? hidden");
  });

  it("whose client supports no input gets an error with a hint", async () => {
    let failure: unknown;
    const session = scriptedSession({
      ask: async () => {
        failure = await input("name? ").catch((reason: unknown) => reason);
        return ok(undefined);
      },
    });
    const kernel = kernelOver(session);
    await kernel.execute("ask", { allow_stdin: false });
    expect(kernel.types("m1")).not.toContain("input_request");
    expect(failure).toMatchObject({
      message: expect.stringContaining("the client does not support it"),
      hint: expect.stringContaining("JupyterLab"),
    });
  });

  it("shows the steps of a chain as one display that is updated in place", async () => {
    const kernel = kernelOver(
      scriptedSession({
        chain: async () => {
          const { observer } = hostContext();
          observer?.onStep?.({ id: 1, label: "create job", state: "started" });
          observer?.onStep?.({ id: 1, label: "create job", state: "done", outcome: "job 37" });
          observer?.onStep?.({ id: 2, label: "wait for on_review", state: "started" });
          observer?.onProgress?.({ id: 2, label: "wait for on_review", done: 3, total: 6 });
          // Longer than the time after which a chain is drawn.
          await new Promise((resolve) => setTimeout(resolve, 400));
          observer?.onStep?.({ id: 2, label: "wait for on_review", state: "done" });
          return ok(1);
        },
      }),
    );
    await kernel.execute("chain");
    const shown = kernel.types("m1").filter((type) => type.endsWith("display_data"));
    expect(shown).toEqual(["display_data", "update_display_data"]);
    expect(JSON.stringify(kernel.content("m1", "update_display_data"))).toContain("job 37");
  });
});

describe("a request", () => {
  it("for completion is answered in code points", async () => {
    const complete: Session["complete"] = async (code, offset) => ({
      start: code.indexOf(".") + 1,
      end: offset,
      items: [{ text: "waitFor", kind: "method", detail: "(status: JobStatus) => JobsChain" }],
    });
    const kernel = kernelOver(scriptedSession({}, { complete }));
    await kernel.ask("complete_request", { code: "/*🍋*/a.wa", cursor_pos: 9 });
    expect(kernel.content("m1", "complete_reply")).toMatchObject({
      matches: ["waitFor"],
      cursor_start: 7,
      cursor_end: 9,
      metadata: { _jupyter_types_experimental: [{ text: "waitFor", type: "method", start: 7, end: 9 }] },
    });
  });

  it("about a name is answered with its type and docstring, as text and as Markdown", async () => {
    const inspect: Session["inspect"] = async () => ({ type: "const a: number", documentation: "How many." });
    const kernel = kernelOver(scriptedSession({}, { inspect }));
    await kernel.ask("inspect_request", { code: "a", cursor_pos: 1, detail_level: 0 });
    expect(kernel.content("m1", "inspect_reply")?.data).toEqual({
      "text/plain": "const a: number\n\nHow many.",
      "text/markdown": "```typescript\nconst a: number\n```\n\nHow many.",
    });
  });

  it("inside a call's parentheses is answered with the call's signature", async () => {
    const label = "waitFor(status: JobStatus): JobsChain";
    const parameter = { start: 8, end: 25, documentation: "at or past it" };
    const kernel = kernelOver(scriptedSession({}, { signature: async () => ({ label, parameter }) }));
    await kernel.ask("inspect_request", { code: "waitFor(", cursor_pos: 8, detail_level: 0 });
    expect(kernel.content("m1", "inspect_reply")?.data).toMatchObject({
      "text/plain": `${label}\n\n\`status: JobStatus\`: at or past it`,
    });
  });

  it("about an unknown name is answered with not found", async () => {
    const kernel = kernelOver(scriptedSession({}));
    await kernel.ask("inspect_request", { code: "", cursor_pos: 0, detail_level: 0 });
    expect(kernel.content("m1", "inspect_reply")).toMatchObject({ found: false });
  });

  it.each(["any", "nope: any"])(
    "about a name that the checker only knows as %j is answered with not found",
    async (type) => {
      const kernel = kernelOver(scriptedSession({}, { inspect: async () => ({ type, documentation: "" }) }));
      await kernel.ask("inspect_request", { code: "nope", cursor_pos: 4, detail_level: 0 });
      expect(kernel.content("m1", "inspect_reply")).toMatchObject({ found: false, data: {} });
    },
  );

  it("sent after a quick cell is answered after it", async () => {
    let value = 0;
    const set = async () => {
      await Promise.resolve();
      value = 1;
      return ok(undefined);
    };
    const isComplete: Session["isComplete"] = () => ({ status: value === 1 ? "complete" : "invalid" });
    const kernel = kernelOver(scriptedSession({ set }, { isComplete }));
    await Promise.all([kernel.execute("set"), kernel.ask("is_complete_request", { code: "a" })]);
    expect(kernel.content("m2", "is_complete_reply")).toEqual({ status: "complete" });
  });

  it("is answered while a cell waits for people", async () => {
    let release: () => void = () => undefined;
    const wait = () => new Promise<ReturnType<typeof ok>>((resolve) => (release = () => resolve(ok(1))));
    const kernel = kernelOver(scriptedSession({ wait }));
    const cell = kernel.execute("wait");
    await kernel.ask("complete_request", { code: "", cursor_pos: 0 });
    expect(kernel.types("m2")).toEqual(["status", "complete_reply", "status"]);
    expect(kernel.types("m1")).not.toContain("execute_reply");
    release();
    await cell;
  });

  it("that fails is answered with an error", async () => {
    const complete = () => Promise.reject(new Error("the language server is gone"));
    const kernel = kernelOver(scriptedSession({}, { complete }));
    await kernel.ask("complete_request", { code: "a", cursor_pos: 1 });
    expect(kernel.content("m1", "complete_reply")).toMatchObject({ status: "error", ename: "KernelError" });
  });

  it.each([
    ["execute_request", {}],
    ["execute_request", { code: 7 }],
    ["execute_request", { code: "", silent: "yes" }],
    ["execute_request", { code: "", user_expressions: { a: 1 } }],
    ["complete_request", { code: "a", cursor_pos: "end" }],
    ["inspect_request", { cursor_pos: 1 }],
    ["is_complete_request", {}],
    ["history_request", { hist_access_type: "all" }],
  ])("%s with the content %j gets an error that names the request", async (type, content) => {
    const kernel = kernelOver(scriptedSession({}));
    await kernel.ask(type, content);
    const evalue = expect.stringMatching(new RegExp(`^${type}: [\\w.]+ is .+, expected .+$`)) as string;
    expect(kernel.content("m1", type.replace("request", "reply"))).toMatchObject({ ename: "BadRequest", evalue });
  });

  it("of an unknown type gets no reply, and the kernel is idle after it", async () => {
    const kernel = kernelOver(scriptedSession({}));
    await kernel.ask("wish_request", {});
    expect(kernel.types("m1")).toEqual(["status", "status"]);
  });

  it("about CPU and memory usage is answered, also while a cell waits", async () => {
    const kernel = kernelOver(scriptedSession({ wait: () => new Promise(() => undefined) }));
    void kernel.execute("wait");
    await kernel.ask("usage_request", {});
    expect(kernel.content("m2", "usage_reply")).toMatchObject({ status: "ok", pid: process.pid });
  });

  it("about comms is answered with none, and an opened one is closed", async () => {
    const kernel = kernelOver(scriptedSession({}));
    await kernel.ask("comm_info_request", {});
    await kernel.ask("comm_open", { comm_id: "c1", target_name: "widget", data: {} });
    expect(kernel.content("m1", "comm_info_reply")).toEqual({ status: "ok", comms: {} });
    expect(kernel.content("m2", "comm_close")).toEqual({ comm_id: "c1", data: {} });
  });
});

it.each([".reset", "%reset", " %reset -f "])("clears all variables at %j, without a restart", async (code) => {
  let resets = 0;
  const kernel = kernelOver(
    scriptedSession(
      {},
      {
        reset: async () => {
          resets += 1;
        },
      },
    ),
  );
  await kernel.execute(code);
  expect(resets).toBe(1);
  expect(kernel.content("m1", "execute_reply")).toMatchObject({ status: "ok" });
  expect(kernel.content("m1", "stream")).toMatchObject({ text: "All variables cleared.\n" });
});

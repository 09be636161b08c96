import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { ChainError } from "../../../src/chain/core/step-error.js";
import { display } from "../../../src/domain/display/display.js";
import { setHostContext } from "../../../src/domain/display/host-context.js";
import { InvalidError, NoResultError, NotFoundError, SlylabError } from "../../../src/domain/errors.js";
import { counted, FakeChain } from "../fake-chain.js";
import { startLocal } from "../local.js";

async function failureOf(chain: PromiseLike<unknown>): Promise<ChainError> {
  try {
    await chain;
  } catch (error) {
    if (error instanceof ChainError) return error;
    throw error;
  }
  throw new Error("the chain did not fail");
}

describe("ChainError", () => {
  const cause = new InvalidError("jobs.add: name is too long", {
    status: 400,
    method: "jobs.add",
    attempts: 3,
    hint: "at most 255 letters",
  });

  it("explains errors of the disk", async () => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), {
      code: "ENOSPC",
      syscall: "write",
    });
    const failed = await failureOf(FakeChain.start(counted("export", { failures: 1, error: full })));
    expect(failed.message).toBe("export: cannot write: the disk is full (ENOSPC)");
    expect(failed.cause).toBe(full);
    const readOnly = Object.assign(new Error("EROFS: read-only file system, mkdir"), {
      code: "EROFS",
      path: "out/img",
    });
    const other = await failureOf(FakeChain.start(counted("export", { failures: 1, error: readOnly })));
    expect(other.message).toBe("export: cannot write out/img: the file system is read-only (EROFS)");
  });

  it("lists the steps that succeeded, failed and did not run", async () => {
    const chain = FakeChain.start(counted("team 8"))
      .add(counted("create job", { failures: 1, error: cause }))
      .add(counted("wait"));
    const error = await failureOf(chain);
    expect(error).toBeInstanceOf(SlylabError);
    expect(error.code).toBe("chain");
    expect(error.message).toBe("create job: name is too long");
    expect(error.steps.map(({ label, state, outcome }) => [label, state, outcome])).toEqual([
      ["team 8", "done", "1 so far"],
      ["create job", "failed", "name is too long"],
      ["wait", "not run", ""],
    ]);
    expect([error.status, error.attempts, error.cause]).toEqual([400, 3, cause]);
    expect(error.hint).toBe("at most 255 letters");
  });

  it("hints how to resume if the cause has no hint", async () => {
    const chain = FakeChain.start(counted("team 8")).add(counted("create job", { failures: 1 }));
    expect((await failureOf(chain)).hint).toBe("await the chain again to continue at create job");
  });

  it("does not report an id as done before a step has found it on the server", async () => {
    const { job, team } = await startLocal();
    const seen: string[] = [];
    const chain = job(999).status();
    const error: unknown = await chain
      .run({ onStep: ({ label, state }) => seen.push(`${label} ${state}`) })
      .catch((fault) => fault);
    expect(error).toMatchObject({
      steps: [
        { label: "job 999", state: "not read", outcome: "" },
        { label: "status", state: "failed" },
      ],
    });
    expect(seen).toEqual(["status started", "status failed"]);
    expect(await failureOf(team(999).members())).toMatchObject({ steps: [{ state: "not read" }, { state: "failed" }] });
  });

  it("names the line of the user's code, and shows its source", async () => {
    const chain = FakeChain.start(counted("team 8")).add(counted("create job", { failures: 1 })); // the line
    const error = await failureOf(chain);
    // fake-chain.ts counts as user code here: it has the innermost frame outside the library.
    expect(error.failed.site?.file).toBe(fileURLToPath(new URL("../fake-chain.ts", import.meta.url)));
    expect(error.stack).toMatch(
      /^ChainError: create job: create job broke\n[\s\S]* {2}✗ create job \(failed\)\n {2}hint: .*\n {4}at .*fake-chain\.ts:\d+:\d+$/,
    );
    expect(error[display]()).toMatchObject({
      kind: "error",
      source: { text: "    return new FakeChain(this.node.append(step));" },
      parts: [{ kind: "table" }],
    });
  });

  it("is printed with its steps and without a cause that repeats its message", async () => {
    const error = await failureOf(FakeChain.start(counted("create job", { failures: 1, error: cause })));
    expect(inspect(error)).toMatch(
      /^ChainError: create job: name is too long\n {2}✗ create job \(failed, HTTP 400, 3 attempts\)\n {2}hint: at most 255 letters\n {4}at .*$/,
    );
    const why = new RangeError("from the user's own code");
    const other = await failureOf(FakeChain.start(counted("create job", { failures: 1, error: why })));
    expect(inspect(other)).toContain("\n  [cause]: RangeError: from the user's own code");
  });

  it("is printed with the user's frames of a cause alone, also where Node prints an uncaught error", async () => {
    const own = fileURLToPath(new URL("../../../src/index.ts", import.meta.url));
    const frames = `    at /me/a.ts:3:7\n    at review (${own}:1:1)\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`;
    const inner = Object.assign(new Error("inner"), { stack: `Error: inner\n${frames}` });
    const why = Object.assign(new RangeError("mine", { cause: inner }), { stack: `RangeError: mine\n${frames}` });
    const error = await failureOf(FakeChain.start(counted("create job", { failures: 1, error: why })));
    for (const customInspect of [true, false]) {
      const text = inspect(error, { customInspect });
      expect(text).toContain("[cause]: RangeError: mine\n      at /me/a.ts:3:7 {\n");
      expect(text).toContain("[cause]: Error: inner\n        at /me/a.ts:3:7\n");
      expect(text).not.toMatch(/node:internal|src\/index/);
    }
  });

  it("shows a cell's source line from the host", async () => {
    onTestFinished(setHostContext({ sourceLine: (_file, line) => `text of line ${line}` }));
    const error = await failureOf(FakeChain.start(counted("only", { failures: 1 })));
    expect(error[display]()).toMatchObject({ source: { text: expect.stringMatching(/^text of line \d+$/) } });
  });

  it("shows the HTTP status and the attempts in the table of steps", async () => {
    const error = await failureOf(FakeChain.start(counted("create job", { failures: 1, error: cause })));
    expect(error[display]()).toMatchObject({
      parts: [{ rows: [["create job", "failed", "HTTP 400, 3 attempts", expect.any(String)]] }],
    });
  });

  it("accepts a thrown value that is not an Error", async () => {
    const chain = FakeChain.start({
      label: "odd",
      run: () => Promise.reject("a text"),
    });
    const error = await failureOf(chain);
    expect([error.message, error.cause]).toEqual(["odd: a text", "a text"]);
  });

  it("has a cause whose class can be tested", async () => {
    const { job, project, team } = await startLocal();
    expect((await failureOf(job(999).status())).cause).toBeInstanceOf(NotFoundError);
    expect((await failureOf(project("no such project"))).cause).toBeInstanceOf(NoResultError);
    const create = team(8).job({ name: "x", dataset: 10555, classes: "lemno", assign: "my_username" }).create();
    expect((await failureOf(create)).cause).toBeInstanceOf(NoResultError);
  });
});

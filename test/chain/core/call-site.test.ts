import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { describe, expect, it, onTestFinished } from "vitest";
import { type CallMark, readCall, sourceLine } from "../../../src/chain/core/call-site.js";
import { setHostContext } from "../../../src/domain/display/host-context.js";
import { counted, FakeChain } from "../fake-chain.js";

const packageFile = fileURLToPath(new URL("../../../src/chain/core/node.ts", import.meta.url));

describe("readCall", () => {
  it.each([
    ["at team (/home/me/a.ts:3:7)", { file: "/home/me/a.ts", line: 3, column: 7 }],
    ["at file:///home/me/a%20b.ts:3:7", { file: "/home/me/a b.ts", line: 3, column: 7 }],
    ["at async run (/home/me/a.ts:3:7)", { file: "/home/me/a.ts", line: 3, column: 7 }],
    ["at async /home/me/a.ts:3:7", { file: "/home/me/a.ts", line: 3, column: 7 }],
    ["at cell 3:2:5", { file: "cell 3", line: 2, column: 5 }],
    ["at <anonymous> (cell 3:2:5)", { file: "cell 3", line: 2, column: 5 }],
    ["at Object.<anonymous> (/home/me/(odd) name.ts:3:7)", { file: "/home/me/(odd) name.ts", line: 3, column: 7 }],
  ])("reads the frame %j as %j", (frame, site) => {
    expect(readCall({ stack: `Error\n    ${frame}` })).toEqual(site);
  });

  it("returns the innermost frame outside slylab and Node", () => {
    const frames = [
      `at x (${packageFile}:1:1)`,
      "at node:internal/process:1:1",
      "at y (/me/a.ts:9:9)",
      "at z (/me/b.ts:1:1)",
    ];
    expect(readCall({ stack: `Error\n${frames.join("\n")}` })).toMatchObject({ file: "/me/a.ts" });
  });

  it("returns undefined if no frame belongs to user code", () => {
    for (const mark of [{}, { stack: "Error" }, { stack: `Error\n at x (${packageFile}:1:1)` }] satisfies CallMark[]) {
      expect(readCall(mark)).toBeUndefined();
    }
  });

  it("captures stacks without formatting them: a few microseconds per step", () => {
    const steps = 20_000;
    const since = performance.now();
    for (let index = 0; index < steps; index++) FakeChain.start(counted("step"));
    const each = ((performance.now() - since) / steps) * 1000;
    // 2 to 8 µs on an idle machine; formatting alone takes several times as long.
    expect(each).toBeLessThan(100);
  });

  it("returns the name of a script without a file; the host supplies its source line", () => {
    const mark = runInThisContext("(capture) => capture()", { filename: "cell 7" })(() => {
      const captured: CallMark = {};
      Error.captureStackTrace(captured);
      return { stack: captured.stack?.replace(/^.*call-site\.test.*$/gm, "") };
    });
    const site = readCall(mark);
    expect(site).toMatchObject({ file: "cell 7", line: 1 });
    expect(sourceLine(site!)).toBeUndefined();
    onTestFinished(setHostContext({ sourceLine: (file, line) => `line ${line} of ${file}` }));
    expect(sourceLine(site!)).toBe("line 1 of cell 7");
  });
});

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { display } from "../../../src/domain/display/display.js";
import { isLazy, lazy } from "../../../src/domain/lazy.js";
import { counted, FakeChain } from "../fake-chain.js";

describe("a chain as text", () => {
  it("says that it has not run, in String(), templates, JSON and inspect", () => {
    const chain = FakeChain.start(counted("team 8")).add(counted("create job 'lemons'", { writes: true }));
    const text = "[chain, not run yet: await it] team 8 › create job 'lemons'";
    expect(String(chain)).toBe(text);
    expect(`${chain}`).toBe(text);
    expect(JSON.stringify({ chain })).toBe(JSON.stringify({ chain: text }));
    expect(inspect(chain)).toBe(text);
    chain.catch(() => undefined);
  });

  it("is displayed as a table of its steps and, after the run, their results", async () => {
    const chain = FakeChain.start(counted("team 8"));
    expect(chain[display]()).toMatchObject({
      title: "Chain, not run yet: await it",
      rows: [["team 8", "not run", null]],
    });
    await chain;
    expect(chain[display]()).toMatchObject({ title: "Chain, done", rows: [["team 8", "done", "1 so far"]] });
  });

  it("gives front ends its `lazy` interface: whether it writes, and run()", async () => {
    const read = FakeChain.start(counted("team 8"));
    const write = read.add(counted("create", { writes: true }));
    expect(isLazy(read)).toBe(true);
    expect([read[lazy].writes, write[lazy].writes, write.add(counted("read"))[lazy].writes]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await write[lazy].run()).toEqual(["team 8", "create"]);
  });

  it("does not run when it is inspected", () => {
    const first = counted("first");
    const chain = FakeChain.start(first);
    inspect(chain, { showHidden: true, depth: 5 });
    Object.keys(chain);
    expect([first.runs, Object.keys(chain)]).toEqual([0, ["node"]]);
  });
});

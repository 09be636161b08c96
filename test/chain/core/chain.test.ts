import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { display } from "../../../src/domain/display/display.js";
import { isLazy, lazy } from "../../../src/domain/lazy.js";
import { counted, FakeChain } from "../fake-chain.js";

describe("showing a chain", () => {
  it("says in every text made of it that it has not run", () => {
    const chain = FakeChain.start(counted("team 8")).add(counted("create job 'lemons'", { writes: true }));
    const said = "[chain, not run yet: await it] team 8 › create job 'lemons'";
    expect(String(chain)).toBe(said);
    expect(`${chain}`).toBe(said);
    expect(JSON.stringify({ chain })).toBe(JSON.stringify({ chain: said }));
    expect(inspect(chain)).toBe(said);
    chain.catch(() => undefined);
  });

  it("shows its steps, and after the run what came of them", async () => {
    const chain = FakeChain.start(counted("team 8"));
    expect(chain[display]()).toMatchObject({
      title: "Chain, not run yet: await it",
      rows: [["team 8", "not run", null]],
    });
    await chain;
    expect(chain[display]()).toMatchObject({ title: "Chain, done", rows: [["team 8", "done", "1 so far"]] });
  });

  it("tells front ends that it is lazy, whether it writes, and runs for them", async () => {
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

  it("runs nothing when it is only looked at", () => {
    const first = counted("first");
    const chain = FakeChain.start(first);
    inspect(chain, { showHidden: true, depth: 5 });
    Object.keys(chain);
    expect([first.runs, Object.keys(chain)]).toEqual([0, ["node"]]);
  });
});

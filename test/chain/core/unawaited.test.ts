import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeEach, describe, expect, it } from "vitest";
import { takeUnawaited, unawaitedText } from "../../../src/chain/core/unawaited.js";
import { counted, FakeChain } from "../fake-chain.js";

const write = (label: string) => counted(label, { writes: true });

describe("takeUnawaited", () => {
  beforeEach(() => void takeUnawaited());

  it("returns a chain once, with its steps and the line that built it", () => {
    FakeChain.start(counted("team 8"))
      .add(write("create"))
      .add({ ...counted("read"), quiet: true }).node.apiSource;
    const [chain, ...more] = takeUnawaited();
    expect(more).toEqual([]);
    expect(chain).toMatchObject({ steps: "team 8 › create", site: { line: expect.any(Number) } });
    expect(takeUnawaited()).toEqual([]);
  });

  it("returns only the longest chain", () => {
    FakeChain.start(write("ensure")).add(write("create")).node.id;
    expect(takeUnawaited().map(({ steps }) => steps)).toEqual(["ensure › create"]);
  });

  it("leaves out chains that only read, ran, failed or were planned, also as part of a longer one", async () => {
    FakeChain.start(counted("read")).node.id;
    await FakeChain.start(write("ran"));
    await FakeChain.start(write("grew")).add(write("on"));
    await FakeChain.start({ ...write("planned"), plan: async () => ({ entries: [] }) }).plan();
    await expect(FakeChain.start(counted("failed", { writes: true, failures: 1 })).run()).rejects.toThrow();
    expect(takeUnawaited()).toEqual([]);
  });

  it("returns a chain that extends one that ran", async () => {
    const ran = FakeChain.start(write("ensure"));
    ran.add(write("create")).node.id;
    await ran;
    expect(takeUnawaited().map(({ steps }) => steps)).toEqual(["ensure › create"]);
  });

  it("says `not finished` instead of `nothing was sent` if an earlier step ran", async () => {
    const ran = FakeChain.start(write("ensure"));
    ran.add(write("create")).node.id;
    expect(unawaitedText(takeUnawaited())).toContain("so nothing was sent");
    const begun = FakeChain.start(write("ensure"));
    begun.add(write("create")).node.id;
    await begun;
    expect(unawaitedText(takeUnawaited())).toContain("so it was not finished");
  });

  it("is reported on stderr when the process ends", async () => {
    const script = new URL("../unawaited-script.ts", import.meta.url);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--import", "tsx", script.pathname]);
    expect(stdout).toBe("end\n");
    expect(stderr.replace(/at \/.*\//, "at ")).toBe(
      [
        "slylab: a chain was never awaited, so nothing was sent:",
        "  team 8 › ensure annotator labeler_1",
        "    built at unawaited-script.ts:3:9",
        "  write await before it, or .plan() to see what it would do",
        "",
      ].join("\n"),
    );
  });

  it("gives no text for no chains", () => {
    expect(unawaitedText([])).toBe("");
  });
});

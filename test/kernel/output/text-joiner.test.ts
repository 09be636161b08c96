import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TextJoiner, type TextPiece } from "../../../src/kernel/output/text-joiner.js";

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => vi.useRealTimers());

function joiner(eager = 0) {
  const given: TextPiece<string>[] = [];
  return {
    given,
    texts: () => given.map(({ text }) => text),
    joined: new TextJoiner<string>((run) => given.push(run), eager),
  };
}

describe("text of a cell", () => {
  it("is joined for ten milliseconds", () => {
    const { texts, joined } = joiner();
    joined.write("cell", "stdout", "a\n");
    joined.write("cell", "stdout", "b\n");
    vi.advanceTimersByTime(9);
    expect(texts()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(texts()).toEqual(["a\nb\n"]);
  });

  it("keeps the order of its streams and of its cells", () => {
    const { given, joined } = joiner();
    joined.write("one", "stdout", "1");
    joined.write("one", "stderr", "2");
    joined.write("two", "stderr", "3");
    joined.flush();
    expect(given).toEqual([
      { source: "one", name: "stdout", text: "1" },
      { source: "one", name: "stderr", text: "2" },
      { source: "two", name: "stderr", text: "3" },
    ]);
  });

  it("is sent at 64 Ki without waiting, and nothing is lost", () => {
    const { texts, joined } = joiner();
    for (let line = 0; line < 20_000; line += 1) joined.write("cell", "stdout", `line ${line}\n`);
    joined.flush();
    expect(texts().join("").split("\n")).toHaveLength(20_001);
    expect(texts().length).toBeLessThan(6);
  });

  it("is sent at once for the first pieces, since timers do not fire while a cell computes", () => {
    const { texts, joined } = joiner(2);
    for (const piece of ["a", "b", "c", "d"]) joined.write("cell", "stdout", piece);
    expect(texts()).toEqual(["a", "b"]);
    vi.advanceTimersByTime(10);
    expect(texts()).toEqual(["a", "b", "cd"]);
    vi.advanceTimersByTime(1);
    joined.write("cell", "stdout", "e");
    expect(texts().at(-1)).toBe("e");
  });

  it("is not sent when it is empty", () => {
    const { given, joined } = joiner();
    joined.write("cell", "stdout", "");
    joined.flush();
    expect(given).toEqual([]);
  });
});

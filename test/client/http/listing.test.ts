import { expect, it } from "vitest";
import { Listing } from "../../../src/client/http/listing.js";
import type { RecordClass } from "../../../src/domain/display/record-display.js";
import { lazy } from "../../../src/domain/lazy.js";

interface Row {
  readonly id: number;
}

const rowClass: RecordClass<Row> = { plural: "rows", columns: [{ title: "ID", kind: "id", value: ({ id }) => id }] };

function listing(pages: readonly (readonly number[] | Error)[]) {
  const state = { asked: 0, reads: 0 };
  const list = new Listing<Row>({
    label: "rows of a test",
    record: rowClass,
    async *pages(signal) {
      state.reads += 1;
      for (const page of pages) {
        signal?.throwIfAborted();
        state.asked += 1;
        if (page instanceof Error && state.reads === 1) throw page;
        yield page instanceof Error ? [] : page;
      }
    },
    read: (id) => ({ id: Number(id) }),
  });
  return { list, state };
}

it("a listing reads all pages once, however often it is awaited", async () => {
  const { list, state } = listing([[1, 2], [3]]);
  expect(state.asked).toBe(0);
  const [one, two] = await Promise.all([list, list]);
  expect(one.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(two).toBe(one);
  expect(Object.isFrozen(one)).toBe(true);
  expect(state).toEqual({ asked: 2, reads: 1 });
});

it("a listing that was awaited repeats its rows in every iteration, one that was not reads again", async () => {
  const { list, state } = listing([[1, 2], [3]]);
  const walk = async () => {
    const ids: number[] = [];
    for await (const { id } of list) ids.push(id);
    return ids;
  };
  expect([await walk(), await walk()]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  expect(state.reads).toBe(2);
  const rows = await list;
  expect([await walk(), await walk()]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  const pages: unknown[] = [];
  for await (const page of list.pages()) pages.push(page);
  expect(pages).toEqual([rows]);
  expect(state.reads).toBe(3);
});

it("a listing requests no page that is not iterated", async () => {
  const { list, state } = listing([[1, 2], [3]]);
  for await (const { id } of list) if (id === 2) break;
  expect(state.asked).toBe(1);
});

it("a listing reads again after a failure", async () => {
  const { list, state } = listing([[1], new Error("broken")]);
  await expect(Promise.resolve(list)).rejects.toThrow("broken");
  expect((await list).map(({ id }) => id)).toEqual([1]);
  expect(state.reads).toBe(2);
});

it("the signal of one read of a listing stops no other read", async () => {
  const { list } = listing([[1], [2]]);
  await expect(list[lazy].run({ signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
  expect(await list[lazy].run()).toHaveLength(2);
  expect(list[lazy].writes).toBe(false);
});

it("a listing converted to text says whether it was read", async () => {
  const { list } = listing([]);
  expect(`${list}`).toBe("Listing: rows of a test, not read yet: await it, or use for await");
  expect(JSON.stringify([list])).toContain("not read yet");
  await list;
  expect(`${list}`).toBe("Listing: rows of a test, already read: await it");
});

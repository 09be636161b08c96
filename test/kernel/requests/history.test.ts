import { expect, it } from "vitest";
import { CellHistory } from "../../../src/kernel/requests/history.js";
import { parseHistory } from "../../../src/kernel/requests/messages.js";

function history(): CellHistory {
  const cells = new CellHistory();
  cells.add(1, "1 + 1", "2");
  cells.add(2, "team(8)", undefined);
  cells.add(3, "1 + 1", "2");
  return cells;
}

const find = (content: Record<string, unknown>) => history().find(parseHistory(content));

it("returns the last cells, oldest first", () => {
  expect(find({ hist_access_type: "tail", n: 2 })).toEqual([
    [1, 2, "team(8)"],
    [1, 3, "1 + 1"],
  ]);
  expect(find({ hist_access_type: "tail", n: 9 })).toHaveLength(3);
});

it("returns a range of this session without its end, and nothing of other sessions", () => {
  const range = { hist_access_type: "range", session: 0, start: 1, stop: 3 };
  expect(find(range).map(([, line]) => line)).toEqual([1, 2]);
  expect(find({ ...range, session: 1 }).map(([, line]) => line)).toEqual([1, 2]);
  expect(find({ ...range, session: -1 })).toEqual([]);
});

it("adds the output of cells that have one", () => {
  expect(find({ hist_access_type: "tail", n: 2, output: true })).toEqual([
    [1, 2, ["team(8)", null]],
    [1, 3, ["1 + 1", "2"]],
  ]);
});

it("searches by a glob pattern, each text once if requested", () => {
  expect(find({ hist_access_type: "search", pattern: "1*" }).map(([, line]) => line)).toEqual([1, 3]);
  expect(find({ hist_access_type: "search", pattern: "1 ? 1", unique: true }).map(([, line]) => line)).toEqual([3]);
  expect(find({ hist_access_type: "search", pattern: "team(8)", n: 1 }).map(([, line]) => line)).toEqual([2]);
  expect(find({ hist_access_type: "search", pattern: "eam" })).toEqual([]);
});

it("rejects an unknown access type", () => {
  expect(() => find({ hist_access_type: "all" })).toThrow(
    'history_request: hist_access_type is "all", expected range, tail or search',
  );
});

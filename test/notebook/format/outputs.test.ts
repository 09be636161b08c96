import { describe, expect, it } from "vitest";
import { CellOutputs, Displays } from "../../../src/notebook/format/outputs.js";

const displays = () => new Displays();
const shown = (text: string, id?: string) => ({
  data: { "text/plain": text },
  metadata: {},
  ...(id === undefined ? {} : { transient: { display_id: id } }),
});

describe("the outputs of a cell", () => {
  it("join the text of a stream until another stream writes", () => {
    const cell = new CellOutputs(displays());
    cell.take("stream", { name: "stdout", text: "a" });
    cell.take("stream", { name: "stdout", text: "b" });
    cell.take("stream", { name: "stderr", text: "c" });
    cell.take("stream", { name: "stdout", text: "d" });
    expect(cell.outputs.map((output) => (output.output_type === "stream" ? output.text : ""))).toEqual([
      "ab",
      "c",
      "d",
    ]);
  });

  it("keep the last state of a display, without its id", () => {
    const cell = new CellOutputs(displays());
    cell.take("display_data", shown("one", "d1"));
    cell.take("display_data", shown("other"));
    cell.take("update_display_data", shown("two", "d1"));
    expect(cell.outputs).toEqual([
      { output_type: "display_data", data: { "text/plain": "two" }, metadata: {} },
      { output_type: "display_data", data: { "text/plain": "other" }, metadata: {} },
    ]);
  });

  it("are changed by a later cell that changes the display", () => {
    const shared = displays();
    const [first, second] = [new CellOutputs(shared), new CellOutputs(shared)];
    first.take("display_data", shown("0 of 6", "d1"));
    second.take("update_display_data", shown("6 of 6", "d1"));
    expect(first.outputs[0]).toMatchObject({ data: { "text/plain": "6 of 6" } });
    expect(second.outputs).toEqual([]);
  });

  it("are cleared at once, or by the next output", () => {
    const cell = new CellOutputs(displays());
    cell.take("stream", { name: "stdout", text: "a" });
    cell.take("clear_output", { wait: true });
    expect(cell.outputs).toHaveLength(1);
    cell.take("stream", { name: "stdout", text: "b" });
    expect(cell.outputs).toEqual([{ output_type: "stream", name: "stdout", text: "b" }]);
    cell.take("clear_output", { wait: false });
    expect(cell.outputs).toEqual([]);
  });

  it("contain results and errors, and ignore other messages", () => {
    const cell = new CellOutputs(displays());
    cell.take("execute_input", { code: "1", execution_count: 1 });
    cell.take("execute_result", { ...shown("1"), execution_count: 1 });
    cell.take("error", { ename: "E", evalue: "v", traceback: ["t"] });
    expect(cell.outputs.map(({ output_type }) => output_type)).toEqual(["execute_result", "error"]);
  });

  it("are counted by size; cleared and replaced ones no longer count", () => {
    const all = displays();
    const cell = new CellOutputs(all);
    cell.take("display_data", shown("x".repeat(1_000), "d"));
    const first = all.size;
    expect(first).toBeGreaterThan(1_000);
    cell.take("stream", { name: "stdout", text: "y".repeat(500) });
    expect(all.size).toBeGreaterThan(first + 500);
    new CellOutputs(all).take("update_display_data", shown("", "d"));
    expect(all.size).toBeLessThan(first);
    cell.take("clear_output", {});
    expect(all.size).toBe(0);
  });
});

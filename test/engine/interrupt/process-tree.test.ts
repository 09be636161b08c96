import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { expect, it } from "vitest";
import { descendantsInGroup, listProcesses, parseStat } from "../../../src/engine/interrupt/process-tree.js";

it("a process name may have spaces and brackets", () => {
  expect(parseStat("42 (a ) b (c) S 7 40 1 0")).toEqual([{ pid: 42, parent: 7, group: 40 }]);
  expect(parseStat("nothing")).toEqual([]);
});

it("descendants include children of children in the same group", () => {
  const processes = [
    { pid: 1, parent: 0, group: 1 },
    { pid: 2, parent: 1, group: 1 },
    { pid: 3, parent: 2, group: 1 },
    { pid: 4, parent: 1, group: 4 },
    { pid: 5, parent: 4, group: 1 },
    { pid: 6, parent: 0, group: 1 },
  ];
  expect(descendantsInGroup(processes, 1)).toEqual([2, 3]);
});

it("the system lists a child process of the kernel", async () => {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  expect(listProcesses().find(({ pid }) => pid === child.pid)?.parent).toBe(process.pid);
  child.kill();
});

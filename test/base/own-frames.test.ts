import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { isOwnFile, stackOfCaller, withoutOwnFrames } from "../../src/base/own-frames.js";

const url = new URL("../../src/chain/entry-points.ts", import.meta.url).href;

it.each([
  [url, true],
  [fileURLToPath(url), true],
  ["/home/ana/src/count.ts", false],
  ["file:///home/ana/dist/count.js", false],
])("of %s says %s", (file, isOwn) => {
  expect(isOwnFile(file)).toBe(isOwn);
  expect(withoutOwnFrames(`Error: x\n    at team (${file}:3:7)`)).toBe(
    isOwn ? "Error: x" : `Error: x\n    at team (${file}:3:7)`,
  );
});

it("does not treat a message with the path of a slylab file as a frame", () => {
  expect(withoutOwnFrames(`Error: cannot read ${url}`)).toBe(`Error: cannot read ${url}`);
});

it("treats built-in functions before the user's first line as callers of slylab", () => {
  const stack = `Error: x\n    at check (${url}:1:1)\n    at Array.map (<anonymous>)\n    at team (${url}:2:1)\n    at f (/me/a.ts:3:7)\n    at Array.map (<anonymous>)\n    at process.x (node:internal/process/task_queues:95:5)`;
  expect(stackOfCaller(stack)).toBe("Error: x\n    at f (/me/a.ts:3:7)\n    at Array.map (<anonymous>)");
  expect(stackOfCaller(`Error: x\n    at check (${url}:1:1)`)).toBe("Error: x");
});

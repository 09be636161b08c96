import process from "node:process";
import { expect, it } from "vitest";
import { Cells } from "../cells.js";

it("a signal that arrives while a first cell is loaded stops the cell before its code runs", async () => {
  const cells = new Cells({
    check: false,
    library: { declarations: "library.d.ts", names: ["team"] },
    loadLibrary: async () => {
      // The listener is called in a later turn of the event loop.
      process.kill(process.pid, "SIGINT");
      return { team: (id: number) => ({ id }) };
    },
  });
  const result = await cells.run("console.log('ran'); team(8)");
  await cells.close();
  expect(result).toEqual({ status: "interrupted" });
  expect(cells.printed).toEqual([]);
});

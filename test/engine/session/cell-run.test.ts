import { expect, it } from "vitest";
import { CellRun, Interrupted } from "../../../src/engine/session/cell-run.js";

it("is stopped once: its signal aborts, callbacks are called, the first reason is kept", async () => {
  const run = new CellRun(1, { write: () => {} });
  const told: string[] = [];
  run.onStop(() => told.push("waits"));
  const forget = run.onStop(() => told.push("gone"));
  forget();
  run.stop({ status: "interrupted" });
  run.stop({ status: "exited", exitCode: 3 });
  expect(await run.ended).toEqual({ status: "interrupted" });
  expect(run.end).toEqual({ status: "interrupted" });
  expect(run.controller.signal.reason).toBeInstanceOf(Interrupted);
  expect(told).toEqual(["waits"]);
});

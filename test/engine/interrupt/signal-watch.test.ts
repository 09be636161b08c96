import { expect, it } from "vitest";
import { runGuarded } from "../../../src/engine/interrupt/guard.js";
import { InterruptFlag } from "../../../src/engine/interrupt/interrupt.js";
import { SignalWatch } from "../../../src/engine/interrupt/signal-watch.js";
import { builtCli } from "../../support/built.js";

it("the watch's thread starts after the guard in which a cell begins to wait", async () => {
  await builtCli();
  const flag = new InterruptFlag();
  const watch = new SignalWatch(flag, () => {}, false);
  // The thread is ended when the process exits.
  const count = () => process.listenerCount("exit");
  const before = count();
  let guarded = 0;
  runGuarded(flag, () => {
    watch.start();
    guarded = count();
  });
  expect(guarded).toBe(before);
  watch.startIfDue();
  expect(count()).toBe(before + 1);
  watch.startIfDue();
  expect(count()).toBe(before + 1);
  await watch.close();
});

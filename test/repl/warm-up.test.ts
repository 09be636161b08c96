import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { WarmUp } from "../../src/repl/warm-up.js";

it("runs tasks in sequence while no key is pending, and continues after a failed one", async () => {
  const order: string[] = [];
  let isBusy = true;
  const warmUp = new WarmUp(
    () => isBusy,
    [
      () => Promise.reject(new Error("later told")),
      async () => {
        order.push("a");
        await sleep(5);
        order.push("b");
      },
      () => order.push("c"),
    ],
  );
  warmUp.start();
  await sleep(60);
  expect(order).toEqual([]);
  isBusy = false;
  while (order.length < 3) await sleep(5);
  expect(order).toEqual(["a", "b", "c"]);
  warmUp.stop();
});

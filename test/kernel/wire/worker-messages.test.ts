import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { SharedCounters } from "../../../src/kernel/wire/worker-messages.js";

it("shows the same counters to both threads", () => {
  const [here, there] = [new SharedCounters(), new SharedCounters()];
  const same = new SharedCounters(here.memory);
  expect(same.countReceived()).toBe(1);
  expect(same.countReceived()).toBe(2);
  here.running = 2;
  expect([here.received, same.running, there.received]).toEqual([2, 2, 0]);
});

it("blocks the sender while four million characters are in transit", async () => {
  const shared = new SharedCounters();
  shared.sending(5_000_000);
  // Another thread takes them, because this one is blocked and runs no timer.
  const worker = new Worker(
    `const { workerData } = require("node:worker_threads");
     const slots = new Int32Array(workerData);
     Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
     Atomics.sub(slots, 0, 5_000_000);
     Atomics.notify(slots, 0);`,
    { eval: true, workerData: shared.memory },
  );
  const startedAt = performance.now();
  shared.sending(1);
  expect(performance.now() - startedAt).toBeGreaterThan(250);
  await worker.terminate();
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { expect, it } from "vitest";
import { UsageMeter } from "../../../src/kernel/requests/usage.js";
import { checkContent } from "../../support/kernel-schemas.js";

it("reports the CPU time and memory of the kernel, and of its host", async () => {
  const meter = new UsageMeter();
  await meter.read();
  const until = performance.now() + 50;
  while (performance.now() < until) Math.sqrt(until);
  const usage = await meter.read();
  checkContent("usage_reply", usage);
  expect(usage).toMatchObject({ status: "ok", hostname: hostname(), pid: process.pid });
  expect(usage.kernel_cpu).toBeGreaterThan(0);
  expect(usage.kernel_memory).toBeGreaterThan(1_000_000);
});

it.runIf(process.platform === "linux")(
  "counts the processes that the kernel started, such as the checker",
  async () => {
    const program =
      "const kept = Buffer.alloc(200_000_000, 1); console.log(kept.length); setInterval(() => kept, 1_000)";
    const meter = new UsageMeter();
    const before = Number((await meter.read()).kernel_memory);
    const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      await once(child.stdout, "data");
      const during = await meter.read();
      expect(Number(during.kernel_memory) - before).toBeGreaterThan(150_000_000);
    } finally {
      child.kill();
      await once(child, "exit");
    }
  },
);

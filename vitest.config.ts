import { availableParallelism } from "node:os";
import process from "node:process";
import { defineConfig } from "vitest/config";
import { testLanes } from "./test/support/lanes.js";

// No test requests a server of the internet, and Node reads these certificates at each start, for 75 ms of CPU.
delete process.env.NODE_EXTRA_CA_CERTS;
const lanes = testLanes();

export default defineConfig({
  test: {
    // More than the default, one on two cores, since most tests wait for servers and child processes.
    maxWorkers: Math.max(4, availableParallelism()),
    // Otherwise each of the projects transforms each module, in each run.
    experimental: { fsModuleCache: true, fsModuleCachePath: ".cache/modules" },
    testTimeout: 30_000,
    hookTimeout: 180_000,
    projects: [
      // Without a fresh process and module graph for each file: they cost more than most of the tests themselves.
      { extends: true, test: { name: "unit", include: lanes.unit, isolate: false } },
      { extends: true, test: { name: "integration", include: lanes.integration, isolate: false } },
      { extends: true, test: { name: "fresh", include: lanes.fresh } },
    ],
  },
});

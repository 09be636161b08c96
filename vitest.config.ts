import { availableParallelism } from "node:os";
import process from "node:process";
import { defineConfig } from "vitest/config";
import { testLanes } from "./test/support/lanes.js";

// Node reads these certificates at each start, which takes 75 ms of CPU. In tests only pip and uv use the internet, and
// they do not read this variable.
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

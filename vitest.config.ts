import process from "node:process";
import { defineConfig } from "vitest/config";
import { testLanes } from "./test/support/lanes.js";

// No test requests a server of the internet, and Node reads these certificates at each start, for 75 ms of CPU.
delete process.env.NODE_EXTRA_CA_CERTS;
const lanes = testLanes();

export default defineConfig({
  test: {
    // The default is one worker on two cores, but most tests wait for servers and child processes.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 180_000,
    projects: [
      // Without a fresh process and module graph for each file: they cost more than most of the tests themselves.
      { extends: true, test: { name: "unit", include: lanes.unit, isolate: false } },
      { extends: true, test: { name: "instance", include: lanes.instance, isolate: false } },
      { extends: true, test: { name: "process", include: lanes.process, isolate: false } },
      { extends: true, test: { name: "fresh", include: lanes.fresh } },
    ],
  },
});

import { defineConfig } from "vitest/config";
import { testLanes } from "./test/support/lanes.js";

const { unit, instance, process } = testLanes();

export default defineConfig({
  test: {
    // The default is one worker on two cores, but most tests wait for servers and child processes.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 180_000,
    projects: [
      // Without a fresh module graph for each file: it costs more than the tests themselves.
      { extends: true, test: { name: "unit", include: unit, isolate: false } },
      { extends: true, test: { name: "instance", include: instance, isolate: false } },
      { extends: true, test: { name: "process", include: process } },
    ],
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    // A browser and a server are slow on a busy machine with two cores.
    testTimeout: 240_000,
    hookTimeout: 600_000,
  },
});

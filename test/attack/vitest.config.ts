import { defineConfig } from "vitest/config";

/** The attacks of the suite, many times longer: `npm run attack`. */
export default defineConfig({
  test: {
    include: ["test/attack/**/*.test.ts", "test/server/crash.test.ts", "test/flow/campaign-killed.test.ts"],
    env: { ATTACK: "long", CRASH_ROUNDS: "60" },
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});

import { defineConfig } from "vitest/config";

/** The attacks of the suite, many times longer: `npm run attack`. */
export default defineConfig({
  test: {
    include: [
      "test/attack/**/*.test.ts",
      "test/chain/{export,import}/killed.test.ts",
      "test/chain/job/review.test.ts",
      "test/domain/geometry/geometry.test.ts",
      "test/server/{bad-input,crash}.test.ts",
      "test/server/users/{access,closed-matrix}.test.ts",
      "test/server/webhooks/lying-receivers.test.ts",
      "test/flow/{bad-input-client,campaign-at-once,campaign-killed,faults-random}.test.ts",
      "test/flow/{foreign-servers,kept-passwords,kernel-attack,kernel-start}.test.ts",
    ],
    env: { ATTACK: "long", ATTACK_ROUNDS: "600", CRASH_ROUNDS: "60" },
    testTimeout: 3_600_000,
    // The first test file of the built package builds it.
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});

import { describe, expect, it, vi } from "vitest";
import { reportFailure } from "../../../src/cli/support/failure.js";
import { ConfigError, TimeoutError } from "../../../src/domain/errors.js";

async function told(error: unknown): Promise<{ exitCode: number; text: string }> {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const exitCode = await reportFailure(error);
    return { exitCode, text: write.mock.calls.map(([text]) => String(text)).join("") };
  } finally {
    write.mockRestore();
  }
}

describe("reportFailure", () => {
  it("prints what failed and the hint, without a stack, and returns 1", async () => {
    const { exitCode, text } = await told(
      new ConfigError("port 80 is taken", { option: "--port", source: "the command line", hint: "choose another" }),
    );
    expect(exitCode).toBe(1);
    expect(text).toContain("port 80 is taken");
    expect(text).toContain("hint: choose another");
    expect(text).not.toMatch(/\n\s+at /);
  });

  it("returns 124 after a timeout", async () => {
    expect((await told(new TimeoutError("no answer in 5 s", { timeout: 5000 }))).exitCode).toBe(124);
  });
});

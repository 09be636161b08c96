import { describe, expect, it } from "vitest";
import { input, password } from "../src/ask.js";
import { setHostContext } from "../src/domain/display/host-context.js";

describe("input and password", () => {
  it("ask through the host, and say whether the typed text is shown", async () => {
    const asked: [string, boolean][] = [];
    const restore = setHostContext({
      ask: async (prompt, { hidden }) => {
        asked.push([prompt, hidden]);
        return "lemon";
      },
    });
    const answers = [await input("class: "), await password()];
    restore();
    expect(answers).toEqual(["lemon", "lemon"]);
    expect(asked).toEqual([
      ["class: ", false],
      ["password: ", true],
    ]);
  });

  it("fail with a hint if there is no terminal", async () => {
    await expect(input("class: ")).rejects.toMatchObject({ code: "config", hint: expect.stringContaining("argument") });
  });
});

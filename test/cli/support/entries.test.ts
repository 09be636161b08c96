import { describe, expect, it } from "vitest";
import { entriesOf } from "../../../src/cli/support/entries.js";
import { openSession } from "../../../src/engine/session/session.js";

const session = openSession({ check: false });

async function entries(...chunks: (string | Buffer)[]): Promise<string[]> {
  async function* input() {
    yield* chunks;
  }
  const found: string[] = [];
  for await (const entry of entriesOf(input(), (code) => session.isComplete(code))) found.push(entry);
  return found;
}

describe("entries of standard input", () => {
  it("are lines until they are complete", async () => {
    expect(await entries("const a = 1\n\nfunction f() {\n  return a\n}\nf()\n")).toEqual([
      "const a = 1",
      "function f() {\n  return a\n}",
      "f()",
    ]);
  });

  it("continue with lines that are invalid on their own", async () => {
    expect(await entries("team(8)\n  .jobs()\nif (a) {\n}\nelse b()\nc\n")).toEqual([
      "team(8)\n  .jobs()",
      "if (a) {\n}\nelse b()",
      "c",
    ]);
  });

  it("continue over blank lines and comments", async () => {
    expect(await entries("team(8)\n\n// why\n  .jobs()\n\n// the end\nb\n")).toEqual([
      "team(8)\n\n// why\n  .jobs()",
      "// the end",
      "b",
    ]);
  });

  it("are the same however the input is split", async () => {
    const bytes = Buffer.from("'ä🍋'\r\nb\n");
    expect(await entries(...Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)))).toEqual(["'ä🍋'", "b"]);
  });

  it("include an incomplete entry and a last line without a line break", async () => {
    expect(await entries("f(\n1")).toEqual(["f(\n1"]);
    expect(await entries("a\nb")).toEqual(["a", "b"]);
    expect(await entries("\n \n")).toEqual([]);
  });
});

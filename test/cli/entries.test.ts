import { describe, expect, it } from "vitest";
import { entriesOf } from "../../src/cli/entries.js";
import type { Completeness } from "../../src/engine/cell.js";

/** Whole when brackets are closed; a line that begins with a dot cannot stand alone. */
function completeness(code: string): Completeness {
  const open = code.replace(/[^({]/g, "").length;
  const closed = code.replace(/[^)}]/g, "").length;
  if (closed > open || /^\s*\./.test(code)) return { status: "invalid" };
  return open > closed ? { status: "incomplete", indent: "  " } : { status: "complete" };
}

async function entries(...chunks: (string | Buffer)[]): Promise<string[]> {
  async function* input() {
    yield* chunks;
  }
  const found: string[] = [];
  for await (const entry of entriesOf(input(), completeness)) found.push(entry);
  return found;
}

describe("entries of standard input", () => {
  it("are lines", async () => {
    expect(await entries("let a = 1\nlet b = 2\n")).toEqual(["let a = 1", "let b = 2"]);
  });

  it("go on until they are whole", async () => {
    expect(await entries("f(\n  1\n)\ng()\n")).toEqual(["f(\n  1\n)", "g()"]);
  });

  it("take in a line that could not stand alone", async () => {
    expect(await entries("team(8)\n  .jobs()\nnext\n")).toEqual(["team(8)\n  .jobs()", "next"]);
  });

  it("do not depend on how the writer cuts its text, a letter of several bytes neither", async () => {
    const bytes = Buffer.from("a('лимон')\n  .b()\n");
    expect(await entries(...Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(["a('лимон')\n  .b()"]);
  });

  it("need no end of line at the end, and know those of Windows", async () => {
    expect(await entries("a\r\nb")).toEqual(["a", "b"]);
  });

  it("are none of nothing, and of blank lines", async () => {
    expect(await entries("")).toEqual([]);
    expect(await entries("\n  \n")).toEqual([]);
  });

  it("give what never becomes whole, so that its fault is told", async () => {
    expect(await entries("f(\n")).toEqual(["f("]);
  });
});

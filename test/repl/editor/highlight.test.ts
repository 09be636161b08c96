import { describe, expect, it } from "vitest";
import { highlightCode } from "../../../src/render/text/highlight.js";
import { tonesOf } from "../../../src/repl/editor/highlight.js";
import { layOut } from "../../../src/repl/editor/layout.js";

const toneAt = (code: string, word: string, cursor?: number) => tonesOf(code, cursor)[code.indexOf(word)];

describe("the tones of an entry", () => {
  it("has one tone for each letter", () => {
    expect(tonesOf("let é = '🍋'")).toHaveLength("let é = '🍋'".length);
  });

  it.each([
    ["const", "keyword"],
    ["true", "number"],
    ["'lemon'", "string"],
    ["job(", "call"],
    ["JobList", "type"],
    ["API", "plain"],
    ["// why", "comment"],
  ])("draws %s as %s", (word, tone) => {
    expect(toneAt("const a: JobList = job(true, 'lemon', API) // why", word)).toBe(tone);
  });

  const code = "const jobs: JobList = await team(8).jobs({ status: 'on_review' }) // go";

  it("is drawn in the terminal's own colors", () => {
    const look = { prompt: "", continuation: "", promptColumns: 0, cursor: 0, columns: 200 };
    expect(
      layOut({ ...look, text: code, tones: tonesOf(code) }).rows[0]?.replaceAll("\x1b", "^"),
    ).toMatchInlineSnapshot(
      `"^[35mconst^[0m jobs: ^[36mJobList^[0m = ^[35mawait^[0m ^[34mteam^[0m(^[33m8^[0m).^[34mjobs^[0m({ status: ^[32m'on_review'^[0m }) ^[2m// go^[0m"`,
    );
  });

  it("equals that of displayed code, except for names of types", () => {
    const colors: string[] = [];
    highlightCode(code, (tone, text) => {
      if (text !== "x") colors.push(`${tone} ${text}`);
      return `<${text}>`;
    });
    expect(colors).toMatchInlineSnapshot(`
      [
        "magenta const",
        "magenta await",
        "blue team",
        "yellow 8",
        "blue jobs",
        "green 'on_review'",
        "dim // go",
      ]
    `);
  });

  it("marks the bracket at the cursor and its partner", () => {
    const tones = tonesOf("f(g(1), [2])", 12);
    expect(tones.flatMap((tone, at) => (tone === "match" ? [at] : []))).toEqual([1, 11]);
  });

  it("marks no bracket that has no partner", () => {
    expect(tonesOf("f(1", 2)).not.toContain("match");
  });

  it("draws only a command's name", () => {
    expect(new Set(tonesOf(".load const"))).toEqual(new Set(["call", "plain"]));
  });
});

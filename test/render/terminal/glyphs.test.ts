import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelOf } from "../../../src/render/model/model.js";
import { drawable, unicodeWanted } from "../../../src/render/terminal/glyphs.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { textWidth } from "../../../src/render/text/text-width.js";
import { root } from "../../support/source-tree.js";
import { jobs } from "../samples.js";

describe("the locale", () => {
  it.each([
    [true, {}],
    [true, { LANG: "" }],
    [true, { LANG: "en_US.UTF-8" }],
    [true, { LANG: "C.utf8" }],
    [true, { LC_ALL: "", LC_CTYPE: "de_DE.UTF-8", LANG: "C" }],
    [false, { LANG: "C" }],
    [false, { LC_CTYPE: "POSIX" }],
    [false, { LC_ALL: "C", LANG: "en_US.UTF-8" }],
    [false, { LANG: "de_DE.ISO-8859-1" }],
  ])("%s of %o", (wanted, env) => {
    expect(unicodeWanted(env, "linux")).toBe(wanted);
  });

  it("does not decide on Windows", () => {
    expect(unicodeWanted({ LANG: "C" }, "win32")).toBe(true);
  });
});

describe("text for a terminal", () => {
  const table = renderTerminal(modelOf(jobs.filter(({ name }) => /^[ -~]*$/.test(name))), {
    columns: 80,
    color: false,
  });

  it("is unchanged in a UTF-8 locale", () => {
    expect(drawable(table, { LANG: "C.UTF-8" })).toBe(table);
  });

  it("has the same width in ASCII", () => {
    const plain = drawable(table, { LANG: "C" });
    expect(plain).toMatch(/^[\n\x20-\x7e]*$/);
    expect(plain.split("\n").map(textWidth)).toEqual(table.split("\n").map(textWidth));
  });

  it("keeps letters of names", () => {
    expect(drawable("Zoë 日本 → 7", { LANG: "C" })).toBe("Zoë 日本 > 7");
  });

  it("has ASCII for every mark that the terminal's drawing uses", () => {
    const files = ["render/terminal", "render/model", "render/text"].flatMap((folder) => {
      const path = join(root, "src", folder);
      return readdirSync(path).map((name) => join(path, name));
    });
    const marks = files.flatMap((file) => {
      const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      return code.match(/[\u2010-\u2bff]/g) ?? [];
    });
    expect(marks.length).toBeGreaterThan(20);
    expect([...new Set(marks)].filter((mark) => drawable(mark, { LANG: "C" }) === mark)).toEqual([]);
  });
});

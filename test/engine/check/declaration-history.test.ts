import { describe, expect, it } from "vitest";
import { DeclarationHistory } from "../../../src/engine/check/declaration-history.js";
import { outlineCell } from "../../../src/engine/pipeline/outline.js";
import { loadOxc } from "../../../src/engine/pipeline/oxc.js";
import { isRejection, parseCell } from "../../../src/engine/pipeline/prepare.js";

function outline(code: string) {
  const parsed = parseCell(loadOxc(), code);
  if (isRejection(parsed)) throw new Error(`cannot parse ${code}`);
  return outlineCell(parsed);
}

/** A history of cells that succeeded. */
function historyOf(...codes: string[]): DeclarationHistory {
  const history = new DeclarationHistory({ specifier: "slylab", names: ["team", "job"] });
  for (const code of codes) history.keep(outline(code), new Set());
  return history;
}

const prelude = (history: DeclarationHistory, code: string) => {
  const { names, identifiers } = outline(code);
  // Files from which nothing is imported are named too.
  return history
    .prelude({ declared: names, only: identifiers })
    .replaceAll(/import \{ {2}\} from "\.\/\$cells-h\d\.mjs";/g, "");
};

describe("DeclarationHistory", () => {
  it("drops the type of a value that depends on too many others", () => {
    const history = historyOf("1");
    const isTyped: boolean[] = [history.nameValue("_")];
    for (let round = 0; round < 20; round += 1) {
      history.keep(outline("_ + 1"), new Set());
      const typed = history.nameValue("_");
      isTyped.push(typed);
      if (!typed) history.keep(outline("let _!: any;"), new Set());
    }
    expect(isTyped.indexOf(false)).toBe(17);
    expect(isTyped.slice(18)).toEqual([true, true, true]);
    expect(history.files().length).toBeLessThan(5);
  });

  it("collects cells in one module until one declares a name again", () => {
    const history = historyOf("const a = 1", "function f() { return a }", "let b = a");
    expect(history.files().map(({ file }) => file)).toEqual(["$cells-h0.mts"]);
    expect(prelude(history, "a; f; b = 2")).toBe(
      'export {};import { a, f, b as $of_b } from "./$cells-h0.mjs";declare let b: typeof $of_b;',
    );
  });

  it("keeps the import of a cell that is run again", () => {
    const cell = "import { z } from 'zod'\nconst r = 1";
    const [file] = historyOf(cell, cell).files();
    expect(file?.text).toMatch(/import \{.*\bz\b.*\} from ['"]zod['"]/);
    expect(file?.text).toContain("export { z, r };");
  });

  it("keeps nothing of cells that declare nothing", () => {
    expect(historyOf("1 + 1", "console.log(1)").files()).toEqual([]);
  });

  it("replaces a cell that is run again, unless later cells use it", () => {
    const history = historyOf("const r = 1", "const other = 2", "const r = 'again'");
    expect(history.files()).toHaveLength(1);
    expect(history.files()[0]?.text).not.toContain("const r = 1");
  });

  it("begins another module if the types of older values would change", () => {
    const history = historyOf("const n = 1", "const made = n", "const n = 'text'");
    expect(history.files().map(({ text }) => text?.includes("const n = 1"))).toEqual([true, false]);
    expect(prelude(history, "made; n")).toBe(
      'export {};import { made } from "./$cells-h0.mjs";import { n } from "./$cells-h1.mjs";',
    );
  });

  it("drops modules that nothing refers to", () => {
    const again = ["const n = 1", "const made = n"];
    const history = historyOf(...again, ...again, ...again, ...again);
    expect(history.files().length).toBeLessThanOrEqual(2);
  });

  it("treats equal imports as the same", () => {
    const history = historyOf(
      "import { z } from 'zod'",
      "const s = z.string()",
      "import { z } from 'zod'\nconst t = z.any()",
    );
    expect(history.files()).toHaveLength(1);
    expect(history.files()[0]?.text?.match(/from 'zod'/g)).toHaveLength(1);
  });

  it("imports a library name where it is used, and keeps the import", () => {
    const history = historyOf("const a = 1");
    expect(prelude(history, "a")).not.toContain("slylab");
    expect(prelude(history, "team(8)")).toContain('import { team } from "slylab";');
    expect(prelude(history, "a")).toContain('import {  } from "slylab";');
    history.keep(outline("const team = 'mine'"), new Set());
    expect(prelude(history, "team")).toContain('import { team } from "./$cells-h0.mjs";import {  } from "slylab";');
  });

  it("keeps the former type of a name that a cell gave no value", () => {
    const history = historyOf("const a = 1");
    history.keep(outline("const b = 2; const a = 'lost'"), new Set(["a"]));
    expect(prelude(history, "a; b")).toBe(
      'export {};import { a } from "./$cells-h0.mjs";import { b } from "./$cells-h1.mjs";',
    );
  });

  it("declares the value of the last cell, and drops the one before", () => {
    const history = historyOf("const a = 1", "a + 1");
    history.nameValue("_");
    expect(prelude(history, "_")).toContain("declare let _: Awaited<typeof $of__>;");
    history.keep(outline("'text'"), new Set());
    history.nameValue("_");
    expect(history.files()[0]?.text).not.toContain("a + 1");
    expect(history.files()[0]?.text).toContain("export const $value2 = 'text'");
  });

  it("stays small over a thousand cells with the same names", () => {
    const history = historyOf();
    for (let n = 0; n < 1_000; n += 1) {
      history.keep(outline(`const step = ${n}; step`), new Set());
      history.nameValue("_");
    }
    const texts = history.files().map(({ text }) => text ?? "");
    expect(texts.join("").length).toBeLessThan(2_000);
  });
});

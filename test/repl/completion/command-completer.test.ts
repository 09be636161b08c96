import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codeOfCommand, completeCommand } from "../../../src/repl/completion/command-completer.js";

describe("completion of commands", () => {
  it("offers the files that a command accepts, folders with a slash", async () => {
    const folder = mkdtempSync(join(tmpdir(), "slylab-files-"));
    for (const name of ["a.ts", "b.ipynb", "c.png", ".d.ts"]) writeFileSync(join(folder, name), "");
    mkdirSync(join(folder, "more"));
    const text = `.load ${folder}/`;
    const offer = await completeCommand(text, text.length);
    expect(offer?.items.map((item) => item.text.slice(folder.length + 1))).toEqual(["a.ts", "b.ipynb", "more/"]);
    expect(offer?.start).toBe(".load ".length);
  });

  it("offers nothing in a missing folder", async () => {
    expect((await completeCommand(".load /no/such/", 15))?.items).toEqual([]);
  });

  it("leaves code completion to the checker", async () => {
    expect(await completeCommand("team(8).", 8)).toBeUndefined();
    expect(await completeCommand(".plan team(8).", 14)).toBeUndefined();
    expect(codeOfCommand(".watch 2.5 team(8).")).toEqual({ code: "team(8).", start: 11 });
    expect(codeOfCommand("team(8)")).toBeUndefined();
  });
});

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { passwordFile } from "../../../src/chain/people/passwords.js";
import { keptPasswordFile, keptPasswords } from "../../../src/cli/support/kept-passwords.js";

const homeWith = (text?: string) => {
  const home = mkdtempSync(join(tmpdir(), "slylab-kept-"));
  mkdirSync(join(home, ".slylab"));
  if (text !== undefined) writeFileSync(keptPasswordFile(home), text);
  return home;
};

describe("the passwords that chains generated", () => {
  it("are read from the file that chains write", () => {
    expect(keptPasswordFile(homedir())).toBe(passwordFile());
  });

  it("are known for every instance and login", () => {
    const home = homeWith('{ "local": { "ann": "p1", "ben": "p2" }, "https://a.example": { "ann": "p3" } }');
    expect(keptPasswords(home)).toEqual(["p1", "p2", "p3"]);
  });

  it("are read each time, since the previous entry may have generated one", () => {
    const home = homeWith();
    expect(keptPasswords(home)).toEqual([]);
    writeFileSync(keptPasswordFile(home), '{ "local": { "ann": "made" } }');
    expect(keptPasswords(home)).toEqual(["made"]);
  });

  it("are empty if the file is invalid", () => {
    expect(keptPasswords(homeWith("{"))).toEqual([]);
    expect(keptPasswords(homeWith("null"))).toEqual([]);
  });
});

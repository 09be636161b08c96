import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ReplayGuard } from "../../../src/kernel/wire/replay-guard.js";
import { ReplayLog } from "../../../src/kernel/wire/replay-log.js";

let folder: string;
let connectionFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "replay-"));
  connectionFile = join(folder, "connection.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const guard = (max = 3) => new ReplayGuard(max, new ReplayLog(connectionFile));

it("a later kernel rejects messages that an earlier one received", () => {
  expect(guard().admit("a")).toBe(true);
  const later = guard();
  expect(later.admit("a")).toBe(false);
  expect(later.admit("b")).toBe(true);
  expect(guard().admit("b")).toBe(false);
  expect(statSync(`${connectionFile}.received`).mode & 0o777).toBe(0o600);
});

it("the file is cut to the last signatures when a kernel starts", () => {
  for (const signature of ["a", "b", "c", "d", "e"]) guard().admit(signature);
  guard();
  expect(readFileSync(`${connectionFile}.received`, "utf8")).toBe("c\nd\ne\n");
});

it("the file is removed if no kernel follows, and an unwritable folder is ignored", () => {
  const log = new ReplayLog(connectionFile);
  new ReplayGuard(3, log).admit("a");
  log.close(false);
  expect(guard().admit("a")).toBe(true);
  const nowhere = new ReplayGuard(3, new ReplayLog(join(folder, "no/where.json")));
  expect([nowhere.admit("a"), nowhere.admit("a")]).toEqual([true, false]);
});

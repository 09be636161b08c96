import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** Sets HOME to an empty folder for each test of a file: tests neither read nor write the user's. */
export function useOwnHome(): void {
  const before = process.env.HOME;
  let home = "";
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "slylab-home-"));
    process.env.HOME = home;
  });
  afterEach(async () => {
    if (before === undefined) delete process.env.HOME;
    else process.env.HOME = before;
    await rm(home, { recursive: true, force: true });
  });
}

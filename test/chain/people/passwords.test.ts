import { readFile, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  keepPassword,
  keptPassword,
  passwordFile,
  passwordPlace,
  strongPassword,
} from "../../../src/chain/people/passwords.js";
import { display } from "../../../src/domain/display/display.js";
import type { ProgressEvent, StepEvent } from "../../../src/domain/lazy.js";
import { startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";

useOwnHome();

async function kept(login: string): Promise<string> {
  const store = JSON.parse(await readFile(passwordFile(), "utf8"));
  return store.local[login];
}

describe("passwords", () => {
  it("are long, and never the same", () => {
    const many = Array.from({ length: 100 }, strongPassword);
    expect(new Set(many).size).toBe(100);
    expect(many.every((password) => /^[a-zA-Z2-9]{20}$/.test(password))).toBe(true);
  });

  it("of a new account without one is kept in a file of the owner's alone, and as() finds it", async () => {
    const { team, as } = await startLocal();
    await team(8).ensureAnnotator("labeler_1");
    expect((await stat(passwordFile())).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(passwordFile()))).mode & 0o777).toBe(0o700);
    const me = await as("labeler_1");
    expect(me.login).toBe("labeler_1");
  });

  it("are shown nowhere: not in events, plans, outcomes or values; the file is", async () => {
    const { team } = await startLocal();
    const events: (StepEvent | ProgressEvent)[] = [];
    const watch = (event: StepEvent | ProgressEvent) => events.push(event);
    const chain = team(8).ensureAnnotator("labeler_1");
    const members = await chain.run({ onStep: watch, onProgress: watch });
    const shown = [events, members, chain, chain[display](), await chain.plan()]
      .map((value) => inspect(value, { depth: 9 }))
      .join();
    expect(shown).not.toContain(await kept("labeler_1"));
    expect(events).toContainEqual(expect.objectContaining({ note: `labeler_1: password in ${passwordPlace}` }));
  });

  it("that the user gave are not kept, and an old one of that login is forgotten", async () => {
    const { team, api } = await startLocal();
    await keepPassword(api, "labeler_1", "of an instance that is gone");
    await team(8).ensureAnnotator("labeler_1", { password: "11111abc" });
    expect(await keptPassword(api, "labeler_1")).toBeUndefined();
  });

  it("of several accounts made at once are all kept", async () => {
    const { team, api } = await startLocal();
    const logins = Array.from({ length: 12 }, (_, index) => `labeler_${index}`);
    await team(8).ensureAnnotator(logins);
    const found = await Promise.all(logins.map((login) => keptPassword(api, login)));
    expect(new Set(found).size).toBe(12);
    expect(found).not.toContain(undefined);
  });

  it("in a file that is none: says which file, and not what is in it", async () => {
    const { api } = await startLocal();
    await keepPassword(api, "anna", "a secret");
    await writeFile(passwordFile(), '{"local": "a secret"');
    const failure = keptPassword(api, "anna");
    await expect(failure).rejects.toThrow(`${passwordFile()} is not a file of passwords`);
    await expect(failure).rejects.not.toThrow("a secret");
  });

  it("are told to be where they are, by the home's short name", () => {
    expect(passwordPlace).toBe("~/.slylab/passwords.json");
    expect(join(homedir(), passwordPlace.slice(2))).toBe(passwordFile());
  });

  it("that are missing: as() says where it looked and how to give one", async () => {
    const { as } = await startLocal();
    await expect(as("nobody").run()).rejects.toMatchObject({
      message: `as nobody: no password of nobody is kept in ${passwordPlace}`,
      hint: expect.stringContaining("as('nobody', { password })"),
    });
  });
});

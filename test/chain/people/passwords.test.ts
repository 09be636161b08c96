import { mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  passwordFile,
  passwordFileName,
  preparePassword,
  savedPassword,
  savePassword,
  strongPassword,
} from "../../../src/chain/people/passwords.js";
import { keptPasswords } from "../../../src/cli/support/kept-passwords.js";
import { Api } from "../../../src/client/api.js";
import { display } from "../../../src/domain/display/display.js";
import { setHostContext } from "../../../src/domain/display/host-context.js";
import { ConfigError } from "../../../src/domain/errors.js";
import type { ProgressEvent, StepEvent } from "../../../src/domain/lazy.js";
import { startInstance } from "../../../src/server/instance.js";
import { failureOf, startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";

useOwnHome();

async function kept(login: string): Promise<string> {
  const store = JSON.parse(await readFile(passwordFile(), "utf8"));
  return store.local[login];
}

describe("passwords", () => {
  it("are long and random", () => {
    const many = Array.from({ length: 100 }, strongPassword);
    expect(new Set(many).size).toBe(100);
    expect(many.every((password) => /^[a-zA-Z2-9]{20}$/.test(password))).toBe(true);
  });

  it("of new accounts are saved in a file that only its owner can read, and as() finds them", async () => {
    const { team, as } = await startLocal();
    await team(8).ensureAnnotator("labeler_1");
    expect((await stat(passwordFile())).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(passwordFile()))).mode & 0o777).toBe(0o700);
    const me = await as("labeler_1");
    expect(me.login).toBe("labeler_1");
  });

  it("never appear in events, plans, outcomes or values; the file's path does", async () => {
    const { team } = await startLocal();
    const events: (StepEvent | ProgressEvent)[] = [];
    const watch = (event: StepEvent | ProgressEvent) => events.push(event);
    const chain = team(8).ensureAnnotator("labeler_1");
    const members = await chain.run({ onStep: watch, onProgress: watch });
    const shown = [events, members, chain, chain[display](), await chain.plan()]
      .map((value) => inspect(value, { depth: 9 }))
      .join();
    expect(shown).not.toContain(await kept("labeler_1"));
    expect(events).toContainEqual(expect.objectContaining({ note: `labeler_1: password in ${passwordFileName}` }));
  });

  it("given by the user are not saved, and replace an older saved one", async () => {
    const { team, api } = await startLocal();
    await savePassword(api, "labeler_1", "of an instance that is gone");
    await team(8).ensureAnnotator("labeler_1", { password: "11111abc" });
    expect(await savedPassword(api, "labeler_1")).toBeUndefined();
  });

  it("of several accounts created concurrently are all saved", async () => {
    const { team, api } = await startLocal();
    const logins = Array.from({ length: 12 }, (_, index) => `labeler_${index}`);
    await team(8).ensureAnnotator(logins);
    const found = await Promise.all(logins.map((login) => savedPassword(api, login)));
    expect(new Set(found).size).toBe(12);
    expect(found).not.toContain(undefined);
  });

  it("are not quoted in the error about an invalid password file", async () => {
    const { api } = await startLocal();
    await savePassword(api, "anna", "a secret");
    await writeFile(passwordFile(), '{"local": "a secret"');
    const failure = savedPassword(api, "anna");
    await expect(failure).rejects.toThrow(`${passwordFile()} is not a valid password file`);
    await expect(failure).rejects.not.toThrow("a secret");
  });

  it("stay saved when a second account with the same login is rejected", async () => {
    const { team, as, server, api } = await startLocal();
    await team(8).ensureAnnotator("maria");
    const pending = await preparePassword(api, "maria", "of another process");
    await expect(api.user.create({ login: "maria", password: "of another process" })).rejects.toBeInstanceOf(Error);
    await pending.drop();
    expect((await as("maria")).login).toBe("maria");
    expect(await readdir(dirname(passwordFile()))).toEqual(["passwords.json"]);
    expect(server.token).toBeTruthy();
  });

  it("are found after a crash between creating the account and saving", async () => {
    const { api } = await startLocal();
    await preparePassword(api, "maria", "of a process that ended");
    expect(await savedPassword(api, "maria")).toBe("of a process that ended");
    expect(await savedPassword(api, "anna")).toBeUndefined();
  });

  it.each(["__proto__", "constructor", "toString", "ünï"])(
    "of the login %s are saved like any other",
    async (login) => {
      const { api } = await startLocal();
      await savePassword(api, "anna", "p1");
      await savePassword(api, login, "p2");
      expect(await savedPassword(api, login)).toBe("p2");
      expect(await savedPassword(api, "anna")).toBe("p1");
      expect(keptPasswords(homedir())).toEqual(["p1", "p2"]);
    },
  );

  it("belong to an instance by its id, also after a change of its port", async () => {
    const data = await mkdtemp(join(tmpdir(), "slylab-data-"));
    const open = async (folder: string) => {
      const instance = await startInstance({ data: folder });
      const api = new Api({ address: instance.address, token: instance.token });
      const close = async () => {
        await api.close();
        await instance.close();
      };
      return { api, close };
    };
    const first = await open(data);
    await savePassword(first.api, "anna", "p1");
    await first.close();
    const again = await open(data);
    const other = await open("memory");
    expect(again.api.address).not.toBe(first.api.address);
    expect(await savedPassword(again.api, "anna")).toBe("p1");
    expect(await savedPassword(other.api, "anna")).toBeUndefined();
    await again.close();
    await other.close();
  });

  it("that cannot be saved prevent the account from being created", async () => {
    const { team, calls } = await startLocal();
    await writeFile(dirname(passwordFile()), "in the way");
    const failure = await failureOf(team(8).ensureAnnotator("maria"));
    expect(failure).toMatchObject({ cause: expect.any(ConfigError) });
    expect(String(failure)).toMatch(/cannot read .*: a part of the path is not a folder/);
    expect(calls).not.toContain("users.add");
  });

  it("are announced once on stderr, for all new accounts", async () => {
    const { team } = await startLocal();
    const notes: string[] = [];
    const restore = setHostContext({ note: (text) => notes.push(text) });
    await team(8).ensureAnnotator(["anna", "ben"]).finally(restore);
    expect(notes).toEqual([`slylab: the passwords of anna, ben are kept in ${passwordFileName}`]);
  });

  it("are saved at the announced path", () => {
    expect(passwordFileName).toBe("~/.slylab/passwords.json");
    expect(join(homedir(), passwordFileName.slice(2))).toBe(passwordFile());
  });

  it("that are missing fail as() with the searched file and how to pass one", async () => {
    const { as } = await startLocal();
    await expect(as("nobody").run()).rejects.toMatchObject({
      message: `as nobody: no password for nobody in ${passwordFileName}`,
      hint: expect.stringContaining("as('nobody', { password })"),
    });
  });
});

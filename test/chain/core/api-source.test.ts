import { describe, expect, it } from "vitest";
import {
  apiSourceFor,
  apiSourceOf,
  attachApiSource,
  defaultApiSource,
  provideConnection,
} from "../../../src/chain/core/api-source.js";
import { team } from "../../../src/chain/words.js";
import { ConfigError } from "../../../src/domain/errors.js";
import { startLocal } from "../local.js";

describe("the default connection", () => {
  it("that nobody provided says what to use", async () => {
    await expect(defaultApiSource.connect()).rejects.toThrow(ConfigError);
  });

  it("is asked for at the first run, not before", async () => {
    const { api } = await startLocal();
    let asked = 0;
    provideConnection(async () => {
      asked++;
      return api;
    });
    const chain = team(8);
    expect(asked).toBe(0);
    expect(await chain).toMatchObject({ id: 8 });
    expect(asked).toBe(1);
    expect(await (await chain).members()).toHaveLength(1);
  });
});

describe("a home", () => {
  it("connects once, and again after a failure", async () => {
    const { api } = await startLocal();
    let asked = 0;
    const home = apiSourceOf(async () => {
      if (++asked === 1) throw new Error("not yet");
      return api;
    });
    await expect(Promise.all([home.connect(), home.connect()])).rejects.toThrow("not yet");
    expect(await Promise.all([home.connect(), home.connect()])).toEqual([api, api]);
    expect(asked).toBe(2);
  });

  it("is remembered of a record, and is the default of one made by hand", () => {
    const home = apiSourceOf(() => Promise.reject(new Error("never asked")));
    const record = attachApiSource(Object.freeze({}), home);
    expect(apiSourceFor(record)).toBe(home);
    expect(apiSourceFor({})).toBe(defaultApiSource);
  });
});

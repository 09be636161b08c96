import { describe, expect, it } from "vitest";
import {
  apiSourceFor,
  apiSourceOf,
  attachApiSource,
  defaultApiSource,
  provideConnection,
} from "../../../src/chain/core/api-source.js";
import { team } from "../../../src/chain/entry-points.js";
import { ConfigError } from "../../../src/domain/errors.js";
import { startLocal } from "../local.js";

describe("the default ApiSource", () => {
  it("fails with ConfigError if no connection was provided", async () => {
    await expect(defaultApiSource.connect()).rejects.toThrow(ConfigError);
  });

  it("connects when a chain runs, not when it is built", async () => {
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

describe("apiSourceOf", () => {
  it("connects once, and again after a failure", async () => {
    const { api } = await startLocal();
    let asked = 0;
    const apiSource = apiSourceOf(async () => {
      if (++asked === 1) throw new Error("not yet");
      return api;
    });
    await expect(Promise.all([apiSource.connect(), apiSource.connect()])).rejects.toThrow("not yet");
    expect(await Promise.all([apiSource.connect(), apiSource.connect()])).toEqual([api, api]);
    expect(asked).toBe(2);
  });

  it("is found again for an attached record; other records get the default", () => {
    const apiSource = apiSourceOf(() => Promise.reject(new Error("never asked")));
    const record = attachApiSource(Object.freeze({}), apiSource);
    expect(apiSourceFor(record)).toBe(apiSource);
    expect(apiSourceFor({})).toBe(defaultApiSource);
  });
});

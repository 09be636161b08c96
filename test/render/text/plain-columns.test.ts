import process from "node:process";
import { afterEach, describe, expect, it, vi } from "vitest";
import { mimeBundle } from "../../../src/render/html/mime.js";
import { plainColumns } from "../../../src/render/text/plain-columns.js";
import { textWidth } from "../../../src/render/text/text-width.js";
import { jobs } from "../samples.js";

afterEach(() => vi.unstubAllEnvs());

describe("plainColumns", () => {
  it("is the environment's COLUMNS", () => {
    vi.stubEnv("COLUMNS", " 132 ");
    expect(plainColumns()).toBe(132);
  });

  it("is 100 if COLUMNS is not set", () => {
    vi.stubEnv("COLUMNS", undefined);
    expect(plainColumns()).toBe(100);
  });

  it.each(["", "0", "-120", "12", "wide", "120.5", "999999999"])("is 100 if COLUMNS is %j", (text) => {
    vi.stubEnv("COLUMNS", text);
    expect(plainColumns()).toBe(100);
  });

  it("limits the text tables of a notebook", () => {
    const width = () => Math.max(...String(mimeBundle(jobs)["text/plain"]).split("\n").map(textWidth));
    vi.stubEnv("COLUMNS", undefined);
    expect(width()).toBeLessThanOrEqual(100);
    vi.stubEnv("COLUMNS", "60");
    expect(width()).toBeLessThanOrEqual(60);
    expect(process.env.COLUMNS).toBe("60");
  });
});

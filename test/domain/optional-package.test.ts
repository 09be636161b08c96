import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/domain/errors.js";
import { missingPackage } from "../../src/domain/optional-package.js";

describe("missingPackage", () => {
  it("names the feature, the package and the command that installs it", async () => {
    const thrown = await import("no-such-package" as string).catch((error: unknown) => error);
    const error = missingPackage(thrown, "no-such-package", "thumbnails()");
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({
      message: "thumbnails() needs the package no-such-package, which is not installed",
      hint: "run: npm install no-such-package",
      cause: thrown,
    });
  });

  it("returns other errors unchanged, also those of other packages", async () => {
    const other = new TypeError("sharp is not a function");
    expect(missingPackage(other, "sharp", "thumbnails()")).toBe(other);
    const thrown = await import("no-such-package" as string).catch((error: unknown) => error);
    expect(missingPackage(thrown, "sharp", "thumbnails()")).toBe(thrown);
  });
});

import { describe, expect, it } from "vitest";
import { namesSecret, shown, shownSecret } from "../../../src/domain/arguments/shown.js";

describe("a value in an error message", () => {
  it.each([
    ["", '""'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    ["x".repeat(70), `"${"x".repeat(60)}…"`],
    [undefined, "undefined"],
    [7n, "7n"],
    [{ a: { b: { c: 1 } } }, "{ a: { b: [Object] } }"],
    [[1, 2, 3, 4, 5, 6, 7], "[ 1, 2, 3, 4, 5, ... 2 more items ]"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [Buffer.from("ab"), "Buffer(2) [Uint8Array] [ 97, 98 ]"],
  ])("is shown on one line: %o", (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it("has at most 120 characters and no line breaks", () => {
    const long = Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`key${at}`, "a\nb"]));
    for (const value of [long, new Error("one\ntwo"), { text: "\n".repeat(200) }]) {
      expect(shown(value)).not.toContain("\n");
      expect(shown(value).length).toBeLessThanOrEqual(121);
    }
  });

  it("is shown in time, however long", () => {
    const key = "password".repeat(50_000);
    expect(shown({ [key]: "hush" }).length).toBe(121);
    expect(shown({ a: " ".repeat(100_000), [Symbol("\n".repeat(100_000))]: 1 }).length).toBeLessThan(122);
    expect(namesSecret("a".repeat(1_000_000))).toBe(false);
  });

  it("contains no half of a character", () => {
    expect(shown(`${"x".repeat(59)}🍋`)).toBe(`"${"x".repeat(59)}…"`);
  });

  it("does not run the value's own code", () => {
    const value = {
      [Symbol.for("nodejs.util.inspect.custom")]: () => "run",
      get name() {
        throw new Error("run");
      },
    };
    expect(shown(value)).toContain("name: [Getter]");
  });
});

describe("a secret in an error message", () => {
  it.each([
    { login: "ana", password: "hush-1" },
    { a: { apiToken: 'hu"sh' } },
    new Map([["secret", "hush"]]),
    { headers: { "x-authorization": "Bearer hush" } },
    { password: ["hush"] },
    { password: `hu'sh"h` },
  ])("is not shown: %o", (value) => {
    expect(shown(value)).toContain("…");
    expect(shown(value)).not.toMatch(/hush|hu'sh|hu"sh/);
  });

  it.each([
    ["hush", "a string"],
    [5, "a number"],
    [["hush"], "a list"],
    [{ password: "hush" }, "an object"],
    ["", '""'],
    [null, "null"],
  ])("is described by its type: %o", (value, text) => {
    expect(shownSecret(value)).toBe(text);
  });

  it("is recognized by names", () => {
    expect(["options.password", "apiToken", "an object with login, password"].every(namesSecret)).toBe(true);
    expect(["objectsPerImage", "status"].some(namesSecret)).toBe(false);
  });
});

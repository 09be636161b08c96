import { expect, it } from "vitest";
import { loadOxc, plainSyntax, type SyntaxSettings } from "../../../src/engine/pipeline/oxc.js";
import { findUnsupportedSyntax } from "../../../src/engine/pipeline/unsupported-syntax.js";

const find = (text: string, syntax: Partial<SyntaxSettings> = {}) =>
  findUnsupportedSyntax(loadOxc().parse(text, "tsx").program, text, { ...plainSyntax, ...syntax });

it("finds unsupported syntax, with a hint", () => {
  expect(find("@d class A {}")).toMatchObject({ start: 0, what: "decorators" });
  expect(find("class A { @d x = 1 }")?.what).toBe("decorators");
  expect(find("class A { accessor x = 1 }")).toMatchObject({ start: 10, what: "accessor fields" });
  expect(find("const e = <b>1</b>")).toMatchObject({ start: 10, what: "JSX" });
  expect(find("const e = <b />", { jsxMode: "preserve" })?.what).toBe('JSX with "jsx": "preserve"');
});

it("accepts syntax that the settings enable, and similar text", () => {
  const jsx = {
    runtime: "automatic",
    development: false,
    importSource: undefined,
    pragma: undefined,
    pragmaFrag: undefined,
  } as const;
  expect(find("const e = <b>1</b>", { jsx })).toBeUndefined();
  expect(find("@d class A {}", { legacyDecorators: true })).toBeUndefined();
  expect(find("const accessor = '@d </b>'; class A { static accessor = 1 }")).toBeUndefined();
});

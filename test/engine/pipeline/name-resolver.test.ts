import { describe, expect, it } from "vitest";
import { NameResolver } from "../../../src/engine/pipeline/name-resolver.js";
import type { NameKind } from "../../../src/engine/pipeline/scope.js";

function namesOf(
  source = "",
  own: Readonly<Record<string, NameKind>> = {},
  earlier: Readonly<Record<string, NameKind>> = {},
) {
  const options = {
    kindOf: (name: string) => earlier[name],
    overrides: new Set(["setTimeout"]),
    disposables: new Map<string, boolean>(),
  };
  return new NameResolver(source, options, new Map(Object.entries(own)), new Set(["kept"]));
}

describe("a name in a cell", () => {
  const names = namesOf("", { own: "let", fixed: "const" }, { earlier: "function", imported: "import" });

  it.each([
    ["own", "value", "$c$own.v"],
    ["own", "typeof", "$c$own.t"],
    ["own", "assign", "$c$own.v"],
    ["earlier", "call", "(0,$c$earlier.v)"],
    ["fixed", "declare", "$c$fixed.v"],
    ["fixed", "assign", "$c.constantBox.v"],
    ["imported", "assign", "$c.constantBox.v"],
    ["nowhere", "value", "$c$nowhere.v"],
    ["setTimeout", "value", "$c.overrides.setTimeout"],
    ["setTimeout", "assign", undefined],
    ["Math", "value", undefined],
    ["kept", "value", undefined],
    ["arguments", "value", undefined],
  ] as const)("%s used as %s is rewritten to %s", (name, use, replacement) => {
    if (name === "nowhere") names.box("imported");
    expect(names.replacement(name, use)).toBe(replacement);
  });

  it("is not rewritten if a scope within the cell binds it", () => {
    const inner = namesOf("", { own: "let" });
    inner.within(new Set(["own"]), () => {
      expect([inner.replacement("own", "value"), inner.isBoxed("own"), inner.isAtTop]).toEqual([
        undefined,
        false,
        false,
      ]);
    });
    expect([inner.isBoxed("own"), inner.isAtTop]).toEqual([true, true]);
  });

  it("has a prefix that does not occur in the cell", () => {
    expect(namesOf("let $c0 = 1").tag).toBe("$c_");
  });
});

import { expect, it } from "vitest";
import { quoteName, unquoteName } from "../../../src/engine/names/quoted-name.js";

it("escapes a name for its string", () => {
  expect(quoteName("it's", "'")).toBe("it\\'s");
  expect(quoteName("a`${b}", "`")).toBe("a\\`\\${b}");
  expect(quoteName("a\u001b[2J\u202e", "'")).toBe("a\\u{1b}[2J\\u{202e}");
});

it("reads back what it escaped, in every quote", () => {
  for (const name of ["it's", 'a "b" `c` ${d} \\', "line\nbreak", "a\u202eb", "dä🍋", "\\u0041"]) {
    for (const quote of ["'", '"', "`"]) expect(unquoteName(quoteName(name, quote))).toBe(name);
  }
});

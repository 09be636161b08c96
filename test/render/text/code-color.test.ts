import { expect, it } from "vitest";
import { tokenize } from "../../../src/base/text/tokens.js";
import { codeToneOf } from "../../../src/render/text/code-color.js";

it.each([
  ["true", "number"],
  ["`a`", "string"],
  ["/a/g", "regex"],
  ["JobList", "type"],
  ["API", "plain"],
  ["job(", "call"],
  ["// why", "comment"],
  ["=>", "plain"],
])("sees %s as %s", (code, tone) => {
  const [token] = tokenize(code);
  expect(token === undefined ? undefined : codeToneOf(code, token)).toBe(tone);
});

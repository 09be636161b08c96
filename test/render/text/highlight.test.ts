import { expect, it } from "vitest";
import { type Tone, terminalPaint } from "../../../src/render/terminal/color.js";
import { highlightCode } from "../../../src/render/text/highlight.js";
import { bare } from "../samples.js";

const tagged = (tone: Tone, text: string) => (tone === "plain" ? text : `<${tone}>${text}</${tone}>`);

it.each([
  ["const jobs = await run // go", "<magenta>const</magenta> jobs = <magenta>await</magenta> run <dim>// go</dim>"],
  [
    "job(37).waitFor('on_review')",
    "<blue>job</blue>(<yellow>37</yellow>).<blue>waitFor</blue>(<green>'on_review'</green>)",
  ],
  ["z.default()", "z.<blue>default</blue>()"],
  ["{ a: null, b: [Function: c] }", "{ a: <yellow>null</yellow>, b: <cyan>[Function: c]</cyan> }"],
  ["'it\\'s' + \"x\"", "<green>'it\\'s'</green> + <green>\"x\"</green>"],
  ["x1 + 0xff + 1_000.5e3 + 10n", "x1 + <yellow>0xff</yellow> + <yellow>1_000.5e3</yellow> + <yellow>10n</yellow>"],
  ["at: 1970-01-01T00:00:00.000Z, re: /x/g, 12px", "at: <yellow>1970-01-01T00:00:00.000Z</yellow>, re: /x/g, 12px"],
  ["at foo (/work/x.js:1:2)", "at foo (/work/x.js:<yellow>1</yellow>:<yellow>2</yellow>)"],
  ["`a${b(1)}`", "<green>`a${</green><blue>b</blue>(<yellow>1</yellow>)<green>}`</green>"],
  ["`a\nb`", "<green>`a</green>\n<green>b`</green>"],
  ["'not closed", "<green>'not closed</green>"],
])("colors %s", (code, expected) => {
  expect(highlightCode(code, tagged)).toBe(expected);
});

it("changes only color", () => {
  const code = "/* a\n b */ class A<T> extends B { static x = 1; get y() { return `a` + this.x; } }";
  expect(bare(highlightCode(code, terminalPaint(true)))).toBe(code);
  expect(highlightCode(code, terminalPaint(false))).toBe(code);
});

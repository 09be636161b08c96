import { expect, it } from "vitest";
import { csvText } from "../../../src/base/text/csv.js";

it("quotes cells with separators and doubles quotes", () => {
  expect(csvText(["a", "b,c"], [["x", 'say "hi"\nthere']])).toBe('a,"b,c"\r\nx,"say ""hi""\nthere"\r\n');
});

it("writes numbers and booleans unchanged, and missing values as empty cells", () => {
  expect(csvText(["n"], [[-1.5, true, null, undefined, "", Number.NaN]])).toBe("n\r\n-1.5,true,,,,\r\n");
});

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])(
  "puts an apostrophe before %j, which a spreadsheet would run",
  (text) => {
    const [, line] = csvText(["h"], [[text]]).split("h\r\n");
    expect(line?.replaceAll('"', "").slice(0, -2)).toBe(`'${text}`);
  },
);

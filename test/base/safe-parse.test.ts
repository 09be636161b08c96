import { describe, expect, it } from "vitest";
import { z } from "zod";
import { safeParse } from "../../src/base/safe-parse.js";

const schema = z.object({ ids: z.array(z.int()).min(1).optional(), name: z.string().max(5).optional() });
const odd: unknown = JSON.parse('{"length":{"toString":1},"size":{"valueOf":1}}');

describe("safeParse", () => {
  it("returns the result of the schema", () => {
    expect(safeParse(schema, { ids: [1] })).toEqual({ success: true, data: { ids: [1] } });
    expect(safeParse(schema, { ids: [] }).error?.issues[0]?.code).toBe("too_small");
  });

  it.each(["ids", "name"])("rejects %s with a length that cannot be compared", (field) => {
    const parsed = safeParse(schema, { [field]: odd });
    expect(parsed.error?.issues.map(({ path, code }) => [path, code])).toEqual([[[field], "invalid_type"]]);
  });

  it("rejects such a length in a list and in place of the whole", () => {
    expect(safeParse(z.array(z.string().min(1)), [odd]).error?.issues[0]?.path).toEqual([0]);
    expect(safeParse(z.array(z.string()).max(3), odd).error?.issues[0]?.path).toEqual([]);
  });

  it("rethrows errors of the schema's transforms", () => {
    const failing = z.string().transform(() => {
      throw new RangeError("from the transform");
    });
    expect(() => safeParse(failing, "text")).toThrow("from the transform");
  });
});

import { describe, expect, it } from "vitest";
import { z as real } from "zod";
import { lateZod } from "../../src/base/late-zod.js";

/** zod as the build has it, and how often it was loaded. */
function late() {
  let loads = 0;
  const z = lateZod(() => {
    loads += 1;
    return real;
  });
  return { z, loads: () => loads };
}

describe("zod loaded on first use", () => {
  it("is not loaded by unused schemas", () => {
    const { z, loads } = late();
    const id = z.int().positive("expected an id");
    const job = z.object({ id, name: z.string().trim().min(1), tags: z.array(z.string()).nullish().default([]) });
    z.union([job, z.looseObject({ id }).transform(({ id }) => id)]);
    job.extend({ size: z.coerce.number() }).partial();
    expect(loads()).toBe(0);
  });

  it("parses as zod does, and loads once", () => {
    const { z, loads } = late();
    const id = z.int().positive("expected an id");
    const pair = z.tuple([id, z.enum(["a", "b"])], z.string());
    const job = z.object({
      id,
      pairs: z.array(pair),
      note: z
        .string()
        .nullish()
        .transform((note) => note ?? null),
    });
    expect(job.parse({ id: 1, pairs: [[2, "a", "x"]] })).toEqual({ id: 1, pairs: [[2, "a", "x"]], note: null });
    const { error } = job.safeParse({ id: 0, pairs: [[2, "c"]] });
    expect(error?.issues.map(({ path }) => path.join("."))).toEqual(["id", "pairs.0.1"]);
    expect(error?.issues[0]?.message).toBe("expected an id");
    expect(loads()).toBe(1);
  });

  it("builds each schema once, from real schemas only", () => {
    const { z } = late();
    const id = z.int();
    const job = z.object({ id }).strict();
    expect(job.shape).toBe(job.shape);
    expect(job.shape.id).toBeInstanceOf(real.ZodType);
    expect(Object.is(job.shape.id, job.extend({ name: z.string() }).shape.id)).toBe(true);
  });

  it("is accepted as a schema wherever zod's own is", () => {
    const { z } = late();
    const word = z.string().regex(/^a/);
    expect(word instanceof real.ZodString).toBe(true);
    expect("~standard" in word).toBe(true);
    expect(word["~standard"].validate("b")).toMatchObject({ issues: [{}] });
    expect(real.object({ word }).parse({ word: "ab" })).toEqual({ word: "ab" });
  });

  it("returns classes and constants unchanged", () => {
    const { z } = late();
    const even = z.preprocess((value, context) => {
      if (Number(value) % 2 === 0) return value;
      context.issues.push({ code: "custom", input: value, message: "odd" });
      return z.NEVER;
    }, z.int());
    expect(z.ZodError).toBe(real.ZodError);
    expect(even.safeParse(3).error?.issues[0]?.message).toBe("odd");
    expect(even.parse(4)).toBe(4);
  });
});

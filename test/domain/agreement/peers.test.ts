/** Compares agreement with scipy, scikit-learn and krippendorff, on random cases. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { bestAssignment } from "../../../src/domain/agreement/assignment.js";
import { Coincidences, Confusion } from "../../../src/domain/agreement/ratings.js";
import { agreementPeers } from "../../support/agreement-peers.js";
import { type Python, pythonWith } from "../../support/python.js";

/** Seeded random numbers. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomOf(7);
const below = (most: number) => Math.floor(random() * most);
const many = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_none, at) => make(at));

// Few different values cause ties; many zeros are typical of IoU.
const assignments = many(120, (at) => {
  const [rows, columns] = [1 + below(9), 1 + below(9)];
  const value = at % 3 === 0 ? () => random() : at % 3 === 1 ? () => below(4) / 3 : () => Math.max(0, random() - 0.6);
  return many(rows, () => many(columns, value));
});
const words = ["absent", "present", "=1", '="sun"'];
const kappas = many(60, (at) => {
  const [units, categories] = [1 + below(30), 1 + (at % 4)];
  const one = many(units, () => words[below(categories)]!);
  return [one, one.map((word) => (random() < 0.6 ? word : words[below(categories)]!))] as const;
});
const alphas = many(60, (at) => {
  const [raters, units, categories] = [2 + below(4), 1 + below(20), 1 + (at % 4)];
  return many(raters, () => many(units, () => (random() < 0.3 ? null : words[below(categories)]!)));
});

interface Answer {
  readonly assignments: readonly { readonly pairs: readonly (readonly [number, number])[]; readonly sum: number }[];
  readonly kappas: readonly (number | null)[];
  readonly alphas: readonly (number | null)[];
}

let python: Python | undefined;
let expected: Answer;

beforeAll(async () => {
  python = await pythonWith(agreementPeers);
  if (python === undefined) return;
  const script = fileURLToPath(new URL("./peers.py", import.meta.url));
  const child = spawn(python.executable, [script], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify({ assignments, kappas, alphas }));
  expected = JSON.parse(await text(child.stdout)) as Answer;
}, 600_000);

function near(value: number | null, other: number | null): boolean {
  return value === null || other === null ? value === other : Math.abs(value - other) <= 1e-9;
}

describe("results", () => {
  it("of assignments equal those of scipy's linear_sum_assignment, including ties", () => {
    if (python === undefined) return;
    const found = assignments.map((values) =>
      bestAssignment({ rows: values.length, columns: values[0]!.length, values: Float64Array.from(values.flat()) }),
    );
    expect(found).toEqual(expected.assignments.map(({ pairs }) => pairs));
  });

  it("of Cohen's kappa equal those of scikit-learn, undefined ones too", () => {
    if (python === undefined) return;
    const found = kappas.map(([one, other]) => {
      const confusion = new Confusion();
      for (const [at, word] of one.entries()) confusion.add(word, other[at]!);
      return confusion.kappa();
    });
    expect(found.filter((value, at) => !near(value, expected.kappas[at]!))).toEqual([]);
  });

  it("of Krippendorff's alpha equal those of the package krippendorff, with missing ratings", () => {
    if (python === undefined) return;
    const found = alphas.map((raters) => {
      const coincidences = new Coincidences();
      for (const unit of raters[0]!.keys()) coincidences.add(raters.flatMap((rater) => rater[unit] ?? []));
      return coincidences.alpha();
    });
    const wrong = found.flatMap((value, at) =>
      near(value, expected.alphas[at]!) ? [] : [[value, expected.alphas[at]]],
    );
    expect(wrong).toEqual([]);
  });
});

it("filledTo gives the same counts as adding units one by one", () => {
  const [one, filled] = [new Confusion(), new Confusion()];
  for (const [mine, theirs] of [
    ["a", "b"],
    ["a", "a"],
  ] as const)
    for (const each of [one, filled]) each.add(mine, theirs);
  for (let at = 0; at < 5; at++) one.add("absent", "absent");
  expect(filled.filledTo(7, "absent").kappa()).toBe(one.kappa());
  const [units, rest] = [new Coincidences(), new Coincidences()];
  for (const each of [units, rest]) {
    each.add(["a", "absent", "a"]);
    each.add(["a", "absent"]);
  }
  units.add(["absent", "absent", "absent"]);
  units.add(["absent", "absent"]);
  units.add(["absent", "absent"]);
  const all = new Map([
    [3, 2],
    [2, 3],
  ]);
  expect(rest.filledTo(all, "absent").alpha()).toBeCloseTo(units.alpha()!, 12);
});

import { editDistance } from "./edit-distance.js";

/** Returns the candidate that `name` is a typo of: at most one letter off in a short word, two in a longer one. */
export function typoOf(name: string, candidates: readonly string[]): string | undefined {
  const maxDistance = name.length > 5 ? 2 : 1;
  return candidates.find(
    (each) => name.length > 2 && editDistance(name.toLowerCase(), each.toLowerCase()) <= maxDistance,
  );
}

/** Returns the candidates similar to `name`, nearest first, at most three. */
export function nearest(name: string, candidates: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  // A third of the letters may differ: enough for typos, too little for a different word.
  const limit = Math.max(2, Math.ceil(wanted.length / 3));
  return [...new Set(candidates)]
    .map((candidate) => {
      const lower = candidate.toLowerCase();
      const isPart = wanted.length > 2 && (lower.includes(wanted) || wanted.includes(lower));
      return { candidate, far: isPart ? 1 : editDistance(wanted, lower) };
    })
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Formats the hint for a misspelled name: the nearest candidates. Undefined if none is similar. */
export function didYouMean(name: string, candidates: readonly string[]): string | undefined {
  const near = nearest(name, candidates).map((candidate) => `'${candidate}'`);
  return near.length === 0 ? undefined : `did you mean ${near.join(" or ")}?`;
}

/** Formats the hint for an unknown name: the nearest candidates, or otherwise the first ones. */
export function suggest(name: string, candidates: readonly string[]): string {
  const near = didYouMean(name, candidates);
  if (near !== undefined) return near;
  if (candidates.length === 0) return "there are none";
  const shown = candidates.slice(0, 8).map((candidate) => `'${candidate}'`);
  return `there are: ${shown.join(", ")}${candidates.length > shown.length ? `, and ${candidates.length - shown.length} more` : ""}`;
}

/** Computes line diffs in the style of `diff -u`. */

/** Number of equal lines shown around a difference. */
const contextLines = 2;

interface DiffLine {
  readonly mark: " " | "-" | "+";
  readonly line: string;
}

/** Returns the lines of `before` and `after`: `-` only in before, `+` only in after; `…` replaces long equal parts. */
export function diffLines(before: string, after: string): string[] {
  const steps = editSteps(before.split("\n"), after.split("\n"));
  const isNear = (index: number) =>
    steps.slice(Math.max(index - contextLines, 0), index + contextLines + 1).some(({ mark }) => mark !== " ");
  const lines: string[] = [];
  for (const [index, { mark, line }] of steps.entries()) {
    if (isNear(index)) lines.push(`${mark} ${line}`);
    else if (lines.at(-1) !== "…") lines.push("…");
  }
  return lines;
}

// Longest common subsequence, without the equal lines at both ends.
function editSteps(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const old = before.slice(head, before.length - tail);
  const fresh = after.slice(head, after.length - tail);
  const same = (lines: readonly string[]): DiffLine[] => lines.map((line) => ({ mark: " ", line }));
  return [...same(before.slice(0, head)), ...middleSteps(old, fresh), ...same(before.slice(before.length - tail))];
}

/** With more comparisons, the differing part is shown as a whole. */
const maxComparisons = 4_000_000;

function middleSteps(old: readonly string[], fresh: readonly string[]): DiffLine[] {
  const removed = (line: string): DiffLine => ({ mark: "-", line });
  const added = (line: string): DiffLine => ({ mark: "+", line });
  if (old.length * fresh.length > maxComparisons) return [...old.map(removed), ...fresh.map(added)];
  const width = fresh.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      lengths[at] =
        old[i] === fresh[j]
          ? (lengths[at + width + 1] ?? 0) + 1
          : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  const steps: DiffLine[] = [];
  for (let i = 0, j = 0; i < old.length || j < fresh.length; ) {
    const [oldLine, newLine] = [old[i], fresh[j]];
    const at = i * width + j;
    if (oldLine !== undefined && oldLine === newLine) {
      steps.push({ mark: " ", line: oldLine });
      i += 1;
      j += 1;
    } else if (
      oldLine !== undefined &&
      (newLine === undefined || (lengths[at + width] ?? 0) >= (lengths[at + 1] ?? 0))
    ) {
      steps.push(removed(oldLine));
      i += 1;
    } else if (newLine !== undefined) {
      steps.push(added(newLine));
      j += 1;
    }
  }
  return steps;
}

/** Chains that would write and were never awaited: a mistake that otherwise shows nothing. */
import process from "node:process";
import type { CallSite } from "./call-site.js";

/** What is known of a node here; `node.ts` has the whole. */
interface Expected {
  readonly parent: Expected | undefined;
  readonly memo: { readonly state: string } | undefined;
  readonly step: {
    readonly label: string;
    readonly quiet?: boolean | undefined;
    readonly writes?: boolean | undefined;
  };
  site(): CallSite | undefined;
}

/** A chain that nobody ran. */
export interface UnawaitedChain {
  /** Its steps, as `team 8 › create job 'lemons'`. */
  readonly steps: string;
  /** The user's line that built it. */
  readonly site: CallSite | undefined;
  /** Whether steps before its last one wrote, as parts of other chains. */
  readonly isBegun: boolean;
}

const expected = new Set<Expected>();
let isHooked = false;

/** Expects that `node`, which writes, is run or planned before the process ends. */
export function expectRun(node: Expected): void {
  expected.add(node);
  if (isHooked) return;
  isHooked = true;
  process.on("exit", () => {
    const text = unawaitedText(takeUnawaited());
    if (text !== "") process.stderr.write(text);
  });
}

/** A run or a plan of `node` has begun: it and all before it are accounted for. */
export function noteRun(node: Expected): void {
  for (let at: Expected | undefined = node; at !== undefined; at = at.parent) expected.delete(at);
}

/** The chains that would write and were neither run nor planned, each told once: a front end that shows them keeps the exit silent. */
export function takeUnawaited(): readonly UnawaitedChain[] {
  // Of a chain and the longer one that grew from it, the longer one is told.
  const grown = new Set<Expected>();
  for (const node of expected) {
    for (let at = node.parent; at !== undefined; at = at.parent) grown.add(at);
  }
  const left = [...expected].filter((node) => !grown.has(node));
  expected.clear();
  return left.map((node) => ({ steps: stepsText(node), site: node.site(), isBegun: isBegun(node) }));
}

/** The report in lines, or nothing where there is none. */
export function unawaitedText(chains: readonly UnawaitedChain[]): string {
  if (chains.length === 0) return "";
  const lines = chains.map(({ steps, site }) => {
    const place = site === undefined ? "" : `\n    built at ${site.file}:${site.line}:${site.column}`;
    return `  ${steps}${place}\n`;
  });
  const head = chains.length === 1 ? "a chain was never awaited" : `${chains.length} chains were never awaited`;
  return `slylab: ${head}, so ${chains.some((chain) => chain.isBegun) ? "it was not finished" : "nothing of it was sent"}:\n${lines.join("")}  write await before it, or .plan() to see what it would do\n`;
}

function isBegun(node: Expected): boolean {
  for (let at: Expected | undefined = node; at !== undefined; at = at.parent) {
    if (at.memo?.state === "done" && at.step.writes === true) return true;
  }
  return false;
}

function stepsText(node: Expected): string {
  const labels: string[] = [];
  for (let at: Expected | undefined = node; at !== undefined; at = at.parent) {
    if (at.step.quiet !== true) labels.unshift(at.step.label);
  }
  return labels.join(" › ");
}

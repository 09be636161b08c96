/** Reports chains that would write and were never awaited, which would otherwise go unnoticed. */
import process from "node:process";
import { type CallSite, siteText } from "./call-site.js";

/** The parts of a `Node` that are used here; importing `node.ts` would be a cycle. */
interface PendingNode {
  readonly parent: PendingNode | undefined;
  readonly memo: { readonly state: string } | undefined;
  readonly step: {
    readonly label: string;
    readonly quiet?: boolean | undefined;
    readonly writes?: boolean | undefined;
  };
  site(): CallSite | undefined;
}

/** A chain that was never run. */
export interface UnawaitedChain {
  /** Its steps, for example `team 8 › create job 'lemons'`. */
  readonly steps: string;
  /** The line of the user's code that built it. */
  readonly site: CallSite | undefined;
  /** Whether earlier steps wrote something when they ran as part of another chain. */
  readonly isBegun: boolean;
}

const expected = new Set<PendingNode>();
let isHooked = false;

/** Registers a writing `node` that should be run or planned before the process ends. */
export function expectRun(node: PendingNode): void {
  expected.add(node);
  if (isHooked) return;
  isHooked = true;
  process.on("exit", () => {
    const text = unawaitedText(takeUnawaited());
    if (text !== "") process.stderr.write(text);
  });
}

/** Unregisters `node` and all nodes before it when a run or a plan of it starts. */
export function markStarted(node: PendingNode): void {
  for (let at: PendingNode | undefined = node; at !== undefined; at = at.parent) expected.delete(at);
}

/** Returns chains that would write and were neither run nor planned, and clears the list: the exit handler does not repeat them. */
export function takeUnawaited(): readonly UnawaitedChain[] {
  // Only the longest chain is reported, not the chains that it extends.
  const extended = new Set<PendingNode>();
  for (const node of expected) {
    for (let at = node.parent; at !== undefined; at = at.parent) extended.add(at);
  }
  const unawaited = [...expected].filter((node) => !extended.has(node));
  expected.clear();
  return unawaited.map((node) => ({ steps: stepsText(node), site: node.site(), isBegun: isBegun(node) }));
}

/** Formats the report; empty for no chains. */
export function unawaitedText(chains: readonly UnawaitedChain[]): string {
  if (chains.length === 0) return "";
  const lines = chains.map(({ steps, site }) => {
    const builtAt = site === undefined ? "" : `\n    built at ${siteText(site)}`;
    return `  ${steps}${builtAt}\n`;
  });
  const isOne = chains.length === 1;
  const head = isOne ? "a chain was never awaited" : `${chains.length} chains were never awaited`;
  const unfinishedText = isOne ? "it was not finished" : "some were not finished";
  const effect = chains.some((chain) => chain.isBegun) ? unfinishedText : "nothing was sent";
  const advice = `write await before ${isOne ? "it" : "each"}, or .plan() to see what it would do`;
  return `slylab: ${head}, so ${effect}:\n${lines.join("")}  ${advice}\n`;
}

function isBegun(node: PendingNode): boolean {
  for (let at: PendingNode | undefined = node; at !== undefined; at = at.parent) {
    if (at.memo?.state === "done" && at.step.writes === true) return true;
  }
  return false;
}

function stepsText(node: PendingNode): string {
  const labels: string[] = [];
  for (let at: PendingNode | undefined = node; at !== undefined; at = at.parent) {
    if (at.step.quiet !== true) labels.unshift(at.step.label);
  }
  return labels.join(" › ");
}

/** The tree of nested datasets. */
import type { DatasetInfo } from "../../domain/records/dataset.js";

/** A dataset with its nested datasets. */
export interface DatasetNode {
  /** The dataset. */
  readonly dataset: DatasetInfo;
  /** The datasets nested directly in it. */
  readonly children: readonly DatasetNode[];
}

/** Builds the tree from the list of all datasets of a project; returns its top level. */
export function treeOf(datasets: readonly DatasetInfo[]): readonly DatasetNode[] {
  const inside = new Map<number | null, DatasetInfo[]>();
  for (const dataset of datasets) {
    const siblings = inside.get(dataset.parentId);
    if (siblings === undefined) inside.set(dataset.parentId, [dataset]);
    else siblings.push(dataset);
  }
  const nodesIn = (parentId: number | null): readonly DatasetNode[] =>
    (inside.get(parentId) ?? []).map((dataset) => ({ dataset, children: nodesIn(dataset.id) }));
  return nodesIn(null);
}

/** Returns all datasets below the one with this id. */
export function nestedIn(tree: readonly DatasetNode[], id: number): readonly DatasetInfo[] {
  const below = (nodes: readonly DatasetNode[]): readonly DatasetInfo[] =>
    nodes.flatMap(({ dataset, children }) => [dataset, ...below(children)]);
  return tree.flatMap(({ dataset, children }) => (dataset.id === id ? below(children) : nestedIn(children, id)));
}

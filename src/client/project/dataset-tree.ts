/** Datasets as they lie in each other. */
import type { DatasetInfo } from "../../domain/records/dataset.js";

/** A dataset with those that lie in it. */
export interface DatasetNode {
  /** The dataset. */
  readonly dataset: DatasetInfo;
  /** Datasets that are nested in it. */
  readonly children: readonly DatasetNode[];
}

/** A list of all datasets of a project → those at its top, with what lies in them. */
export function treeOf(datasets: readonly DatasetInfo[]): readonly DatasetNode[] {
  const inside = new Map<number | null, DatasetInfo[]>();
  for (const dataset of datasets) {
    const beside = inside.get(dataset.parentId);
    if (beside === undefined) inside.set(dataset.parentId, [dataset]);
    else beside.push(dataset);
  }
  const nodesIn = (parentId: number | null): readonly DatasetNode[] =>
    (inside.get(parentId) ?? []).map((dataset) => ({ dataset, children: nodesIn(dataset.id) }));
  return nodesIn(null);
}

/** All datasets below the one with this id. */
export function nestedIn(tree: readonly DatasetNode[], id: number): readonly DatasetInfo[] {
  const below = (nodes: readonly DatasetNode[]): readonly DatasetInfo[] =>
    nodes.flatMap(({ dataset, children }) => [dataset, ...below(children)]);
  return tree.flatMap(({ dataset, children }) => (dataset.id === id ? below(children) : nestedIn(children, id)));
}

/** What lists and infos of projects and datasets say beside their own columns: addresses, and fields sent only when asked for. */
import type { Call } from "../http/method.js";
import type { StorageUrls } from "../images/storage-urls.js";
import type { FullDatasetWire } from "./dataset-store.js";
import type { FullProjectWire } from "./project-store.js";

interface Referenced {
  readonly referenceImageId?: number | null;
  readonly referenceImageUrl?: string | null | undefined;
}

/** Gives the address of the reference image. */
function withReference<T extends Referenced>(urls: StorageUrls, call: Call, { referenceImageId, ...rest }: T) {
  const referenceImageUrl = referenceImageId == null ? null : urls.urlOf(call, referenceImageId, `${referenceImageId}`);
  return { ...rest, referenceImageUrl };
}

/**
 * Completes datasets. A list gives custom data only when `extraFields` asks for it: the official SDK uses its dataset
 * records as dictionary keys, and custom data would make them unusable as such.
 */
export function completeDataset(urls: StorageUrls, call: Call, extraFields: readonly string[]) {
  return (dataset: FullDatasetWire): FullDatasetWire => {
    const { customData, ...rest } = withReference(urls, call, dataset);
    return extraFields.includes("customData") ? { ...rest, customData } : rest;
  };
}

// This instance computes no embeddings: a project has none, and none are under way.
const noEmbeddings = { embeddingsEnabled: false, embeddingsInProgress: false, embeddingsUpdatedAt: null };

/** Completes projects, with those of the extra fields that are asked for. */
export function completeProject(urls: StorageUrls, call: Call, extraFields: readonly string[]) {
  const asked = Object.entries(noEmbeddings).filter(([name]) => extraFields.includes(name));
  return (project: FullProjectWire): FullProjectWire => ({
    ...withReference(urls, call, project),
    ...Object.fromEntries(asked),
  });
}

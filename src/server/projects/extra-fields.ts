/** Adds computed fields to projects and datasets: URLs, and fields that are only sent on request. */
import type { Call } from "../http/method.js";
import type { StorageUrls } from "../images/storage-urls.js";
import type { FullDatasetWire } from "./dataset-store.js";
import type { FullProjectWire } from "./project-store.js";

interface Referenced {
  readonly referenceImageId?: number | null;
  readonly referenceImageUrl?: string | null | undefined;
}

/** Adds the URL of the preview image. */
function withReference<T extends Referenced>(urls: StorageUrls, call: Call, { referenceImageId, ...rest }: T) {
  const referenceImageUrl = referenceImageId == null ? null : urls.urlOf(call, referenceImageId, `${referenceImageId}`);
  return { ...rest, referenceImageUrl };
}

/**
 * Completes datasets. Custom data is only sent if `extraFields` requests it: the official SDK uses dataset records as
 * dictionary keys, which must be hashable.
 */
export function completeDataset(urls: StorageUrls, call: Call, extraFields: readonly string[]) {
  return (dataset: FullDatasetWire): FullDatasetWire => {
    const { customData, ...rest } = withReference(urls, call, dataset);
    return extraFields.includes("customData") ? { ...rest, customData } : rest;
  };
}

// This instance does not compute embeddings.
const noEmbeddings = { embeddingsEnabled: false, embeddingsInProgress: false, embeddingsUpdatedAt: null };

/** Completes projects with the requested extra fields. */
export function completeProject(urls: StorageUrls, call: Call, extraFields: readonly string[]) {
  const asked = Object.entries(noEmbeddings).filter(([name]) => extraFields.includes(name));
  return (project: FullProjectWire): FullProjectWire => ({
    ...withReference(urls, call, project),
    ...Object.fromEntries(asked),
  });
}

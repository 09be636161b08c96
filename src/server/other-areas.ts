import { invalid, missing, type Problem } from "./http/problem.js";

/** Other areas of the product, with the prefixes of their methods. */
const areas: readonly (readonly [area: string, prefixes: readonly string[]])[] = [
  ["videos", ["videos.", "video-"]],
  ["point clouds", ["point-clouds.", "pointclouds."]],
  ["volumes", ["volumes.", "figures.custom-data."]],
  ["meshes and audio", ["entities.", "tags.entities.update-value", "tags.entities.remove"]],
  ["objects of videos, point clouds and volumes", ["annotation-objects."]],
  ["apps", ["apps.", "ecosystem.", "plugins.", "annotation-tool.", "github.", "scan.", "instance.get-render-previews"]],
  [
    "neural networks",
    ["models.", "neural-networks.", "nn.", "embeddings.", "images.embeddings-", "projects.embeddings-"],
  ],
  ["agents and their tasks", ["agents.", "tasks.", "users.ssh-keys"]],
  ["cloud storage", ["remote-storage.", "import-storage.", "projects.images.get-backup-archive"]],
  // The instance stores the images of an archive, but not the archive itself.
  ["archives of images", ["images.data."]],
  ["versions of projects", ["projects.versions."]],
  ["the administration of a server", ["instance.data."]],
  ["reports", ["reports."]],
];

/** Returns the area of a method outside image labeling; undefined for other names. */
export function otherArea(method: string): string | undefined {
  return areas.find(([, prefixes]) => prefixes.some((prefix) => method.startsWith(prefix)))?.[0];
}

/**
 * Builds the error for an unknown method. Methods of other areas give 400 instead of 404: clients such as the SDK take 404
 * for "no such record" and continue without a result.
 */
export function unknownMethod(method: string): Problem {
  const area = otherArea(method);
  if (area === undefined) return missing("method", method);
  const message = `${method} is not available: this local instance has image labeling only, not ${area}`;
  return invalid("", message, "any.area");
}

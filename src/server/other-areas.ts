import { invalid, missing, type Problem } from "./http/problem.js";

/** What the product does beside labeling images, by how the names of its methods begin. */
const areas: readonly (readonly [area: string, prefixes: readonly string[]])[] = [
  ["videos", ["videos.", "video-"]],
  ["point clouds", ["point-clouds.", "pointclouds."]],
  ["volumes", ["volumes."]],
  ["objects of videos, point clouds and volumes", ["annotation-objects."]],
  ["apps", ["apps.", "ecosystem.", "plugins.", "annotation-tool.", "github.", "scan."]],
  ["neural networks", ["models.", "neural-networks.", "nn.", "embeddings."]],
  ["agents and their tasks", ["agents.", "tasks."]],
  ["cloud storage", ["remote-storage.", "import-storage."]],
  ["reports", ["reports."]],
];

/** The area of a method that belongs to another part of the product; undefined for any other name. */
export function otherArea(method: string): string | undefined {
  return areas.find(([, prefixes]) => prefixes.some((prefix) => method.startsWith(prefix)))?.[0];
}

/**
 * The error for a method that is not here. One of another area is a 400, not a 404: clients, the SDK among them, read a
 * 404 as "no such thing" and go on with nothing.
 */
export function unknownMethod(method: string): Problem {
  const area = otherArea(method);
  if (area === undefined) return missing("method", method);
  const message = `${method} is not available: this local instance has image labeling only, not ${area}`;
  return invalid("", message, "any.area");
}

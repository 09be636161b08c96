/** Makes thumbnails in order, reading a few images and annotations at a time. */
import { z } from "zod";
import { safeParse } from "../../base/safe-parse.js";
import type { Api } from "../../client/api.js";
import { limitToJob } from "../../client/job/job-read.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { AuthError, NotFoundError } from "../../domain/errors.js";
import type { Figure } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";
import type { ColoredFigure } from "./drawing.js";
import { type ImageRef, sourceJob } from "./image-ref.js";
import { type ObjectCount, shrink, Thumbnail } from "./thumbnail.js";

/** Options of a contact sheet. */
export interface ThumbnailOptions {
  /** Whether to draw the objects in the colors of their classes. Default false. */
  readonly labels?: boolean | undefined;
  /** Longest side of a thumbnail in pixels, 16 to 2048. Default 320. */
  readonly size?: number | undefined;
  /** Pictures per row, 1 to 24. Default: as many as fit. */
  readonly columns?: number | undefined;
}

/** Checks the argument of `thumbnails`. */
export const thumbnailSchema = z
  .strictObject({
    labels: kinds.flag,
    size: z.int("expected 16 to 2048 pixels").min(16).max(2048),
    columns: z.int("expected 1 to 24 columns").min(1).max(24),
  })
  .partial()
  .optional();

/** The options with their defaults. */
export interface ResolvedOptions {
  readonly isSheet: boolean;
  readonly labels: boolean;
  readonly size: number;
  readonly columns: number | undefined;
}

/** Images in memory at once. */
const atOnce = 4;
/** Annotations per request. */
const annotationsAtOnce = 50;

/** Yields the thumbnails of `images`, in order. */
export async function* thumbnailsOf(
  images: readonly ImageRef[],
  options: ResolvedOptions,
  context: ReadContext,
): AsyncGenerator<Thumbnail, void, undefined> {
  const api = await context.api();
  const labels = options.labels ? new ObjectReader(images, api, context) : undefined;
  let done = 0;
  for (let from = 0; from < images.length; from += atOnce) {
    const batch = images.slice(from, from + atOnce);
    const thumbnails = await Promise.all(
      batch.map((image, at) => thumbnailOf(image, labels?.of(from + at), options, api, context)),
    );
    for (const thumbnail of thumbnails) {
      done += 1;
      if (images.length > 1) context.progress?.(done, images.length);
      yield thumbnail;
    }
    context.signal.throwIfAborted();
  }
}

async function thumbnailOf(
  image: ImageRef,
  labels: Promise<readonly ColoredFigure[]> | undefined,
  { isSheet, size }: ResolvedOptions,
  api: Api,
  context: ReadContext,
): Promise<Thumbnail> {
  const box = isSheet ? { width: size, height: size } : undefined;
  const objects = (await labels) ?? [];
  const counts = labels === undefined ? null : countsOf(objects);
  try {
    const content = await api.image.download(image.id, context);
    return new Thumbnail(image, await shrink(content, box, objects), counts);
  } catch (error) {
    // Images by link have no content on the server.
    if (error instanceof NotFoundError) return new Thumbnail(image, null, counts);
    throw error;
  }
}

function countsOf(objects: readonly ColoredFigure[]): readonly ObjectCount[] {
  const counts = new Map<string, ObjectCount>();
  for (const { figure, color } of objects) {
    const className = figure.classTitle;
    counts.set(className, { className, color, count: 1 + (counts.get(className)?.count ?? 0) });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.className.localeCompare(b.className, "en"));
}

// For classes that are missing in the project's meta, or if the meta may not be read.
const spareColors = ["#d81b60", "#1e88e5", "#ffc107", "#00897b", "#8e24aa", "#f4511e", "#43a047", "#6d4c41"];

interface ClassStyle {
  readonly color: string;
  readonly edges: readonly (readonly [string, string])[];
}

/** Reads the objects on images: 50 images per request, when the first of them is needed. */
class ObjectReader {
  readonly #images: readonly ImageRef[];
  readonly #api: Api;
  readonly #context: ReadContext;
  readonly #batches = new Map<number, Promise<ReadonlyMap<number, readonly Figure[]>>>();
  readonly #metas = new Map<number, Promise<ReadonlyMap<string, ClassStyle>>>();

  constructor(images: readonly ImageRef[], api: Api, context: ReadContext) {
    this.#images = images;
    this.#api = api;
    this.#context = context;
  }

  /** Returns the objects on the image at index `at`. */
  async of(at: number): Promise<readonly ColoredFigure[]> {
    const image = this.#images[at];
    if (image === undefined) return [];
    const number = Math.floor(at / annotationsAtOnce);
    const batch = this.#batches.get(number) ?? this.#read(number * annotationsAtOnce);
    this.#batches.set(number, batch);
    // Frees the memory of batches that are no longer needed.
    this.#batches.delete(number - 2);
    const figures = (await batch).get(at) ?? [];
    const styles = await this.#styles(image.projectId ?? sourceJob(image)?.projectId ?? undefined);
    return figures.map((figure) => {
      const style = styles.get(figure.classTitle);
      return { figure, color: style?.color ?? spareColor(figure.classTitle), edges: style?.edges };
    });
  }

  async #read(from: number): Promise<ReadonlyMap<number, readonly Figure[]>> {
    const found = new Map<number, readonly Figure[]>();
    const groups = new Map<string, { readonly datasetId: number | undefined; readonly indices: number[] }>();
    for (let at = from; at < Math.min(from + annotationsAtOnce, this.#images.length); at++) {
      const image = this.#images[at];
      if (image === undefined) continue;
      const job = sourceJob(image);
      const datasetId = image.datasetId ?? job?.datasetId ?? undefined;
      const key = `${datasetId} ${job?.id}`;
      const group = groups.get(key) ?? { datasetId, indices: [] };
      groups.set(key, group);
      group.indices.push(at);
    }
    for (const { datasetId, indices } of groups.values()) {
      const ids = indices.map((at) => this.#images[at]?.id ?? 0);
      const read =
        datasetId === undefined
          ? await Promise.all(ids.map((id) => this.#api.annotation.download(id, this.#context)))
          : await this.#api.annotation.downloadBatch(datasetId, ids, this.#context);
      const job = sourceJob(this.#images[indices[0] ?? 0] ?? {});
      const shown = job === undefined ? read : limitToJob(job, read);
      for (const [index, at] of indices.entries()) found.set(at, shown[index]?.annotation.objects ?? []);
    }
    return found;
  }

  #styles(projectId: number | undefined): Promise<ReadonlyMap<string, ClassStyle>> {
    if (projectId === undefined) return Promise.resolve(new Map());
    const styles = this.#metas.get(projectId) ?? this.#readStyles(projectId);
    this.#metas.set(projectId, styles);
    return styles;
  }

  async #readStyles(projectId: number): Promise<ReadonlyMap<string, ClassStyle>> {
    try {
      const { classes } = await this.#api.project.getMeta(projectId, this.#context);
      return new Map(
        classes.map(({ name, color, geometryConfig }) => [name, { color, edges: edgesOf(geometryConfig) }]),
      );
    } catch (error) {
      // Annotators may lack the right to read the project.
      if (error instanceof AuthError || error instanceof NotFoundError) return new Map();
      throw error;
    }
  }
}

function spareColor(className: string): string {
  const sum = [...className].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return spareColors[sum % spareColors.length] ?? "#1e88e5";
}

const graphSchema = z.looseObject({
  edges: z.array(z.looseObject({ src: z.coerce.string(), dst: z.coerce.string() })),
});

/** Reads the edges of a graph class, by the ids of their nodes. */
function edgesOf(config: unknown): readonly (readonly [string, string])[] {
  const parsed = safeParse(graphSchema, config);
  return parsed.success ? parsed.data.edges.map(({ src, dst }) => [src, dst]) : [];
}

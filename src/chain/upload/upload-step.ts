/** The step of an upload. */
import { stat } from "node:fs/promises";
import { bytesText } from "../../base/text/byte-size.js";
import { countText } from "../../base/text/count-text.js";
import { badArgument } from "../../domain/errors.js";
import type { ProjectMeta } from "../../domain/records/project-meta.js";
import { type PlanEntry, planEntry, type ReadContext, type Step, type StepContext } from "../core/node.js";
import { DatasetPaths } from "../project/ensure-dataset.js";
import { ensureMetaStep } from "../project/ensure-meta.js";
import { emptyScope, findDataset, type Scope } from "../project/scope.js";
import { DatasetIndex } from "./dataset-index.js";
import { type Decision, decide } from "./decide.js";
import { inOrder } from "./ordered.js";
import { readPicture } from "./picture.js";
import { type FilesToUpload, type FileToUpload, listFiles } from "./placing.js";
import type { CheckedSource } from "./source.js";
import { hiddenText, UploadResult } from "./upload-result.js";
import { addTags, missingTags, tagEntries } from "./upload-tags.js";
import { doUpload } from "./upload-work.js";

/** The scope and the result of an upload. */
export interface Uploaded {
  readonly scope: Scope;
  /** Undefined in a plan. */
  readonly result?: UploadResult | undefined;
}

/** Creates the step that uploads pictures to the dataset of the scope. */
export function uploadStep({ paths, settings }: CheckedSource): Step<Scope, Uploaded> {
  const shown = paths.length === 1 ? `'${paths[0]}'` : `${paths.length} places`;
  const withTags = Object.keys(settings.tags).length > 0;
  return {
    label: `upload ${shown}`,
    writes: true,
    async run(scope, context) {
      const placed = listFiles(paths, settings.folders);
      const destination = await destinationOf(scope, context);
      const meta = withTags ? await ensureTags(settings.tags, destination, context) : undefined;
      const datasets = await DatasetPaths.read(destination.projectId, context);
      const indexes = new Map<string, DatasetIndex>();
      const { rows, bytesSent } = await doUpload(
        {
          ...settings,
          files: placed.files,
          sizes: await sizesOf(placed.files),
          async indexOf(path) {
            const key = path.join("/");
            const cached = indexes.get(key);
            if (cached !== undefined) return cached;
            // Files are sorted by dataset: the previous index is no longer needed.
            indexes.clear();
            const id = await datasets.ensure(path, destination.datasetId, context);
            const index = await DatasetIndex.read(id ?? undefined, withTags, context);
            indexes.set(key, index);
            return index;
          },
          ...(meta === undefined ? {} : { onImages: (images) => addTags(settings.tags, meta, images, context) }),
        },
        context,
      );
      const { datasetId } = destination;
      const target = { title: `Upload to ${datasets.textOf(datasetId)}`, datasetId, hidden: placed.hidden };
      const result = new UploadResult([...rows, ...placed.refused], { ...target, bytesSent });
      return { scope: { ...scope, ...destination }, result };
    },
    outcome: ({ result }) => (result === undefined ? undefined : outcomeText(result)),
    async plan(scope = emptyScope, context) {
      const placed = listFiles(paths, settings.folders);
      const destination = scope.datasetId === undefined ? undefined : await destinationOf(scope, context);
      const projectId = destination?.projectId ?? scope.projectId;
      const api = await context.api();
      const meta = withTags && projectId !== undefined ? await api.project.getMeta(projectId, context) : undefined;
      const tags = tagEntries(settings.tags, meta).filter(({ what }) => !isPlanned(scope, what));
      const files = await fileEntries(placed, destination, settings, context);
      return { entries: [...tags, ...files], value: { scope: { ...scope, ...destination } } };
    },
  };
}

function isPlanned({ plannedNames }: Scope, what: string): boolean {
  return [...(plannedNames ?? [])].some((name) => what === `tag '${name}'`);
}

interface Destination {
  readonly projectId: number;
  readonly datasetId: number;
}

async function destinationOf(scope: Scope, context: ReadContext): Promise<Destination> {
  const { datasetId } = scope;
  if (datasetId === undefined) {
    const hint = "start with project(…).dataset(…) or project(…).ensureDataset(…)";
    throw badArgument("upload", "dataset", "no dataset", hint);
  }
  return { datasetId, projectId: (await findDataset(datasetId, scope, context)).projectId };
}

async function ensureTags(
  tags: CheckedSource["settings"]["tags"],
  destination: Destination,
  context: StepContext,
): Promise<ProjectMeta> {
  const { project } = await context.api();
  const meta = await project.getMeta(destination.projectId, context);
  const missing = missingTags(tags, meta);
  if (missing.length === 0) return meta;
  await ensureMetaStep({ classes: [], tags: missing }).run({ ...emptyScope, ...destination }, context);
  return project.getMeta(destination.projectId, context);
}

/** Reads the sizes of the files. */
export async function sizesOf(files: readonly FileToUpload[]): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  const bounds = { maxItems: 32, maxWeight: 32, weightOf: () => 1 };
  const measure = async ({ path }: FileToUpload) => ({ path, size: await sizeOf(path) });
  for await (const { path, size } of inOrder(files, bounds, measure)) sizes.set(path, size);
  return sizes;
}

async function sizeOf(path: string): Promise<number> {
  // Unreadable files are reported later, when they are read.
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Formats the outcome, for example `3 images uploaded, 1 refused`. */
export function outcomeText({ uploaded, skipped, conflicts, refused, omitted }: UploadResult): string {
  const parts = [
    uploaded.length > 0 || skipped.length === 0 ? `${countText(uploaded.length, "image")} uploaded` : "",
    skipped.length > 0 ? `${skipped.length} skipped` : "",
    conflicts.length > 0 ? `${conflicts.length} in conflict` : "",
    refused.length > 0 ? `${refused.length} refused` : "",
  ];
  const text = parts.filter((part) => part !== "").join(", ");
  return omitted.length === 0 ? text : `${text}; not imported: ${omitted.join(", ")}`;
}

/** Plans the upload of the files. Reads each file and sends nothing. */
export async function fileEntries(
  { files, refused, hidden }: FilesToUpload,
  destination: { readonly projectId: number; readonly datasetId: number | null } | undefined,
  settings: CheckedSource["settings"],
  context: ReadContext,
): Promise<readonly PlanEntry[]> {
  const datasets = destination === undefined ? undefined : await DatasetPaths.read(destination.projectId, context);
  const indexes = new Map<string, DatasetIndex>();
  const newDatasets: string[] = [];
  const indexOf = async (path: readonly string[]) => {
    const key = path.join("/");
    const cached = indexes.get(key);
    if (cached !== undefined) return cached;
    const id = destination === undefined ? undefined : (datasets?.find(path, destination.datasetId) ?? undefined);
    if (id === undefined && path.length > 0) newDatasets.push(key);
    const index = await DatasetIndex.read(id, false, context);
    indexes.set(key, index);
    return index;
  };
  const sizes = await sizesOf(files);
  const found: Record<Exclude<Decision["kind"], "refuse"> | "replace" | "rename", PlanGroup> = {
    add: emptyGroup(),
    rename: emptyGroup(),
    replace: emptyGroup(),
    skip: emptyGroup(),
    conflict: emptyGroup(),
  };
  const refusals = new Map<string, PlanGroup>();
  const addRefusal = (path: string, reasonText: string) => {
    // The rest is about one file, or a list of formats.
    const [reason = reasonText] = reasonText.split(": ");
    const kind = refusals.get(reason) ?? emptyGroup();
    refusals.set(reason, kind);
    add(kind, path, 0);
  };
  for (const { path, note } of refused) addRefusal(path, note ?? "");
  const bounds = { maxItems: 8, maxWeight: 2 ** 25, weightOf: ({ path }: FileToUpload) => sizes.get(path) ?? 0 };
  const read = async (file: FileToUpload) => ({ file, picture: await readPicture(file.path) });
  for await (const { file, picture } of inOrder(files, bounds, read)) {
    context.signal.throwIfAborted();
    const decision = await decide(file, picture, await indexOf(file.datasets), settings);
    const bytes = sizes.get(file.path) ?? 0;
    if (decision.kind === "refuse") addRefusal(file.path, decision.reason);
    else if (decision.kind === "conflict") add(found.conflict, `${file.name}: ${decision.note}`, bytes);
    else if (decision.kind === "skip") add(found.skip, file.name, bytes);
    else if (decision.replaces !== undefined) add(found.replace, file.name, bytes);
    else if (decision.indexed.name !== file.name) add(found.rename, `${file.name} → ${decision.indexed.name}`, bytes);
    else add(found.add, file.name, bytes);
  }
  const line = (kind: keyof typeof found, action: PlanEntry["action"], end: string, note?: string): PlanEntry[] => {
    const { count, names, bytes } = found[kind];
    if (count === 0) return [];
    const list = listText({ count, names }, "; ");
    const size = kind === "add" ? ` (${bytesText(bytes)})` : "";
    return [planEntry(action, `${countText(count, "image")}${size}${end}`, (note ?? list) || undefined)];
  };
  return [
    ...newDatasets.map((path) => planEntry("create", `dataset '${path}'`)),
    ...line("add", "create", "", ""),
    ...line("rename", "create", " under other names"),
    ...line("replace", "change", " replaced", "their labels are removed too"),
    ...line("skip", "reuse", " with the same content", ""),
    ...line("conflict", "problem", " with other content"),
    ...refusedEntries(refusals),
    ...(hidden === 0 ? [] : [planEntry("read", hiddenText(hidden))]),
  ];
}

// Longer plans are unreadable.
const maxKinds = 10;

/** A line for each reason, the most frequent first. */
function refusedEntries(refusals: ReadonlyMap<string, PlanGroup>): readonly PlanEntry[] {
  const kinds = [...refusals].sort(([, a], [, b]) => b.count - a.count);
  const rest = kinds.slice(maxKinds);
  const others = rest.reduce((sum, [, { count }]) => sum + count, 0);
  return [
    ...kinds.slice(0, maxKinds).map(([reason, kind]): PlanEntry => {
      return planEntry("read", `${countText(kind.count, "file")} refused`, `${reason}: ${listText(kind, ", ")}`);
    }),
    ...(rest.length === 0
      ? []
      : [planEntry("read", `${countText(others, "file")} refused`, `for ${rest.length} more reasons`)]),
  ];
}

/** For example `a.png, b.png, c.png and 7 more`. */
function listText({ count, names }: Pick<PlanGroup, "count" | "names">, separator: string): string {
  return names.join(separator) + (count > names.length ? ` and ${count - names.length} more` : "");
}

interface PlanGroup {
  count: number;
  bytes: number;
  readonly names: string[];
}

function emptyGroup(): PlanGroup {
  return { count: 0, bytes: 0, names: [] };
}

function add(kind: PlanGroup, name: string, bytes: number): void {
  kind.count += 1;
  kind.bytes += bytes;
  if (kind.names.length < 3) kind.names.push(name);
}

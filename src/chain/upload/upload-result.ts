/** The result of an upload. */
import { countText } from "../../base/text/count-text.js";
import { type DisplayModel, display, type TableModel } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { type RecordColumn, RecordList, tableOf } from "../../domain/display/record-display.js";

/** The outcome of one file. */
export type UploadOutcome = "uploaded" | "skipped" | "conflict" | "refused";

/** Fields of an uploaded file. */
export interface UploadRow {
  /** Outcome of the file. */
  readonly outcome: UploadOutcome;
  /** Path of the file. */
  readonly path: string;
  /** Name of the image; null for a refused file. */
  readonly name: string | null;
  /** Id of its image, or of the image with the same name; null if there is none. */
  readonly imageId: number | null;
  /** Id of the dataset it is in. */
  readonly datasetId: number | null;
  /** Size of the file in bytes; null if it was not read. */
  readonly size: number | null;
  /** Details or a reason, for example `renamed: a.jpg has other content`. */
  readonly note: string | null;
}

export interface UploadedFile extends UploadRow {}

/** A file of an upload and its outcome. */
export class UploadedFile {
  static {
    showInHosts(UploadedFile);
  }

  /** @internal */
  static readonly plural = "files";
  /** @internal */
  static readonly columns: readonly RecordColumn<UploadedFile>[] = [
    { title: "Outcome", kind: "status", value: ({ outcome }) => outcome },
    { title: "File", kind: "text", value: ({ path }) => path },
    { title: "Image", kind: "text", value: ({ name }) => name },
    { title: "ID", kind: "id", hidePriority: 1, value: ({ imageId }) => imageId },
    { title: "Size", kind: "bytes", hidePriority: 2, value: ({ size }) => size },
    { title: "Note", kind: "text", value: ({ note }) => note },
  ];

  /** @internal */
  constructor(row: UploadRow) {
    Object.freeze(Object.assign(this, row));
  }

  /** The same as `note`; empty if there is none. */
  get reason(): string {
    return this.note ?? "";
  }
}

/** Fields of an upload other than its files. */
interface UploadTotals {
  readonly title: string;
  readonly datasetId: number;
  readonly hidden: number;
  readonly omitted?: readonly string[] | undefined;
  readonly bytesSent: number;
}

/**
 * The result of an upload: the files that were uploaded, skipped, in conflict or refused.
 *
 * @example
 * const { uploaded, skipped, conflicts, refused } = await project(5555).dataset("photos").upload("pictures/");
 */
export class UploadResult {
  static {
    showInHosts(UploadResult);
  }

  /** Id of the chain's dataset. */
  readonly datasetId: number;
  /** Files uploaded by this run. */
  readonly uploaded: RecordList<UploadedFile>;
  /** Files whose image existed already: nothing was sent. */
  readonly skipped: RecordList<UploadedFile>;
  /** Files not uploaded because an image with the same name has other content. */
  readonly conflicts: RecordList<UploadedFile>;
  /** Files that are not pictures, are damaged or cannot be read, with the reason. */
  readonly refused: RecordList<UploadedFile>;
  /** Number of hidden files and folders that were ignored. */
  readonly hidden: number;
  /** Content of the files that was not imported, for example `keypoints of 3 objects`. */
  readonly omitted: readonly string[];
  /** Bytes of pictures that were sent; without contents that the instance already has. */
  readonly bytesSent: number;
  readonly #title: string;

  /** @internal */
  constructor(rows: readonly UploadRow[], { title, datasetId, hidden, omitted = [], bytesSent }: UploadTotals) {
    const of = (outcome: UploadOutcome) =>
      RecordList.collect(
        UploadedFile,
        rows.filter((row) => row.outcome === outcome).map((row) => new UploadedFile(row)),
      );
    this.#title = title;
    this.datasetId = datasetId;
    this.uploaded = of("uploaded");
    this.skipped = of("skipped");
    this.conflicts = of("conflict");
    this.refused = of("refused");
    this.hidden = hidden;
    this.omitted = Object.freeze([...omitted]);
    this.bytesSent = bytesSent;
    Object.freeze(this);
  }

  /** Returns the same fields as plain data. */
  toJSON(): object {
    const { datasetId, hidden, omitted, bytesSent } = this;
    const rows = (files: RecordList<UploadedFile>) => files.map((file) => ({ ...file }));
    return {
      datasetId,
      uploaded: rows(this.uploaded),
      skipped: rows(this.skipped),
      conflicts: rows(this.conflicts),
      refused: rows(this.refused),
      hidden,
      omitted,
      bytesSent,
    };
  }

  [display](): DisplayModel {
    // Files that were not read have no known size.
    const sum = (files: RecordList<UploadedFile>) =>
      files.reduce<number | null>((total, { size }) => (size === null ? total : (total ?? 0) + size), null);
    const lists = [
      ["uploaded", this.uploaded],
      ["skipped", this.skipped],
      ["conflicts", this.conflicts],
      ["refused", this.refused],
    ] as const;
    const notes = [
      ...(this.hidden === 0 ? [] : [hiddenText(this.hidden)]),
      ...(this.omitted.length === 0 ? [] : [`not imported: ${this.omitted.join(", ")}`]),
    ];
    const counts: TableModel = {
      kind: "table",
      title: this.#title,
      columns: [
        { title: "Outcome", kind: "status" },
        { title: "Files", kind: "count" },
        { title: "Size", kind: "bytes" },
      ],
      rows: lists.map(([outcome, files]) => [outcome, files.length, sum(files)]),
      ...(notes.length === 0 ? {} : { note: notes.join("; ") }),
    };
    const listed = [...this.conflicts, ...this.refused, ...this.uploaded.filter(({ note }) => note !== null)];
    if (listed.length === 0) return counts;
    return { kind: "stack", parts: [counts, tableOf(UploadedFile, listed)] };
  }
}

/** Formats the number of hidden files, for example `3 hidden files and folders were ignored`. */
export function hiddenText(hidden: number): string {
  return `${countText(hidden, "hidden file or folder was", "hidden files and folders were")} ignored`;
}
